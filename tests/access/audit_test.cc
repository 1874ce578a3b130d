#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/hash.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/enrolment/person_text.h"
#include "common/trail/trail.h"
#include "tests/access/audited.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"

namespace rollcall::access {
namespace {

using audit::Finding;
using audit::Verified;
using registration::v1::RegistrationService;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::UniqueSlug;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = Finding::Kind;

class AuditTest : public Audited {
 protected:
  // Acts: 1 the event, 2 its session, 3 to 5 people, 6 a transfer, which has
  // two entries, 7 a person more. And decisions about two people.
  void Live(const Forum& forum) {
    std::vector<std::string> people;
    for (int i = 0; i < 3; ++i) people.push_back(Register(forum, UniqueSlug()));
    Do(house_.registrations(), &RegistrationService::Stub::TransferRegistration,
       TransferOf(people[0]));
    Register(forum, UniqueSlug());
    CheckIn(Scan(forum, people[1]));
    CheckIn(Scan(forum, people[2]));
    CheckIn(Scan(forum, people[2]));
  }
};

MATCHER_P4(Is, kind, chain, number, ordinal, "") {
  return arg.kind == kind && arg.chain == chain && arg.number == number &&
         arg.ordinal == ordinal;
}

TEST_F(AuditTest, HoldsAsItWasWritten) {
  Live(forum_);
  const Verified verified = Verify();
  EXPECT_TRUE(Holds(verified));
  EXPECT_EQ(verified.decision_count, 3);
  ASSERT_FALSE(verified.anchor.heads.empty());
  EXPECT_EQ(verified.anchor.heads[0].chain, trail::kActs);
  EXPECT_EQ(verified.anchor.heads[0].number, 7);
  EXPECT_GE(verified.anchor.heads.back().chain, trail::kDoors);
  EXPECT_TRUE(Holds(Verify(verified.anchor)));
}

struct Tampering {
  // `@` is the condition that a row is of the event, `#` the event's id.
  std::vector<std::string> statements;
  Kind kind;
  // -1 is any chain of doors.
  int chain;
  int64_t number;
  int ordinal;
};

TEST_F(AuditTest, FindsWhatSomebodyDidToTheTables) {
  const std::string acts = " WHERE @ AND chain = 0 AND number = ";
  const std::string one_decision =
      " WHERE @ AND scan_id = (SELECT min(scan_id::text)::uuid FROM "
      "rollcall.decision WHERE @)";
  const std::string copy_of_a_decision =
      "CREATE TEMPORARY TABLE forged AS SELECT * FROM rollcall.decision WHERE "
      "@ LIMIT 1; UPDATE forged SET scan_id = gen_random_uuid(); ";
  const std::vector<Tampering> all = {
      {{"UPDATE rollcall.audit_entry SET actor = 'devices/x'" + acts + "3"},
       Kind::kChanged,
       0,
       3,
       1},
      {{"UPDATE rollcall.audit_entry SET detail = 'x'" + acts + "4"},
       Kind::kChanged,
       0,
       4,
       1},
      {{"UPDATE rollcall.audit_entry SET commitment = sha256('x')" + acts +
        "4"},
       Kind::kChanged,
       0,
       4,
       1},
      {{"UPDATE rollcall.audit_entry SET hash = sha256('x')" + acts +
        "6 AND ordinal = 2"},
       Kind::kChanged,
       0,
       6,
       2},
      {{"UPDATE rollcall.audit_batch SET time = time + '1 us'" + acts + "2"},
       Kind::kChanged,
       0,
       2,
       0},
      {{"UPDATE rollcall.audit_batch SET previous_hash = sha256('x')" + acts +
        "2"},
       Kind::kChanged,
       0,
       2,
       0},
      {{"UPDATE rollcall.audit_batch SET hash = sha256('x')" + acts + "7"},
       Kind::kChanged,
       0,
       7,
       0},
      {{"UPDATE rollcall.audit_head SET hash = sha256('x')" + acts + "7"},
       Kind::kChanged,
       0,
       7,
       0},
      {{"DELETE FROM rollcall.audit_entry" + acts + "6 AND ordinal = 1"},
       Kind::kRemoved,
       0,
       6,
       1},
      {{"DELETE FROM rollcall.audit_entry" + acts + "4",
        "DELETE FROM rollcall.audit_batch" + acts + "4"},
       Kind::kRemoved,
       0,
       4,
       0},
      {{"DELETE FROM rollcall.audit_batch" + acts + "7"},
       Kind::kRemoved,
       0,
       7,
       0},
      {{"DELETE FROM rollcall.audit_head WHERE @ AND chain = 0"},
       Kind::kRemoved,
       0,
       7,
       0},
      {{"UPDATE rollcall.audit_entry SET ordinal = 13 - ordinal" + acts + "6",
        "UPDATE rollcall.audit_entry SET ordinal = ordinal - 10" + acts + "6"},
       Kind::kReordered,
       0,
       6,
       1},
      {{"UPDATE rollcall.audit_entry SET number = 103 - number WHERE @ AND "
        "chain = 0 AND number IN (3, 5)",
        "UPDATE rollcall.audit_batch SET number = 103 - number WHERE @ AND "
        "chain = 0 AND number IN (3, 5)",
        "UPDATE rollcall.audit_entry SET number = number - 95 WHERE @ AND "
        "chain = 0 AND number > 90",
        "UPDATE rollcall.audit_batch SET number = number - 95 WHERE @ AND "
        "chain = 0 AND number > 90"},
       Kind::kReordered,
       0,
       3,
       0},
      {{"INSERT INTO rollcall.audit_entry SELECT event_id, chain, number, 2, "
        "actor, role, method, resource, detail, commitment, hash FROM "
        "rollcall.audit_entry" +
        acts + "3"},
       Kind::kAdded,
       0,
       3,
       2},
      {{"UPDATE rollcall.decision SET gate = 'south'" + one_decision},
       Kind::kChanged,
       -1,
       0,
       1},
      {{"UPDATE rollcall.decision SET scan_time = scan_time + '1 us'" +
        one_decision},
       Kind::kChanged,
       -1,
       0,
       1},
      {{"UPDATE rollcall.decision SET registration_id = gen_random_uuid()" +
        one_decision},
       Kind::kChanged,
       -1,
       0,
       1},
      {{"DELETE FROM rollcall.decision" + one_decision},
       Kind::kRemoved,
       -1,
       0,
       1},
      {{"UPDATE rollcall.decision SET audit_id = NULL" + one_decision},
       Kind::kRemoved,
       -1,
       0,
       1},
      {{copy_of_a_decision +
        "INSERT INTO rollcall.decision SELECT * FROM forged; "
        "DROP TABLE forged"},
       Kind::kAdded,
       -1,
       0,
       1}};
  for (const Tampering& tampering : all) {
    Forum forum(house_.RegistrationChannel());
    Live(forum);
    ASSERT_TRUE(Holds(Verify(forum)));
    for (const std::string& statement : tampering.statements) {
      ExecuteSql(absl::StrReplaceAll(
          statement,
          {{"@", absl::StrCat("event_id = '", IdOf(forum.name()), "'")}}));
    }
    const std::vector<Finding> findings = Verify(forum).findings;
    if (tampering.chain >= 0) {
      EXPECT_THAT(findings, Contains(Is(tampering.kind, tampering.chain,
                                        tampering.number, tampering.ordinal)))
          << tampering.statements[0];
    } else {
      EXPECT_THAT(findings, Contains(::testing::Truly([&](const Finding& f) {
                    return f.kind == tampering.kind &&
                           f.chain >= trail::kDoors &&
                           f.ordinal == tampering.ordinal;
                  })))
          << tampering.statements[0];
    }
  }
}

TEST_F(AuditTest, FindsDecisionsOfNoBatch) {
  Live(forum_);
  const audit::Anchor before = Verify().anchor;
  const std::string copy = absl::StrReplaceAll(
      "CREATE TEMPORARY TABLE forged AS SELECT * FROM rollcall.decision WHERE "
      "event_id = '@' LIMIT 1; UPDATE forged SET scan_id = gen_random_uuid(), "
      "audit_id = #; INSERT INTO rollcall.decision SELECT * FROM forged; "
      "DROP TABLE forged",
      {{"@", Id()}});
  ExecuteSql(absl::StrReplaceAll(copy, {{"#", "gen_random_uuid()"}}));
  Verified verified = Verify();
  EXPECT_THAT(verified.findings, IsEmpty());
  EXPECT_THAT(verified.remarks, ::testing::ElementsAre(HasSubstr("added: 1")));
  ExecuteSql(absl::StrReplaceAll(copy, {{"#", "NULL"}}));
  EXPECT_THAT(Verify().remarks, ::testing::SizeIs(1));
  verified = Verify(before);
  EXPECT_EQ(verified.anchor.unaudited_count, 1);
  EXPECT_THAT(verified.remarks, Contains(HasSubstr("before the audit")));
}

TEST_F(AuditTest, FindsARewrittenHistoryByTheAnchor) {
  Live(forum_);
  const audit::Anchor anchor = Verify().anchor;
  const std::string of = absl::StrCat(" WHERE event_id = '", Id(), "'");
  for (const char* table : {"audit_entry", "audit_batch"}) {
    ExecuteSql(absl::StrCat("DELETE FROM rollcall.", table, of,
                            " AND chain = 0 AND number = 7"));
  }
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.audit_head h SET number = b.number, hash = b.hash, "
      "previous_hash = b.previous_hash FROM rollcall.audit_batch b WHERE "
      "h.event_id = b.event_id AND h.chain = b.chain AND b.chain = 0 AND "
      "b.number = 6 AND b.event_id = '",
      Id(), "'"));
  EXPECT_TRUE(Holds(Verify()));
  EXPECT_THAT(Verify(anchor).findings,
              ::testing::ElementsAre(Is(Kind::kRemoved, 0, 7, 0)));
  // Somebody else in its place.
  Register(forum_, UniqueSlug());
  EXPECT_TRUE(Holds(Verify()));
  EXPECT_THAT(Verify(anchor).findings,
              ::testing::ElementsAre(Is(Kind::kChanged, 0, 7, 0)));
}

// Two instances of each service, whose writers meet in the same chains.
TEST_F(AuditTest, HasNoGapsWhoeverWritesAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 12;
  House other;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      House& house = t % 2 == 0 ? house_ : other;
      for (int i = 0; i < kRounds; ++i) {
        registration::v1::CreateRegistrationRequest request;
        request.set_event(forum_.name());
        request.mutable_registration()->set_mode(type::v1::MODE_IN_PERSON);
        request.mutable_registration()->mutable_person()->set_display_name("N");
        request.mutable_registration()->mutable_person()->set_email(
            absl::StrCat(UniqueSlug(), "@example.org"));
        const std::string name =
            Do(house.registrations(),
               &RegistrationService::Stub::CreateRegistration, request)
                .registration()
                .name();
        Do(house.doors(), &checkin::v1::CheckInService::Stub::CheckIn,
           Scan(forum_, name));
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Verify().findings, IsEmpty()) << "while others write";
  }
  for (std::thread& thread : threads) thread.join();
  const Verified verified = Verify();
  EXPECT_TRUE(Holds(verified));
  // The event and its session, too.
  EXPECT_EQ(verified.anchor.heads[0].number, 2 + kThreads * kRounds);
  EXPECT_EQ(verified.decision_count, kThreads * kRounds);
  EXPECT_LE(verified.anchor.heads.size(), 1u + 2 * kThreads);
}

TEST_F(AuditTest, StaysValidWhenAPersonIsErased) {
  const std::string mark = UniqueSlug();
  const std::string name = Register(forum_, mark);
  CheckIn(Scan(forum_, name));
  const std::string of =
      absl::StrCat(" FROM rollcall.person WHERE registration_id = '",
                   name.substr(name.rfind('/') + 1), "'");
  const std::string salt = absl::HexStringToBytes(
      ExecuteSql("SELECT encode(audit_salt, 'hex')" + of));
  ASSERT_EQ(salt.size(), 32u);
  const std::string commitment = absl::HexStringToBytes(ExecuteSql(absl::StrCat(
      "SELECT encode(commitment, 'hex') FROM rollcall.audit_entry WHERE "
      "event_id = '",
      Id(), "' AND resource = '", name, "'")));
  enrolment::Person person;
  person.display_name = mark;
  person.email = absl::StrCat(mark, "@example.org");
  person.external_id = absl::StrCat("id-", mark);
  person.organization = absl::StrCat("org of ", mark);
  person.job_title = absl::StrCat("job of ", mark);
  // What it was committed to can be shown as long as the salt is there.
  EXPECT_EQ(commitment, Sha256(salt + enrolment::PersonText(person)));

  const audit::Anchor before = Verify().anchor;
  registration::v1::EraseRegistrationRequest erase;
  erase.set_name(name);
  Do(house_.registrations(), &RegistrationService::Stub::EraseRegistration,
     erase);
  EXPECT_TRUE(Holds(Verify(before)));
  EXPECT_EQ(ExecuteSql("SELECT count(audit_salt)" + of), "0");
  EXPECT_THAT(Entries(),
              Contains(absl::StrCat(
                  "admin ADMIN RegistrationService.EraseRegistration ", name)));
  // A repeated erasure changes nothing.
  const int64_t number = Verify().anchor.heads[0].number;
  Do(house_.registrations(), &RegistrationService::Stub::EraseRegistration,
     erase);
  EXPECT_EQ(Verify().anchor.heads[0].number, number);
}

// What a service may do with the audit: add to it.
TEST_F(AuditTest, IsAddedToAndNeverChanged) {
  db::PoolOptions options = rollcall::testing::TestPoolOptions();
  options.role = "rollcall_audit";
  db::Pool pool(options);
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  const auto added = db::Transact(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<bool> {
        RETURN_IF_ERROR(trail::Record(tx, Id(), {"jobs/test", "", "test", ""},
                                      forum_.name()));
        RETURN_IF_ERROR(trail::AppendFreely(
            tx, Id(), {{"doors", "", "test", "x", "", std::nullopt}}));
        return true;
      });
  EXPECT_TRUE(added.ok()) << added.status();
  constexpr db::Statement kForbidden[] = {
      {"change_entry", "UPDATE rollcall.audit_entry SET detail = ''"},
      {"remove_entry", "DELETE FROM rollcall.audit_entry"},
      {"change_batch", "UPDATE rollcall.audit_batch SET entry_count = 0"},
      {"remove_batch", "DELETE FROM rollcall.audit_batch"},
      {"empty_batch", "TRUNCATE rollcall.audit_batch"},
      {"remove_head", "DELETE FROM rollcall.audit_head"},
      {"change_head", "UPDATE rollcall.audit_head SET chain = 99"}};
  for (const db::Statement& statement : kForbidden) {
    const auto done = db::Transact(pool, deadline, [&](db::Transaction& tx) {
      return tx.Exec(statement);
    });
    EXPECT_EQ(done.status().code(), absl::StatusCode::kInternal)
        << statement.name;
  }
  EXPECT_TRUE(Holds(Verify()));
}

TEST_F(AuditTest, HasNoEntryOfWhatFailed) {
  const int64_t before = Verify().anchor.heads[0].number;
  registration::v1::CancelRegistrationRequest cancel;
  cancel.set_name(absl::StrCat(forum_.name(), "/registrations/", NewUuid()));
  cancel.set_initiator(
      registration::v1::CancelRegistrationRequest::INITIATOR_ORGANIZER);
  registration::v1::CancelRegistrationResponse response;
  EXPECT_FALSE(Call(house_.registrations(),
                    &RegistrationService::Stub::CancelRegistration, cancel,
                    &response)
                   .ok());
  EXPECT_EQ(Verify().anchor.heads[0].number, before);
}

}  // namespace
}  // namespace rollcall::access
