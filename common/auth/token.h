#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace rollcall::auth {

// Returns the token in the file at `path`. When there is no file, makes one
// with mode 0600 that holds a new token of 256 random bits; of several
// processes that do so at once one wins and the others return its token. Fails
// with TOKEN_FILE_UNUSABLE when others than its owner may read the file, when
// it holds no token, or when it cannot be read or made.
absl::StatusOr<std::string> LoadOrCreateToken(const std::string& path);

}  // namespace rollcall::auth
