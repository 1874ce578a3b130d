#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace rollcall {

// A file with a secret, which nobody but its owner may read. One that root gave
// to who is not root may be read by its group: so systemd and Kubernetes hand
// secrets out. The messages of failures are the second half of a sentence that
// begins with the file's name, and say what to do.

// Makes the file at `path` with mode 0600, `content` and a line feed, unless
// something is there already. Of several processes that do so at once one wins,
// and whoever finds the file finds all of it.
absl::Status CreateSecretFile(const std::string& path,
                              absl::string_view content);

// Returns what the file at `path` holds, at most `max_size` bytes of it,
// without the white space around it. Fails when it is no file, cannot be read,
// or may be used by others than its owner.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t max_size = 4096);

}  // namespace rollcall
