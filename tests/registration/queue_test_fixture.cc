#include "tests/registration/queue_test_fixture.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/enum_text.h"
#include "services/registration/queue_store.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::ReasonOf;

std::string IdOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace

void QueueTest::Limit(type::v1::Mode mode, int places,
                      const std::string& session) {
  const bool in_person = mode == type::v1::MODE_IN_PERSON;
  v1::Capacity capacity;
  if (in_person) {
    capacity.set_in_person(places);
  } else {
    capacity.set_online(places);
  }
  const std::string path = in_person ? "capacity.in_person" : "capacity.online";
  if (session == "venue") {
    auto request = EventUpdate(event(), {path});
    *request.mutable_event()->mutable_capacity() = capacity;
    EXPECT_EQ(ReasonOf(Send(StubOf(0), request).status), "");
  } else {
    auto request = SessionUpdate(SessionName(session), {path});
    *request.mutable_session()->mutable_capacity() = capacity;
    EXPECT_EQ(ReasonOf(Send(StubOf(0), request).status), "");
  }
}

void QueueTest::AskRegistrar() {
  auto request = EventUpdate(event(), {"approval_policy"});
  request.mutable_event()->set_approval_policy(v1::APPROVAL_POLICY_REGISTRAR);
  EXPECT_EQ(ReasonOf(Send(StubOf(0), request).status), "");
}

void QueueTest::RunOut(const std::string& name) {
  ASSERT_NE(
      ExecuteSql(absl::StrCat(
          "UPDATE rollcall.registration SET offer_expire_time = now() ",
          "WHERE event_id = '", IdOf(event()), "' AND registration_id = '",
          IdOf(name), "' AND offer_expire_time IS NOT NULL RETURNING 1")),
      "");
}

void QueueTest::TakeExpiredOffersBack() {
  db::Pool pool(rollcall::testing::TestPoolOptions());
  ASSERT_TRUE(ExpireOffers(pool, absl::Now() + absl::Seconds(30)).ok());
}

v1::Registration QueueTest::Register(const std::string& email,
                                     type::v1::Mode mode,
                                     const std::vector<std::string>& sessions,
                                     int priority) {
  v1::CreateRegistrationRequest request = ValidRegistration(event(), email);
  request.mutable_registration()->set_mode(mode);
  request.mutable_registration()->set_waitlist_priority(priority);
  for (const std::string& session : sessions) {
    request.mutable_registration()->add_sessions(SessionName(session));
  }
  const auto created = Send(StubOf(0), request);
  EXPECT_TRUE(created.ok()) << ReasonOf(created.status);
  return created.response.registration();
}

v1::Registration QueueTest::Get(const std::string& name) {
  const auto got = Send(StubOf(1), Named<v1::GetRegistrationRequest>(name));
  EXPECT_TRUE(got.ok()) << ReasonOf(got.status);
  return got.response.registration();
}

std::string QueueTest::Approve(const std::string& name, int call) {
  return ReasonOf(
      Send(StubOf(call), Named<v1::ApproveRegistrationRequest>(name)).status);
}

std::string QueueTest::Reject(const std::string& name) {
  return ReasonOf(
      Send(StubOf(0), Named<v1::RejectRegistrationRequest>(name)).status);
}

std::string QueueTest::Cancel(const std::string& name, int call) {
  return ReasonOf(
      Send(StubOf(call), Named<v1::CancelRegistrationRequest>(name)).status);
}

std::string QueueTest::Withdraw(const std::string& name) {
  auto request = Named<v1::CancelRegistrationRequest>(name);
  request.set_initiator(v1::CancelRegistrationRequest::INITIATOR_PERSON);
  return ReasonOf(Send(StubOf(1), request).status);
}

std::string QueueTest::ChangeMode(const std::string& name, type::v1::Mode mode,
                                  int call) {
  auto request = Named<v1::ChangeModeRequest>(name);
  request.set_mode(mode);
  return ReasonOf(Send(StubOf(call), request).status);
}

int QueueTest::Taken(type::v1::Mode mode, const std::string& session) {
  int taken = -1;
  EXPECT_TRUE(absl::SimpleAtoi(
      ExecuteSql(absl::StrCat(
          "SELECT taken_count FROM rollcall.capacity WHERE event_id = '",
          IdOf(event()), "' AND session_id = '", session, "' AND mode = '",
          EnumText(mode), "'")),
      &taken));
  return taken;
}

void QueueTest::ExpectPlacesAddUp() {
  const std::string wrong = ExecuteSql(absl::StrCat(
      "SELECT string_agg(c.session_id || ' ' || c.mode || ' ' || c.taken_count "
      "|| ' of ' || c.place_count || ', recount ' || held.count, '; ') "
      "FROM rollcall.capacity c, LATERAL (SELECT count(*) "
      "FROM rollcall.registration r WHERE r.event_id = c.event_id "
      "AND r.mode = c.mode AND (r.state = 'CONFIRMED' "
      "OR r.offer_expire_time IS NOT NULL) AND (c.session_id = 'venue' "
      "OR EXISTS (SELECT FROM rollcall.registration_session s "
      "WHERE s.event_id = c.event_id AND s.session_id = c.session_id "
      "AND s.registration_id = r.registration_id))) AS held "
      "WHERE c.event_id = '",
      IdOf(event()),
      "' AND (c.taken_count <> held.count OR c.taken_count > c.place_count)"));
  EXPECT_EQ(wrong, "");
  EXPECT_EQ(
      ExecuteSql(absl::StrCat(
          "SELECT count(*) FROM rollcall.registration r WHERE event_id = '",
          IdOf(event()),
          "' AND state = 'WAITLISTED' AND offer_expire_time IS NULL "
          "AND NOT EXISTS (SELECT FROM rollcall.capacity c "
          "WHERE c.event_id = r.event_id AND c.mode = r.mode "
          "AND c.taken_count = c.place_count AND (c.session_id = 'venue' "
          "OR EXISTS (SELECT FROM rollcall.registration_session s "
          "WHERE s.event_id = c.event_id AND s.session_id = c.session_id "
          "AND s.registration_id = r.registration_id)))")),
      "0");
}

}  // namespace rollcall::registration
