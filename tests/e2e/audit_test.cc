#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/command_line_fixture.h"
#include "tests/harness/sql.h"

namespace rollcall {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Finished;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AuditCommandTest : public rollcall::testing::CommandLineFixture {
 protected:
  Finished Verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"audit", "verify", "--event",
                                          forum_.name()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  std::string OfEvent() const {
    return absl::StrCat(" WHERE event_id = '",
                        forum_.name().substr(sizeof("events/") - 1), "'");
  }
};

TEST_F(AuditCommandTest, TellsWhatWasDoneToTheAudit) {
  forum_.Register(rollcall::type::v1::MODE_ONLINE);
  const Finished good = Verify();
  EXPECT_EQ(good.exit_code, 0) << good.error;
  EXPECT_THAT(good.error, HasSubstr("holds: 3 batches, 3 entries"));
  EXPECT_THAT(good.output, StartsWith(absl::StrCat("event ", forum_.name(),
                                                   "\nchain 0 3 ")));

  // What it printed is an anchor, also after more was done.
  const std::string anchor = folder_.File("heads.txt");
  rollcall::testing::WriteFile(anchor, good.output);
  forum_.Register(rollcall::type::v1::MODE_ONLINE);
  const Finished later = Verify({"--anchor", anchor});
  EXPECT_EQ(later.exit_code, 0) << later.error;
  EXPECT_THAT(later.output, HasSubstr("chain 0 4 "));

  ExecuteSql(absl::StrCat("UPDATE rollcall.audit_entry SET actor = 'devices/x'",
                          OfEvent(), " AND number = 2"));
  const Finished bad = Verify();
  EXPECT_EQ(bad.exit_code, 9);
  EXPECT_THAT(bad.error, HasSubstr("chain 0, batch 2, entry 1: changed"));
  EXPECT_THAT(bad.error, HasSubstr("does not hold"));

  for (const char* table : {"audit_entry", "audit_batch", "audit_head"}) {
    ExecuteSql(absl::StrCat("DELETE FROM rollcall.", table, OfEvent()));
  }
  EXPECT_EQ(Verify().exit_code, 0);
  const Finished gone = Verify({"--anchor", anchor});
  EXPECT_EQ(gone.exit_code, 9);
  EXPECT_THAT(gone.error, HasSubstr("chain 0, batch 3: removed"));
}

TEST_F(AuditCommandTest, TellsAProgramWhatItFound) {
  forum_.Register(rollcall::type::v1::MODE_ONLINE);
  const std::vector<std::string> as_json = {"--output", "json"};
  const auto good = nlohmann::json::parse(Verify(as_json).output);
  EXPECT_EQ(good["event"], forum_.name());
  EXPECT_EQ(good["holds"], true);
  EXPECT_EQ(good["batch_count"], 3);
  EXPECT_EQ(good["entry_count"], 3);
  EXPECT_EQ(good["decision_count"], 0);
  EXPECT_EQ(good["unaudited_decision_count"], 0);
  EXPECT_EQ(good["findings"].size(), 0u);
  ASSERT_EQ(good["heads"].size(), 1u);
  EXPECT_EQ(good["heads"][0]["chain"], 0);
  EXPECT_EQ(good["heads"][0]["number"], 3);
  EXPECT_THAT(Verify().output,
              HasSubstr(absl::StrCat(
                  "chain 0 3 ", good["heads"][0]["hash"].get<std::string>())));

  ExecuteSql(absl::StrCat("UPDATE rollcall.audit_entry SET actor = 'devices/x'",
                          OfEvent(), " AND number = 2"));
  const Finished changed = Verify(as_json);
  EXPECT_EQ(changed.exit_code, 9);
  const auto bad = nlohmann::json::parse(changed.output);
  EXPECT_EQ(bad["holds"], false);
  ASSERT_EQ(bad["findings"].size(), 1u);
  EXPECT_EQ(bad["findings"][0]["chain"], 0);
  EXPECT_EQ(bad["findings"][0]["batch"], 2);
  EXPECT_EQ(bad["findings"][0]["entry"], 1);
  EXPECT_EQ(bad["findings"][0]["kind"], "changed");
  const std::string csv = Verify({"--output", "csv"}).output;
  EXPECT_THAT(csv, HasSubstr("\r\nholds,no\r\nbatch_count,3\r\n"));
  EXPECT_THAT(csv, HasSubstr("\r\nfindings,\"chain 0, batch 2, entry 1, "
                             "changed, "));
}

TEST_F(AuditCommandTest, RefusesAnAnchorThatIsNone) {
  const std::string file = folder_.File("heads.txt");
  rollcall::testing::WriteFile(file, "chain 0 1 abc\n");
  const Finished finished = Verify({"--anchor", file});
  EXPECT_EQ(finished.exit_code, 65);
  EXPECT_THAT(finished.error, HasSubstr("--anchor"));
  rollcall::testing::WriteFile(file, "event events/another\nunaudited 0\n");
  EXPECT_EQ(Verify({"--anchor", file}).exit_code, 65);
  EXPECT_EQ(Verify({"--anchor", folder_.File("none")}).exit_code, 74);
}

}  // namespace
}  // namespace rollcall
