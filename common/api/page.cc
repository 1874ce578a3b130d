#include "common/api/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/base/hash.h"

namespace rollcall {
namespace {

constexpr size_t kChecksumSize = 8;

// Binds a key to its filter. It keeps accidents out, not attackers: a made-up
// key only begins a list elsewhere.
std::string Checksum(absl::string_view filter, absl::string_view key) {
  return Sha256(absl::StrCat(filter.size(), ":", filter, key))
      .substr(0, kChecksumSize);
}

}  // namespace

std::string RenderPageToken(absl::string_view filter, absl::string_view key) {
  return absl::WebSafeBase64Escape(absl::StrCat(Checksum(filter, key), key));
}

Page ParsePage(absl::string_view filter, int page_size,
               absl::string_view page_token, FieldChecker& check) {
  Page page;
  if (page_size < 0) check.Fail("page_size", "Must not be negative.");
  page.size = page_size == 0 ? limits::kDefaultPageSize
                             : std::clamp(page_size, 1, limits::kMaxPageSize);
  if (page_token.empty()) return page;

  std::string decoded;
  if (absl::WebSafeBase64Unescape(page_token, &decoded) &&
      decoded.size() > kChecksumSize) {
    page.key = decoded.substr(kChecksumSize);
    if (decoded.substr(0, kChecksumSize) == Checksum(filter, page.key)) {
      return page;
    }
  }
  check.Fail("page_token",
             "Must be the next_page_token of a call with the same other "
             "fields; leave it empty for the first page.");
  return page;
}

}  // namespace rollcall
