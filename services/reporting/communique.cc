#include "services/reporting/communique.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

#include "common/attendance/day.h"
#include "nlohmann/json.hpp"
#include "report_sentences.h"

namespace rollcall::reporting {
namespace {

using Json = nlohmann::json;

// The sentences, by language.
const std::map<std::string, Json>& Sentences() {
  static const auto* const sentences = [] {
    auto* files = new std::map<std::string, Json>;
    for (const char* file : sentences::kTexts) {
      Json json = Json::parse(file);
      const auto language = json.at("language").get<std::string>();
      files->emplace(language, std::move(json));
    }
    return files;
  }();
  return *sentences;
}

std::string RussianForm(int64_t n) {
  const int64_t tens = n % 100;
  const int64_t ones = n % 10;
  if (ones == 1 && tens != 11) return "one";
  if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14)) return "few";
  return "many";
}

std::string ArabicForm(int64_t n) {
  if (n == 0) return "zero";
  if (n == 1) return "one";
  if (n == 2) return "two";
  const int64_t tens = n % 100;
  if (tens >= 3 && tens <= 10) return "few";
  return tens >= 11 ? "many" : "other";
}

std::string FormOf(const std::string& language, int64_t n) {
  if (language == "zh") return "other";
  if (language == "ru") return RussianForm(n);
  if (language == "ar") return ArabicForm(n);
  return n == 1 || (n == 0 && language == "fr") ? "one" : "other";
}

// Puts a sentence together from what a language's file has.
class Composer {
 public:
  Composer(std::string language, const EventFacts& event)
      : language_(std::move(language)),
        texts_(Sentences().at(language_)),
        event_(event) {}

  std::string Compose(const Summary& summary) const {
    const bool is_hidden = summary.total_hidden >= Hidden::kAttended;
    // Where it is hidden how many came, it is hidden that nobody did.
    if (is_hidden && !summary.tells_hundreds) return FillPlain("untold");
    const int64_t people = summary.total.attended();
    if (people == 0) return FillPlain("nobody");
    const int64_t hundreds = people / 100 * 100;
    const bool rounded = hundreds > 0 && hundreds < people;
    const int64_t said = rounded ? hundreds : people;
    return Fill(
        Form("sentence", said),
        {{"{people}",
          Number(rounded ? Text("more_people") : Form("people", said), said)},
         {"{countries}", summary.countries == 0 || is_hidden
                             ? ""
                             : Number(Form("countries", summary.countries),
                                      summary.countries)},
         {"{title}", Title()},
         {"{where}", Where()},
         {"{when}", When()},
         {"{modes}", Modes(summary)},
         {"{sectors}", Sectors(summary)}});
  }

 private:
  using Values = std::vector<std::pair<std::string, std::string>>;

  static std::string Fill(const std::string& text, const Values& values) {
    return absl::StrReplaceAll(text, values);
  }

  static std::string Number(const std::string& text, int64_t n) {
    return Fill(text, {{"{n}", absl::StrCat(n)}});
  }

  std::string Text(const char* key) const {
    return texts_.at(key).get<std::string>();
  }

  // The sentence at `key`, which has no numbers.
  std::string FillPlain(const char* key) const {
    return Fill(
        Text(key),
        {{"{title}", Title()}, {"{where}", Where()}, {"{when}", When()}});
  }

  // The text for `n` of what has several.
  std::string Form(const char* key, int64_t n) const {
    const Json& forms = texts_.at(key);
    const auto form = forms.find(FormOf(language_, n));
    return (form == forms.end() ? forms.at("other") : *form).get<std::string>();
  }

  std::string Enumerate(const char* key,
                        const std::vector<std::string>& items) const {
    const Json& glue = texts_.at(key);
    std::string text;
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) {
        text += glue.at(i + 1 == items.size() ? "last" : "between")
                    .get<std::string>();
      }
      text += items[i];
    }
    return text;
  }

  // The title as it stands inside of a sentence.
  std::string Title() const {
    for (const Json& article : texts_.at("articles")) {
      if (absl::StartsWithIgnoreCase(event_.title,
                                     article.get<std::string>())) {
        return event_.title;
      }
    }
    return absl::StrCat(Text("article"),
                        Fill(Text("title"), {{"{title}", event_.title}}));
  }

  std::string Where() const {
    if (event_.venue.empty() && event_.city.empty()) return {};
    const char* key = event_.venue.empty()  ? "city"
                      : event_.city.empty() ? "venue"
                                            : "venue_and_city";
    return Fill(Text(key),
                {{"{venue}", event_.venue}, {"{city}", event_.city}});
  }

  std::string Date(absl::Time time) const {
    const absl::CivilDay day =
        absl::ToCivilDay(time, attendance::ZoneOf(event_.time_zone));
    return Fill(Text("date"),
                {{"{day}", day.day() == 1 ? Text("first_of_month")
                                          : absl::StrCat(day.day())},
                 {"{month}", texts_.at("months")
                                 .at(static_cast<size_t>(day.month()) - 1)
                                 .get<std::string>()},
                 {"{year}", absl::StrCat(day.year())}});
  }

  std::string When() const {
    const std::string first = Date(event_.start_time);
    // The end is the first instant after the event.
    const std::string last = Date(event_.end_time - absl::Microseconds(1));
    return Fill(Text(first == last ? "day" : "days"),
                {{"{first}", first}, {"{last}", last}});
  }

  std::string Modes(const Summary& summary) const {
    if (summary.total_hidden >= Hidden::kWays) return {};
    const Counts& total = summary.total;
    std::vector<std::string> parts;
    for (const auto& [key, people] :
         {std::pair("in_person", total.in_person_only),
          std::pair("online", total.online_only),
          std::pair("both", total.both)}) {
      if (people > 0) parts.push_back(Number(Text(key), people));
    }
    return Fill(Text("ways"), {{"{list}", Enumerate("modes", parts)}});
  }

  std::string Sectors(const Summary& summary) const {
    std::vector<std::string> names;
    for (const SectorRow& row : summary.sectors) {
      if (row.hidden < Hidden::kAttended && row.counts.attended() > 0 &&
          !row.sector.id.empty()) {
        names.push_back(row.sector.display_name);
      }
    }
    if (names.empty()) return {};
    return Fill(Text("sectors"), {{"{list}", Enumerate("sector_list", names)}});
  }

  const std::string language_;
  const Json& texts_;
  const EventFacts& event_;
};

}  // namespace

std::string LanguageFor(absl::string_view language_code) {
  const std::vector<std::string> subtags =
      absl::StrSplit(absl::AsciiStrToLower(language_code), '-');
  return Sentences().count(subtags.front()) > 0 ? subtags.front() : "en";
}

std::string ComposeCommunique(const EventFacts& event, const Summary& summary,
                              absl::string_view language_code) {
  return Composer(LanguageFor(language_code), event).Compose(summary);
}

}  // namespace rollcall::reporting
