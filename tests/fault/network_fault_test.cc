#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "tests/fault/database_proxy.h"
#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"
#include "tests/harness/proxy.h"

// A network that loses answers, or everything.
namespace rollcall::testing {
namespace {

class NetworkFaultTest : public ::testing::Test {
 protected:
  const Postgres postgres_;
};

// Between the clients and the services.
class BetweenClients {
 public:
  // Puts itself in front of the instances.
  Addresses Find(Site& site) {
    return {Before(site, Role::kRegistration), Before(site, Role::kCheckIn),
            Before(site, Role::kReporting)};
  }

  void SetMode(Proxy::Mode mode) {
    for (const auto& proxy : proxies_) proxy->SetMode(mode);
  }
  int cuts() const {
    int cuts = 0;
    for (const auto& proxy : proxies_) cuts += proxy->cuts();
    return cuts;
  }

 private:
  std::vector<std::string> Before(Site& site, Role role) {
    std::vector<std::string> addresses;
    for (const std::string& address : site.AddressesOf(role)) {
      proxies_.push_back(std::make_unique<Proxy>(address));
      addresses.push_back(proxies_.back()->address());
    }
    return addresses;
  }

  std::vector<std::unique_ptr<Proxy>> proxies_;
};

// Has calls fail on a network in `mode`, `cycles` times.
template <typename Network>
void Break(Network& network, Proxy::Mode mode, int failures, int cycles,
           Trial& trial) {
  for (int i = 0; i < cycles; ++i) {
    trial.Cycle(
        [&] {
          network.SetMode(mode);
          trial.diary().AwaitFailures(failures);
        },
        [&] { network.SetMode(Proxy::Mode::kPass); });
  }
}

class ClientNetworkFaultTest : public NetworkFaultTest {
 protected:
  TrialOptions Options() {
    TrialOptions options = {postgres_.url()};
    options.find = [this](Site& site) { return network_.Find(site); };
    return options;
  }

  BetweenClients network_;
};

TEST_F(ClientNetworkFaultTest, LosesAnswers) {
  Trial trial("answers to clients cut", Options());
  Break(network_, Proxy::Mode::kCutReplies, 20, Cycles(3), trial);
  EXPECT_GT(network_.cuts(), 0);
  trial.Judge();
}

TEST_F(ClientNetworkFaultTest, LosesEverything) {
  Trial trial("clients in a black hole", Options());
  Break(network_, Proxy::Mode::kBlackHole, 5, Cycles(1), trial);
  trial.Judge();
}

// Clients find out by pings of their own.
TEST_F(ClientNetworkFaultTest, FallsSilent) {
  Trial trial("connections of clients silent for ever", Options());
  Break(network_, Proxy::Mode::kSilence, 5, Cycles(1), trial);
  trial.Judge();
}

// The transaction is there, and whoever asked for it does not know.
TEST_F(NetworkFaultTest, LosesAnswersToCommits) {
  DatabaseProxy network(postgres_);
  network.SetFatal([](absl::string_view request) {
    return absl::StrContains(request, "COMMIT");
  });
  Trial trial("answers to COMMIT cut", {postgres_.url(), network.url()});
  for (int i = 0; i < Cycles(4); ++i) {
    const int cuts = network.cuts();
    trial.Cycle(
        [&] {
          network.SetMode(Proxy::Mode::kCutReplies);
          while (network.cuts() < cuts + 10) {
            absl::SleepFor(absl::Milliseconds(1));
          }
        },
        [&] { network.SetMode(Proxy::Mode::kPass); });
  }
  trial.Judge();
}

TEST_F(NetworkFaultTest, LosesEverythingOfTheDatabase) {
  DatabaseProxy network(postgres_);
  Trial trial("database in a black hole", {postgres_.url(), network.url()});
  Break(network, Proxy::Mode::kBlackHole, 5, Cycles(1), trial);
  trial.Judge();
}

// As when a machine is gone, or a firewall has forgotten a connection: services
// find out, and so does the server, which has their locks.
TEST(SilentNetworkFaultTest, LeavesBothSidesWaiting) {
  const std::string host = HostOf(OwnAddress());
  const Postgres postgres("--listen " + host);
  LinesOf(postgres.url(),
          "COPY (SELECT 'host all all 127.0.0.0/8 trust') "
          "TO PROGRAM 'cat >> pg_hba.conf'");
  LinesOf(postgres.url(), "SELECT pg_reload_conf()");
  DatabaseProxy network(host + ":5432");
  Trial trial("connections of the database silent for ever",
              {postgres.url(), network.url()});
  Break(network, Proxy::Mode::kSilence, 5, Cycles(1), trial);
  trial.Judge();
}

}  // namespace
}  // namespace rollcall::testing
