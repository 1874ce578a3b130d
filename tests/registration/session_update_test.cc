#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;

class UpdateSessionTest : public ::testing::Test {
 protected:
  UpdateSessionTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  const Forum& forum() const { return forum_; }
  std::string name() const { return forum_.Session("panel"); }

  v1::Session Stored() {
    const auto answer = Send(stub(), Named<v1::GetSessionRequest>(name()));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.session();
  }

  // Expects that the update changes the session as `change` does.
  void ExpectChange(const v1::UpdateSessionRequest& request,
                    const std::function<void(v1::Session&)>& change) {
    v1::Session expected = Stored();
    change(expected);
    expected.set_etag(std::to_string(std::stoi(expected.etag()) + 1));
    const auto answer = Send(stub(), request);
    ASSERT_TRUE(answer.ok()) << answer.status.error_message();
    EXPECT_EQ(answer.response.session().DebugString(), expected.DebugString());
    EXPECT_EQ(Stored().DebugString(), expected.DebugString());
  }

  // Expects that the update is refused and changes nothing.
  void ExpectRefused(const v1::UpdateSessionRequest& request,
                     const std::string& reason,
                     const std::vector<std::string>& fields = {}) {
    const std::string before = Stored().DebugString();
    const auto answer = Send(stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), reason);
    EXPECT_EQ(FieldsOf(answer.status), fields);
    EXPECT_EQ(Stored().DebugString(), before);
  }

 private:
  RegistrationServer server_;
  Forum forum_;
};

TEST_F(UpdateSessionTest, ChangesEachFieldAlone) {
  const std::vector<std::pair<std::string, std::function<void(v1::Session&)>>>
      changes = {
          {"kind",
           [](auto& session) { session.set_kind(v1::Session::KIND_OPENING); }},
          {"title", [](auto& session) { session.set_title("专题讨论"); }},
          {"description",
           [](auto& session) { session.set_description("A\n\tdescription"); }},
          {"start_time",
           [](auto& session) {
             session.mutable_start_time()->set_nanos(5000);
           }},
          {"end_time",
           [](auto& session) { session.mutable_end_time()->set_nanos(7000); }},
          {"room", [](auto& session) { session.set_room("Room №3"); }},
          {"speakers",
           [](auto& session) {
             for (const char* speaker : {"Zoë Nguyễn", "O'Brien", "NULL"}) {
               session.add_speakers()->set_full_name(speaker);
               session.mutable_speakers()->rbegin()->set_role(
                   v1::Speaker::ROLE_PANELIST);
             }
           }},
          {"launches",
           [](auto& session) { session.add_launches()->set_title("A book"); }},
          {"speakers",
           [](auto& session) {
             session.mutable_speakers()->SwapElements(0, 2);
             session.mutable_speakers()->RemoveLast();
           }},
          {"launches", [](auto& session) { session.clear_launches(); }},
          {"capacity",
           [](auto& session) { session.mutable_capacity()->set_online(30); }},
          {"capacity", [](auto& session) { session.clear_capacity(); }},
          {"access",
           [](auto& session) {
             session.set_access(v1::Session::ACCESS_INCLUDED);
           }},
          {"allowed_modes",
           [](auto& session) {
             session.add_allowed_modes(type::v1::MODE_IN_PERSON);
           }},
          {"allowed_modes",
           [](auto& session) { session.clear_allowed_modes(); }},
          {"admission",
           [](auto& session) {
             session.mutable_admission()->set_requires_venue(true);
           }},
      };
  for (const auto& [path, change] : changes) {
    SCOPED_TRACE(path);
    v1::UpdateSessionRequest request = SessionUpdate(name(), {path});
    *request.mutable_session() = Stored();
    change(*request.mutable_session());
    // What the mask does not name is not looked at.
    if (path != "room") request.mutable_session()->set_room("Nowhere\x01");
    ExpectChange(request, change);
  }
}

TEST_F(UpdateSessionTest, ChangesWhatIsSetWithoutAMask) {
  v1::UpdateSessionRequest request = SessionUpdate(name(), {});
  request.mutable_session()->set_room("Room 2");
  ExpectChange(request,
               [](v1::Session& session) { session.set_room("Room 2"); });
}

TEST_F(UpdateSessionTest, EmptiesWhatIsNotSetWithAStar) {
  v1::UpdateSessionRequest full = SessionUpdate(name(), {});
  full.mutable_session()->set_room("Room 2");
  full.mutable_session()->set_access(v1::Session::ACCESS_INCLUDED);
  full.mutable_session()->add_launches()->set_title("A book");
  full.mutable_session()->mutable_capacity()->set_online(9);
  full.mutable_session()->mutable_admission()->set_requires_venue(true);
  ASSERT_TRUE(Send(stub(), full).ok());

  v1::UpdateSessionRequest request = SessionUpdate(name(), {"*"});
  *request.mutable_session() = ValidSession(forum().name(), "panel").session();
  request.mutable_session()->set_name(name());
  ExpectChange(request, [&](v1::Session& session) {
    const std::string etag = session.etag();
    const auto create_time = session.create_time();
    session = request.session();
    session.set_access(v1::Session::ACCESS_OPEN);
    session.mutable_admission()->set_reentry(
        v1::AdmissionPolicy::REENTRY_AFTER_EXIT);
    *session.mutable_create_time() = create_time;
    session.set_etag(etag);
  });
}

TEST_F(UpdateSessionTest, NamesEveryMistake) {
  ExpectRefused(SessionUpdate(name(), {"titel", "sector_id"}), "INVALID_FIELD",
                {"update_mask", "update_mask"});
  v1::UpdateSessionRequest request =
      SessionUpdate(name(), {"kind", "title", "allowed_modes"});
  request.mutable_session()->set_kind(v1::Session::KIND_VENUE);
  request.mutable_session()->add_allowed_modes(type::v1::MODE_UNSPECIFIED);
  ExpectRefused(request, "INVALID_FIELD",
                {"session.kind", "session.title", "session.allowed_modes[0]"});
  // Together with what is stored.
  request = SessionUpdate(name(), {});
  request.mutable_session()->mutable_end_time()->set_seconds(
      forum().start_seconds());
  ExpectRefused(request, "INVALID_FIELD", {"session.end_time"});
}

TEST_F(UpdateSessionTest, SaysWhenThereIsNone) {
  for (const std::string& name :
       {forum().Session("none"),
        "events/" + UniqueSlug() + "/sessions/panel"}) {
    v1::UpdateSessionRequest request = SessionUpdate(name, {});
    request.mutable_session()->set_room("Room 2");
    const auto answer = Send(stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "SESSION_NOT_FOUND");
  }
}

TEST_F(UpdateSessionTest, TakesTheEtagLastRead) {
  v1::UpdateSessionRequest request = SessionUpdate(name(), {});
  request.mutable_session()->set_room("Room 2");
  request.mutable_session()->set_etag(Stored().etag());
  ASSERT_TRUE(Send(stub(), request).ok());
  request.mutable_session()->set_room("Room 3");
  ExpectRefused(request, "ETAG_MISMATCH");
}

}  // namespace
}  // namespace rollcall::registration
