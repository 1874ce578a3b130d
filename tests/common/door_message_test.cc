#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/door/message.h"
#include "door_messages.h"
#include "nlohmann/json.hpp"

namespace rollcall::door {
namespace {

using checkin::v1::Decision;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kShanghai[] = "Asia/Shanghai";
constexpr const char* kLanguages[] = {"ar", "en", "es", "fr", "ru", "zh"};

// 2022-09-03T01:00:00Z, 09:00 in Shanghai.
constexpr int64_t kScan = 1662166800;

Decision Refused(Decision::Reason reason) {
  Decision decision;
  decision.set_outcome(Decision::OUTCOME_REFUSED);
  decision.set_reason(reason);
  decision.mutable_scan_time()->set_seconds(kScan);
  return decision;
}

TEST(DoorMessageTest, HasTheSameTextsInSixLanguages) {
  std::set<std::string> languages;
  std::set<std::string> keys;
  for (const char* file : messages::kTexts) {
    const auto json = nlohmann::json::parse(file);
    languages.insert(json["language"]);
    std::set<std::string> found;
    for (const auto& [key, text] : json["texts"].items()) {
      EXPECT_NE(text, "") << key;
      found.insert(key);
    }
    if (keys.empty()) keys = found;
    EXPECT_EQ(found, keys) << json["language"];
  }
  EXPECT_EQ(languages, std::set<std::string>(std::begin(kLanguages),
                                             std::end(kLanguages)));
}

TEST(DoorMessageTest, HasATextForEveryReasonWithAndWithoutWhatIsKnown) {
  const auto& descriptor = *Decision::Reason_descriptor();
  for (int i = 1; i < descriptor.value_count(); ++i) {
    Decision decision =
        Refused(static_cast<Decision::Reason>(descriptor.value(i)->number()));
    for (int known = 0; known < 3; ++known) {
      if (known == 1) {
        decision.mutable_first_admission()->mutable_scan_time()->set_seconds(
            kScan);
        decision.mutable_opens_time()->set_seconds(kScan);
        decision.mutable_closes_time()->set_seconds(kScan);
      }
      if (known == 2) decision.mutable_first_admission()->set_gate("North");
      for (const char* language : kLanguages) {
        const std::string text = TextOf(decision, language, kShanghai);
        EXPECT_NE(text, "") << descriptor.value(i)->name();
        EXPECT_THAT(text, Not(HasSubstr("{"))) << descriptor.value(i)->name();
      }
      // Nothing but what says so falls back to the general text.
      const std::string english = TextOf(decision, "en", kShanghai);
      if (descriptor.value(i)->number() != Decision::BLOCKED) {
        EXPECT_THAT(english, Not(HasSubstr("help desk")))
            << descriptor.value(i)->name();
      }
    }
  }
}

TEST(DoorMessageTest, TellsTimesByTheClockOfTheEvent) {
  Decision decision = Refused(Decision::ALREADY_INSIDE);
  decision.mutable_first_admission()->mutable_scan_time()->set_seconds(kScan);
  decision.mutable_first_admission()->set_gate("North {time}");
  EXPECT_EQ(TextOf(decision, "en", kShanghai),
            "Already inside since 09:00, North {time}.");
  EXPECT_EQ(TextOf(decision, "en", "Europe/Berlin"),
            "Already inside since 03:00, North {time}.");
  // Yesterday's.
  decision.mutable_first_admission()->mutable_scan_time()->set_seconds(kScan -
                                                                       86400);
  EXPECT_EQ(TextOf(decision, "en", kShanghai),
            "Already inside since 2022-09-02 09:00, North {time}.");
}

TEST(DoorMessageTest, TellsTheReasonThatComesFirst) {
  Decision decision = Refused(Decision::CLOSED);
  decision.mutable_closes_time()->set_seconds(kScan);
  decision.mutable_first_admission()->mutable_scan_time()->set_seconds(kScan +
                                                                       3600);
  EXPECT_EQ(TextOf(decision, "en", kShanghai), "Admission ended at 09:00.");
}

TEST(DoorMessageTest, SpeaksEnglishToWhomItDoesNotUnderstand) {
  const Decision decision = Refused(Decision::INVALID_CODE);
  for (const char* language : {"", "de", "tlh-Latn", "EN-us", "-"}) {
    EXPECT_EQ(TextOf(decision, language, kShanghai),
              "This code is not known here.")
        << language;
  }
  EXPECT_EQ(TextOf(decision, "zh-Hant-TW", kShanghai), "此处不识别该代码。");
}

TEST(DoorMessageTest, ManagesWithoutATimeZone) {
  Decision decision = Refused(Decision::CLOSED);
  decision.mutable_closes_time()->set_seconds(kScan);
  EXPECT_EQ(TextOf(decision, "en", "Nowhere/Land"),
            "Admission ended at 01:00.");
}

TEST(DoorMessageTest, TellsHowAnAdmissionCameAbout) {
  Decision decision;
  decision.set_outcome(Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(TextOf(decision, "es", ""), "Le damos la bienvenida.");
  decision.set_forced(true);
  EXPECT_THAT(TextOf(decision, "en", ""), HasSubstr("supervisor"));
  decision.set_outcome(Decision::OUTCOME_EXITED);
  decision.set_anomaly(Decision::ANOMALY_EXIT_WITHOUT_ENTRY);
  EXPECT_THAT(TextOf(decision, "en", ""), HasSubstr("No entry"));
  decision.mutable_annul_time()->set_seconds(kScan);
  EXPECT_THAT(TextOf(decision, "en", ""), HasSubstr("taken back"));
}

}  // namespace
}  // namespace rollcall::door
