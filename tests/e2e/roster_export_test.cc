#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/e2e/command_line_fixture.h"
#include "tests/harness/calls.h"

namespace rollcall {
namespace {

using testing::Finished;
using testing::Forum;
using ::testing::HasSubstr;
using testing::NumberIn;
using testing::ReadFile;

class RosterExportTest : public testing::CommandLineFixture {
 protected:
  std::string Export(const std::string& event) const {
    const std::string file = folder_.File("exported.csv");
    const Finished finished =
        Run({"registration", "export", "--event", event, "-o", file});
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    return ReadFile(file);
  }
};

TEST_F(RosterExportTest, IsImportedWithoutAChange) {
  const Finished imported = Import(
      "email,name,mode,country,sector,organization,job_title,external_id,"
      "sessions\n"
      "a@example.org,=1+1,onsite,KE,academia,\"+A, B\",-,@1,panel\n"
      "b@example.org,\"'李 \"\"四\"\"\",online,,,\"Line one\nline "
      "two\",,B-2,\n");
  ASSERT_EQ(imported.exit_code, 0) << imported.error;
  const auto people = Registrations();
  ASSERT_EQ(people.size(), 2u);
  EXPECT_EQ(people[0]["person"]["display_name"], "=1+1");

  const std::string exported = Export(forum_.name());
  EXPECT_THAT(exported, HasSubstr("a@example.org,'=1+1,in_person,KE,academia,"
                                  "\"'+A, B\",'-,'@1,panel,"));
  const Finished again = Import(exported, {"--request-id", NewUuid()});
  EXPECT_EQ(again.exit_code, 0) << again.error;
  EXPECT_EQ(NumberIn(again.output, "registered "), 0);
  EXPECT_EQ(NumberIn(again.output, "registered before "), 2);
  EXPECT_EQ(Registrations(), people);
  EXPECT_EQ(Export(forum_.name()), exported);
}

TEST_F(RosterExportTest, CarriesPeopleToAnotherEvent) {
  ASSERT_EQ(Import("email,name,mode,country,organization,sessions\n"
                   "a@example.org,=1+1,onsite,KE,'+A,panel\n"
                   "b@example.org,李四,online,CN,,\n")
                .exit_code,
            0);
  const auto before = Registrations();
  ASSERT_EQ(before.size(), 2u);
  const std::string file = folder_.File("people.csv");
  testing::WriteFile(file, Export(forum_.name()));
  const Forum other(testing::ChannelTo(services_.registration.address()));
  ASSERT_EQ(
      Run({"registration", "import", file, "--event", other.name()}).exit_code,
      0);
  const auto after = RegistrationsOf(other.name());
  ASSERT_EQ(after.size(), 2u);
  for (size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i]["person"], before[i]["person"]);
    EXPECT_EQ(after[i]["mode"], before[i]["mode"]);
    EXPECT_EQ(after[i]["country_code"], before[i]["country_code"]);
  }
}

// Reads what a program writes to the pipe at `path`: waits for the first byte,
// calls `interrupt`, and reads on to the end.
template <typename Interrupt>
std::string ReadPipe(const std::string& path, const Interrupt& interrupt) {
  const int pipe = open(path.c_str(), O_RDONLY);
  std::string content(1, '\0');
  EXPECT_EQ(read(pipe, content.data(), 1), 1);
  interrupt();
  char buffer[1 << 16];
  ssize_t size = 0;
  while ((size = read(pipe, buffer, sizeof(buffer))) > 0) {
    content.append(buffer, static_cast<size_t>(size));
  }
  close(pipe);
  return content;
}

// Enough that nobody holds all of it: neither the pipe that is not read yet nor
// what the services send ahead.
TEST_F(RosterExportTest, GoesOnAtAnotherInstanceWhenItsOwnIsKilled) {
  constexpr int kPeople = 2000;
  std::string content = "email,name,mode,organization,job_title\n";
  std::string filling;
  for (int i = 0; i < 300; ++i) filling += "字";
  for (int i = 0; i < kPeople; ++i) {
    absl::StrAppend(&content, "p", i, "@example.org,Person ", i, ",online,",
                    filling, ",", filling, "\n");
  }
  ASSERT_EQ(Import(content).exit_code, 0);
  const std::string whole = Export(forum_.name());

  const testing::ServiceProcess second("registration");
  const std::string pipe = folder_.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Finished finished;
  std::thread exporting([&] {
    finished =
        Run({"--registration",
             absl::StrCat("ipv4:", services_.registration.address(), ",",
                          second.address()),
             "registration", "export", "--event", forum_.name(), "-o", pipe});
  });
  const std::string exported =
      ReadPipe(pipe, [this] { services_.registration.Kill(); });
  exporting.join();
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_TRUE(exported == whole);
  EXPECT_THAT(second.Log(), HasSubstr("ExportRegistrations"));
}

}  // namespace
}  // namespace rollcall
