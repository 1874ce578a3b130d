#include "common/api/email.h"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>

#include "absl/strings/str_cat.h"

#include "common/base/utf8.h"

namespace rollcall {
namespace {

bool IsAddress(absl::string_view text) {
  const size_t at = text.rfind('@');
  if (at == absl::string_view::npos || at == 0 || at + 1 == text.size()) {
    return false;
  }
  return !HasUtf8SpaceOrControl(text);
}

}  // namespace

std::string NormalizeEmail(absl::string_view address) {
  const absl::string_view trimmed = Utf8Trim(address);
  utf8proc_uint8_t* folded = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(trimmed.data()),
                   static_cast<utf8proc_ssize_t>(trimmed.size()), &folded,
                   static_cast<utf8proc_option_t>(
                       UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(
      folded, &std::free);
  if (size <= 0) return {};
  std::string key(reinterpret_cast<const char*>(folded),
                  static_cast<size_t>(size));
  return IsAddress(key) ? key : std::string();
}

std::string WithoutPlusAlias(absl::string_view normalized) {
  const size_t at = normalized.rfind('@');
  const size_t plus = normalized.find('+');
  // An address that begins with `+` has no other name.
  if (at == absl::string_view::npos || plus >= at || plus == 0) {
    return std::string(normalized);
  }
  return absl::StrCat(normalized.substr(0, plus), normalized.substr(at));
}

}  // namespace rollcall
