#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/registration/traces.h"

namespace rollcall::registration {
namespace {

using checkin::v1::Decision;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::Contains;
using ::testing::HasSubstr;

class SessionAdmissionTest : public ::testing::Test {
 protected:
  Stub& stub() { return traces_.stub(); }
  Stub& other_stub() { return other_server_.stub(); }
  std::string NameOf(const std::string& session) {
    return traces_.forum().Session(session);
  }

  v1::Session Stored(const std::string& session) {
    const auto answer =
        Send(stub(), Named<v1::GetSessionRequest>(NameOf(session)));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.session();
  }

  // Expects that the update is made and leaves the session with `admission` and
  // the next etag, and all else as it was.
  void ExpectAdmission(const v1::UpdateSessionRequest& request,
                       const std::string& session,
                       const v1::AdmissionPolicy& admission) {
    v1::Session expected = Stored(session);
    *expected.mutable_admission() = admission;
    expected.set_etag(std::to_string(std::stoi(expected.etag()) + 1));
    const auto answer = Send(stub(), request);
    ASSERT_TRUE(answer.ok()) << answer.status.error_message();
    EXPECT_EQ(answer.response.session().DebugString(), expected.DebugString());
    EXPECT_EQ(Stored(session).DebugString(), expected.DebugString());
  }

  // Expects that the venue stays as it is.
  void ExpectRefusedOfVenue(const v1::UpdateSessionRequest& request,
                            const std::vector<std::string>& fields) {
    const std::string before = Stored("venue").DebugString();
    const auto answer = Send(stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
    EXPECT_EQ(FieldsOf(answer.status), fields);
    EXPECT_EQ(Stored("venue").DebugString(), before);
  }

  // An update by `paths` to rules that differ from those of a new session in
  // all but `requires_venue`.
  v1::UpdateSessionRequest ToOtherRules(const std::string& session,
                                        const std::vector<std::string>& paths) {
    v1::UpdateSessionRequest request = SessionUpdate(NameOf(session), paths);
    auto* admission = request.mutable_session()->mutable_admission();
    admission->set_reentry(v1::AdmissionPolicy::REENTRY_NEVER);
    admission->mutable_opens_before()->set_seconds(1800);
    admission->mutable_closes_after()->set_seconds(600);
    for (const int device : {1, 2}) {
      admission->add_devices(traces_.forum().Device(device));
    }
    return request;
  }

  Traces traces_;
  RegistrationServer other_server_;
};

// What a mask names, and the change that it makes.
using Change =
    std::pair<std::string, std::function<void(v1::AdmissionPolicy&)>>;

TEST_F(SessionAdmissionTest, ChangesEachRuleAlone) {
  const std::string device = traces_.forum().Device(7);
  const std::vector<Change> changes = {
      {"reentry",
       [](auto& admission) {
         admission.set_reentry(v1::AdmissionPolicy::REENTRY_ALWAYS);
       }},
      {"opens_before",
       [](auto& admission) {
         admission.mutable_opens_before()->set_seconds(900);
       }},
      {"closes_after",
       [](auto& admission) {
         admission.mutable_closes_after()->set_seconds(0);
       }},
      {"devices", [&](auto& admission) { admission.add_devices(device); }},
      {"reentry",
       [](auto& admission) {
         admission.set_reentry(v1::AdmissionPolicy::REENTRY_NEVER);
       }},
      {"opens_before", [](auto& admission) { admission.clear_opens_before(); }},
      {"devices", [](auto& admission) { admission.clear_devices(); }},
      {"closes_after", [](auto& admission) { admission.clear_closes_after(); }},
  };
  for (const char* session : {"panel", "venue"}) {
    for (const auto& [rule, change] : changes) {
      SCOPED_TRACE(rule);
      v1::AdmissionPolicy expected = Stored(session).admission();
      change(expected);
      // What the mask does not name is not looked at.
      v1::UpdateSessionRequest request =
          SessionUpdate(NameOf(session), {"admission." + rule});
      auto* admission = request.mutable_session()->mutable_admission();
      *admission = expected;
      if (rule != "devices") admission->add_devices("nothing");
      request.mutable_session()->set_title("Nothing\x01");
      ExpectAdmission(request, session, expected);
    }
  }
}

TEST_F(SessionAdmissionTest, AsksForTheVenueAtOtherDoorsOnly) {
  v1::UpdateSessionRequest request =
      SessionUpdate(NameOf("panel"), {"admission.requires_venue"});
  request.mutable_session()->mutable_admission()->set_requires_venue(true);
  v1::AdmissionPolicy expected = Stored("panel").admission();
  expected.set_requires_venue(true);
  ExpectAdmission(request, "panel", expected);
  request.mutable_session()->set_name(NameOf("venue"));
  ExpectRefusedOfVenue(request, {"session.admission.requires_venue"});
}

TEST_F(SessionAdmissionTest, ReplacesAllRulesTogether) {
  for (const char* session : {"panel", "venue"}) {
    // Without a mask, what is set changes.
    for (const std::vector<std::string>& paths :
         {std::vector<std::string>{}, {"admission"}}) {
      const auto request = ToOtherRules(session, paths);
      ExpectAdmission(request, session, request.session().admission());
      v1::AdmissionPolicy defaults;
      defaults.set_reentry(v1::AdmissionPolicy::REENTRY_AFTER_EXIT);
      ExpectAdmission(SessionUpdate(NameOf(session), {"admission"}), session,
                      defaults);
    }
  }
}

TEST_F(SessionAdmissionTest, IsTheSameInAList) {
  ASSERT_TRUE(Send(stub(), ToOtherRules("panel", {})).ok());
  ASSERT_TRUE(Send(stub(), ToOtherRules("venue", {})).ok());
  v1::ListSessionsRequest request;
  request.set_event(traces_.forum().name());
  const auto listed = Send(stub(), request);
  ASSERT_EQ(listed.response.sessions_size(), 2);
  EXPECT_EQ(listed.response.sessions(0).DebugString(),
            Stored("venue").DebugString());
  EXPECT_EQ(listed.response.sessions(1).DebugString(),
            Stored("panel").DebugString());
}

TEST_F(SessionAdmissionTest, LeavesTheRestOfTheVenueToItsEvent) {
  for (const char* path :
       {"kind", "title", "start_time", "end_time", "room", "speakers",
        "launches", "capacity", "capacity.online", "access", "allowed_modes",
        "*", "etag"}) {
    SCOPED_TRACE(path);
    ExpectRefusedOfVenue(ToOtherRules("venue", {path}), {"update_mask"});
  }
  ExpectRefusedOfVenue(ToOtherRules("venue", {"admission", "access"}),
                       {"update_mask"});
  ExpectRefusedOfVenue(SessionUpdate(NameOf("venue"), {}), {"update_mask"});
  // As it is read, it names all of its fields.
  v1::UpdateSessionRequest request;
  *request.mutable_session() = Stored("venue");
  ExpectRefusedOfVenue(request, {"update_mask"});
  EXPECT_THAT(Send(stub(), request).status.error_message(),
              HasSubstr(" Leave out kind,title,start_time,end_time,access"));
  request.mutable_update_mask()->add_paths("admission.reentry");
  request.mutable_session()->mutable_admission()->set_reentry(
      v1::AdmissionPolicy::REENTRY_ALWAYS);
  ExpectAdmission(request, "venue", request.session().admission());
}

TEST_F(SessionAdmissionTest, NamesEveryMistakeOfTheVenue) {
  v1::UpdateSessionRequest request = ToOtherRules("venue", {});
  auto* admission = request.mutable_session()->mutable_admission();
  admission->mutable_opens_before()->set_seconds(-1);
  admission->add_devices(traces_.forum().Device(1));
  ExpectRefusedOfVenue(request, {"session.admission.opens_before",
                                 "session.admission.devices[2]"});
  ExpectRefusedOfVenue(SessionUpdate(NameOf("venue"), {"admission.doors"}),
                       {"update_mask"});
}

TEST_F(SessionAdmissionTest, OutlivesChangesOfTheEvent) {
  ASSERT_TRUE(Send(stub(), ToOtherRules("venue", {})).ok());
  const v1::Session before = Stored("venue");
  v1::UpdateEventRequest request =
      EventUpdate(traces_.forum().name(), {"title", "start_time", "capacity"});
  request.mutable_event()->set_title("Another");
  request.mutable_event()->mutable_start_time()->set_seconds(
      traces_.forum().start_seconds() + 60);
  request.mutable_event()->mutable_capacity()->set_in_person(10);
  ASSERT_TRUE(Send(stub(), request).ok());
  const v1::Session after = Stored("venue");
  EXPECT_EQ(after.title(), "Another");
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(after.admission().DebugString(), before.admission().DebugString());
}

TEST_F(SessionAdmissionTest, KeepsTheCountsAndPlacesOfTheVenue) {
  v1::UpdateEventRequest limit =
      EventUpdate(traces_.forum().name(), {"capacity"});
  limit.mutable_event()->mutable_capacity()->set_in_person(10);
  ASSERT_TRUE(Send(stub(), limit).ok());
  traces_.Register(UniqueSlug());
  const auto rows = RowsOf(traces_.forum().name());
  const v1::Capacity capacity = Stored("venue").capacity();
  EXPECT_EQ(capacity.in_person_taken(), 1);
  ASSERT_TRUE(Send(stub(), ToOtherRules("venue", {})).ok());
  EXPECT_EQ(RowsOf(traces_.forum().name()), rows);
  EXPECT_EQ(Stored("venue").capacity().DebugString(), capacity.DebugString());
}

TEST_F(SessionAdmissionTest, TakesTheEtagLastRead) {
  for (const char* session : {"panel", "venue"}) {
    v1::UpdateSessionRequest request = ToOtherRules(session, {"admission"});
    request.mutable_session()->set_etag(Stored(session).etag());
    ASSERT_TRUE(Send(stub(), request).ok());
    const std::string before = Stored(session).DebugString();
    // Nothing changes, and the etag is no longer that of the session.
    EXPECT_EQ(ReasonOf(Send(stub(), request).status), "ETAG_MISMATCH");
    request.mutable_session()->clear_etag();
    EXPECT_TRUE(Send(stub(), request).ok());
    EXPECT_EQ(Stored(session).DebugString(), before);
  }
}

TEST_F(SessionAdmissionTest, KeepsChangesThatAreMadeAtOnce) {
  const auto whole = ToOtherRules("venue", {"admission"});
  const auto reasons = Together(8, [&](int i) {
    const char* paths[] = {"admission.reentry", "admission.opens_before",
                           "admission.closes_after", "admission.devices"};
    return ReasonOf(Send(i % 2 == 0 ? stub() : other_stub(),
                         ToOtherRules("venue", {paths[i % 4]}))
                        .status);
  });
  EXPECT_THAT(reasons, ::testing::Each(""));
  EXPECT_EQ(Stored("venue").admission().DebugString(),
            whole.session().admission().DebugString());
}

TEST_F(SessionAdmissionTest, IsWhatDoorsGoBy) {
  const std::string name = traces_.Register(UniqueSlug());
  const auto expect = [&](const v1::AdmissionPolicy& admission,
                          Decision::Reason reason) {
    v1::UpdateSessionRequest request =
        SessionUpdate(NameOf("venue"), {"admission"});
    *request.mutable_session()->mutable_admission() = admission;
    ASSERT_TRUE(Send(stub(), request).ok());
    EXPECT_THAT(traces_.Scan(traces_.ScanOf(name)).decision().all_reasons(),
                Contains(reason));
  };
  // The event is long over.
  v1::AdmissionPolicy closed;
  closed.mutable_closes_after()->set_seconds(0);
  expect(closed, Decision::CLOSED);
  v1::AdmissionPolicy elsewhere;
  elsewhere.add_devices(traces_.forum().Device(9));
  expect(elsewhere, Decision::DEVICE_NOT_ALLOWED);

  ASSERT_TRUE(Send(stub(), SessionUpdate(NameOf("venue"), {"admission"})).ok());
  EXPECT_EQ(traces_.Scan(traces_.ScanOf(name)).decision().outcome(),
            Decision::OUTCOME_ADMITTED);
}

TEST_F(SessionAdmissionTest, SaysWhenThereIsNoEvent) {
  const auto answer =
      Send(stub(), SessionUpdate("events/" + UniqueSlug() + "/sessions/venue",
                                 {"admission"}));
  EXPECT_EQ(ReasonOf(answer.status), "SESSION_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::registration
