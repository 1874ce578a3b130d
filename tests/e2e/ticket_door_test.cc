#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/e2e/command_line_fixture.h"
#include "tests/harness/qr_reader.h"

namespace rollcall {
namespace {

using testing::ReadFile;
using testing::ReadQrPng;

class TicketDoorTest : public testing::CommandLineFixture {
 protected:
  TicketDoorTest() : name_(forum_.Register(type::v1::MODE_IN_PERSON)) {}

  std::string TextOfTicket() const {
    return JsonOf({"ticket", "get", name_})["ticket"]["text"];
  }

  // The decision on an entry with the ticket `text`.
  nlohmann::json CheckIn(const std::string& text) const {
    const nlohmann::json request = {{"session", forum_.Session("venue")},
                                    {"ticket", text},
                                    {"device", forum_.Device(1)},
                                    {"direction", "DIRECTION_ENTRY"},
                                    {"scan_id", NewUuid()},
                                    {"scan_time", "2022-09-03T02:00:00Z"}};
    const testing::Finished finished = Run(
        {"call", "rollcall.checkin.v1.CheckInService/CheckIn", request.dump()});
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    return nlohmann::json::parse(finished.output)["decision"];
  }

  const std::string name_;
};

TEST_F(TicketDoorTest, DrawsTheTextOfTheTicket) {
  const auto got =
      JsonOf({"ticket", "get", name_, "--png", folder_.File("got.png")});
  EXPECT_EQ(ReadQrPng(ReadFile(folder_.File("got.png"))),
            got["ticket"]["text"]);
  JsonOf({"ticket", "rotate", name_, "--png", folder_.File("rotated.png")});
  EXPECT_EQ(ReadQrPng(ReadFile(folder_.File("rotated.png"))), TextOfTicket());
}

TEST_F(TicketDoorTest, AdmitsTheTicketThatReplacedAnother) {
  const std::string revoked = TextOfTicket();
  JsonOf({"ticket", "rotate", name_});
  EXPECT_EQ(CheckIn(revoked)["reason"], "REVOKED");
  EXPECT_EQ(CheckIn(TextOfTicket())["outcome"], "OUTCOME_ADMITTED");
}

TEST_F(TicketDoorTest, RefusesTheTicketOfAnEndedRegistration) {
  const std::string text = TextOfTicket();
  JsonOf({"registration", "cancel", name_});
  EXPECT_EQ(CheckIn(text)["outcome"], "OUTCOME_REFUSED");
  EXPECT_EQ(Run({"ticket", "get", name_}).exit_code, 3);
}

}  // namespace
}  // namespace rollcall
