#include "common/api/name_search.h"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>

#include "common/base/utf8.h"

namespace rollcall {

std::string FoldName(absl::string_view name) {
  const absl::string_view trimmed = Utf8Trim(name);
  utf8proc_uint8_t* folded = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(trimmed.data()),
      static_cast<utf8proc_ssize_t>(trimmed.size()), &folded,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                     UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
                                     UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(
      folded, &std::free);
  if (size <= 0) return {};
  return std::string(reinterpret_cast<const char*>(folded),
                     static_cast<size_t>(size));
}

std::string EscapeLike(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '%' || c == '_') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace rollcall
