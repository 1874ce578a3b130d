#include "common/api/field_mask.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

#include "rollcall/registration/v1/registration.pb.h"
#include "rollcall/registration/v1/session.pb.h"

namespace rollcall {
namespace {

using google::protobuf::FieldMask;
using registration::v1::Registration;
using registration::v1::Session;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::vector<std::string>& OutputOnly() {
  static const auto& fields =
      *new std::vector<std::string>{"name", "create_time", "etag"};
  return fields;
}

FieldMask MaskOf(const std::vector<std::string>& paths) {
  FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  return mask;
}

// The paths that an update of `resource` changes.
std::vector<std::string> Changed(const google::protobuf::Message& resource,
                                 const std::vector<std::string>& paths) {
  FieldChecker check;
  const FieldMask fields =
      ParseUpdateMask(resource, MaskOf(paths), OutputOnly(), check);
  EXPECT_TRUE(check.Check().ok()) << check.Check();
  return {fields.paths().begin(), fields.paths().end()};
}

// The session as stored, after an update of `paths` by `resource`.
Session Updated(const Session& resource,
                const std::vector<std::string>& paths) {
  Session stored;
  stored.set_name("events/e/sessions/stored");
  stored.set_title("Stored");
  stored.set_room("Room 1");
  stored.mutable_start_time()->set_seconds(5);
  stored.mutable_start_time()->set_nanos(6);
  stored.mutable_capacity()->set_in_person(10);
  stored.mutable_capacity()->set_online(20);
  stored.add_speakers()->set_full_name("Ada");
  stored.add_speakers()->set_full_name("Bea");
  stored.add_allowed_modes(type::v1::MODE_ONLINE);
  stored.set_etag("3");
  FieldChecker check;
  MergeFields(resource,
              ParseUpdateMask(resource, MaskOf(paths), OutputOnly(), check),
              stored);
  EXPECT_TRUE(check.Check().ok()) << check.Check();
  return stored;
}

TEST(UpdateMaskTest, MeansWhatItNames) {
  EXPECT_THAT(Changed(Session(), {"title", "speakers"}),
              ElementsAre("title", "speakers"));
  EXPECT_THAT(Changed(Registration(), {"person.email", "country_code"}),
              ElementsAre("person.email", "country_code"));
}

TEST(UpdateMaskTest, MeansEveryFieldThatIsSetWhenEmpty) {
  Session session;
  EXPECT_THAT(Changed(session, {}), IsEmpty());
  session.set_name("events/e/sessions/s");
  session.set_etag("1");
  session.set_title("A title");
  session.set_room("");
  session.mutable_capacity();
  session.add_launches();
  EXPECT_THAT(Changed(session, {}),
              UnorderedElementsAre("title", "capacity", "launches"));
}

TEST(UpdateMaskTest, MeansEveryFieldWhenAStar) {
  for (const auto& paths : std::vector<std::vector<std::string>>{
           {"*"}, {"title", "*"}, {"*", "create_time"}}) {
    EXPECT_THAT(Changed(Session(), paths),
                UnorderedElementsAre("kind", "title", "description",
                                     "start_time", "end_time", "room",
                                     "speakers", "launches", "capacity",
                                     "access", "allowed_modes", "admission"));
  }
}

TEST(UpdateMaskTest, LeavesOutWhatIsOutputOnly) {
  EXPECT_THAT(Changed(Session(), {"name", "title", "etag"}),
              ElementsAre("title"));
  EXPECT_THAT(Changed(Session(), {"create_time.seconds"}), IsEmpty());
}

TEST(UpdateMaskTest, RefusesPathsThatNameNoField) {
  for (const std::string path :
       {"", ".", "tile", "Title", "title ", "title.", ".title", "title.length",
        "speakers.full_name", "capacity.seats", "capacity..online",
        "name.event", "session.title", "**"}) {
    FieldChecker check;
    ParseUpdateMask(Session(), MaskOf({"title", path}), OutputOnly(), check);
    google::rpc::BadRequest wrong;
    ASSERT_FALSE(check.Check().ok()) << path;
    EXPECT_TRUE(wrong.ParseFromString(std::string(*check.Check().GetPayload(
        "type.googleapis.com/google.rpc.BadRequest"))));
    ASSERT_EQ(wrong.field_violations_size(), 1) << path;
    EXPECT_EQ(wrong.field_violations(0).field(), "update_mask");
    EXPECT_TRUE(absl::StrContains(wrong.field_violations(0).description(),
                                  "`" + path + "`"));
  }
}

TEST(UpdateMaskTest, NamesEveryPathThatIsWrong) {
  FieldChecker check;
  ParseUpdateMask(Session(), MaskOf({"one", "title", "two", "*"}), OutputOnly(),
                  check);
  google::rpc::BadRequest wrong;
  ASSERT_FALSE(check.Check().ok());
  EXPECT_TRUE(wrong.ParseFromString(std::string(
      *check.Check().GetPayload("type.googleapis.com/google.rpc.BadRequest"))));
  EXPECT_EQ(wrong.field_violations_size(), 2);
}

TEST(MergeFieldsTest, ChangesWhatTheMaskNamesOnly) {
  Session resource;
  resource.set_title("New");
  resource.set_room("Room 2");
  Session expected = Updated({}, {});
  expected.set_title("New");
  EXPECT_EQ(Updated(resource, {"title"}).DebugString(), expected.DebugString());
}

TEST(MergeFieldsTest, ClearsWhatIsNamedAndNotSet) {
  const Session stored =
      Updated({}, {"room", "capacity", "speakers", "allowed_modes"});
  EXPECT_EQ(stored.room(), "");
  EXPECT_FALSE(stored.has_capacity());
  EXPECT_TRUE(stored.speakers().empty());
  EXPECT_TRUE(stored.allowed_modes().empty());
  EXPECT_EQ(stored.title(), "Stored");
}

TEST(MergeFieldsTest, ReplacesListsAndMessagesAsAWhole) {
  Session resource;
  resource.mutable_start_time()->set_seconds(7);
  resource.mutable_capacity()->set_online(30);
  resource.add_speakers()->set_full_name("Cleo");
  const Session stored = Updated(resource, {});
  EXPECT_EQ(stored.start_time().seconds(), 7);
  EXPECT_EQ(stored.start_time().nanos(), 0);
  EXPECT_FALSE(stored.capacity().has_in_person());
  EXPECT_EQ(stored.capacity().online(), 30);
  ASSERT_EQ(stored.speakers_size(), 1);
  EXPECT_EQ(stored.speakers(0).full_name(), "Cleo");
  EXPECT_EQ(stored.title(), "Stored");
}

TEST(MergeFieldsTest, ChangesOneFieldOfAMessage) {
  Session resource;
  resource.mutable_capacity()->set_online(30);
  const Session stored = Updated(resource, {"capacity.online"});
  EXPECT_EQ(stored.capacity().in_person(), 10);
  EXPECT_EQ(stored.capacity().online(), 30);

  const Session cleared = Updated(Session(), {"capacity.online"});
  EXPECT_EQ(cleared.capacity().in_person(), 10);
  EXPECT_FALSE(cleared.capacity().has_online());
}

TEST(MergeFieldsTest, ReplacesAllByAStar) {
  Session resource;
  resource.set_name("events/e/sessions/other");
  resource.set_etag("9");
  resource.set_title("New");
  Session expected;
  expected.set_name("events/e/sessions/stored");
  expected.set_etag("3");
  expected.set_title("New");
  EXPECT_EQ(Updated(resource, {"*"}).DebugString(), expected.DebugString());
}

}  // namespace
}  // namespace rollcall
