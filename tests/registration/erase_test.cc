#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"
#include "tests/registration/traces.h"

namespace rollcall::registration {
namespace {

using checkin::v1::Decision;
using rollcall::testing::ExecuteSql;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Result = checkin::v1::ReportPresenceResponse::Result;

class EraseRegistrationTest : public ::testing::Test {
 protected:
  std::string Reason(const std::string& name) {
    return ReasonOf(
        Send(traces_.stub(), Named<v1::EraseRegistrationRequest>(name)).status);
  }

  // Rows about the registration, by an expression over them.
  std::string Of(const std::string& name, const std::string& expression,
                 const std::string& table = "registration") {
    return ExecuteSql(absl::StrCat("SELECT ", expression, " FROM rollcall.",
                                   table, " WHERE registration_id = '",
                                   name.substr(name.rfind('/') + 1), "'"));
  }

  const std::string mark_ = UniqueSlug();
  Traces traces_;
};

TEST_F(EraseRegistrationTest, LeavesNothingOfThePersonInAnyTable) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  ASSERT_THAT(TablesWith(mark_),
              IsSupersetOf({"annulment", "conflict", "decision", "person",
                            "presence_participant"}));
  traces_.Erase(name);
  EXPECT_THAT(TablesWith(mark_), IsEmpty());
  EXPECT_EQ(Of(name, "length(request_hash)"), "0");
}

// One that a platform has not checked is nobody's, and is kept for whoever says
// whose it is.
TEST_F(EraseRegistrationTest, LeavesNoAddressThatIsNotVerified) {
  const std::string name = traces_.Register(mark_);
  auto join = traces_.Join("guest", "");
  join.mutable_participant()->set_unverified_email(EmailOf(mark_));
  join.mutable_participant()->set_display_name(absl::StrCat("Adá ", mark_));
  EXPECT_EQ(traces_.Report(join), Result::OUTCOME_UNMATCHED);
  ASSERT_THAT(TablesWith(mark_), Contains("presence_participant"));
  traces_.Erase(name);
  EXPECT_THAT(TablesWith(mark_), IsEmpty());
}

// Folding its case turns ß into ss.
TEST_F(EraseRegistrationTest, LeavesNoAddressAsItIsWritten) {
  const std::string mark = absl::StrCat("weiß-", mark_);
  const std::string name = traces_.Register(mark);
  traces_.Scan(traces_.ScanOfCode(absl::StrCat("mailto:", EmailOf(mark))));
  ASSERT_THAT(TablesWith(mark), Contains("decision"));
  traces_.Erase(name);
  EXPECT_THAT(TablesWith(mark_), IsEmpty());
}

TEST_F(EraseRegistrationTest, KeepsWhatWasCounted) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  const std::string before = traces_.Reports();
  EXPECT_THAT(before, ::testing::HasSubstr("both_count: 1"));
  traces_.Erase(name);
  EXPECT_EQ(traces_.Reports(), before);
  EXPECT_EQ(Of(name, "count(*)", "decision"), "4");
  EXPECT_EQ(Of(name, "count(*)", "conflict"), "1");
}

TEST_F(EraseRegistrationTest, LeavesOtherPeopleAlone) {
  const std::string other = UniqueSlug();
  traces_.LeaveEverywhere(other);
  const std::string rest = traces_.Register(absl::StrCat(other, "-more"));
  const std::string name = traces_.LeaveEverywhere(mark_);
  const auto before = TablesWith(other);
  const std::string person = traces_.Get(rest).DebugString();
  traces_.Erase(name);
  EXPECT_EQ(TablesWith(other), before);
  EXPECT_EQ(traces_.Get(rest).DebugString(), person);
  EXPECT_EQ(ExecuteSql(absl::StrCat(
                "SELECT count(*) FROM rollcall.presence_participant"
                " WHERE event_id = '",
                traces_.forum().name().substr(7), "'")),
            "2");
}

// What was written goes, that it was done stays.
TEST_F(EraseRegistrationTest, KeepsWhatWasTakenBackAndResolved) {
  const auto in_event = [&](const std::string& what) {
    return ExecuteSql(absl::StrCat("SELECT count(*) FROM rollcall.", what,
                                   " AND event_id = '",
                                   traces_.forum().name().substr(7), "'"));
  };
  const std::string name = traces_.LeaveEverywhere(mark_);
  EXPECT_EQ(in_event("annulment WHERE force_reason <> ''"), "3");
  EXPECT_EQ(in_event("conflict WHERE note <> ''"), "3");
  traces_.Erase(name);
  EXPECT_EQ(in_event("annulment WHERE forced AND force_reason = ''"), "3");
  EXPECT_EQ(in_event("conflict WHERE resolve_time IS NOT NULL AND note = ''"),
            "3");
}

TEST_F(EraseRegistrationTest, KeepsWordsAboutStrangers) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  const std::string stranger = UniqueSlug();
  const auto annulled = traces_.ScanOfCode(stranger);
  traces_.Upload(annulled);
  traces_.Annul(annulled, stranger);
  const auto resolved = traces_.ScanOfCode(stranger);
  traces_.Upload(resolved);
  traces_.Resolve(resolved, stranger);
  traces_.Erase(name);
  EXPECT_THAT(TablesWith(stranger),
              ::testing::ElementsAre("annulment", "conflict", "decision"));
}

TEST_F(EraseRegistrationTest, LeavesTheRegistrationWithoutAPerson) {
  const std::string name = traces_.Register(mark_);
  const v1::Registration before = traces_.Get(name);
  const v1::Registration erased = traces_.Erase(name);
  EXPECT_EQ(erased.name(), name);
  EXPECT_EQ(erased.state(), v1::Registration::STATE_CONFIRMED);
  EXPECT_EQ(erased.country_code(), before.country_code());
  EXPECT_EQ(erased.sector_id(), before.sector_id());
  EXPECT_FALSE(erased.has_person());
  EXPECT_TRUE(erased.has_erase_time());
  EXPECT_EQ(traces_.Get(name).DebugString(), erased.DebugString());
  const auto all = AllRegistrations(traces_.stub(), traces_.forum().name());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].DebugString(), erased.DebugString());
}

TEST_F(EraseRegistrationTest, ChangesNothingTheSecondTime) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  const v1::Registration first = traces_.Erase(name);
  const auto rows = RowsOf(traces_.forum().name());
  EXPECT_EQ(traces_.Erase(name).DebugString(), first.DebugString());
  EXPECT_EQ(RowsOf(traces_.forum().name()), rows);
  EXPECT_EQ(Of(name, "version"), "2");
}

TEST_F(EraseRegistrationTest, EndsTheTicket) {
  const std::string name = traces_.Register(mark_);
  const std::string text = traces_.forum().TicketOf(name).text();
  traces_.Erase(name);
  EXPECT_EQ(
      ReasonOf(Send(traces_.stub(), Named<v1::GetTicketRequest>(name)).status),
      "TICKET_NOT_FOUND");
  auto scan = traces_.ScanOf(name);
  scan.set_ticket(text);
  EXPECT_EQ(traces_.Scan(scan).decision().reason(), Decision::REVOKED);
}

TEST_F(EraseRegistrationTest, ForgetsTheRequestThatMadeIt) {
  auto request = MarkedRegistration(traces_.forum().name(), mark_);
  request.set_request_id(NewUuid());
  const auto made = Send(traces_.stub(), request);
  traces_.Erase(made.response.registration().name());
  EXPECT_EQ(ReasonOf(Send(traces_.stub(), request).status),
            "REQUEST_ID_REUSED");
  EXPECT_THAT(TablesWith(mark_), IsEmpty());
}

TEST_F(EraseRegistrationTest, LetsThePersonRegisterAgain) {
  const std::string name = traces_.Register(mark_);
  traces_.Erase(name);
  const auto again =
      Send(traces_.stub(), MarkedRegistration(traces_.forum().name(), mark_));
  ASSERT_TRUE(again.ok()) << ReasonOf(again.status);
  EXPECT_FALSE(again.response.already_registered());
  EXPECT_NE(again.response.registration().name(), name);
}

TEST_F(EraseRegistrationTest, WithdrawsWhoWaits) {
  for (const auto& [state, queue_time] :
       {std::pair("PENDING", "NULL"), std::pair("WAITLISTED", "now()")}) {
    const std::string name = traces_.Register(UniqueSlug());
    ExecuteSql(absl::StrCat("UPDATE rollcall.registration SET state = '", state,
                            "', queue_time = ", queue_time,
                            " WHERE registration_id = '",
                            name.substr(name.rfind('/') + 1), "'"));
    EXPECT_EQ(traces_.Erase(name).state(), v1::Registration::STATE_WITHDRAWN);
    EXPECT_EQ(Of(name, "state", "attendance"), "WITHDRAWN");
  }
  EXPECT_THAT(traces_.Reports(),
              ::testing::Not(::testing::HasSubstr("confirmed_count")));
}

TEST_F(EraseRegistrationTest, KeepsWhatEndedAsItIs) {
  const std::string name = traces_.Register(mark_);
  ExecuteSql(
      absl::StrCat("UPDATE rollcall.registration SET state = 'REJECTED'"
                   " WHERE registration_id = '",
                   name.substr(name.rfind('/') + 1), "'"));
  const v1::Registration erased = traces_.Erase(name);
  EXPECT_EQ(erased.state(), v1::Registration::STATE_REJECTED);
  EXPECT_TRUE(erased.has_erase_time());
}

TEST_F(EraseRegistrationTest, KeepsTheAnswersToRepeatedCalls) {
  const std::string name = traces_.Register(mark_);
  traces_.Scan(traces_.ScanOf(name));
  auto forced = traces_.ScanOf(name);
  forced.set_force(true);
  forced.set_force_reason(mark_);
  const auto first = traces_.Scan(forced).decision();
  const auto unknown = traces_.ScanOfCode(EmailOf(mark_));
  const auto refused = traces_.Scan(unknown).decision();
  const auto join = traces_.Join("c", EmailOf(mark_));
  EXPECT_EQ(traces_.Report(join), Result::OUTCOME_RECORDED);
  traces_.Erase(name);

  for (const auto& [scan, decision] :
       {std::pair(forced, first), std::pair(unknown, refused)}) {
    const auto again = traces_.Scan(scan);
    EXPECT_TRUE(again.replayed());
    EXPECT_EQ(again.decision().DebugString(), decision.DebugString());
  }
  EXPECT_EQ(traces_.Report(join), Result::OUTCOME_DUPLICATE);
  EXPECT_THAT(TablesWith(mark_), IsEmpty());
}

// Facts go on; words about the person do not.
TEST_F(EraseRegistrationTest, KeepsNothingThatIsSaidAfterwards) {
  const std::string name = traces_.Register(mark_);
  traces_.Report(traces_.Join("c", EmailOf(mark_)));
  traces_.Erase(name);

  auto forced = traces_.ScanOf(name);
  forced.set_force(true);
  forced.set_force_reason(mark_);
  EXPECT_EQ(traces_.Scan(forced).decision().registration(), name);
  EXPECT_EQ(traces_.Report(traces_.Leave("c", EmailOf(mark_))),
            Result::OUTCOME_RECORDED);
  EXPECT_THAT(TablesWith(mark_), IsEmpty());
}

TEST_F(EraseRegistrationTest, SaysWhenTheEventHasNoSuchRegistration) {
  const std::string name = traces_.Register(mark_);
  EXPECT_EQ(Reason(absl::StrCat(traces_.forum().name(), "/registrations/",
                                NewUuid())),
            "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(Reason(absl::StrCat("events/", UniqueSlug(), "/registrations/",
                                NewUuid())),
            "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(Reason(traces_.forum().name()), "INVALID_FIELD");
  EXPECT_THAT(TablesWith(mark_), Contains("person"));
}

}  // namespace
}  // namespace rollcall::registration
