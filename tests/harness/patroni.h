#pragma once

#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/harness/daemon.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// A cluster of PostgreSQL servers under Patroni with the configuration of
// deploy/patroni: one leads, and a synchronous standby is promoted when it
// dies. One etcd for all of them, by TLS and passwords between all others, on
// free ports of loopback. It has the schema of this version. Removed with the
// object.
class PatroniCluster {
 public:
  // Waits until the cluster is as WaitForSync says. Throws with the logs if
  // that takes minutes.
  explicit PatroniCluster(int nodes = 2);
  PatroniCluster(const PatroniCluster&) = delete;
  PatroniCluster& operator=(const PatroniCluster&) = delete;
  ~PatroniCluster();

  // Of all servers, of which common/db finds the one that takes writes.
  std::string url() const;
  // The same for who asks libpq alone.
  std::string writer_url() const;

  // The number of the node that leads, from 0. Waits until one does.
  int Leader();
  // Has a node die: its Patroni and its PostgreSQL end without any warning.
  void Kill(int node);
  // Has the PostgreSQL of a node hang until the node dies.
  void Pause(int node);
  // Ends a node in good order.
  void Stop(int node);
  // Starts a node again that has ended.
  void Start(int node);
  // Has a standby take over from the leader, which becomes a standby, as
  // operators do: by patronictl. Throws with what it said when it does not.
  void Switchover();
  // Gives all nodes `settings`, name=value each, and starts their servers
  // again.
  void Configure(const std::vector<std::string>& settings);
  // Takes what etcd knows of the cluster away. No node runs.
  void Forget();
  // Waits until one node leads and another one is its synchronous standby.
  void WaitForSync();

  std::string DataOf(int node) const;
  // Runs pg_ctl on the data of a node and waits for what it does. Returns
  // whether it went well.
  bool ControlServer(int node, std::vector<std::string> arguments);

  // All that the nodes have logged.
  std::string Log() const;

 private:
  struct Node {
    std::string name;
    std::string server_address;
    std::string rest_address;
    Environment environment;
    std::unique_ptr<Daemon> patroni;
    // The processes that hang.
    std::vector<pid_t> paused;
  };

  // Writes what the nodes read.
  void Prepare();
  void MakeDatabase();
  // Whether Patroni of `node` says yes at `path`.
  bool Says(const Node& node, const std::string& path) const;
  // Runs a program of Debian's with a node's environment to its end. Returns
  // whether it went well.
  bool Run(int node, const std::string& program,
           const std::vector<std::string>& arguments);
  // Runs patronictl on a node. Throws with what it said when it fails.
  void Control(int node, const std::vector<std::string>& arguments);

  const ScratchFolder folder_;
  std::string etcd_address_;
  std::unique_ptr<Daemon> etcd_;
  std::vector<Node> nodes_;
};

}  // namespace rollcall::testing
