#include <algorithm>
#include <csignal>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/text/width.h"
#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "tests/e2e/command_line_fixture.h"
#include "tests/harness/conversation.h"
#include "tests/harness/terminal_program.h"

namespace rollcall {
namespace {

using checkin::v1::CheckInService;
using testing::Conversation;
using testing::Finished;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TerminalProgram;

class WatchTest : public testing::CommandLineFixture {
 protected:
  // Somebody from China comes in.
  void Enter() {
    checkin::v1::CheckInRequest request;
    request.set_session(forum_.Session("venue"));
    request.set_registration(forum_.Register(type::v1::MODE_IN_PERSON));
    request.set_device(forum_.Device(1));
    request.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
    request.set_scan_id(NewUuid());
    request.mutable_scan_time()->set_seconds(forum_.start_seconds() + 60);
    const auto stub = CheckInService::NewStub(
        testing::ChannelTo(services_.checkin.address()));
    checkin::v1::CheckInResponse response;
    ASSERT_TRUE(
        testing::Call(*stub, &CheckInService::Stub::CheckIn, request, &response)
            .ok());
    ASSERT_EQ(response.decision().outcome(),
              checkin::v1::Decision::OUTCOME_ADMITTED);
  }

  std::vector<std::string> Watch(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"watch", forum_.name()});
    return more;
  }

  // Waits until a page has `text`.
  static void AwaitPage(TerminalProgram& program, const std::string& text) {
    program.Await([&](const std::string&) {
      return absl::StrContains(absl::StrJoin(program.Page(), "\n"), text);
    });
  }
};

// The pages without what gives them colours.
std::string Plain(const std::vector<std::string>& page) {
  std::string plain;
  for (const std::string& line : page) {
    for (size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\033') {
        i = line.find('m', i);
      } else {
        plain += line[i];
      }
    }
    plain += "\n";
  }
  return plain;
}

TEST_F(WatchTest, FollowsAnEventOnATerminal) {
  Enter();
  TerminalProgram program("rollcall", Watch(), services_.ForCommandLine());
  AwaitPage(program, "China");
  std::string page = Plain(program.Page());
  EXPECT_THAT(page, HasSubstr("live, after the end"));
  EXPECT_THAT(page, HasSubstr("q ends"));
  EXPECT_THAT(page, HasSubstr("100 % of 1"));
  EXPECT_EQ(program.Page().size(), 24u);

  Enter();
  AwaitPage(program, "100 % of 2");
  AwaitPage(program, "in person 2");

  // A terminal that becomes smaller is not written beyond.
  program.Resize(50, 12);
  program.Await(
      [&](const std::string&) { return program.Page().size() == 12; });
  page = Plain(program.Page());
  for (const auto& line : absl::StrSplit(page, '\n')) {
    EXPECT_LE(text::DisplayWidth(line), 50u);
  }

  program.Type("q");
  EXPECT_EQ(program.Wait(), 0);
  // The terminal is as it was.
  EXPECT_THAT(program.output(), HasSubstr("\033[?1049h"));
  EXPECT_THAT(program.output(), HasSubstr("\033[?25h\033[?1049l"));
}

TEST_F(WatchTest, ShowsThatAServiceIsGoneAndFindsItAgain) {
  TerminalProgram program("rollcall", Watch(), services_.ForCommandLine());
  AwaitPage(program, "● live");
  const std::string address = services_.reporting.address();
  services_.reporting.Kill();
  AwaitPage(program, "no answer from reporting");
  const testing::ServiceProcess again("reporting", testing::DatabaseUrl(),
                                      address);
  AwaitPage(program, "● live");
  // Ctrl-C.
  program.Type("\003");
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_THAT(program.output(), HasSubstr("\033[?25h\033[?1049l"));
}

TEST_F(WatchTest, HasColorsUnlessTheyAreNotWanted) {
  for (const bool is_wanted : {true, false}) {
    testing::Environment environment = services_.ForCommandLine();
    if (!is_wanted) environment.emplace_back("NO_COLOR", "1");
    TerminalProgram program("rollcall", Watch({"--once"}), environment);
    EXPECT_EQ(program.Wait(), 0);
    EXPECT_THAT(program.output(), HasSubstr("INSIDE NOW"));
    EXPECT_EQ(absl::StrContains(program.output(), "\033["), is_wanted);
  }
}

TEST_F(WatchTest, ShowsOneFrameWithoutATerminal) {
  Enter();
  const Finished once = Run(Watch({"--once"}));
  EXPECT_EQ(once.exit_code, 0) << once.error;
  EXPECT_THAT(once.output, HasSubstr("China"));
  EXPECT_THAT(once.output, Not(HasSubstr("\033")));
  EXPECT_EQ(std::count(once.output.begin(), once.output.end(), '\n'), 23);
}

TEST_F(WatchTest, WritesALineForEachChangeWithoutATerminal) {
  Conversation lines("rollcall", Watch(), services_.ForCommandLine());
  EXPECT_THAT(lines.Hear(), HasSubstr(" attended 0/0 "));
  Enter();
  while (!absl::StrContains(lines.Hear(), " attended 1/1 ")) {
  }
}

TEST_F(WatchTest, EndsWhenItMayNotSeeTheEvent) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--once"}}) {
    std::vector<std::string> arguments = {"watch", testing::UniqueSlug()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(Run(arguments).exit_code, 3);
    EXPECT_EQ(RunWithToken("nobody", Watch(more)).exit_code, 6);
  }
  services_.reporting.Kill();
  EXPECT_EQ(Run(Watch({"--session", "no such session"})).exit_code, 1);
}

}  // namespace
}  // namespace rollcall
