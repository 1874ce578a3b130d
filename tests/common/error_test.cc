#include "common/status/error.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

#include "common/status/wire.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// What a client loses the status at, all trailers together.
constexpr size_t kTrailerLimit = 8192;

google::rpc::Status Rendered(const absl::Status& status) {
  google::rpc::Status wire;
  RenderStatus(status, wire);
  return wire;
}

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  const google::rpc::Status wire = Rendered(status);
  Detail found;
  for (const auto& detail : wire.details()) {
    if (detail.Is<Detail>()) {
      EXPECT_TRUE(detail.UnpackTo(&found));
    }
  }
  return found;
}

TEST(ErrorReason, DeclaresACodeThatIsAnError) {
  const auto& values = *error::v1::ErrorReason_descriptor();
  ASSERT_GT(values.value_count(), 1);
  for (int i = 0; i < values.value_count(); ++i) {
    const auto& value = *values.value(i);
    if (value.number() == error::v1::ERROR_REASON_UNSPECIFIED) continue;
    EXPECT_NE(value.options().GetExtension(error::v1::code),
              google::rpc::Code::OK)
        << value.name();
    const auto reason = static_cast<ErrorReason>(value.number());
    EXPECT_FALSE(Error(reason, "text").ok()) << value.name();
    EXPECT_EQ(ReasonOf(Error(reason, "text")), reason) << value.name();
  }
}

TEST(ErrorReason, SendsWhoAsksTooMuchAwayForNothingElse) {
  const auto& values = *error::v1::ErrorReason_descriptor();
  for (int i = 0; i < values.value_count(); ++i) {
    const auto& value = *values.value(i);
    EXPECT_EQ(value.options().GetExtension(error::v1::code) ==
                  google::rpc::Code::RESOURCE_EXHAUSTED,
              value.number() == error::v1::OVERLOADED ||
                  value.number() == error::v1::RATE_LIMITED)
        << value.name();
  }
}

TEST(Error, TellsWhenToComeBackToWhoAsksTooOften) {
  const absl::Status status = RateLimited(absl::Milliseconds(20));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), error::v1::RATE_LIMITED);
  EXPECT_NE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo"),
            absl::nullopt);
}

TEST(Error, TellsWhenToComeBackToAnOverloadedServer) {
  const absl::Status status = Overloaded(absl::Milliseconds(1500));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), error::v1::OVERLOADED);
  google::rpc::RetryInfo info;
  ASSERT_TRUE(info.ParseFromString(std::string(
      status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").value())));
  EXPECT_EQ(info.retry_delay().seconds(), 1);
  EXPECT_EQ(info.retry_delay().nanos(), 500000000);
}

TEST(Error, CarriesCodeTextReasonAndMetadata) {
  const absl::Status status =
      Error(error::v1::SESSION_NOT_FOUND, "No such session.",
            {{"session", "events/a/sessions/b"}, {"event", "events/a"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "No such session.");
  EXPECT_EQ(ReasonOf(status), error::v1::SESSION_NOT_FOUND);
  EXPECT_THAT(MetadataOf(status),
              UnorderedElementsAre(Pair("session", "events/a/sessions/b"),
                                   Pair("event", "events/a")));
}

TEST(Error, IsAnErrorInfoOnTheWire) {
  const absl::Status status =
      Error(error::v1::EVENT_NOT_FOUND, "No such event.", {{"event", "a"}});
  const google::rpc::Status wire = Rendered(status);
  EXPECT_EQ(wire.code(), google::rpc::Code::NOT_FOUND);
  EXPECT_EQ(wire.message(), "No such event.");
  ASSERT_EQ(wire.details_size(), 1);
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "EVENT_NOT_FOUND");
  EXPECT_EQ(info.domain(), "rollcall");
  EXPECT_EQ(info.metadata().at("event"), "a");
}

TEST(Error, ShortensLongPartsBetweenCharacters) {
  // Each offset puts the cut at another byte of a character.
  for (const std::string offset : {"", "a", "ab"}) {
    std::string text = offset;
    for (int i = 0; i < 5000; ++i) text += "界";
    const absl::Status status =
        Error(error::v1::EVENT_NOT_FOUND, text, {{"event", text}});
    // Only UTF-8 parses.
    EXPECT_EQ(ReasonOf(status), error::v1::EVENT_NOT_FOUND);
    google::rpc::Status parsed;
    const std::string bytes = Rendered(status).SerializeAsString();
    EXPECT_TRUE(parsed.ParseFromString(bytes));
    EXPECT_LT(bytes.size(), 1000u);
  }
}

// A path, for example, is any bytes.
TEST(Error, KeepsItsReasonWhateverBytesItHolds) {
  const absl::Status status =
      Error(error::v1::TOKEN_FILE_UNUSABLE, "caf\xE9", {{"path", "/caf\xE9"}});
  EXPECT_EQ(ReasonOf(status), error::v1::TOKEN_FILE_UNUSABLE);
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(Rendered(status).SerializeAsString()));
}

TEST(InvalidFields, ListsEveryViolation) {
  const absl::Status status =
      InvalidFields({{"event.title", "Is required."}, {"page_size", "Bad."}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), error::v1::INVALID_FIELD);
  EXPECT_THAT(MetadataOf(status), ElementsAre(Pair("field", "event.title")));
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad_request.field_violations_size(), 2);
  EXPECT_EQ(bad_request.field_violations(0).field(), "event.title");
  EXPECT_EQ(bad_request.field_violations(0).description(), "Is required.");
  EXPECT_EQ(bad_request.field_violations(1).field(), "page_size");
}

TEST(InvalidField, IsInvalidFieldsOfOne) {
  EXPECT_EQ(InvalidField("event", "Bad."), InvalidFields({{"event", "Bad."}}));
}

// `count` violations whose every part is long and of characters of three bytes.
std::vector<FieldViolation> LongViolations(int count) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "界";
  std::vector<FieldViolation> violations;
  for (int i = 0; i < count; ++i) {
    violations.push_back({absl::StrCat("items[", i, "].", text), text});
  }
  return violations;
}

TEST(InvalidFields, StaysWithinWhatATrailerHolds) {
  for (const int count : {1, 2, 5, 6, 7, 8, 100, 1000}) {
    const absl::Status status = InvalidFields(LongViolations(count));
    const google::rpc::Status wire = Rendered(status);
    EXPECT_LT(wire.ByteSizeLong(), 7u * 1024) << count;
    // The text travels beside the details, three bytes for each of its own.
    const std::string details = absl::Base64Escape(wire.SerializeAsString());
    EXPECT_LT(details.size() + 3 * status.message().size(), kTrailerLimit)
        << count;
  }
}

TEST(InvalidFields, StaysValidUtf8) {
  const std::string bytes =
      Rendered(InvalidFields(LongViolations(1000))).SerializeAsString();
  google::rpc::Status wire;
  // Parsing refuses strings that are not UTF-8, here and in each detail.
  ASSERT_TRUE(wire.ParseFromString(bytes));
  ASSERT_EQ(wire.details_size(), 2);
  google::rpc::BadRequest bad_request;
  google::rpc::ErrorInfo info;
  for (const auto& detail : wire.details()) {
    EXPECT_TRUE(detail.UnpackTo(&bad_request) || detail.UnpackTo(&info));
  }
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_GT(bad_request.field_violations_size(), 1);
}

TEST(InvalidFields, CountsWhatDoesNotFitInTheLast) {
  std::vector<FieldViolation> violations;
  for (int i = 0; i < 1000; ++i) {
    violations.push_back({absl::StrCat("items[", i, "]"), "Is required."});
  }
  const auto bad_request =
      DetailOf<google::rpc::BadRequest>(InvalidFields(violations));
  const int listed = bad_request.field_violations_size() - 1;
  ASSERT_GT(listed, 50);
  for (int i = 0; i < listed; ++i) {
    EXPECT_EQ(bad_request.field_violations(i).field(), violations[i].field);
  }
  const auto& last = bad_request.field_violations(listed);
  EXPECT_EQ(last.field(), "");
  EXPECT_EQ(atoi(last.description().c_str()), 1000 - listed);
}

TEST(ReasonOf, IsUnspecifiedForOtherStatuses) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), error::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(absl::InternalError("text")),
            error::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_THAT(MetadataOf(absl::InternalError("text")), IsEmpty());
}

TEST(ReasonOf, IsUnspecifiedForAReasonOfALaterVersion) {
  google::rpc::ErrorInfo info;
  info.set_reason("NOT_YET_INVENTED");
  absl::Status status = absl::NotFoundError("text");
  status.SetPayload("type.googleapis.com/google.rpc.ErrorInfo",
                    absl::Cord(info.SerializeAsString()));
  EXPECT_EQ(ReasonOf(status), error::v1::ERROR_REASON_UNSPECIFIED);
}

TEST(RenderStatus, LeavesAnOkStatusEmpty) {
  EXPECT_EQ(Rendered(absl::OkStatus()).ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace rollcall
