#include "clients/api/transport.h"

#include <string>
#include <sysexits.h>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "tests/clients/command_line.h"
#include "tests/harness/certificates.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::client {
namespace {

using ::testing::HasSubstr;
using testing::RunCommandLine;

// RFC 5737: for documentation.
constexpr char kFarAway[] = "192.0.2.1:8401";

void ExpectRefused(const absl::Status& status, const std::string& flag) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(flag));
}

TEST(Transport, IsPlaintextOnLoopback) {
  Server server;
  server.checkin = "[::1]:1";
  server.reporting = "unix:/run/rollcall";
  EXPECT_TRUE(Secure({}, server).ok());
  EXPECT_EQ(server.credentials, nullptr);
}

TEST(Transport, IsNoPlaintextBeyondLoopback) {
  const std::pair<std::string Server::*, const char*> addresses[] = {
      {&Server::registration, "--registration"},
      {&Server::checkin, "--checkin"},
      {&Server::reporting, "--reporting"}};
  for (const auto& [address, flag] : addresses) {
    Server server;
    server.*address = kFarAway;
    ExpectRefused(Secure({}, server), flag);
    EXPECT_TRUE(Secure({.insecure_plaintext = true}, server).ok());
    EXPECT_EQ(server.credentials, nullptr);
  }
}

TEST(Transport, IsTlsForWhomItTrusts) {
  const testing::ScratchFolder folder;
  const testing::Authority authority;
  const testing::KeyPair pair = authority.Issue("caller");
  const std::string ca = folder.File("ca.pem");
  const std::string certificate = folder.File("cert.pem");
  const std::string key = folder.File("key.pem");
  testing::WriteFile(ca, authority.certificate());
  testing::WriteFile(certificate, pair.certificate);
  testing::WriteFile(key, pair.key);
  Server server;
  server.registration = kFarAway;
  EXPECT_TRUE(Secure({ca, "", ""}, server).ok());
  EXPECT_NE(server.credentials, nullptr);
  EXPECT_TRUE(Secure({ca, certificate, key}, server).ok());

  ExpectRefused(Secure({ca, certificate, ""}, server), "--tls-key");
  ExpectRefused(Secure({ca, "", key}, server), "--tls-cert");
  ExpectRefused(Secure({"", certificate, key}, server), "--tls-ca");
  EXPECT_EQ(rollcall::ReasonOf(Secure({key, "", ""}, server)),
            error::v1::TLS_FILE_UNUSABLE);
  testing::WriteFile(key, pair.key, 0644);
  const absl::Status open_key = Secure({ca, certificate, key}, server);
  EXPECT_EQ(rollcall::ReasonOf(open_key), error::v1::TLS_FILE_UNUSABLE);
  EXPECT_EQ(rollcall::MetadataOf(open_key)["path"], key);
}

TEST(Transport, IsCheckedBeforeAnythingIsSent) {
  const auto plaintext = RunCommandLine(kFarAway, {"event", "list"});
  EXPECT_EQ(plaintext.exit_code, EX_USAGE);
  EXPECT_THAT(plaintext.error, HasSubstr("--insecure-plaintext"));
  const auto no_file = RunCommandLine(
      kFarAway, {"--tls-ca", "/nowhere/ca.pem", "event", "list"});
  EXPECT_EQ(no_file.exit_code, EX_IOERR);
  EXPECT_THAT(no_file.error, HasSubstr("/nowhere/ca.pem"));
}

}  // namespace
}  // namespace rollcall::client
