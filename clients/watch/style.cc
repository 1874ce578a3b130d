#include "clients/watch/style.h"

#include "absl/strings/str_cat.h"

namespace rollcall::watch {
namespace {

// Select Graphic Rendition of ECMA-48.
const char* CodeOf(Look look) {
  switch (look) {
    case Look::kPlain:
      return "";
    case Look::kBold:
      return "1";
    case Look::kDim:
      return "2";
    case Look::kGood:
      return "32";
    case Look::kWarning:
      return "1;33";
    case Look::kBad:
      return "1;31";
    case Look::kRoom:
      return "32";
    case Look::kBoth:
      return "36";
    case Look::kOnline:
      return "34";
  }
  return "";
}

}  // namespace

std::string Paint(const std::string& text, Look look, bool has_colors) {
  if (!has_colors || look == Look::kPlain || text.empty()) return text;
  return absl::StrCat("\033[", CodeOf(look), "m", text, "\033[0m");
}

}  // namespace rollcall::watch
