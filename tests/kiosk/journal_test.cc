#include "clients/kiosk/journal.h"

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/kiosk/manifest_table.h"
#include "clients/kiosk/scan_queue.h"
#include "common/base/uuid.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::kiosk {
namespace {

namespace fs = std::filesystem;

using checkin::v1::Decision;
using checkin::v1::GetManifestResponse;
using ::testing::SizeIs;

constexpr char kEvent[] = "events/forum";
constexpr char kSession[] = "events/forum/sessions/venue";
constexpr char kDevice[] =
    "events/forum/devices/018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

class JournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<Database> Open(const std::string& path) {
    auto journal = OpenJournal(path, kEvent, kDevice);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return journal.ok() ? *std::move(journal) : nullptr;
  }

  // The journal as a crash at this moment leaves it: never closed.
  std::unique_ptr<Database> OpenAfterACrash() {
    const std::string copy = folder_.File(absl::StrCat("copy", ++copies_));
    for (const char* part : {"", "-wal"}) {
      fs::copy_file(path_ + part, copy + part);
    }
    return Open(copy);
  }

  static checkin::v1::CheckInRequest NewScan() {
    checkin::v1::CheckInRequest request;
    request.set_session(kSession);
    request.set_ticket("RC1:TICKET");
    request.set_scan_id(NewUuid());
    return request;
  }

  static Decision DecisionOn(const checkin::v1::CheckInRequest& request,
                             Decision::Outcome outcome) {
    Decision decision;
    decision.set_scan_id(request.scan_id());
    decision.set_session(request.session());
    decision.set_direction(Decision::DIRECTION_ENTRY);
    decision.set_outcome(outcome);
    return decision;
  }

  testing::ScratchFolder folder_;
  const std::string path_ = folder_.File("journal");
  int copies_ = 0;
};

TEST_F(JournalTest, IsReadableByItsOwnerAlone) {
  testing::WriteFile(path_, "", 0644);
  const auto journal = Open(path_);
  EXPECT_EQ(testing::ModeOf(path_), 0600);
  EXPECT_EQ(testing::ModeOf(path_ + "-wal"), 0600);
}

TEST_F(JournalTest, IsOneProcessesAtATime) {
  auto journal = Open(path_);
  EXPECT_EQ(OpenJournal(path_, kEvent, kDevice).status().code(),
            absl::StatusCode::kFailedPrecondition);
  journal.reset();
  EXPECT_TRUE(OpenJournal(path_, kEvent, kDevice).ok());
}

TEST_F(JournalTest, BelongsToOneDevice) {
  Open(path_).reset();
  EXPECT_EQ(OpenJournal(path_, "events/other", kDevice).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(JournalTest, RefusesOtherFilesAndVersions) {
  testing::WriteFile(path_, std::string(4096, 'x'));
  EXPECT_EQ(OpenJournal(path_, kEvent, kDevice).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_FALSE(OpenJournal(folder_.path(), kEvent, kDevice).ok());
  const std::string newer = folder_.File("newer");
  ASSERT_TRUE(Open(newer)->RunScript("PRAGMA user_version = 99").ok());
  EXPECT_EQ(OpenJournal(newer, kEvent, kDevice).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(JournalTest, KeepsWhatWasWrittenBeforeACrash) {
  const auto journal = Open(path_);
  ScanQueue queue(*journal);
  const auto sent = NewScan();
  const auto decided = NewScan();
  ASSERT_TRUE(queue.Begin(sent).ok());
  ASSERT_TRUE(
      queue
          .Decide({decided, DecisionOn(decided, Decision::OUTCOME_ADMITTED),
                   absl::Seconds(3), ""},
                  "person")
          .ok());

  const auto reopened = OpenAfterACrash();
  ScanQueue recovered(*reopened);
  ASSERT_TRUE(recovered.Recover().ok());
  const auto lost = recovered.List(ScanStatus::kLost, 10);
  ASSERT_TRUE(lost.ok());
  ASSERT_THAT(*lost, SizeIs(1));
  EXPECT_EQ((*lost)[0].request.SerializeAsString(), sent.SerializeAsString());
  const auto waiting = recovered.List(ScanStatus::kDecided, 10);
  ASSERT_TRUE(waiting.ok());
  ASSERT_THAT(*waiting, SizeIs(1));
  EXPECT_EQ((*waiting)[0].request.SerializeAsString(),
            decided.SerializeAsString());
  EXPECT_EQ((*waiting)[0].decision.outcome(), Decision::OUTCOME_ADMITTED);
  EXPECT_EQ((*waiting)[0].clock_offset, absl::Seconds(3));
  EXPECT_THAT(*recovered.ListPassages(kSession, "person"), SizeIs(1));
}

TEST_F(JournalTest, ForgetsTheTicketOfAScanThatIsSettled) {
  {
    const auto journal = Open(path_);
    ScanQueue queue(*journal);
    const auto scan = NewScan();
    ASSERT_TRUE(queue.Begin(scan).ok());
    ASSERT_TRUE(queue
                    .Settle(scan.scan_id(),
                            DecisionOn(scan, Decision::OUTCOME_ADMITTED),
                            "person")
                    .ok());
    EXPECT_THAT(*queue.ListPassages(kSession, "person"), SizeIs(1));
    EXPECT_EQ(queue.Count()->settled, 1);
  }
  EXPECT_EQ(testing::ReadFile(path_).find("RC1:TICKET"), std::string::npos);
}

TEST_F(JournalTest, KnowsNoPassageByARefusal) {
  const auto journal = Open(path_);
  ScanQueue queue(*journal);
  const auto scan = NewScan();
  ASSERT_TRUE(
      queue
          .Decide({scan, DecisionOn(scan, Decision::OUTCOME_REFUSED), {}, ""},
                  "person")
          .ok());
  EXPECT_THAT(*queue.ListPassages(kSession, "person"), SizeIs(0));
  EXPECT_TRUE(*queue.HasWaiting("person"));
  EXPECT_FALSE(*queue.HasWaiting("somebody else"));
}

TEST_F(JournalTest, AppliesAManifestAsAWholeOrNotAtAll) {
  const auto journal = Open(path_);
  ManifestTable manifest(*journal);
  std::vector<GetManifestResponse> messages(2);
  messages[0].set_salt("salt");
  messages[0].set_complete(true);
  messages[0].add_sessions()->set_name(kSession);
  auto* first = messages[0].add_entries();
  first->set_registration_hash("first");
  first->set_serial_hash("serial");
  first->set_code_hash("code");
  messages[1].add_entries()->set_registration_hash("second");
  // It was broken off.
  EXPECT_FALSE(manifest.Apply(messages).ok());
  EXPECT_FALSE(manifest.FindByRegistration("first")->has_value());
  messages[1].set_manifest_token("1");
  ASSERT_TRUE(manifest.Apply(messages).ok());
  EXPECT_TRUE(manifest.FindByCredential("serial")->has_value());
  EXPECT_TRUE(manifest.FindByRegistration("second")->has_value());

  // A change takes the place of what it changes.
  std::vector<GetManifestResponse> change(1);
  change[0].set_salt("salt");
  change[0].set_manifest_token("2");
  auto* rotated = change[0].add_entries();
  rotated->set_registration_hash("first");
  rotated->set_serial_hash("new serial");
  rotated->add_revoked_hashes("serial");
  ASSERT_TRUE(manifest.Apply(change).ok());
  EXPECT_TRUE(manifest.FindByCredential("serial")->has_value());
  EXPECT_TRUE(manifest.FindByCredential("new serial")->has_value());
  EXPECT_FALSE(manifest.FindByCredential("code")->has_value());
  EXPECT_TRUE(manifest.FindByRegistration("second")->has_value());
  // The doors are always all of them.
  EXPECT_FALSE(manifest.FindDoor(kSession)->has_value());

  change[0].set_complete(true);
  ASSERT_TRUE(manifest.Apply(change).ok());
  EXPECT_TRUE(manifest.FindByRegistration("first")->has_value());
  EXPECT_FALSE(manifest.FindByRegistration("second")->has_value());
  EXPECT_EQ(manifest.GetHead()->token, "2");
}

}  // namespace
}  // namespace rollcall::kiosk
