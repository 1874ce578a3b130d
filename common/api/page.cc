#include "common/api/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/base/hash.h"
#include "common/base/uuid.h"

namespace rollcall {
namespace {

constexpr size_t kChecksumSize = 8;

// Binds a key to its filter. It keeps accidents out, not attackers: a made-up
// key of the list's form only begins the list elsewhere.
std::string Checksum(absl::string_view filter, absl::string_view key) {
  return Sha256(absl::StrCat(filter.size(), ":", filter, key))
      .substr(0, kChecksumSize);
}

}  // namespace

std::string RenderPageToken(absl::string_view filter, absl::string_view key) {
  return absl::WebSafeBase64Escape(absl::StrCat(Checksum(filter, key), key));
}

std::string ParsePageToken(absl::string_view filter, absl::string_view field,
                           absl::string_view token, FieldChecker& check,
                           KeyForm form) {
  if (token.empty()) return {};
  std::string decoded;
  if (absl::WebSafeBase64Unescape(token, &decoded) &&
      decoded.size() > kChecksumSize) {
    std::string key = decoded.substr(kChecksumSize);
    // The decoder also takes padding, white space and bits of no byte.
    if (RenderPageToken(filter, key) == token &&
        (form == KeyForm::kOther || ParseUuid(key) == key)) {
      return key;
    }
  }
  check.Fail(field,
             "Must be what a call with the same other fields answered; leave "
             "it empty to begin.");
  return {};
}

Page ParsePage(absl::string_view filter, int page_size,
               absl::string_view page_token, FieldChecker& check,
               KeyForm form) {
  if (page_size < 0) check.Fail("page_size", "Must not be negative.");
  const int size = page_size == 0
                       ? limits::kDefaultPageSize
                       : std::clamp(page_size, 1, limits::kMaxPageSize);
  return {size, ParsePageToken(filter, "page_token", page_token, check, form)};
}

}  // namespace rollcall
