#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "nlohmann/json.hpp"
#include "tests/harness/calls.h"
#include "tests/harness/certificates.h"
#include "tests/harness/conversation.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/harness/metrics.h"
#include "tests/harness/peer.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

// The programs with TLS between them.
namespace rollcall {
namespace {

using testing::Authority;
using testing::Conversation;
using testing::Environment;
using testing::Finished;
using ::testing::HasSubstr;
using testing::KeyPair;
using ::testing::Not;
using testing::Peer;
using testing::RunProgram;
using testing::ServiceProcess;
using testing::WriteFile;

constexpr int kExitUnavailable = 7;

// A folder of certificates: of the services, and of who calls them.
class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    WriteFile(File("ca.pem"), authority_.certificate());
    WriteFile(File("other-ca.pem"), Authority().certificate());
    Show(authority_.Issue("service", testing::HostOf(testing::OwnAddress())));
    const KeyPair caller = authority_.Issue("caller");
    WriteFile(File("caller.pem"), caller.certificate);
    WriteFile(File("caller.key"), caller.key);
  }

  std::string File(const std::string& name) const { return folder_.File(name); }

  // Replaces what the services show.
  void Show(const KeyPair& pair) const {
    WriteFile(File("service.pem"), pair.certificate);
    WriteFile(File("service.key"), pair.key);
  }

  Environment Tls() const {
    return {{"ROLLCALL_TLS_CERT", File("service.pem")},
            {"ROLLCALL_TLS_KEY", File("service.key")}};
  }

  Environment MutualTls() const {
    Environment environment = Tls();
    environment.emplace_back("ROLLCALL_TLS_CLIENT_CA", File("ca.pem"));
    return environment;
  }

  // `event list` of the registration service there, with the flags of TLS.
  static Finished List(const std::string& address,
                       std::vector<std::string> flags) {
    flags.insert(flags.end(),
                 {"--registration", address, "--token-file",
                  testing::TokenFile(), "event", "list", "--limit", "1"});
    return RunProgram("rollcall", flags);
  }

  const Authority authority_;
  const testing::ScratchFolder folder_;
};

TEST_F(TlsTest, IsSpokenByTheCommandLine) {
  const ServiceProcess service("registration", testing::DatabaseUrl(),
                               testing::OwnAddress(), Tls());
  const Finished listed = List(service.address(), {"--tls-ca", File("ca.pem")});
  EXPECT_EQ(listed.exit_code, 0) << listed.error;
  EXPECT_EQ(
      List(service.address(), {"--tls-ca", File("other-ca.pem")}).exit_code,
      kExitUnavailable);
  EXPECT_EQ(List(service.address(), {}).exit_code, kExitUnavailable);
}

TEST_F(TlsTest, AsksCallersForCertificates) {
  const ServiceProcess service("registration", testing::DatabaseUrl(),
                               testing::OwnAddress(), MutualTls());
  const Finished listed = List(
      service.address(), {"--tls-ca", File("ca.pem"), "--tls-cert",
                          File("caller.pem"), "--tls-key", File("caller.key")});
  EXPECT_EQ(listed.exit_code, 0) << listed.error;
  EXPECT_EQ(List(service.address(), {"--tls-ca", File("ca.pem")}).exit_code,
            kExitUnavailable);
}

TEST_F(TlsTest, IsSpokenByTheKiosk) {
  const ServiceProcess registration("registration");
  testing::Forum forum(testing::ChannelTo(registration.address()));
  const std::string ticket =
      forum.TicketOf(forum.Register(type::v1::MODE_IN_PERSON)).text();
  const ServiceProcess service("checkin", testing::DatabaseUrl(),
                               testing::OwnAddress(), MutualTls());
  Conversation kiosk(
      "rollcall",
      {"--tls-ca", File("ca.pem"), "--checkin", service.address(), "kiosk",
       "--event", forum.name(), "--device", forum.Device(1), "--gate", "North",
       "--journal", File("journal"), "--offline-after", "20s", "--json"},
      {{"ROLLCALL_TOKEN_FILE", testing::TokenFile()},
       {"ROLLCALL_CLIENT_TLS_CERT", File("caller.pem")},
       {"ROLLCALL_CLIENT_TLS_KEY", File("caller.key")}});
  EXPECT_EQ(nlohmann::json::parse(kiosk.Hear())["online"], true);
  kiosk.Say(ticket);
  EXPECT_EQ(nlohmann::json::parse(kiosk.Hear())["offline"], false);
  EXPECT_EQ(kiosk.End(), 0);
}

TEST_F(TlsTest, FollowsFilesThatAreReplaced) {
  const ServiceProcess service("reporting", testing::DatabaseUrl(),
                               testing::OwnAddress(), Tls());
  EXPECT_EQ(Peer(service.address()).Name(), "service");
  const KeyPair next = authority_.Issue("next");
  WriteFile(File("service.pem"), next.certificate);
  EXPECT_EQ(Peer(service.address()).Name(), "service");
  EXPECT_THAT(service.Log(), HasSubstr("TLS_FILE_UNUSABLE"));
  EXPECT_THAT(service.Log(), Not(HasSubstr("certificate replaced")));
  Show(next);
  EXPECT_EQ(Peer(service.address()).Name(), "next");
  EXPECT_THAT(service.Log(), HasSubstr("certificate replaced"));
}

TEST_F(TlsTest, TellsWhenTheCertificateEnds) {
  Environment environment = Tls();
  environment.emplace_back("ROLLCALL_METRICS_LISTEN", testing::OwnAddress());
  const ServiceProcess service("reporting", testing::DatabaseUrl(),
                               testing::OwnAddress(), environment);
  const auto left = [&service] {
    const double told = testing::SamplesAt(service.MetricsAddress())
                            .at("rollcall_certificate_expiry_time_seconds");
    return absl::FromUnixSeconds(static_cast<int64_t>(told)) - absl::Now();
  };
  EXPECT_GT(left(), absl::Hours(23));
  EXPECT_LE(left(), absl::Hours(24));
  Show(authority_.Issue("next", testing::HostOf(testing::OwnAddress()),
                        absl::Hours(48)));
  EXPECT_GT(left(), absl::Hours(47));
}

Finished Refused(const std::vector<std::string>& flags) {
  std::vector<std::string> all = {"--database-url", testing::DatabaseUrl(),
                                  "--admin-token-file", testing::TokenFile()};
  all.insert(all.end(), flags.begin(), flags.end());
  return RunProgram("rollcall-reporting", all);
}

TEST_F(TlsTest, NeedsAKeyThatNobodyElseMayRead) {
  WriteFile(File("caller.key"), authority_.Issue("caller").key, 0644);
  const Finished finished =
      Refused({"--listen", testing::OwnAddress(), "--tls-cert",
               File("caller.pem"), "--tls-key", File("caller.key")});
  EXPECT_EQ(finished.exit_code, 78);
  EXPECT_THAT(finished.error, HasSubstr("TLS_FILE_UNUSABLE"));
  EXPECT_THAT(finished.error, HasSubstr(File("caller.key")));
}

TEST_F(TlsTest, IsNeededBeyondLoopback) {
  // RFC 5737: for documentation. No machine of ours has the address.
  const std::vector<std::string> listen = {"--listen", "192.0.2.1:0"};
  const Finished plaintext = Refused(listen);
  EXPECT_EQ(plaintext.exit_code, 64);
  EXPECT_THAT(plaintext.error, HasSubstr("INVALID_FLAG"));
  EXPECT_THAT(plaintext.error, HasSubstr("--listen"));

  const std::string warning = "plaintext beyond this machine";
  std::vector<std::string> insecure = listen;
  insecure.emplace_back("--insecure-plaintext");
  const Finished allowed = Refused(insecure);
  EXPECT_THAT(allowed.error, HasSubstr("ADDRESS_UNUSABLE"));
  EXPECT_THAT(allowed.error, HasSubstr(warning));
  std::vector<std::string> secure = listen;
  secure.insert(secure.end(), {"--tls-cert", File("service.pem"), "--tls-key",
                               File("service.key")});
  const Finished by_tls = Refused(secure);
  EXPECT_THAT(by_tls.error, HasSubstr("ADDRESS_UNUSABLE"));
  EXPECT_THAT(by_tls.error, Not(HasSubstr(warning)));
}

TEST_F(TlsTest, IsNotNeededOnASocketOfTheMachine) {
  const std::string address = "unix:" + File("socket");
  const ServiceProcess service("registration", testing::DatabaseUrl(), address);
  EXPECT_EQ(service.address(), address);
  EXPECT_EQ(List(address, {}).exit_code, 0);
}

}  // namespace
}  // namespace rollcall
