#include <cstdlib>
#include <memory>
#include <string>
#include <unordered_map>
#include <utf8proc.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/geo/country.h"
#include "countries_data.h"

namespace rollcall::geo {
namespace {

// What people write and iso-codes does not have.
constexpr Country kUsualSpellings[] = {
    {"CD", "Democratic Republic of Congo"},
    {"CI", "Ivory Coast"},
    {"CN", "PR China"},
    {"GB", "Great Britain"},
    {"GB", "UK"},
    {"RU", "Russia"},
    {"SZ", "Swaziland"},
    {"TR", "Turkey"},
    {"US", "U.S."},
    {"US", "U.S.A."},
    {"VA", "Vatican"},
};

bool IsSeparator(utf8proc_int32_t code_point) {
  const utf8proc_category_t category = utf8proc_category(code_point);
  return category != UTF8PROC_CATEGORY_LL && category != UTF8PROC_CATEGORY_LO &&
         category != UTF8PROC_CATEGORY_LU && category != UTF8PROC_CATEGORY_ND;
}

// Case folded, without accents, with one blank for whatever stands between
// words. Apostrophes and full stops stand inside words.
std::string KeyOf(absl::string_view text) {
  utf8proc_uint8_t* folded = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &folded,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(
      folded, &std::free);
  std::string key;
  for (utf8proc_ssize_t at = 0; at < size;) {
    utf8proc_int32_t code_point = 0;
    const utf8proc_ssize_t length =
        utf8proc_iterate(folded + at, size - at, &code_point);
    if (length <= 0) return {};
    if (!IsSeparator(code_point)) {
      key.append(reinterpret_cast<const char*>(folded + at),
                 static_cast<size_t>(length));
    } else if (code_point != '\'' && code_point != '.' &&
               code_point != 0x2019 && !key.empty() && key.back() != ' ') {
      key += ' ';
    }
    at += length;
  }
  return std::string(absl::StripPrefix(absl::StripSuffix(key, " "), "the "));
}

using Index = std::unordered_map<std::string, const Country*>;

void Add(const Country& spelling, Index& index) {
  const Country* country = FindCountry(spelling.code);
  const std::string text = spelling.display_name;
  index.emplace(KeyOf(text), country);
  // `Korea, Republic of` is also the Republic of Korea.
  const std::vector<std::string> parts = absl::StrSplit(text, ", ");
  if (parts.size() == 2) {
    index.emplace(KeyOf(absl::StrCat(parts[1], " ", parts[0])), country);
  }
}

Index MakeIndex() {
  Index index;
  for (const Country& country : kCountries) {
    index.emplace(KeyOf(country.code), &country);
  }
  for (const Country& spelling : kSpellings) Add(spelling, index);
  for (const Country& spelling : kUsualSpellings) Add(spelling, index);
  return index;
}

}  // namespace

const Country* FindCountryByText(absl::string_view text) {
  static const Index* const index = new Index(MakeIndex());
  const auto found = index->find(KeyOf(text));
  return found == index->end() ? nullptr : found->second;
}

}  // namespace rollcall::geo
