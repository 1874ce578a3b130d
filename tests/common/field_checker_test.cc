#include "common/api/field_checker.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

#include "common/api/limits.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr Requirement kOptional = Requirement::kOptional;
constexpr Requirement kRequired = Requirement::kRequired;
constexpr char kUuid[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

// The fields that `check` found wrong, in order.
std::vector<std::string> WrongFields(const FieldChecker& check) {
  std::vector<std::string> fields;
  const absl::Status status = check.Check();
  if (status.ok()) return fields;
  EXPECT_EQ(ReasonOf(status), error::v1::INVALID_FIELD);
  google::rpc::BadRequest wrong;
  EXPECT_TRUE(wrong.ParseFromString(std::string(
      *status.GetPayload("type.googleapis.com/google.rpc.BadRequest"))));
  for (const auto& violation : wrong.field_violations()) {
    EXPECT_FALSE(violation.description().empty());
    fields.push_back(violation.field());
  }
  return fields;
}

bool IsText(const std::string& text, size_t max_length,
            Requirement requirement = kOptional) {
  FieldChecker check;
  check.Text("field", text, max_length, requirement);
  return check.Check().ok();
}

google::protobuf::Timestamp TimestampOf(int64_t seconds, int32_t nanos) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

// Nothing when the checker refuses it.
std::optional<absl::Time> TimeOf(int64_t seconds, int32_t nanos) {
  FieldChecker check;
  const auto time =
      check.Timestamp("field", true, TimestampOf(seconds, nanos), kRequired);
  EXPECT_EQ(time.has_value(), check.Check().ok());
  return time;
}

TEST(FieldChecker, IsOkWithoutViolations) {
  EXPECT_TRUE(FieldChecker().Check().ok());
}

TEST(FieldChecker, CollectsEveryViolation) {
  FieldChecker check;
  check.Text("title", "", 10, kRequired);
  check.Text("theme", "fine", 10, kRequired);
  check.Uuid("request_id", "no", kOptional);
  check.Slug("event_id", "No");
  check.ResourceName<EventName>("event", "no");
  check.Timestamp("start_time", false, {}, kRequired);
  check.Value("mode", type::v1::MODE_UNSPECIFIED);
  check.Fail("other", "Is wrong.");
  EXPECT_THAT(WrongFields(check),
              ElementsAre("title", "request_id", "event_id", "event",
                          "start_time", "mode", "other"));
}

TEST(FieldCheckerText, ReturnsTheText) {
  FieldChecker check;
  EXPECT_EQ(check.Text("field", "a title", 10, kRequired), "a title");
  EXPECT_THAT(WrongFields(check), IsEmpty());
}

TEST(FieldCheckerText, MayBeEmptyOnlyWhenOptional) {
  EXPECT_TRUE(IsText("", 10, kOptional));
  EXPECT_FALSE(IsText("", 10, kRequired));
  EXPECT_TRUE(IsText("", 0, kOptional));
}

// Whoever must write a reason or a name writes something.
TEST(FieldCheckerText, MayBeBlankOnlyWhenOptional) {
  for (const char* blank : {" ", "   ", "\t\n", "\u00A0", "\u3000\u2003"}) {
    EXPECT_TRUE(IsText(blank, 10, kOptional));
    EXPECT_FALSE(IsText(blank, 10, kRequired));
  }
  EXPECT_TRUE(IsText(" a ", 10, kRequired));
}

TEST(FieldCheckerText, CountsCodePoints) {
  EXPECT_TRUE(IsText("abcd", 4));
  EXPECT_FALSE(IsText("abcde", 4));
  EXPECT_TRUE(IsText("čćžš", 4));
  EXPECT_TRUE(IsText("北京论坛", 4));
  EXPECT_FALSE(IsText("北京论坛啊", 4));
  EXPECT_TRUE(IsText("😀😀😀😀", 4));
  EXPECT_FALSE(IsText("😀😀😀😀😀", 4));
}

TEST(FieldCheckerText, RefusesControlCharacters) {
  EXPECT_TRUE(IsText("tab\tand\nline feed", 30));
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\t' || c == '\n') continue;
    EXPECT_FALSE(IsText("a" + std::string(1, static_cast<char>(c)) + "b", 30))
        << c;
  }
  EXPECT_FALSE(IsText("a\x7F", 30));
  EXPECT_FALSE(IsText(std::string("\0", 1), 30));
}

// U+0080 to U+009F are control characters like U+0000 to U+001F.
TEST(FieldCheckerText, RefusesControlCharactersOfTheSecondBlock) {
  EXPECT_FALSE(IsText("a\u0085b", 30));
  EXPECT_FALSE(IsText("a\u009Bb", 30));
  EXPECT_TRUE(IsText("a\u00A0b", 30));
}

TEST(FieldCheckerEmail, ReturnsItNormalized) {
  FieldChecker check;
  EXPECT_EQ(check.Email("field", " Ada@Example.org", kRequired),
            "ada@example.org");
  EXPECT_THAT(WrongFields(check), IsEmpty());
}

TEST(FieldCheckerEmail, MayBeEmptyOnlyWhenOptional) {
  FieldChecker check;
  EXPECT_EQ(check.Email("optional", "", kOptional), "");
  EXPECT_EQ(check.Email("required", "", kRequired), "");
  EXPECT_THAT(WrongFields(check), ElementsAre("required"));
}

TEST(FieldCheckerEmail, NotesOneViolationForWhatIsNone) {
  const std::string domain = "@example.org";
  const std::string longest(limits::kMaxEmail - domain.size(), 'a');
  FieldChecker check;
  EXPECT_NE(check.Email("longest", longest + domain, kRequired), "");
  EXPECT_EQ(check.Email("longer", longest + "a" + domain, kRequired), "");
  EXPECT_EQ(check.Email("spaces", "   ", kOptional), "");
  EXPECT_EQ(check.Email("name", "Ada", kOptional), "");
  EXPECT_EQ(check.Email("control", "a\x01@example.org", kOptional), "");
  EXPECT_THAT(WrongFields(check),
              ElementsAre("longer", "spaces", "name", "control"));
}

TEST(FieldCheckerUuid, ReturnsItInLowerCase) {
  FieldChecker check;
  EXPECT_THAT(
      check.Uuid("field", "018F2D5E-7C3A-7B60-9A4E-5D2B8C1F0E93", kRequired),
      Optional(std::string(kUuid)));
  EXPECT_THAT(WrongFields(check), IsEmpty());
}

TEST(FieldCheckerUuid, MayBeEmptyOnlyWhenOptional) {
  FieldChecker check;
  EXPECT_FALSE(check.Uuid("optional", "", kOptional));
  EXPECT_FALSE(check.Uuid("required", "", kRequired));
  EXPECT_THAT(WrongFields(check), ElementsAre("required"));
}

TEST(FieldCheckerUuid, RefusesWhatIsNone) {
  FieldChecker check;
  EXPECT_FALSE(check.Uuid("text", "venue", kOptional));
  EXPECT_FALSE(
      check.Uuid("nil", "00000000-0000-0000-0000-000000000000", kOptional));
  EXPECT_THAT(WrongFields(check), ElementsAre("text", "nil"));
}

TEST(FieldCheckerSlug, ReturnsItOrNothing) {
  FieldChecker check;
  EXPECT_EQ(check.Slug("good", "forum-2022"), "forum-2022");
  EXPECT_EQ(check.Slug("bad", "Forum 2022"), "");
  EXPECT_EQ(check.Slug("empty", ""), "");
  EXPECT_THAT(WrongFields(check), ElementsAre("bad", "empty"));
}

TEST(FieldCheckerResourceName, ReturnsItOrAnEmptyOne) {
  FieldChecker check;
  EXPECT_EQ(check.ResourceName<SessionName>("good", "events/a/sessions/venue"),
            (SessionName{"a", "venue"}));
  // The event of a name that is wrong only in its last part does not get out.
  EXPECT_EQ(check.ResourceName<SessionName>("bad", "events/a/sessions/B"),
            SessionName());
  EXPECT_EQ(
      check.ResourceName<RegistrationName>("uuid", "events/a/registrations/b"),
      RegistrationName());
  EXPECT_THAT(WrongFields(check), ElementsAre("bad", "uuid"));
}

TEST(FieldCheckerTimestamp, MayBeUnsetOnlyWhenOptional) {
  FieldChecker check;
  EXPECT_FALSE(check.Timestamp("optional", false, {}, kOptional));
  EXPECT_FALSE(check.Timestamp("required", false, {}, kRequired));
  // Set to 1970 is not unset.
  EXPECT_FALSE(check.Timestamp("early", true, {}, kOptional));
  EXPECT_THAT(WrongFields(check), ElementsAre("required", "early"));
}

TEST(FieldCheckerTimestamp, ReachesFrom2000To9999) {
  constexpr int64_t kFirst = 946684800;    // 2000-01-01
  constexpr int64_t kLast = 253402300799;  // 9999-12-31 23:59:59
  EXPECT_THAT(TimeOf(kFirst, 0), Optional(absl::FromUnixSeconds(kFirst)));
  EXPECT_FALSE(TimeOf(kFirst - 1, 999999999));
  EXPECT_THAT(TimeOf(kLast, 999999999), Optional(absl::FromUnixSeconds(kLast) +
                                                 absl::Microseconds(999999)));
  EXPECT_FALSE(TimeOf(kLast + 1, 0));
  EXPECT_FALSE(TimeOf(-1, 0));
  EXPECT_FALSE(TimeOf(std::numeric_limits<int64_t>::max(), 0));
  EXPECT_FALSE(TimeOf(std::numeric_limits<int64_t>::min(), 0));
}

TEST(FieldCheckerTimestamp, RefusesNanosOutsideOfASecond) {
  constexpr int64_t kSeconds = 1662166800;
  EXPECT_FALSE(TimeOf(kSeconds, -1));
  EXPECT_FALSE(TimeOf(kSeconds, 1000000000));
  EXPECT_FALSE(TimeOf(kSeconds, std::numeric_limits<int32_t>::min()));
}

TEST(FieldCheckerTimestamp, DropsWhatIsFinerThanAMicrosecond) {
  constexpr int64_t kSeconds = 1662166800;
  const absl::Time second = absl::FromUnixSeconds(kSeconds);
  EXPECT_THAT(TimeOf(kSeconds, 999), Optional(second));
  EXPECT_THAT(TimeOf(kSeconds, 123456789),
              Optional(second + absl::Microseconds(123456)));
}

TEST(FieldCheckerValue, TakesWhatThisBuildKnows) {
  FieldChecker check;
  EXPECT_EQ(check.Value("known", type::v1::MODE_ONLINE), type::v1::MODE_ONLINE);
  EXPECT_EQ(check.Value("unset", type::v1::MODE_UNSPECIFIED),
            type::v1::MODE_UNSPECIFIED);
  EXPECT_EQ(check.Value("unknown", static_cast<type::v1::Mode>(99)),
            type::v1::MODE_UNSPECIFIED);
  EXPECT_THAT(WrongFields(check), ElementsAre("unset", "unknown"));
}

}  // namespace
}  // namespace rollcall
