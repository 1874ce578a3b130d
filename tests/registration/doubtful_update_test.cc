#include <pqxx/pqxx>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/api/field_checker.h"
#include "common/base/uuid.h"
#include "common/db/migration.h"
#include "migrations_sql.h"
#include "services/registration/delegation_store.h"
#include "services/registration/device_store.h"
#include "services/registration/event_message.h"
#include "services/registration/event_store.h"
#include "services/registration/registration_store.h"
#include "services/registration/session_store.h"
#include "services/registration/transition_store.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ScratchDatabase;
using rollcall::testing::TestPoolOptions;
using rollcall::testing::ValidEvent;

// Raises a warning at the first commit that changes a row of the table, which
// is how PostgreSQL reports a commit whose outcome is in doubt. The commit
// stands, and the body runs again.
constexpr char kDoubtTheFirstCommit[] =
    "CREATE SEQUENCE run;"
    "CREATE FUNCTION doubt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF nextval('run') = 1 THEN RAISE WARNING 'canceling wait'; END IF;"
    " RETURN NULL; END $$;"
    "CREATE CONSTRAINT TRIGGER doubt AFTER UPDATE ON ";

db::PoolOptions OptionsFor(const std::string& url) {
  db::PoolOptions options = TestPoolOptions();
  options.database_url = url;
  return options;
}

// An event in a database of its own.
class DoubtfulUpdateTest : public ::testing::Test {
 protected:
  DoubtfulUpdateTest() : pool_(OptionsFor(database_.url())) {
    EXPECT_TRUE(db::Migrate(pool_, migrations::kAll, Deadline()).ok());
    FieldChecker check;
    Event event = ParseEvent(ValidEvent("forum").event(), check);
    event.id = "forum";
    EXPECT_TRUE(EventStore(pool_)
                    .CreateEvent(event, {NewUuid(), "hash"}, {}, Deadline())
                    .ok());
  }

  void Execute(const std::string& sql) {
    pqxx::connection connection(database_.url());
    pqxx::nontransaction(connection).exec(sql);
  }

  // The first value of the first row.
  std::string Ask(const std::string& sql) {
    pqxx::connection connection(database_.url());
    return pqxx::nontransaction(connection).exec1(sql)[0].as<std::string>();
  }

  void Doubt(const std::string& table) {
    Execute(kDoubtTheFirstCommit + table +
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            " EXECUTE FUNCTION doubt()");
  }

  static absl::Time Deadline() { return absl::Now() + absl::Minutes(1); }

  db::Pool& pool() { return pool_; }

 private:
  const ScratchDatabase database_;
  db::Pool pool_;
};

TEST_F(DoubtfulUpdateTest, RecognizesItsOwnChangeOfAnEvent) {
  Doubt("rollcall.event");
  int runs = 0;
  const auto updated = EventStore(pool()).UpdateEvent(
      {"forum"}, "1",
      [&](const Event& stored) -> absl::StatusOr<Event> {
        ++runs;
        Event event = stored;
        event.theme = "A theme";
        return event;
      },
      {}, Deadline());
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(updated->theme, "A theme");
  EXPECT_EQ(updated->version, 2);
}

TEST_F(DoubtfulUpdateTest, RecognizesItsOwnChangeOfASession) {
  SessionStore store(pool());
  Session talk;
  talk.name = {"forum", "talk"};
  talk.kind = v1::Session::KIND_KEYNOTE;
  talk.access = v1::Session::ACCESS_OPEN;
  talk.start_time = absl::FromUnixSeconds(0);
  talk.end_time = absl::FromUnixSeconds(60);
  ASSERT_TRUE(
      store.CreateSession(talk, {NewUuid(), "hash"}, {}, Deadline()).ok());
  Doubt("rollcall.agenda_session");
  int runs = 0;
  const auto updated = store.UpdateSession(
      talk.name, "1",
      [&](const Session& stored) -> absl::StatusOr<Session> {
        ++runs;
        Session session = stored;
        session.room = "Room 2";
        return session;
      },
      {}, Deadline());
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(updated->room, "Room 2");
  EXPECT_EQ(updated->version, 2);
}

TEST_F(DoubtfulUpdateTest, RecognizesTheDeviceThatItHasEnrolled) {
  DeviceStore store(pool());
  Device device;
  device.role = access::v1::ROLE_KIOSK;
  device.display_name = "Door 1";
  const auto created = store.CreateDevice({"forum"}, device, absl::Hours(1),
                                          {NewUuid(), "hash"}, {}, Deadline());
  ASSERT_TRUE(created.ok()) << created.status();
  Doubt("rollcall.device");
  const auto enrolled =
      store.EnrollDevice({"forum"}, created->secret, {}, Deadline());
  ASSERT_TRUE(enrolled.ok()) << enrolled.status();
  EXPECT_EQ(Ask(absl::StrCat("SELECT token_hash = sha256('", enrolled->secret,
                             "') FROM rollcall.device")),
            "t");
  EXPECT_EQ(Ask("SELECT last_value FROM run"), "1");
}

TEST_F(DoubtfulUpdateTest, RecognizesItsOwnChangeOfADelegation) {
  DelegationStore store(pool());
  Delegation delegation;
  delegation.display_name = "Guests";
  const auto created = store.CreateDelegation(
      {"forum"}, delegation, {NewUuid(), "hash"}, {}, Deadline());
  ASSERT_TRUE(created.ok()) << created.status();
  Doubt("rollcall.delegation");
  int runs = 0;
  const auto updated = store.UpdateDelegation(
      created->delegation.name, "1",
      [&](const Delegation& stored) -> absl::StatusOr<Delegation> {
        ++runs;
        Delegation next = stored;
        next.organization = "An organization";
        return next;
      },
      true, {}, Deadline());
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(updated->delegation.organization, "An organization");
  EXPECT_EQ(updated->delegation.version, 2);
  EXPECT_EQ(
      Ask(absl::StrCat("SELECT token_hash = sha256('", updated->head_token,
                       "') FROM rollcall.delegation")),
      "t");
}

// Whoever was in the way of an insert has ended before it was looked for.
TEST_F(DoubtfulUpdateTest, RunsAgainWhenTheHolderOfAnAddressHasGone) {
  Person person;
  person.email_key = "nobody@example.org";
  int runs = 0;
  const auto taken = db::Transact(
      pool(), Deadline(), [&](db::Transaction& tx) -> absl::StatusOr<int> {
        if (++runs > 1) return runs;
        return PersonTaken(tx, {"forum"}, person);
      });
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(runs, 2);
}

// A registration of an event whose registrar decides, and calls of which the
// first commit is in doubt.
class DoubtfulTransitionTest : public DoubtfulUpdateTest {
 protected:
  DoubtfulTransitionTest() {
    Execute("UPDATE rollcall.event SET approval_policy = 'REGISTRAR'");
    Registration registration;
    registration.mode = type::v1::MODE_IN_PERSON;
    registration.country_code = "KE";
    registration.sector_id = "academia";
    registration.person.display_name = "Ada";
    registration.person.email = "ada@example.org";
    registration.person.email_key = "ada@example.org";
    const auto created = RegistrationStore(pool()).CreateRegistration(
        {"forum"}, registration, {NewUuid(), "hash"}, {}, Deadline());
    EXPECT_TRUE(created.ok()) << created.status();
    if (created.ok()) name_ = created->registration.name;
    Doubt("rollcall.registration");
  }

  // Expects a change to version 2, by a second run that recognized the first.
  static void ExpectChange(const absl::StatusOr<Registration>& changed,
                           v1::Registration::State state) {
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(changed->state, state);
    EXPECT_EQ(changed->version, 2);
  }

  const RegistrationName& name() const { return name_; }
  TransitionStore& store() { return store_; }

 private:
  RegistrationName name_;
  TransitionStore store_{pool()};
};

TEST_F(DoubtfulTransitionTest, RecognizesItsOwnApproval) {
  ExpectChange(store().Approve(name(), "1", {}, Deadline()),
               v1::Registration::STATE_CONFIRMED);
}

TEST_F(DoubtfulTransitionTest, RecognizesItsOwnEntryInTheWaitingList) {
  Execute(
      "INSERT INTO rollcall.capacity VALUES"
      " ('forum', 'venue', 'IN_PERSON', 0, 0)");
  ExpectChange(store().Approve(name(), "1", {}, Deadline()),
               v1::Registration::STATE_WAITLISTED);
}

TEST_F(DoubtfulTransitionTest, RecognizesItsOwnRejection) {
  ExpectChange(store().End(name(), Ending::kRejected, "1", {}, Deadline()),
               v1::Registration::STATE_REJECTED);
}

TEST_F(DoubtfulTransitionTest, RecognizesItsOwnChangeOfMode) {
  const auto changed =
      store().ChangeMode(name(), type::v1::MODE_ONLINE, "1", {}, Deadline());
  ExpectChange(changed, v1::Registration::STATE_PENDING);
}

TEST_F(DoubtfulTransitionTest, RecognizesItsOwnUpdate) {
  int runs = 0;
  const auto changed = store().Update(
      name(), "1",
      [&](const Registration& stored) -> absl::StatusOr<Registration> {
        ++runs;
        Registration next = stored;
        next.country_code = "FR";
        return next;
      },
      {}, Deadline());
  ExpectChange(changed, v1::Registration::STATE_PENDING);
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace rollcall::registration
