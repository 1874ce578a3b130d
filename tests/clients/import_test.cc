#include <fstream>
#include <sys/stat.h>
#include <sysexits.h>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "nlohmann/json.hpp"
#include "tests/clients/command_line.h"
#include "tests/clients/fake_registration.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using registration::v1::ImportRegistrationsRequest;
using registration::v1::ImportRegistrationsResponse;
using registration::v1::Registration;
using testing::FakeRegistration;
using testing::Finished;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ReadFile;
using testing::RunCommandLine;
using testing::ScratchFolder;

constexpr char kHeader[] = "email,name,mode,country\n";

std::string GoodRows(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) {
    absl::StrAppend(&text, "p", i, "@example.org,Person ", i, ",online,KE\n");
  }
  return text;
}

class ImportTest : public ::testing::Test {
 protected:
  Finished Import(const std::string& content,
                  const std::vector<std::string>& more = {}) {
    const std::string file = folder_.File("people.csv");
    testing::WriteFile(file, content);
    std::vector<std::string> arguments = {"registration", "import", file,
                                          "--event", "forum"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunCommandLine(fake_.server().registration, arguments);
  }

  FakeRegistration fake_;
  ScratchFolder folder_;
};

TEST_F(ImportTest, SendsRowsInMessagesOfAThousand) {
  const Finished finished = Import(kHeader + GoodRows(2500));
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_THAT(finished.output, HasSubstr("2500"));
  ASSERT_EQ(fake_.imports().size(), 1u);
  const auto import = fake_.imports()[0];
  ASSERT_EQ(import.size(), 3u);
  EXPECT_EQ(import[0].event(), "events/forum");
  EXPECT_EQ(import[0].error_policy(),
            ImportRegistrationsRequest::ERROR_POLICY_ALL_OR_NOTHING);
  EXPECT_FALSE(import[0].dry_run());
  EXPECT_TRUE(ParseUuid(import[0].request_id()));
  EXPECT_EQ(import[1].event(), "");
  EXPECT_EQ(import[0].rows_size(), 1000);
  EXPECT_EQ(import[2].rows_size(), 500);
  EXPECT_EQ(import[2].rows(499).line(), 2501);
  EXPECT_EQ(import[2].rows(499).registration().person().email(),
            "p2500@example.org");
}

TEST_F(ImportTest, KeepsMessagesWithLongTextsSmall) {
  std::string text = "email,name,mode,organization\n";
  for (int i = 0; i < 200; ++i) {
    absl::StrAppend(&text, i, "@example.org,A,online,",
                    std::string(60'000, 'x'), "\n");
  }
  EXPECT_EQ(Import(text).exit_code, 0);
  ASSERT_EQ(fake_.imports().size(), 1u);
  const auto import = fake_.imports()[0];
  int rows = 0;
  for (const auto& message : import) {
    EXPECT_LT(message.ByteSizeLong(), 2u << 20);
    rows += message.rows_size();
  }
  EXPECT_EQ(rows, 200);
}

TEST_F(ImportTest, SendsNothingWhenARowIsBad) {
  const Finished finished =
      Import(absl::StrCat(kHeader, GoodRows(3), "x@example.org,X,by post,KE\n",
                          "y@example.org,Y,online,Atlantis\n"));
  EXPECT_EQ(finished.exit_code, EX_DATAERR);
  EXPECT_THAT(finished.error, HasSubstr("line 5: mode: "));
  EXPECT_THAT(finished.error, HasSubstr("line 6: country: "));
  EXPECT_THAT(fake_.imports(), IsEmpty());
}

TEST_F(ImportTest, SendsTheGoodRowsWhenToldToSkipTheBad) {
  fake_.answer_import = [](const auto&, ImportRegistrationsResponse& response) {
    response.set_created_count(1);
    response.set_waitlisted_count(1);
    response.set_unchanged_count(1);
    response.set_failed_count(1);
    auto* error = response.add_errors();
    error->set_line(2);
    error->set_field("country_code");
    error->set_reason("INVALID_FIELD");
    error->set_description("Send another one.");
    return grpc::Status::OK;
  };
  const Finished finished = Import(
      "email,name,mode,Land\n"
      "a@example.org,A,online,KE\n"
      "b@example.org,B,by post,KE\n"
      "c@example.org,\"=C\n\",online,KE\n"
      "d@example.org,D,online,KE\n",
      {"--skip-bad", "--map", "Land=country", "--errors",
       folder_.File("bad.csv")});
  EXPECT_EQ(finished.exit_code, 2) << finished.error;
  ASSERT_EQ(fake_.imports().size(), 1u);
  const auto import = fake_.imports()[0];
  ASSERT_EQ(import.size(), 1u);
  EXPECT_EQ(import[0].error_policy(),
            ImportRegistrationsRequest::ERROR_POLICY_SKIP_BAD);
  ASSERT_EQ(import[0].rows_size(), 3);
  EXPECT_EQ(import[0].rows(1).line(), 4);
  EXPECT_EQ(import[0].rows(2).line(), 6);
  // By line, whoever found it.
  EXPECT_THAT(finished.error,
              ::testing::StartsWith("line 2: Land: Send another one.\n"
                                    "line 3: mode: "));
  EXPECT_THAT(ReadFile(folder_.File("bad.csv")),
              ::testing::StartsWith(
                  "email,name,mode,Land,error\r\n"
                  "a@example.org,A,online,KE,Land: Send another one.\r\n"
                  "b@example.org,B,by post,KE,"));
  EXPECT_THAT(ReadFile(folder_.File("bad.csv")),
              Not(HasSubstr("c@example.org")));
}

TEST_F(ImportTest, SaysThatNobodyWasRegisteredWhenTheServiceFindsABadRow) {
  fake_.answer_import = [](const auto&, ImportRegistrationsResponse& response) {
    response.set_failed_count(1);
    response.add_errors()->set_line(17);
    response.mutable_errors(0)->set_reason("SECTOR_NOT_FOUND");
    return grpc::Status::OK;
  };
  const Finished finished = Import(kHeader + GoodRows(20));
  EXPECT_EQ(finished.exit_code, EX_DATAERR);
  EXPECT_THAT(finished.error, HasSubstr("line 17: SECTOR_NOT_FOUND"));
}

TEST_F(ImportTest, TellsAProgramWhatItCameTo) {
  fake_.answer_import = [](const auto&, ImportRegistrationsResponse& response) {
    response.set_created_count(1);
    response.set_waitlisted_count(1);
    return grpc::Status::OK;
  };
  const std::string content =
      "email,name,mode,Shoe size\n"
      "a@example.org,A,online,43\n"
      "b@example.org,B,by post,44\n";
  const Finished finished = Import(content, {"--skip-bad", "--output", "json"});
  EXPECT_EQ(finished.exit_code, 2) << finished.error;
  EXPECT_THAT(finished.error, HasSubstr("line 3: mode: "));
  const auto json = nlohmann::json::parse(finished.output);
  EXPECT_EQ(json["request_id"], fake_.imports()[0][0].request_id());
  EXPECT_EQ(json["dry_run"], false);
  EXPECT_EQ(json["row_count"], 2);
  EXPECT_EQ(json["created_count"], 1);
  EXPECT_EQ(json["waitlisted_count"], 1);
  EXPECT_EQ(json["unchanged_count"], 0);
  EXPECT_EQ(json["ended_count"], 0);
  EXPECT_EQ(json["failed_count"], 1);
  EXPECT_EQ(json["unread_columns"][0], "Shoe size");
  ASSERT_EQ(json["errors"].size(), 1u);
  EXPECT_EQ(json["errors"][0]["line"], 3);
  EXPECT_EQ(json["errors"][0]["column"], "mode");
  EXPECT_NE(json["errors"][0]["description"], "");

  const Finished csv = Import(content, {"--skip-bad", "--output", "csv"});
  EXPECT_THAT(csv.output, ::testing::StartsWith("field,value\r\nrequest_id,"));
  EXPECT_THAT(csv.output, HasSubstr("\r\ndry_run,no\r\nrow_count,2\r\n"));
  EXPECT_THAT(csv.output, HasSubstr("\r\nunread_columns,Shoe size\r\n"));
  EXPECT_THAT(csv.output, HasSubstr("\r\nerrors,\"line 3, mode, "));
}

TEST_F(ImportTest, TellsAProgramThatAFileCannotBeRead) {
  const Finished finished = Import("\xFF\xFE\x65", {"--output", "json"});
  EXPECT_EQ(finished.exit_code, EX_DATAERR);
  const auto json = nlohmann::json::parse(finished.output);
  EXPECT_EQ(json["created_count"], 0);
  ASSERT_EQ(json["errors"].size(), 1u);
  EXPECT_EQ(json["errors"][0]["line"], 1);
}

TEST_F(ImportTest, IsAReplayForTheSameFileAndOptionsOnly) {
  const std::string content = kHeader + GoodRows(3);
  Import(content);
  Import(content);
  Import(content, {"--dry-run"});
  Import(content, {"--skip-bad"});
  Import(kHeader + GoodRows(4));
  const std::string own = NewUuid();
  Import(content, {"--request-id", own});
  const auto imports = fake_.imports();
  ASSERT_EQ(imports.size(), 6u);
  const std::string id = imports[0][0].request_id();
  EXPECT_EQ(imports[1][0].request_id(), id);
  EXPECT_NE(imports[2][0].request_id(), id);
  EXPECT_TRUE(imports[2][0].dry_run());
  EXPECT_NE(imports[3][0].request_id(), id);
  EXPECT_NE(imports[4][0].request_id(), id);
  EXPECT_EQ(imports[5][0].request_id(), own);
}

TEST_F(ImportTest, SendsAnImportAgainThatWasBrokenOff) {
  int tries = 0;
  fake_.answer_import = [&tries](const auto&,
                                 ImportRegistrationsResponse& response) {
    if (++tries < 3) {
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "Not now.");
    }
    response.set_created_count(1500);
    return grpc::Status::OK;
  };
  const Finished finished = Import(kHeader + GoodRows(1500));
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  const auto imports = fake_.imports();
  ASSERT_EQ(imports.size(), 3u);
  EXPECT_EQ(imports[0][0].SerializeAsString(),
            imports[2][0].SerializeAsString());
  EXPECT_EQ(imports[2].size(), 2u);
}

TEST_F(ImportTest, ReadsStandardInput) {
  const Finished finished =
      RunCommandLine(fake_.server().registration,
                     {"registration", "import", "-", "--event", "events/forum"},
                     "\xEF\xBB\xBF" + std::string(kHeader) + GoodRows(2));
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(fake_.imports()[0][0].rows_size(), 2);
}

TEST_F(ImportTest, ReadsAPipe) {
  const std::string pipe = folder_.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writing([&] { std::ofstream(pipe) << kHeader << GoodRows(2); });
  const Finished finished =
      RunCommandLine(fake_.server().registration,
                     {"registration", "import", pipe, "--event", "forum"});
  writing.join();
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(fake_.imports()[0][0].rows_size(), 2);
}

TEST_F(ImportTest, NamesWhatItDoesNotRead) {
  const Finished finished =
      Import("email,name,mode,Shoe size\na@example.org,A,online,43\n");
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.error, HasSubstr("Shoe size"));
}

TEST_F(ImportTest, RefusesAFileThatItCannotUnderstand) {
  for (const std::string content :
       {"", "email,name\na@example.org,A\n", "\xFF\xFE\x65", "\"email\n"}) {
    const Finished finished = Import(content);
    EXPECT_EQ(finished.exit_code, EX_DATAERR) << content;
    EXPECT_THAT(finished.error, HasSubstr("line 1: ")) << content;
  }
  // Also with --skip-bad: nobody knows where the rows after it begin.
  const Finished broken = Import(
      absl::StrCat(kHeader, GoodRows(1), "x@example.org,\"X\"X,online,KE\n"),
      {"--skip-bad"});
  EXPECT_EQ(broken.exit_code, EX_DATAERR);
  EXPECT_THAT(broken.error, HasSubstr("line 3: name: "));
  EXPECT_THAT(fake_.imports(), IsEmpty());
}

TEST_F(ImportTest, LeavesOutRowsOfAnExportThatHaveEnded) {
  const Finished finished = Import(
      "email,name,mode,registration_state\n"
      "a@example.org,A,online,confirmed\n"
      "b@example.org,B,online,withdrawn\n"
      ",,online,withdrawn\n");
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(fake_.imports()[0][0].rows_size(), 1);
}

TEST_F(ImportTest, TellsFilesAndFlagsApart) {
  const auto run = [this](const std::vector<std::string>& arguments) {
    return RunCommandLine(fake_.server().registration, arguments).exit_code;
  };
  EXPECT_EQ(run({"registration", "import", folder_.File("none.csv"), "--event",
                 "forum"}),
            EX_IOERR);
  EXPECT_EQ(
      run({"registration", "import", folder_.File(""), "--event", "forum"}),
      EX_IOERR);
  EXPECT_EQ(run({"registration", "import", "people.csv"}), EX_USAGE);
  EXPECT_EQ(Import(kHeader, {"--map", "Land"}).exit_code, EX_USAGE);
  EXPECT_EQ(Import(kHeader, {"--request-id", "7"}).exit_code, EX_USAGE);
  EXPECT_EQ(
      Import(kHeader + GoodRows(1), {"--errors", "/nowhere/bad.csv"}).exit_code,
      EX_IOERR);
}

class ExportTest : public ImportTest {
 protected:
  ExportTest() {
    for (int i = 0; i < 4; ++i) {
      auto& message = fake_.exported.emplace_back();
      for (int j = 0; j < 2; ++j) {
        Registration& registration = *message.add_registrations();
        registration.set_name(
            absl::StrCat("events/forum/registrations/", i, j));
        registration.set_state(Registration::STATE_CONFIRMED);
        registration.set_mode(type::v1::MODE_ONLINE);
        registration.set_country_code("CN");
        registration.add_sessions("events/forum/sessions/panel");
        registration.mutable_person()->set_email(
            absl::StrCat("p", i, j, "@example.org"));
        registration.mutable_person()->set_display_name("=李, \"四\"");
        registration.mutable_person()->set_job_title("+1");
      }
    }
  }

  Finished Export(const std::string& name) {
    return RunCommandLine(fake_.server().registration,
                          {"registration", "export", "--event", "forum", "-o",
                           folder_.File(name)});
  }
};

TEST_F(ExportTest, IsReadBackByAnImport) {
  ASSERT_EQ(Export("people.csv").exit_code, 0);
  const std::string csv = ReadFile(folder_.File("people.csv"));
  EXPECT_THAT(csv, HasSubstr("\"'=李, \"\"四\"\"\""));
  EXPECT_THAT(csv, HasSubstr(",'+1,"));
  const Finished finished = Import(csv);
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.error, "");
  const auto import = fake_.imports()[0];
  ASSERT_EQ(import[0].rows_size(), 8);
  for (int i = 0; i < 8; ++i) {
    Registration expected = fake_.exported[i / 2].registrations(i % 2);
    expected.clear_name();
    expected.clear_state();
    EXPECT_EQ(import[0].rows(i).registration().DebugString(),
              expected.DebugString());
  }
}

TEST_F(ExportTest, GoesOnWhereAStreamWasBrokenOff) {
  ASSERT_EQ(Export("whole.csv").exit_code, 0);
  fake_.resume_tokens.clear();
  fake_.break_after = {1, 0, 2};
  const Finished finished = Export("people.csv");
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(ReadFile(folder_.File("people.csv")),
            ReadFile(folder_.File("whole.csv")));
  EXPECT_EQ(fake_.resume_tokens.front(), "");
  EXPECT_EQ(fake_.resume_tokens.back(), "3");
}

TEST_F(ExportTest, LeavesNoFileThatIsIncomplete) {
  testing::WriteFile(folder_.File("people.csv"), "the one before");
  fake_.break_after = std::vector<int>(100, 0);
  EXPECT_EQ(Export("people.csv").exit_code, 7);
  EXPECT_EQ(ReadFile(folder_.File("people.csv")), "the one before");
  EXPECT_EQ(folder_.FileCount(), 1);
  EXPECT_EQ(Export("none/people.csv").exit_code, EX_IOERR);
}

}  // namespace
}  // namespace rollcall
