#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "tests/fault/backups.h"
#include "tests/harness/patroni.h"
#include "tests/harness/postgres.h"

namespace rollcall::testing {
namespace {

// As docs/operations.md has it: one node goes back alone, and begins a cluster
// that the other one joins.
TEST(PatroniRestoreTest, TakesAClusterBackToATime) {
  const Backups backups;
  PatroniCluster cluster;
  const std::string url = cluster.writer_url();
  cluster.Configure({"postgresql.parameters.archive_mode=on",
                     absl::StrCat("postgresql.parameters.archive_command='",
                                  backups.ArchiveCommand(), "'")});
  LinesOf(url, "CREATE TABLE note (text text)");
  ASSERT_NO_FATAL_FAILURE(backups.Make(url));
  LinesOf(url, "INSERT INTO note VALUES ('before')");
  const absl::Time time = absl::Now();
  LinesOf(url, "INSERT INTO note VALUES ('after')");
  backups.AwaitArchive(url);

  // The leader last, so that nobody takes over.
  const int leader = cluster.Leader();
  for (const int node : {1 - leader, leader}) {
    cluster.Stop(node);
    RemoveData(cluster.DataOf(node));
  }
  cluster.Forget();
  ASSERT_NO_FATAL_FAILURE(backups.Restore(time, cluster.DataOf(leader)));
  ASSERT_TRUE(cluster.ControlServer(leader, {"start"})) << cluster.Log();
  AwaitWriter(cluster.url());
  ASSERT_TRUE(cluster.ControlServer(leader, {"stop"}));
  cluster.Start(leader);
  EXPECT_EQ(cluster.Leader(), leader);
  cluster.Start(1 - leader);
  cluster.WaitForSync();
  EXPECT_EQ(LinesOf(url, "SELECT text FROM note"), "before\n");
  // The other one has what comes after the time, or this would wait.
  LinesOf(url, "INSERT INTO note VALUES ('new')");
  cluster.WaitForSync();
}

}  // namespace
}  // namespace rollcall::testing
