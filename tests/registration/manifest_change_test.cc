#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "nlohmann/json.hpp"
#include "services/registration/retention_store.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"
#include "tests/registration/queue_test_fixture.h"

namespace rollcall::registration {
namespace {

using nlohmann::json;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::NewContext;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

// Devices get what has a later change_xid than the manifest that they have.
class ManifestChangeTest : public QueueTest {
 protected:
  // What a manifest says of each registration of the event, with the last
  // transaction that changed it.
  json Rows() {
    return json::parse(ExecuteSql(absl::StrCat(
        "SELECT coalesce(jsonb_object_agg(r.registration_id, "
        "jsonb_build_object('state', r.state, 'state_time', r.state_time, "
        "'rest', jsonb_build_array(r.mode, r.blocked, "
        "(SELECT jsonb_agg(s.session_id ORDER BY s.session_id) "
        "FROM rollcall.registration_session s "
        "WHERE s.event_id = r.event_id "
        "AND s.registration_id = r.registration_id), "
        "(SELECT jsonb_agg(jsonb_build_array(t.serial, t.code, t.revoked) "
        "ORDER BY t.serial) FROM rollcall.ticket t "
        "WHERE t.event_id = r.event_id "
        "AND t.registration_id = r.registration_id)), "
        "'change', greatest(r.change_xid::text::bigint, "
        "(SELECT max(t.change_xid::text::bigint) FROM rollcall.ticket t "
        "WHERE t.event_id = r.event_id "
        "AND t.registration_id = r.registration_id)))), '{}') "
        "FROM rollcall.registration r WHERE r.event_id = '",
        event().substr(sizeof("events/") - 1), "'")));
  }

  // Runs `call` and returns the names of the registrations of which a manifest
  // says something else, or something at all, since. Expects that each of them
  // has a change that is later than all before, and that state_time tells when
  // the state changed.
  std::set<std::string> ChangedBy(const std::function<void()>& call) {
    const json before = Rows();
    const int64_t horizon =
        std::stoll(ExecuteSql("SELECT pg_current_xact_id()::text"));
    call();
    const json after = Rows();
    std::set<std::string> changed;
    for (const auto& [id, row] : after.items()) {
      const auto old = before.find(id);
      const bool is_new = old == before.end();
      if (!is_new) {
        EXPECT_EQ(row["state"] != (*old)["state"],
                  row["state_time"] != (*old)["state_time"]);
      }
      if (!is_new && row["state"] == (*old)["state"] &&
          row["rest"] == (*old)["rest"]) {
        continue;
      }
      EXPECT_GT(row["change"].get<int64_t>(), horizon) << row;
      changed.insert(absl::StrCat(event(), "/registrations/", id));
    }
    return changed;
  }

  grpc::Status Update(const v1::Registration& registration,
                      const std::string& path) {
    v1::UpdateRegistrationRequest request;
    *request.mutable_registration() = registration;
    request.mutable_update_mask()->add_paths(path);
    v1::UpdateRegistrationResponse response;
    return Call(StubOf(0), &Stub::UpdateRegistration, request, &response);
  }

  void Erase(const std::string& name) {
    EXPECT_TRUE(
        Send(StubOf(1), Named<v1::EraseRegistrationRequest>(name)).ok());
  }
};

TEST_F(ManifestChangeTest, SeesWhoRegisters) {
  Limit(MODE_IN_PERSON, 1);
  std::string name;
  EXPECT_THAT(
      ChangedBy([&] { name = Register("confirmed@example.org").name(); }),
      ElementsAre(std::cref(name)));
  EXPECT_THAT(ChangedBy([&] { name = Register("waits@example.org").name(); }),
              ElementsAre(std::cref(name)));
  const auto imported = ChangedBy([&] {
    v1::ImportRegistrationsRequest request;
    request.set_event(event());
    for (const char* email : {"a@example.org", "b@example.org"}) {
      auto* registration = request.add_rows()->mutable_registration();
      *registration = ValidRegistration(event(), email).registration();
      registration->set_mode(MODE_ONLINE);
      registration->add_sessions(SessionName("panel"));
    }
    request.set_complete(true);
    v1::ImportRegistrationsResponse response;
    const auto context = NewContext();
    const auto writer = StubOf(0).ImportRegistrations(context.get(), &response);
    writer->Write(request);
    writer->WritesDone();
    EXPECT_TRUE(writer->Finish().ok());
  });
  EXPECT_EQ(imported.size(), 2u);
}

TEST_F(ManifestChangeTest, SeesUpdates) {
  Register("another@example.org");
  v1::Registration registration = Register("ada@example.org");
  const auto update = [&](const std::string& path) {
    return ChangedBy([&] { EXPECT_TRUE(Update(registration, path).ok()); });
  };
  const auto self = ElementsAre(registration.name());
  registration.set_etag("");
  registration.add_sessions(SessionName("panel"));
  EXPECT_THAT(update("sessions"), self);
  registration.clear_sessions();
  EXPECT_THAT(update("sessions"), self);
  registration.set_blocked(true);
  EXPECT_THAT(update("blocked"), self);
  registration.set_blocked(false);
  EXPECT_THAT(update("blocked"), self);
  EXPECT_THAT(update("blocked"), IsEmpty());
}

TEST_F(ManifestChangeTest, SeesChangesOfModeAndState) {
  const std::string name = Register("ada@example.org").name();
  EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(ChangeMode(name, MODE_ONLINE), ""); }),
              ElementsAre(name));
  EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(Withdraw(name), ""); }),
              ElementsAre(name));
  EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(Withdraw(name), ""); }), IsEmpty());
}

TEST_F(ManifestChangeTest, SeesWhatRegistrarsDecide) {
  AskRegistrar();
  for (const auto& decide :
       {std::function([&](const std::string& name) { return Approve(name); }),
        std::function([&](const std::string& name) { return Reject(name); }),
        std::function([&](const std::string& name) { return Cancel(name); })}) {
    const std::string name = Register(NewUuid() + "@example.org").name();
    EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(decide(name), ""); }),
                ElementsAre(name));
  }
}

TEST_F(ManifestChangeTest, SeesWhoGetsAPlaceAfterWaiting) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register("first@example.org").name();
  const std::string second = Register("second@example.org").name();
  const std::string third = Register("third@example.org").name();
  // An offer admits nobody yet.
  EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(Cancel(first), ""); }),
              ElementsAre(first));
  EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(Approve(second), ""); }),
              ElementsAre(second));
  EXPECT_THAT(ChangedBy([&] { EXPECT_EQ(ChangeMode(third, MODE_ONLINE), ""); }),
              ElementsAre(third));
}

TEST_F(ManifestChangeTest, SeesOldAndNewTickets) {
  const std::string name = Register("ada@example.org").name();
  EXPECT_THAT(
      ChangedBy([&] {
        EXPECT_TRUE(Send(StubOf(0), Named<v1::RotateTicketRequest>(name)).ok());
      }),
      ElementsAre(name));
  std::string successor;
  const auto changed = ChangedBy([&] {
    auto request = Named<v1::TransferRegistrationRequest>(name);
    auto* person = request.mutable_registration()->mutable_person();
    person->set_display_name("Grace");
    person->set_email("grace@example.org");
    successor = Send(StubOf(0), request).response.registration().name();
  });
  EXPECT_THAT(changed, UnorderedElementsAre(name, successor));
}

TEST_F(ManifestChangeTest, SeesWhoIsErased) {
  const std::string confirmed = Register("ada@example.org").name();
  AskRegistrar();
  const std::string pending = Register("grace@example.org").name();
  for (const std::string& name : {confirmed, pending}) {
    EXPECT_THAT(ChangedBy([&] { Erase(name); }), ElementsAre(name));
    EXPECT_THAT(ChangedBy([&] { Erase(name); }), IsEmpty());
  }
}

TEST_F(ManifestChangeTest, SeesWhoseTimeHasPassed) {
  const std::string confirmed = Register("ada@example.org").name();
  AskRegistrar();
  const std::string pending = Register("grace@example.org").name();
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.event SET retention_time = end_time WHERE event_id = '",
      event().substr(sizeof("events/") - 1), "'"));
  const auto changed = ChangedBy([] {
    rollcall::testing::Instance instance;
    RetentionStore store(instance.pool());
    bool more = true;
    while (more) {
      const auto step = store.EraseExpired(absl::Now() + absl::Seconds(60));
      ASSERT_TRUE(step.ok()) << step.status();
      more = *step;
    }
  });
  EXPECT_THAT(changed, UnorderedElementsAre(confirmed, pending));
}

// Whoever takes a ticket back says when.
TEST_F(ManifestChangeTest, KnowsWhenTicketsWereRevoked) {
  const std::string name = Register("ada@example.org").name();
  ASSERT_TRUE(Send(StubOf(0), Named<v1::RotateTicketRequest>(name)).ok());
  Erase(name);
  EXPECT_EQ(ExecuteSql(absl::StrCat(
                "SELECT count(*) FROM rollcall.ticket WHERE event_id = '",
                event().substr(sizeof("events/") - 1),
                "' AND revoked AND revoke_time >= create_time")),
            "2");
}

}  // namespace
}  // namespace rollcall::registration
