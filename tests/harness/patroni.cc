#include "tests/harness/patroni.h"

#include <algorithm>
#include <map>
#include <pqxx/pqxx>
#include <signal.h>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tests/harness/certificates.h"
#include "tests/harness/peer.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

namespace rollcall::testing {
namespace {

constexpr char kEtcd[] = "/usr/bin/etcd";
constexpr char kPatroni[] = "/usr/bin/patroni";
constexpr char kPatroniCtl[] = "/usr/bin/patronictl";
constexpr char kPgCtl[] = "/usr/lib/postgresql/15/bin/pg_ctl";
constexpr char kPassword[] = "a-password-of-the-test";
constexpr absl::Duration kTimeout = absl::Minutes(3);
constexpr absl::Duration kPollPeriod = absl::Milliseconds(50);

std::string Deployed(const std::string& file) {
  return ReadFile(absl::StrCat(ROLLCALL_SOURCE_DIR, "/deploy/patroni/", file));
}

// The variables of deploy/patroni/patroni.env, each as `own` has it. Throws
// when one has none, or is not there.
Environment EnvironmentOf(std::map<std::string, std::string> own) {
  Environment environment;
  for (const absl::string_view line :
       absl::StrSplit(Deployed("patroni.env"), '\n', absl::SkipEmpty())) {
    if (line.front() == '#') continue;
    const std::vector<std::string> parts =
        absl::StrSplit(line, absl::MaxSplits('=', 1));
    std::string value = parts.at(1);
    if (absl::EndsWith(parts[0], "_PASSWORD")) {
      value = kPassword;
    } else if (own.count(parts[0]) == 1) {
      value = own.extract(parts[0]).mapped();
    }
    environment.emplace_back(parts[0], value);
  }
  if (!own.empty()) {
    throw std::runtime_error("patroni.env has no " + own.begin()->first);
  }
  return environment;
}

template <typename Condition>
void Await(const PatroniCluster& cluster, const char* what,
           const Condition& condition) {
  const absl::Time deadline = absl::Now() + kTimeout;
  while (!condition()) {
    if (absl::Now() > deadline) {
      throw std::runtime_error(
          absl::StrCat("Patroni: no ", what, ":\n", cluster.Log()));
    }
    absl::SleepFor(kPollPeriod);
  }
}

}  // namespace

PatroniCluster::PatroniCluster(int nodes) {
  LendToDaemons(folder_.path());
  const std::vector<std::string> free = FreeAddresses(2 * nodes + 2);
  etcd_address_ = free[2 * nodes];
  for (int i = 0; i < nodes; ++i) {
    Node& node = nodes_.emplace_back();
    node.name = absl::StrCat("node", i);
    node.server_address = free[2 * i];
    node.rest_address = free[2 * i + 1];
  }
  Prepare();
  const std::string client = "http://" + etcd_address_;
  const std::string peer = "http://" + free.back();
  etcd_ = std::make_unique<Daemon>(
      kEtcd,
      std::vector<std::string>{
          "--data-dir", folder_.File("etcd"), "--listen-client-urls", client,
          "--advertise-client-urls", client, "--listen-peer-urls", peer,
          "--initial-advertise-peer-urls", peer, "--initial-cluster",
          "default=" + peer},
      folder_.File("etcd.log"));
  etcd_->Await([this] { return Answers(etcd_address_); });
  // One makes the cluster, which the others copy.
  Start(0);
  Leader();
  for (int i = 1; i < nodes; ++i) Start(i);
  WaitForSync();
  MakeDatabase();
}

PatroniCluster::~PatroniCluster() {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].patroni == nullptr) continue;
    nodes_[i].patroni->Kill();
    SignalAll(nodes_[i].paused, SIGKILL);
    // Until nothing writes to the folder any more.
    const int node = static_cast<int>(i);
    ControlServer(node, {"-m", "immediate", "stop"});
  }
}

std::string PatroniCluster::url() const {
  const auto list = [this](const auto& part) {
    return absl::StrJoin(nodes_, ",", [&](std::string* text, const Node& node) {
      *text += part(node.server_address);
    });
  };
  return absl::StrCat(
      "postgresql://postgres:", kPassword, "@",
      list([](const std::string& address) { return address; }),
      "/rollcall?sslmode=verify-full&sslrootcert=", folder_.File("db-ca.pem"));
}

std::string PatroniCluster::writer_url() const {
  return url() + "&connect_timeout=3&target_session_attrs=read-write";
}

int PatroniCluster::Leader() {
  int leader = -1;
  Await(*this, "leader", [&] {
    for (size_t i = 0; i < nodes_.size(); ++i) {
      if (Says(nodes_[i], "/primary")) leader = static_cast<int>(i);
    }
    return leader >= 0;
  });
  return leader;
}

void PatroniCluster::Kill(int node) {
  nodes_[node].patroni->Kill();
  SignalServer(DataOf(node), SIGKILL);
  // They do not notice by themselves.
  SignalAll(nodes_[node].paused, SIGKILL);
  nodes_[node].paused.clear();
}

void PatroniCluster::Pause(int node) {
  nodes_[node].paused = PauseServer(DataOf(node));
}

void PatroniCluster::Stop(int node) { nodes_[node].patroni->Terminate(); }

void PatroniCluster::Start(int node) {
  nodes_[node].patroni = std::make_unique<Daemon>(
      kPatroni, std::vector<std::string>{folder_.File("patroni.yml")},
      folder_.File(nodes_[node].name + ".log"), nodes_[node].environment);
}

void PatroniCluster::Switchover() {
  WaitForSync();
  const int leader = Leader();
  int candidate = 0;
  while (!Says(nodes_[candidate], "/synchronous")) {
    candidate = (candidate + 1) % static_cast<int>(nodes_.size());
  }
  Control(leader, {"switchover", "rollcall", "--leader", nodes_[leader].name,
                   "--candidate", nodes_[candidate].name, "--force"});
}

void PatroniCluster::Configure(const std::vector<std::string>& settings) {
  std::vector<std::string> arguments = {"edit-config", "rollcall", "--force"};
  for (const std::string& setting : settings) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  Control(0, arguments);
  Control(0, {"restart", "rollcall", "--force"});
  WaitForSync();
}

void PatroniCluster::Forget() {
  // It asks twice, and takes no option for an answer.
  if (!Run(0, "/bin/sh",
           {"-c", absl::StrCat("printf 'rollcall\\nYes I am aware\\n' | ",
                               kPatroniCtl, " -c ", folder_.File("patroni.yml"),
                               " remove rollcall")})) {
    throw std::runtime_error("Patroni forgets nothing:\n" + Log());
  }
}

void PatroniCluster::WaitForSync() {
  Await(*this, "synchronous standby", [this] {
    const auto count = [this](const char* path) {
      return std::count_if(nodes_.begin(), nodes_.end(),
                           [&](const Node& node) { return Says(node, path); });
    };
    return count("/primary") == 1 && count("/synchronous") == 1;
  });
}

std::string PatroniCluster::Log() const {
  std::string text = ReadFile(folder_.File("output"));
  for (const Node& node : nodes_) {
    absl::StrAppend(&text, node.name, ":\n",
                    ReadFile(folder_.File(node.name + ".log")));
  }
  return text;
}

std::string PatroniCluster::DataOf(int node) const {
  return folder_.File(nodes_[node].name);
}

void PatroniCluster::Prepare() {
  const Authority authority;
  const KeyPair pair = authority.Issue("db", HostOf(etcd_address_));
  WriteFile(folder_.File("db-ca.pem"), authority.certificate(), 0644);
  WriteFile(folder_.File("db.crt"), pair.certificate, 0644);
  WriteFile(folder_.File("db.key"), pair.key);
  LendToDaemons(folder_.File("db.key"));
  WriteFile(folder_.File("patroni.yml"),
            absl::StrReplaceAll(Deployed("patroni.yml"),
                                // Nobody resets the machine of a test.
                                {{"mode: required", "mode: \"off\""},
                                 {"/etc/rollcall/tls", folder_.path()},
                                 {"/run/postgresql", folder_.path()}}),
            0644);
  for (Node& node : nodes_) {
    node.environment = EnvironmentOf(
        {{"PATRONI_NAME", node.name},
         {"PATRONI_ETCD3_HOSTS", etcd_address_},
         {"PATRONI_RESTAPI_LISTEN", node.rest_address},
         {"PATRONI_RESTAPI_CONNECT_ADDRESS", node.rest_address},
         {"PATRONI_POSTGRESQL_LISTEN", node.server_address},
         {"PATRONI_POSTGRESQL_CONNECT_ADDRESS", node.server_address},
         {"PATRONI_POSTGRESQL_DATA_DIR", folder_.File(node.name)},
         {"PATRONI_POSTGRESQL_PGPASS", folder_.File(node.name + ".pgpass")}});
  }
}

void PatroniCluster::MakeDatabase() {
  pqxx::connection connection(
      absl::StrReplaceAll(writer_url(), {{"/rollcall?", "/postgres?"}}));
  pqxx::nontransaction(connection).exec("CREATE DATABASE rollcall");
  const Finished migrated =
      RunProgram("rollcall-migrate", {"--database-url", url()});
  if (migrated.exit_code != 0) throw std::runtime_error(migrated.error);
}

bool PatroniCluster::Says(const Node& node, const std::string& path) const {
  PeerOptions options;
  options.tls = false;
  Peer peer(node.rest_address, options);
  // One that hangs up has the answer whole in its first bytes.
  return peer.connected() &&
         peer.Write(absl::StrCat("GET ", path, " HTTP/1.0\r\n\r\n")) &&
         absl::StartsWith(peer.Read(), "HTTP/1.0 200");
}

bool PatroniCluster::Run(int node, const std::string& program,
                         const std::vector<std::string>& arguments) {
  return Daemon(program, arguments, folder_.File("output"),
                nodes_[node].environment)
             .Wait() == 0;
}

bool PatroniCluster::ControlServer(int node,
                                   std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"-D", DataOf(node), "-w"});
  return Run(node, kPgCtl, arguments);
}

void PatroniCluster::Control(int node,
                             const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"-c", folder_.File("patroni.yml")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  if (!Run(node, kPatroniCtl, all)) {
    throw std::runtime_error(
        absl::StrCat("no ", arguments.front(), ":\n", Log()));
  }
}

}  // namespace rollcall::testing
