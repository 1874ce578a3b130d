#include <memory>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

// Reports from a hot standby.
namespace rollcall::testing {
namespace {

using checkin::v1::CheckInService;
using reporting::v1::ReportingService;

class StandbyTest : public ::testing::Test {
 protected:
  // A person is let in. Returns a version of the data that has it.
  int64_t Enter() {
    checkin::v1::CheckInRequest scan;
    checkin::v1::CheckInResponse answer;
    scan.set_session(forum_.Session("venue"));
    scan.set_registration(forum_.Register(type::v1::MODE_IN_PERSON));
    scan.set_device(forum_.Device(1));
    scan.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
    scan.set_scan_id(NewUuid());
    scan.mutable_scan_time()->set_seconds(forum_.start_seconds());
    EXPECT_TRUE(
        Call(*door_, &CheckInService::Stub::CheckIn, scan, &answer).ok());
    checkin::v1::GetDecisionRequest request;
    checkin::v1::GetDecisionResponse decision;
    request.set_device(scan.device());
    request.set_scan_id(scan.scan_id());
    EXPECT_TRUE(
        Call(*door_, &CheckInService::Stub::GetDecision, request, &decision)
            .ok());
    EXPECT_GT(decision.data_version(), 0);
    return decision.data_version();
  }

  // The summary of data of at least `version`.
  grpc::Status Ask(int64_t version, reporting::v1::GetSummaryResponse& summary,
                   absl::Duration timeout = absl::Minutes(1)) {
    reporting::v1::GetSummaryRequest request;
    request.set_event(forum_.name());
    request.set_min_data_version(version);
    const auto context = NewContext();
    context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    return reports_->GetSummary(context.get(), request, &summary);
  }

  std::string OnStandby(const std::string& statement) {
    return LinesOf(standby_.url(), statement);
  }
  // Waits until the standby has got what it does not replay.
  void AwaitLag() {
    const absl::Time deadline = absl::Now() + absl::Minutes(1);
    while (OnStandby("SELECT pg_last_wal_receive_lsn() > "
                     "pg_last_wal_replay_lsn()") != "t\n") {
      ASSERT_LT(absl::Now(), deadline);
    }
  }
  const std::string& event() const { return forum_.name(); }
  ReportingService::Stub& reports() { return *reports_; }

 private:
  const Postgres primary_;
  const Standby standby_{primary_};
  const ServiceProcess registration_{"registration", primary_.url()};
  const ServiceProcess checkin_{"checkin", primary_.url()};
  const ServiceProcess reporting_{
      "reporting",
      standby_.url(),
      OwnAddress(),
      {{"ROLLCALL_WRITE_DATABASE_URL", primary_.url()}}};
  Forum forum_{ChannelTo(registration_.address())};
  const std::unique_ptr<CheckInService::Stub> door_ =
      CheckInService::NewStub(ChannelTo(checkin_.address()));
  const std::unique_ptr<ReportingService::Stub> reports_ =
      ReportingService::NewStub(ChannelTo(reporting_.address()));
};

TEST_F(StandbyTest, WaitsForWhatACallerHasWritten) {
  const int64_t first = Enter();
  reporting::v1::GetSummaryResponse summary;
  ASSERT_TRUE(Ask(first, summary).ok());
  EXPECT_EQ(summary.total().attended_count(), 1);
  EXPECT_TRUE(summary.has_staleness());

  OnStandby("SELECT pg_wal_replay_pause()");
  const int64_t second = Enter();
  EXPECT_GT(second, first);
  AwaitLag();
  // What it has is told, with how old it is.
  ASSERT_TRUE(Ask(0, summary).ok());
  EXPECT_EQ(summary.total().attended_count(), 1);
  EXPECT_EQ(summary.data_version(), first);
  const absl::Time as_of = ToTime(summary.as_of());
  EXPECT_GT(
      summary.staleness().seconds() * 1000000000 + summary.staleness().nanos(),
      0);
  const grpc::Status early = Ask(second, summary, absl::Milliseconds(500));
  EXPECT_FALSE(early.ok());
  if (early.error_code() == grpc::StatusCode::UNAVAILABLE) {
    EXPECT_EQ(ReasonOf(early), "DATA_TOO_OLD");
  } else {
    EXPECT_EQ(early.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  }

  reporting::v1::GetSummaryResponse awaited;
  grpc::Status status;
  std::thread caller([&] { status = Ask(second, awaited); });
  OnStandby("SELECT pg_wal_replay_resume()");
  caller.join();
  ASSERT_TRUE(status.ok()) << ReasonOf(status);
  EXPECT_EQ(awaited.total().attended_count(), 2);
  EXPECT_GE(awaited.data_version(), second);
  EXPECT_GT(ToTime(awaited.as_of()), as_of);
}

TEST_F(StandbyTest, WritesToThePrimary) {
  reporting::v1::FreezeReportRequest freeze;
  reporting::v1::FreezeReportResponse frozen;
  freeze.set_event(event());
  freeze.set_min_data_version(Enter());
  const grpc::Status status =
      Call(reports(), &ReportingService::Stub::FreezeReport, freeze, &frozen);
  ASSERT_TRUE(status.ok()) << ReasonOf(status);

  reporting::v1::AuditRollupsRequest audit;
  reporting::v1::AuditRollupsResponse audited;
  audit.set_event(event());
  ASSERT_TRUE(
      Call(reports(), &ReportingService::Stub::AuditRollups, audit, &audited)
          .ok());
  EXPECT_EQ(audited.person_count(), 1);
  EXPECT_EQ(audited.difference_count(), 0);
}

}  // namespace
}  // namespace rollcall::testing
