#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/ticket/signing_key.h"

namespace rollcall::ticket {

// Loads the keys in `folder`, one a file: `NNNN.key`, where NNNN is the key's
// id from 0001 to 9999, holds the 32 bytes of its seed in base64. At least one,
// by ascending id: the last one signs, all of them verify. To rotate, add a
// file with a higher number and start the services anew.
//
// Makes the folder when it is missing, and 0001.key when it has no key; several
// processes that do so at once agree on one key. Fails with TICKET_KEY_UNUSABLE
// and the path when the folder cannot be read or made, another file ends in
// .key, or a key may be read by others than its owner or is malformed.
absl::StatusOr<std::vector<SigningKey>> LoadOrCreateKeys(
    const std::string& folder);

// Where LoadOrCreateKeys finds the key `id`.
std::string KeyPath(const std::string& folder, int id);

// The error TICKET_KEY_UNUSABLE; `why` goes on after «The ticket key {path}».
absl::Status KeyUnusable(const std::string& path, absl::string_view why);

}  // namespace rollcall::ticket
