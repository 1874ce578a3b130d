#include "common/api/request_key.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "rollcall/registration/v1/registration_service.pb.h"

namespace rollcall {
namespace {

using registration::v1::CreateEventRequest;
using ::testing::Optional;

constexpr char kId[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";
constexpr char kUpperId[] = "018F2D5E-7C3A-7B60-9A4E-5D2B8C1F0E93";

CreateEventRequest RequestFor(const std::string& event, const std::string& id) {
  CreateEventRequest request;
  request.set_event_id(event);
  request.set_request_id(id);
  return request;
}

RequestKey KeyOf(const std::string& event, const std::string& id) {
  FieldChecker check;
  RequestKey key = ParseRequestKey(RequestFor(event, id), check);
  EXPECT_TRUE(check.Check().ok());
  return key;
}

TEST(RequestKey, HasTheIdInLowerCase) {
  EXPECT_EQ(KeyOf("events/a", kUpperId).id, kId);
}

TEST(RequestKey, HasANewIdWhenTheCallerGaveNone) {
  const std::string id = KeyOf("events/a", "").id;
  EXPECT_THAT(ParseUuid(id), Optional(id));
  EXPECT_NE(KeyOf("events/a", "").id, id);
}

TEST(RequestKey, RefusesAnIdThatIsNoUuid) {
  FieldChecker check;
  ParseRequestKey(RequestFor("events/a", "42"), check);
  EXPECT_EQ(MetadataOf(check.Check())["field"], "request_id");
}

TEST(RequestKey, HasTheSameHashForTheSameContentOnly) {
  EXPECT_EQ(KeyOf("events/a", kId).hash, KeyOf("events/a", kId).hash);
  EXPECT_NE(KeyOf("events/a", kId).hash, KeyOf("events/b", kId).hash);
  // The id is not part of the content, so that its letters' case is not either.
  EXPECT_EQ(KeyOf("events/a", kId).hash, KeyOf("events/a", kUpperId).hash);
}

TEST(ContentHash, DoesNotDependOnTheOrderOfMaps) {
  google::protobuf::Struct forwards;
  google::protobuf::Struct backwards;
  for (int i = 0; i < 100; ++i) {
    (*forwards.mutable_fields())[std::to_string(i)].set_number_value(i);
    const int other = 99 - i;
    (*backwards.mutable_fields())[std::to_string(other)].set_number_value(
        other);
  }
  EXPECT_EQ(ContentHash(forwards), ContentHash(backwards));
  (*backwards.mutable_fields())["0"].set_number_value(1);
  EXPECT_NE(ContentHash(forwards), ContentHash(backwards));
}

TEST(CompareWith, TellsARepetitionFromAReuseFromAnother) {
  const RequestKey key = KeyOf("events/a", kId);
  const RequestKey other = KeyOf("events/b", kId);
  EXPECT_EQ(CompareWith(key, key.id, key.hash), Replay::kSame);
  EXPECT_EQ(CompareWith(key, key.id, other.hash), Replay::kReused);
  EXPECT_EQ(CompareWith(key, KeyOf("events/a", "").id, key.hash),
            Replay::kOther);
}

TEST(RequestIdReused, NamesTheId) {
  const absl::Status status = RequestIdReused(KeyOf("events/a", kId));
  EXPECT_EQ(ReasonOf(status), error::v1::REQUEST_ID_REUSED);
  EXPECT_EQ(MetadataOf(status)["requestId"], kId);
}

}  // namespace
}  // namespace rollcall
