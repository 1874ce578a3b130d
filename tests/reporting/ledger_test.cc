#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/reporting/hall.h"

// What the doors did.
namespace rollcall::reporting {
namespace {

using checkin::v1::Conflict;
using checkin::v1::Decision;
using rollcall::testing::Call;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using type::v1::MODE_IN_PERSON;
using Door = checkin::v1::CheckInService::Stub;

// What an export gave.
struct Ledger {
  grpc::Status status;
  std::vector<v1::LedgerEntry> entries;
  // Of each batch.
  std::vector<std::string> tokens;
};

class LedgerTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  Ledger Export(const std::string& resume_token = "") {
    v1::ExportLedgerRequest request;
    request.set_event(hall_.forum().name());
    request.set_resume_token(resume_token);
    return Export(request);
  }
  Ledger Export(const v1::ExportLedgerRequest& request) {
    Ledger ledger;
    const auto context = NewContext();
    const auto reader = hall_.reports().ExportLedger(context.get(), request);
    v1::ExportLedgerResponse part;
    while (reader->Read(&part)) {
      ledger.entries.insert(ledger.entries.end(), part.entries().begin(),
                            part.entries().end());
      ledger.tokens.push_back(part.resume_token());
    }
    ledger.status = reader->Finish();
    return ledger;
  }

  checkin::v1::CheckInRequest ScanOf(const std::string& registration,
                                     int minute) {
    checkin::v1::CheckInRequest scan;
    scan.set_session(hall_.Session("venue"));
    scan.set_registration(registration);
    scan.set_device(hall_.forum().Device(1));
    scan.set_gate("North");
    scan.set_direction(Decision::DIRECTION_ENTRY);
    scan.set_scan_id(NewUuid());
    RenderTime(hall_.At(absl::Minutes(minute)), *scan.mutable_scan_time());
    return scan;
  }
  void CheckIn(const checkin::v1::CheckInRequest& scan) {
    checkin::v1::CheckInResponse response;
    const grpc::Status status =
        Call(hall_.doors(), &Door::CheckIn, scan, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
  }
  void Annul(const checkin::v1::CheckInRequest& scan) {
    checkin::v1::AnnulCheckInRequest request;
    checkin::v1::AnnulCheckInResponse response;
    request.set_device(scan.device());
    request.set_scan_id(scan.scan_id());
    request.set_annulling_device(scan.device());
    const grpc::Status status =
        Call(hall_.doors(), &Door::AnnulCheckIn, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
  }
  // Uploads an admission that a device decided alone.
  void Upload(const checkin::v1::CheckInRequest& scan) {
    checkin::v1::UploadScansRequest request;
    request.set_device(scan.device());
    *request.add_scans()->mutable_check_in() = scan;
    request.mutable_scans(0)->set_outcome(Decision::OUTCOME_ADMITTED);
    const auto context = NewContext();
    const auto stream = hall_.doors().UploadScans(context.get());
    checkin::v1::UploadScansResponse response;
    EXPECT_TRUE(stream->Write(request));
    EXPECT_TRUE(stream->Read(&response));
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
  }

 private:
  Hall hall_;
};

std::string KindOf(const v1::LedgerEntry& entry) {
  if (entry.has_annulment()) return "annulment";
  if (entry.has_conflict()) {
    return Conflict::Kind_Name(entry.conflict().kind());
  }
  return Decision::Outcome_Name(entry.decision().outcome());
}

std::vector<std::string> KindsOf(const Ledger& ledger) {
  std::vector<std::string> kinds;
  for (const auto& entry : ledger.entries) kinds.push_back(KindOf(entry));
  return kinds;
}

TEST_F(LedgerTest, HasAllThatDoorsDid) {
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  const std::string other = hall().forum().Register(MODE_IN_PERSON);
  const auto entry = ScanOf(person, 10);
  CheckIn(entry);
  CheckIn(ScanOf(person, 11));
  auto exit = ScanOf(person, 12);
  exit.set_direction(Decision::DIRECTION_EXIT);
  CheckIn(exit);
  const auto mistake = ScanOf(other, 13);
  CheckIn(mistake);
  Annul(mistake);
  auto offline = ScanOf(other, 20);
  offline.set_device(hall().forum().Device(2));
  auto twice = ScanOf(other, 25);
  twice.set_device(hall().forum().Device(3));
  Upload(offline);
  Upload(twice);

  const Ledger ledger = Export();
  ASSERT_TRUE(ledger.status.ok());
  EXPECT_THAT(KindsOf(ledger),
              UnorderedElementsAre("OUTCOME_ADMITTED", "OUTCOME_REFUSED",
                                   "OUTCOME_EXITED", "OUTCOME_ADMITTED",
                                   "OUTCOME_ADMITTED", "OUTCOME_ADMITTED",
                                   "annulment", "KIND_DUPLICATE_OFFLINE"));
  std::set<std::string> scans;
  for (const auto& each : ledger.entries) {
    if (each.has_decision()) scans.insert(each.decision().scan_id());
    if (each.has_annulment()) {
      EXPECT_EQ(each.annulment().scan_id(), mistake.scan_id());
      EXPECT_EQ(each.annulment().annulling_device(), mistake.device());
      EXPECT_GT(each.annulment().annul_time().seconds(), 0);
    }
    if (each.has_conflict()) {
      EXPECT_EQ(each.conflict().registration(), other);
      EXPECT_EQ(each.conflict().scan_id(), twice.scan_id());
      EXPECT_EQ(each.conflict().canonical_scan_id(), offline.scan_id());
      EXPECT_EQ(each.conflict().state(), Conflict::STATE_OPEN);
    }
    if (each.decision().outcome() == Decision::OUTCOME_REFUSED) {
      EXPECT_THAT(each.decision().all_reasons(),
                  ElementsAre(Decision::ALREADY_INSIDE));
      EXPECT_EQ(each.decision().reason(), Decision::ALREADY_INSIDE);
      EXPECT_EQ(each.decision().first_admission().gate(), "North");
    }
    if (each.decision().scan_id() == entry.scan_id()) {
      EXPECT_EQ(each.decision().registration(), person);
      EXPECT_EQ(each.decision().session(), entry.session());
      EXPECT_EQ(each.decision().device(), entry.device());
      EXPECT_EQ(each.decision().gate(), "North");
      EXPECT_EQ(ToTime(each.decision().scan_time()),
                hall().At(absl::Minutes(10)));
    }
  }
  EXPECT_EQ(scans.size(), 6U);
}

TEST_F(LedgerTest, GoesOnAfterAnyBatchAsItWas) {
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  const auto first = ScanOf(person, 10);
  CheckIn(first);
  Annul(first);
  const int scans = 2 * limits::kExportBatch + 10;
  for (int i = 1; i < scans; ++i) CheckIn(ScanOf(person, 20));
  const Ledger whole = Export();
  ASSERT_TRUE(whole.status.ok());
  ASSERT_EQ(whole.entries.size(), static_cast<size_t>(scans + 1));
  ASSERT_EQ(whole.tokens.size(), 3U);
  // Of this nothing comes, wherever its id puts it.
  CheckIn(ScanOf(person, 30));
  auto before_all = ScanOf(person, 30);
  before_all.set_scan_id("00000000-0000-4000-8000-000000000001");
  CheckIn(before_all);
  for (size_t batch = 0; batch < whole.tokens.size(); ++batch) {
    const Ledger rest = Export(whole.tokens[batch]);
    ASSERT_TRUE(rest.status.ok());
    const size_t known =
        std::min((batch + 1) * limits::kExportBatch, whole.entries.size());
    ASSERT_EQ(rest.entries.size(), whole.entries.size() - known);
    for (size_t i = 0; i < rest.entries.size(); ++i) {
      EXPECT_EQ(rest.entries[i].SerializeAsString(),
                whole.entries[known + i].SerializeAsString());
    }
  }
  EXPECT_EQ(Export().entries.size(), whole.entries.size() + 2);
}

TEST_F(LedgerTest, RefusesBadFields) {
  v1::ExportLedgerRequest request;
  request.set_event(hall().forum().name());
  request.set_resume_token("nonsense");
  EXPECT_THAT(FieldsOf(Export(request).status), ElementsAre("resume_token"));
  request.set_resume_token("");
  request.set_event("events/no-such-event");
  EXPECT_EQ(ReasonOf(Export(request).status), "EVENT_NOT_FOUND");
}

TEST_F(LedgerTest, IsEmptyBeforeAnybodyComes) {
  const Ledger ledger = Export();
  EXPECT_TRUE(ledger.status.ok());
  EXPECT_TRUE(ledger.entries.empty());
}

}  // namespace
}  // namespace rollcall::reporting
