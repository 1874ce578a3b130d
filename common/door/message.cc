#include "common/door/message.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"

#include "common/api/enum_text.h"
#include "common/api/timestamp.h"
#include "door_messages.h"
#include "nlohmann/json.hpp"

namespace rollcall::door {
namespace {

using checkin::v1::Decision;

// Texts by language and key: the name of a reason or an outcome, perhaps with
// what is known about it.
using Catalogue = std::map<std::string, std::map<std::string, std::string>>;

const Catalogue& Messages() {
  static const auto* const catalogue = [] {
    auto* texts = new Catalogue;
    for (const char* file : messages::kTexts) {
      const auto json = nlohmann::json::parse(file);
      auto& language = (*texts)[json.at("language").get<std::string>()];
      for (const auto& [key, text] : json.at("texts").items()) {
        language[key] = text.get<std::string>();
      }
    }
    return texts;
  }();
  return *catalogue;
}

const std::map<std::string, std::string>& TextsOf(
    absl::string_view language_code) {
  const std::vector<std::string> subtags =
      absl::StrSplit(absl::AsciiStrToLower(language_code), '-');
  const auto found = Messages().find(subtags.front());
  return found != Messages().end() ? found->second : Messages().at("en");
}

// By the clock on the wall; with the date when that is another day's than the
// scan's.
std::string WallClock(const google::protobuf::Timestamp& time,
                      const Decision& decision, absl::TimeZone zone) {
  const absl::Time instant = ToTime(time);
  const absl::Time scan = ToTime(decision.scan_time());
  const bool same_day =
      absl::ToCivilDay(instant, zone) == absl::ToCivilDay(scan, zone);
  return absl::FormatTime(same_day ? "%H:%M" : "%Y-%m-%d %H:%M", instant, zone);
}

std::string KeyOf(const Decision& decision) {
  if (decision.has_annul_time()) return "ANNULLED";
  if (decision.outcome() == Decision::OUTCOME_ADMITTED) {
    return decision.forced() ? "ADMITTED_FORCED" : "ADMITTED";
  }
  if (decision.outcome() == Decision::OUTCOME_EXITED) {
    return decision.anomaly() == Decision::ANOMALY_UNSPECIFIED
               ? "EXITED"
               : EnumText(decision.anomaly());
  }
  std::string key = EnumText(decision.reason());
  // A device that decided offline knows less.
  if (decision.reason() == Decision::ALREADY_INSIDE ||
      decision.reason() == Decision::REENTRY_FORBIDDEN) {
    if (!decision.has_first_admission()) {
      key += "_SOMEWHEN";
    } else if (decision.first_admission().gate().empty()) {
      key += "_SOMEWHERE";
    }
  }
  if ((decision.reason() == Decision::NOT_YET_OPEN &&
       !decision.has_opens_time()) ||
      (decision.reason() == Decision::CLOSED && !decision.has_closes_time())) {
    key += "_SOMEWHEN";
  }
  return key;
}

}  // namespace

void Render(const Verdict& verdict, Decision& out) {
  out.set_outcome(verdict.outcome);
  for (const Reason reason : verdict.reasons) out.add_all_reasons(reason);
  if (!verdict.reasons.empty()) out.set_reason(verdict.reasons.front());
  if (verdict.first_admission) {
    auto* first = out.mutable_first_admission();
    RenderTime(verdict.first_admission->scan_time, *first->mutable_scan_time());
    first->set_gate(verdict.first_admission->gate);
  }
  if (verdict.opens) RenderTime(*verdict.opens, *out.mutable_opens_time());
  if (verdict.closes) RenderTime(*verdict.closes, *out.mutable_closes_time());
  if (verdict.place_count) out.set_place_count(*verdict.place_count);
  out.set_anomaly(verdict.anomaly);
  out.set_forced(verdict.forced);
}

std::string TextOf(const Decision& decision, absl::string_view language_code,
                   absl::string_view time_zone) {
  const auto& texts = TextsOf(language_code);
  const auto text = texts.find(KeyOf(decision));
  if (text == texts.end()) return texts.at("REFUSED");
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(std::string(time_zone), &zone);
  std::map<std::string, std::string> values = {
      {"{gate}", decision.first_admission().gate()},
      {"{places}", absl::StrCat(decision.place_count())}};
  if (decision.reason() == Decision::NOT_YET_OPEN) {
    values["{time}"] = WallClock(decision.opens_time(), decision, zone);
  } else if (decision.reason() == Decision::CLOSED) {
    values["{time}"] = WallClock(decision.closes_time(), decision, zone);
  } else if (decision.has_first_admission()) {
    values["{time}"] =
        WallClock(decision.first_admission().scan_time(), decision, zone);
  }
  return absl::StrReplaceAll(text->second, values);
}

}  // namespace rollcall::door
