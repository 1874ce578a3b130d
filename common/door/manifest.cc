#include "common/door/manifest.h"

#include "absl/strings/str_cat.h"

#include "common/base/hash.h"

namespace rollcall::door {

std::string ManifestHash(absl::string_view salt, absl::string_view value) {
  constexpr size_t kHashBytes = 16;
  return Sha256(absl::StrCat(salt, value)).substr(0, kHashBytes);
}

}  // namespace rollcall::door
