#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/csv/writer.h"
#include "clients/roster/column.h"
#include "clients/roster/header.h"
#include "clients/roster/row_reader.h"

namespace rollcall::roster {
namespace {

using registration::v1::Registration;
using testing::ElementsAre;
using testing::HasSubstr;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

constexpr char kEvent[] = "events/forum";

// The columns that `headers` are, by their own headers; `-` for none.
std::vector<std::string> Mapped(const std::vector<std::string>& headers,
                                const std::vector<std::string>& maps = {}) {
  const auto choices = ParseChoices(maps);
  EXPECT_TRUE(choices.ok()) << choices.status();
  const auto mapping = MapHeaders(headers, *choices);
  if (!mapping.ok()) return {std::string(mapping.status().message())};
  std::vector<std::string> columns;
  for (const Column* column : mapping->columns) {
    columns.push_back(column == nullptr ? "-" : column->header);
  }
  return columns;
}

std::vector<Row> RowsOf(const std::string& text) {
  std::istringstream in(text);
  const auto reader = RowReader::Open(in, kEvent, {});
  EXPECT_TRUE(reader.ok()) << reader.status();
  std::vector<Row> rows;
  Row row;
  while ((*reader)->Next(row)) rows.push_back(row);
  return rows;
}

TEST(RosterHeader, KnowsItsOwnHeadersAndWhatOthersWrite) {
  EXPECT_THAT(Mapped({"E-mail Address", "FULL NAME", " Mode ", "Country"}),
              ElementsAre("email", "name", "mode", "country"));
  EXPECT_THAT(
      Mapped(
          {"email", "name", "mode", "Organisation", "Job title", "Shoe size"}),
      ElementsAre("email", "name", "mode", "organization", "job_title", "-"));
}

TEST(RosterHeader, LetsPeopleChoose) {
  EXPECT_THAT(Mapped({"电子邮件", "name", "mode"}, {"电子邮件=email"}),
              ElementsAre("email", "name", "mode"));
  // A choice goes before the header's own meaning.
  EXPECT_THAT(
      Mapped({"email", "Work = mail", "name", "mode"}, {"Work = mail=email"}),
      ElementsAre("-", "email", "name", "mode"));
}

TEST(RosterHeader, SaysWhatIsMissingAndWhatThereIs) {
  EXPECT_THAT(Mapped({"name", "Land"})[0],
              AllOf(HasSubstr("`email`, `mode`"), HasSubstr("`name`, `Land`")));
  EXPECT_THAT(Mapped({"email", "E-Mail", "name", "mode"})[0],
              HasSubstr("More than one"));
  EXPECT_THAT(Mapped({"email", "name", "mode"}, {"Mail=email"})[0],
              HasSubstr("`Mail`"));
  for (const char* text : {"email", "Mail=", "Mail=shoe", "="}) {
    EXPECT_FALSE(ParseChoices({text}).ok()) << text;
  }
}

TEST(RosterRow, ReadsEveryColumn) {
  const auto rows = RowsOf(
      "email,name,mode,country,sector,organization,job_title,external_id,"
      "sessions,delegation,waitlist_priority,blocked\n"
      "ada@example.org, Ada ,In person,Côte d'Ivoire,Research Institute,"
      "\"Society, The\",Analyst,X-1,opening; panel;,0190-a,-3,Yes\n");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_TRUE(rows[0].errors.empty());
  const Registration& registration = rows[0].registration;
  EXPECT_EQ(registration.person().email(), "ada@example.org");
  EXPECT_EQ(registration.person().display_name(), "Ada");
  EXPECT_EQ(registration.person().organization(), "Society, The");
  EXPECT_EQ(registration.person().job_title(), "Analyst");
  EXPECT_EQ(registration.person().external_id(), "X-1");
  EXPECT_EQ(registration.mode(), MODE_IN_PERSON);
  EXPECT_EQ(registration.country_code(), "CI");
  EXPECT_EQ(registration.sector_id(), "research-institute");
  EXPECT_THAT(registration.sessions(),
              ElementsAre("events/forum/sessions/opening",
                          "events/forum/sessions/panel"));
  EXPECT_EQ(registration.delegation(), "events/forum/delegations/0190-a");
  EXPECT_EQ(registration.waitlist_priority(), -3);
  EXPECT_TRUE(registration.blocked());
}

TEST(RosterRow, BlocksNobodyWhoseCellDoesNotSaySo) {
  for (const char* text : {"no", "FALSE", "0", "", " "}) {
    const auto rows =
        RowsOf(std::string("email,name,mode,blocked\na@b,A,online,") + text);
    EXPECT_TRUE(rows[0].errors.empty()) << text;
    EXPECT_FALSE(rows[0].registration.blocked()) << text;
  }
  const auto rows = RowsOf("email,name,mode,Blocked\na@b,A,online,perhaps\n");
  ASSERT_EQ(rows[0].errors.size(), 1u);
  EXPECT_THAT(rows[0].errors[0].ToString(), HasSubstr("line 2: Blocked: "));
}

TEST(RosterRow, IsForgivingAboutModes) {
  for (const auto& [text, mode] :
       {std::pair("in_person", MODE_IN_PERSON),
        std::pair("IN PERSON", MODE_IN_PERSON),
        std::pair("in-person", MODE_IN_PERSON),
        std::pair("onsite", MODE_IN_PERSON),
        std::pair("On-site", MODE_IN_PERSON),
        std::pair("MODE_IN_PERSON", MODE_IN_PERSON),
        std::pair("online", MODE_ONLINE), std::pair("Virtual", MODE_ONLINE)}) {
    const auto rows = RowsOf(std::string("email,name,mode\na@b,A,") + text);
    EXPECT_TRUE(rows[0].errors.empty()) << text;
    EXPECT_EQ(rows[0].registration.mode(), mode) << text;
  }
}

TEST(RosterRow, SaysOnWhichLineAndInWhichColumnAnErrorIs) {
  const auto rows = RowsOf(
      "Mail,Name,Mode,Country\n"
      "a@example.org,A,online,Atlantis\n"
      ",B,by post,KE\n"
      "\n"
      " , , , \n"
      "c@example.org,C,online\n"
      "d@example.org,\xE9,online,KE\n"
      "e@example.org,E,online,KE\n"
      "f@example.org,\"F\"F,online,KE\n"
      "g@example.org,G,online,KE\n");
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_THAT(rows[0].errors[0].ToString(), HasSubstr("line 2: Country: "));
  ASSERT_EQ(rows[1].errors.size(), 2u);
  EXPECT_THAT(rows[1].errors[0].ToString(), HasSubstr("line 3: Mail: "));
  EXPECT_THAT(rows[1].errors[1].ToString(), HasSubstr("line 3: Mode: "));
  EXPECT_THAT(rows[2].errors[0].ToString(), HasSubstr("line 6: The row has 3"));
  EXPECT_THAT(rows[3].errors[0].ToString(), HasSubstr("line 7: Name: "));
  EXPECT_TRUE(rows[4].errors.empty());
  EXPECT_THAT(rows[5].errors[0].ToString(), HasSubstr("line 9: Name: "));
}

TEST(RosterRow, KnowsRowsOfAnExportThatHaveEnded) {
  const auto rows = RowsOf(
      "email,name,mode,registration_name,registration_state,create_time\n"
      "a@b,A,online,events/e/registrations/1,confirmed,2022-09-03T01:00:00Z\n"
      "c@d,C,online,events/e/registrations/2,cancelled,2022-09-03T01:00:00Z\n");
  EXPECT_FALSE(rows[0].ended);
  EXPECT_TRUE(rows[1].ended);
  EXPECT_EQ(rows[0].registration.name(), "");
  EXPECT_EQ(rows[0].registration.state(), Registration::STATE_UNSPECIFIED);
}

TEST(RosterRow, FindsNothingWrongWithWhatHasEnded) {
  const auto rows = RowsOf(
      "email,name,mode,country,registration_state\n"
      ",,online,,withdrawn\n"
      ",,online,Atlantis,cancelled\n"
      ",,online,,confirmed\n"
      "a@b,A,online,rejected\n");
  ASSERT_EQ(rows.size(), 4u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(rows[i].ended);
    EXPECT_TRUE(rows[i].errors.empty()) << rows[i].errors[0].ToString();
  }
  EXPECT_EQ(rows[2].errors.size(), 2u);
  // One that is too short does not say so.
  EXPECT_FALSE(rows[3].ended);
  EXPECT_EQ(rows[3].errors.size(), 1u);
}

TEST(RosterColumn, ReadsBackWhatItRenders) {
  Registration registration;
  registration.mutable_person()->set_email("=a@example.org");
  registration.mutable_person()->set_display_name("'-\"李, 四\"\n");
  registration.set_mode(MODE_ONLINE);
  registration.set_country_code("CN");
  registration.set_sector_id("academia");
  registration.add_sessions("events/forum/sessions/a");
  registration.add_sessions("events/forum/sessions/b");
  registration.set_delegation("events/forum/delegations/d");
  registration.set_waitlist_priority(-7);
  registration.set_blocked(true);
  std::ostringstream out;
  std::vector<std::string> headers;
  std::vector<std::string> cells;
  for (const Column& column : Columns()) {
    headers.push_back(column.header);
    cells.push_back(RenderCell(column, registration));
  }
  csv::Write(headers, out);
  csv::Write(cells, out);
  const auto rows = RowsOf(out.str());
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_TRUE(rows[0].errors.empty());
  // Blanks around a cell do not count.
  registration.mutable_person()->set_display_name("'-\"李, 四\"");
  EXPECT_EQ(rows[0].registration.DebugString(), registration.DebugString());
}

TEST(RosterColumn, IsFoundByTheFieldOfAnError) {
  EXPECT_STREQ(ColumnOfField("person.email")->header, "email");
  EXPECT_STREQ(ColumnOfField("sessions[2]")->header, "sessions");
  EXPECT_EQ(ColumnOfField("person"), nullptr);
  EXPECT_EQ(ColumnOfField(""), nullptr);
}

}  // namespace
}  // namespace rollcall::roster
