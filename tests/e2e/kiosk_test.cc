#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "nlohmann/json.hpp"
#include "tests/harness/calls.h"
#include "tests/harness/conversation.h"
#include "tests/harness/forum.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"
#include "tests/harness/sql.h"

// The program `rollcall kiosk` at the door of services that are killed.
namespace rollcall {
namespace {

using registration::v1::RegistrationService;
using testing::Call;
using testing::Conversation;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ServiceProcess;

constexpr int kExitScansLeft = 8;

class KioskProgramTest : public ::testing::Test {
 protected:
  KioskProgramTest() {
    registration::v1::UpdateEventRequest request;
    registration::v1::UpdateEventResponse response;
    request.mutable_event()->set_name(forum_.name());
    request.mutable_event()->mutable_start_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() - absl::Hours(1)));
    request.mutable_event()->mutable_end_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
    request.mutable_update_mask()->add_paths("start_time");
    request.mutable_update_mask()->add_paths("end_time");
    EXPECT_TRUE(Call(forum_.stub(), &RegistrationService::Stub::UpdateEvent,
                     request, &response)
                    .ok());
    checkin_.emplace("checkin");
  }

  // Starts the service anew where it was.
  void RestartCheckin() {
    const std::string address = checkin_->address();
    checkin_.emplace("checkin", testing::DatabaseUrl(), address);
  }

  // `rollcall kiosk` at the front door, with `more` of its flags.
  static std::vector<std::string> Arguments(
      const std::string& event, const std::string& device,
      const std::string& journal, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {
        "kiosk", "--event",   event,   "--device",     device, "--gate",
        "North", "--journal", journal, "--sync-every", "20ms"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  std::vector<std::string> Arguments(
      const std::vector<std::string>& more = {}) const {
    return Arguments(forum_.name(), forum_.Device(1), folder_.File("journal"),
                     more);
  }

  testing::Environment Environment() const {
    return {{"ROLLCALL_CHECKIN_ADDRESS", checkin_->address()},
            {"ROLLCALL_TOKEN_FILE", testing::TokenFile()}};
  }

  // Waits long enough for answers that only a service that is gone leaves it
  // without one.
  std::unique_ptr<Conversation> Start() const {
    return std::make_unique<Conversation>(
        "rollcall", Arguments({"--json", "--offline-after", "20s"}),
        Environment());
  }

  std::string NewTicket() {
    return forum_.TicketOf(forum_.Register(type::v1::MODE_IN_PERSON)).text();
  }

  // The outcomes that the ledger has, in the order of the scans.
  std::string Ledger() const {
    return testing::ExecuteSql(
        "SELECT coalesce(string_agg(outcome || CASE WHEN offline"
        " THEN '-OFFLINE' ELSE '' END, ' ' ORDER BY scan_time, scan_id), '')"
        " FROM rollcall.decision WHERE event_id = '" +
        forum_.name().substr(sizeof("events/") - 1) + "'");
  }

  testing::ScratchFolder folder_;
  const ServiceProcess registration_{"registration"};
  testing::Forum forum_{testing::ChannelTo(registration_.address())};
  std::optional<ServiceProcess> checkin_;
};

// What the kiosk answers to a line, in JSON.
nlohmann::json Ask(Conversation& kiosk, const std::string& line) {
  kiosk.Say(line);
  return nlohmann::json::parse(kiosk.Hear());
}

// Asks how things stand until nothing waits to be uploaded.
void AwaitUpload(Conversation& kiosk) {
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  nlohmann::json state;
  do {
    state = Ask(kiosk, "/status");
    ASSERT_LT(absl::Now(), deadline) << state;
  } while (state["waiting"] != 0 || state["lost"] != 0);
  EXPECT_EQ(state["failed"], 0);
}

TEST_F(KioskProgramTest, GoesOnWhileTheServiceIsKilledAndUploadsOnce) {
  const std::string first = NewTicket();
  const std::string second = NewTicket();
  const auto kiosk = Start();
  EXPECT_EQ(nlohmann::json::parse(kiosk->Hear())["online"], true);
  nlohmann::json answer = Ask(*kiosk, first);
  EXPECT_EQ(answer["outcome"], "ADMITTED");
  EXPECT_EQ(answer["offline"], false);

  checkin_->Kill();
  answer = Ask(*kiosk, second);
  EXPECT_EQ(answer["outcome"], "ADMITTED");
  EXPECT_EQ(answer["offline"], true);
  answer = Ask(*kiosk, first);
  EXPECT_EQ(answer["reasons"][0], "ALREADY_INSIDE");
  EXPECT_EQ(Ask(*kiosk, "/exit")["direction"], "exit");
  EXPECT_EQ(Ask(*kiosk, first)["outcome"], "EXITED");
  EXPECT_EQ(Ask(*kiosk, "/status")["waiting"], 3);

  RestartCheckin();
  AwaitUpload(*kiosk);
  const std::string expected =
      "ADMITTED ADMITTED-OFFLINE REFUSED-OFFLINE EXITED-OFFLINE";
  EXPECT_EQ(Ledger(), expected);
  EXPECT_EQ(Ask(*kiosk, "/entry")["direction"], "entry");
  answer = Ask(*kiosk, second);
  EXPECT_EQ(answer["reasons"][0], "ALREADY_INSIDE");
  EXPECT_EQ(answer["offline"], false);
  EXPECT_EQ(kiosk->End(), 0);
  EXPECT_EQ(Ledger(), expected + " REFUSED");
}

TEST_F(KioskProgramTest, LosesAndRepeatsNothingWhenItIsKilled) {
  const std::string ticket = NewTicket();
  {
    const auto kiosk = Start();
    kiosk->Hear();
    checkin_->Kill();
    EXPECT_EQ(Ask(*kiosk, ticket)["outcome"], "ADMITTED");
    kiosk->Kill();
  }
  {
    // The manifest outlives it too.
    const auto kiosk = Start();
    EXPECT_EQ(nlohmann::json::parse(kiosk->Hear())["waiting"], 1);
    EXPECT_EQ(Ask(*kiosk, ticket)["reasons"][0], "ALREADY_INSIDE");
    EXPECT_EQ(kiosk->End(), kExitScansLeft);
  }
  RestartCheckin();
  for (int run = 0; run < 2; ++run) {
    const auto kiosk = Start();
    kiosk->Hear();
    EXPECT_EQ(kiosk->End(), 0);
    EXPECT_EQ(Ledger(), "ADMITTED-OFFLINE REFUSED-OFFLINE");
  }
}

TEST_F(KioskProgramTest, SettlesWhatWasUnderWayWhenItWasKilled) {
  constexpr int kPeople = 20;
  std::vector<std::string> tickets;
  for (int i = 0; i < kPeople; ++i) tickets.push_back(NewTicket());
  {
    const auto kiosk = Start();
    kiosk->Hear();
    for (const std::string& ticket : tickets) kiosk->Say(ticket);
    // One answer is enough to know that the others are under way.
    EXPECT_EQ(nlohmann::json::parse(kiosk->Hear())["outcome"], "ADMITTED");
    kiosk->Kill();
  }
  Conversation kiosk("rollcall", Arguments({"--json", "--offline-after", "1s"}),
                     Environment());
  kiosk.Hear();
  AwaitUpload(kiosk);
  // Whoever was not decided is admitted now, and nobody twice.
  for (const std::string& ticket : tickets) Ask(kiosk, ticket);
  EXPECT_EQ(kiosk.End(), 0);
  EXPECT_EQ(testing::ExecuteSql(
                "SELECT count(*) || ' ' || count(DISTINCT registration_id)"
                " FROM rollcall.decision WHERE outcome = 'ADMITTED'"
                " AND event_id = '" +
                forum_.name().substr(sizeof("events/") - 1) + "'"),
            absl::StrCat(kPeople, " ", kPeople));
}

TEST_F(KioskProgramTest, ShowsAnswersInColorAndRingsAtRefusals) {
  const std::string ticket = NewTicket();
  Conversation kiosk("rollcall", Arguments({"--color", "always"}),
                     Environment());
  EXPECT_THAT(kiosk.Hear(), HasSubstr("entry, online"));
  kiosk.Say(ticket);
  const std::string admitted = kiosk.Hear();
  EXPECT_THAT(admitted, HasSubstr("\033[1;30;42m ADMIT    Welcome."));
  EXPECT_THAT(admitted, Not(HasSubstr("\a")));
  kiosk.Say(ticket);
  const std::string refused = kiosk.Hear();
  EXPECT_THAT(refused, HasSubstr("\a\033[1;97;41m REFUSED  Already inside"));
  EXPECT_THAT(refused, HasSubstr(", North."));
  kiosk.Say("/what");
  EXPECT_THAT(kiosk.Hear(), HasSubstr("ERROR    The commands are"));
  kiosk.Say("/quit");
  EXPECT_EQ(kiosk.End(), 0);
}

TEST_F(KioskProgramTest, SaysWhatToMendBeforeItBegins) {
  const std::string device = NewUuid();
  const auto run = [&](const std::string& event, const std::string& of) {
    return testing::RunProgram(
        "rollcall", Arguments(event, of, folder_.File(NewUuid()), {}),
        Environment());
  };
  const auto unknown = run("events/nobody-knows-it", device);
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_THAT(unknown.error, HasSubstr("EVENT_NOT_FOUND"));
  EXPECT_EQ(run(forum_.name(), "no UUID").exit_code, 64);
  EXPECT_EQ(run("events/other", forum_.Device(1)).exit_code, 64);
  EXPECT_EQ(run(forum_.name(), device).exit_code, 0);
}

TEST_F(KioskProgramTest, SharesItsJournalWithNobody) {
  const auto kiosk = Start();
  kiosk->Hear();
  const auto other =
      testing::RunProgram("rollcall", Arguments(), Environment());
  EXPECT_EQ(other.exit_code, 74);
}

}  // namespace
}  // namespace rollcall
