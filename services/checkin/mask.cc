#include "services/checkin/mask.h"

#include <algorithm>

#include "absl/strings/str_join.h"

#include "common/base/utf8.h"

namespace rollcall::checkin {
namespace {

constexpr char kHidden[] = "•";
constexpr size_t kMaxHidden = 4;

std::string MaskWord(absl::string_view word) {
  const auto characters = Utf8Graphemes(word);
  if (characters.size() == 1) return kHidden;
  std::string masked(characters.front());
  const size_t hidden = std::min(characters.size() - 1, kMaxHidden);
  for (size_t i = 0; i < hidden; ++i) masked += kHidden;
  return masked;
}

}  // namespace

std::string Mask(absl::string_view text) {
  return absl::StrJoin(Utf8Words(text), " ",
                       [](std::string* out, absl::string_view word) {
                         out->append(MaskWord(word));
                       });
}

}  // namespace rollcall::checkin
