#include <pqxx/pqxx>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"

namespace rollcall {
namespace {

using testing::ChannelTo;
using testing::Forum;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RunProgram;
using testing::ScratchDatabase;
using testing::ServiceProcess;

// The first column of the first row.
std::string Execute(const std::string& url, const std::string& statement) {
  pqxx::connection connection(url);
  pqxx::work tx(connection);
  const pqxx::result rows = tx.exec(statement);
  tx.commit();
  return rows.empty() ? "" : rows[0][0].as<std::string>();
}

// A service that is asked to end still finishes the step that it began with.
TEST(RetentionTest, IsKeptByTheServiceItself) {
  const ScratchDatabase database;
  ASSERT_EQ(RunProgram("rollcall-migrate", {"--database-url", database.url()})
                .exit_code,
            0);
  {
    ServiceProcess service("registration", database.url());
    Forum forum(ChannelTo(service.address()));
    forum.Register(type::v1::MODE_IN_PERSON);
    EXPECT_EQ(service.Terminate(), 0);
  }
  EXPECT_EQ(Execute(database.url(), "SELECT count(*) FROM rollcall.person"),
            "1");
  Execute(database.url(),
          "UPDATE rollcall.event SET retention_time = end_time");
  ServiceProcess service("registration", database.url());
  EXPECT_EQ(service.Terminate(), 0);
  EXPECT_EQ(Execute(database.url(), "SELECT count(*) FROM rollcall.person"),
            "0");
  EXPECT_THAT(service.Log(), Not(HasSubstr("job failed")));
}

}  // namespace
}  // namespace rollcall
