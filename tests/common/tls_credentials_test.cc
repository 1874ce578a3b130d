#include "common/rpc/tls_credentials.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

#include "common/rpc/server.h"
#include "common/status/error.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/harness/calls.h"
#include "tests/harness/certificates.h"
#include "tests/harness/metrics.h"
#include "tests/harness/peer.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::rpc {
namespace {

using testing::Authority;
using ::testing::HasSubstr;
using testing::KeyPair;
using testing::Peer;
using testing::Samples;
using testing::SamplesOf;
using testing::ScratchFolder;
using testing::TlsVersion;
using testing::WriteFile;
using Api = reporting::v1::ReportingService;

// A server whose certificate is for `first` at the beginning.
class TlsCredentials : public ::testing::Test {
 protected:
  TlsCredentials() {
    WriteFile(options_.tls.certificate_path, first_.certificate);
    WriteFile(options_.tls.key_path, first_.key);
    WriteFile(client_ca_, authority_.certificate());
  }

  // With a certificate asked of callers if `mutual`.
  void Start(bool mutual = false) {
    if (mutual) options_.tls.client_ca_path = client_ca_;
    std::vector<HostedService> services;
    services.push_back(Host<Api>(std::make_unique<Api::Service>()));
    auto server = Server::Start(options_, guard_, std::move(services));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // The status of a call by somebody who trusts `roots` and shows `shown`; who
  // is let in gets UNIMPLEMENTED.
  grpc::StatusCode Call(const std::string& roots, const KeyPair& shown = {}) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel(
        server_->address(),
        grpc::SslCredentials({roots, shown.key, shown.certificate}), arguments);
    reporting::v1::GetSummaryResponse response;
    return Api::NewStub(channel)
        ->GetSummary(testing::NewContext().get(), {}, &response)
        .error_code();
  }

  // Whose certificate a new connection is shown; empty when there is none.
  std::string Shown() const {
    const Peer peer(server_->address());
    return peer.connected() ? peer.Name() : "";
  }

  // What metrics tell of how long the certificate is still good for; zero when
  // they tell nothing.
  absl::Duration Left() const {
    const Samples samples =
        SamplesOf([this](metrics::Page& page) { server_->AddMetrics(page); });
    const auto told = samples.find("rollcall_certificate_expiry_time_seconds");
    if (told == samples.end()) return absl::ZeroDuration();
    return absl::FromUnixSeconds(static_cast<int64_t>(told->second)) -
           absl::Now();
  }

  const Authority authority_;
  const KeyPair first_ = authority_.Issue("first");
  // A day longer than the other.
  const KeyPair second_ =
      authority_.Issue("second", "127.0.0.1", absl::Hours(48));
  const ScratchFolder folder_;
  const std::string client_ca_ = folder_.File("client-ca.pem");
  ServerOptions options_ = {
      .listen = "127.0.0.1:0",
      .tls = {folder_.File("cert.pem"), folder_.File("key.pem"), ""}};
  const auth::Guard guard_{testing::kToken};
  std::unique_ptr<Server> server_;
};

TEST_F(TlsCredentials, ProveWhoTheServerIs) {
  Start();
  EXPECT_EQ(Call(authority_.certificate()), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(Call(Authority().certificate()), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsCredentials, LeaveNoPlaintext) {
  Start();
  reporting::v1::GetSummaryResponse response;
  EXPECT_EQ(Api::NewStub(testing::ChannelToAny({server_->address()}))
                ->GetSummary(testing::NewContext().get(), {}, &response)
                .error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsCredentials, AskCallersForTheirs) {
  Start(/*mutual=*/true);
  const std::string& roots = authority_.certificate();
  EXPECT_EQ(Call(roots, authority_.Issue("kiosk")),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(Call(roots), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Call(roots, Authority().Issue("kiosk")),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsCredentials, NeedTls12) {
  Start();
  for (const TlsVersion old : {TlsVersion::kTls10, TlsVersion::kTls11}) {
    ::testing::internal::CaptureStderr();
    const Peer peer(server_->address(), {.newest = old});
    EXPECT_FALSE(peer.connected());
    // It hangs up without a word; its log tells why.
    EXPECT_THAT(::testing::internal::GetCapturedStderr(),
                HasSubstr("unsupported protocol"));
  }
  const Peer newer(server_->address(), {.newest = TlsVersion::kTls12});
  ASSERT_TRUE(newer.connected());
  EXPECT_EQ(newer.Version(), "TLSv1.2");
  const Peer newest(server_->address());
  ASSERT_TRUE(newest.connected());
  EXPECT_EQ(newest.Version(), "TLSv1.3");
}

TEST_F(TlsCredentials, FollowTheirFiles) {
  Start();
  EXPECT_EQ(Shown(), "first");
  // One after the other, and each in two parts, as an editor may write them.
  const std::string& certificate = options_.tls.certificate_path;
  WriteFile(certificate, second_.certificate.substr(0, 200));
  EXPECT_EQ(Shown(), "first");
  WriteFile(certificate, second_.certificate);
  EXPECT_EQ(Shown(), "first");
  WriteFile(options_.tls.key_path, second_.key.substr(0, 100));
  EXPECT_EQ(Shown(), "first");
  WriteFile(options_.tls.key_path, second_.key);
  EXPECT_EQ(Shown(), "second");
}

TEST_F(TlsCredentials, StayWhenTheirFilesCannotBeUsed) {
  Start();
  WriteFile(options_.tls.certificate_path, second_.certificate);
  WriteFile(options_.tls.key_path, second_.key, 0644);
  EXPECT_EQ(Shown(), "first");
  ASSERT_EQ(remove(options_.tls.key_path.c_str()), 0);
  EXPECT_EQ(Shown(), "first");
  WriteFile(options_.tls.key_path, second_.key);
  EXPECT_EQ(Shown(), "second");
}

TEST_F(TlsCredentials, TellWhenTheCertificateEnds) {
  Start();
  EXPECT_GT(Left(), absl::Hours(23));
  EXPECT_LE(Left(), absl::Hours(24));
  WriteFile(options_.tls.certificate_path, second_.certificate);
  EXPECT_LE(Left(), absl::Hours(24));
  WriteFile(options_.tls.key_path, second_.key);
  // Nobody has connected since.
  EXPECT_GT(Left(), absl::Hours(47));
  EXPECT_EQ(Shown(), "second");
  EXPECT_GT(Left(), absl::Hours(47));
}

TEST_F(TlsCredentials, TellNothingWhereThereAreNone) {
  options_.tls = {};
  Start();
  EXPECT_EQ(Left(), absl::ZeroDuration());
}

TEST_F(TlsCredentials, FollowWhomCallersLeadTo) {
  Start(/*mutual=*/true);
  const Authority other;
  const KeyPair kiosk = other.Issue("kiosk");
  EXPECT_EQ(Call(authority_.certificate(), kiosk),
            grpc::StatusCode::UNAVAILABLE);
  WriteFile(client_ca_, other.certificate());
  EXPECT_EQ(Call(authority_.certificate(), kiosk),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(TlsCredentials, KeepConnectionsThatAreOpen) {
  Start();
  const auto channel = grpc::CreateChannel(
      server_->address(),
      grpc::SslCredentials({authority_.certificate(), "", ""}));
  ASSERT_TRUE(channel->WaitForConnected(std::chrono::system_clock::now() +
                                        std::chrono::seconds(60)));
  WriteFile(options_.tls.certificate_path, second_.certificate);
  WriteFile(options_.tls.key_path, second_.key);
  EXPECT_EQ(Shown(), "second");
  reporting::v1::GetSummaryResponse response;
  EXPECT_EQ(Api::NewStub(channel)
                ->GetSummary(testing::NewContext().get(), {}, &response)
                .error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

// Callers come while somebody replaces the files over and over.
TEST_F(TlsCredentials, AreReplacedWhileCallersCome) {
  Start();
  std::thread writer([this] {
    for (int round = 0; round < 200; ++round) {
      const KeyPair& pair = round % 2 == 0 ? second_ : first_;
      WriteFile(options_.tls.certificate_path, pair.certificate);
      WriteFile(options_.tls.key_path, pair.key);
    }
  });
  for (int i = 0; i < 50; ++i) EXPECT_NE(Shown(), "");
  writer.join();
  EXPECT_EQ(Shown(), "first");
}

TEST_F(TlsCredentials, NeedUsableFilesToBeginWith) {
  WriteFile(options_.tls.key_path, second_.key);
  const auto server = Server::Start(options_, guard_, {});
  EXPECT_EQ(ReasonOf(server.status()), error::v1::TLS_FILE_UNUSABLE);
  EXPECT_EQ(MetadataOf(server.status())["path"], options_.tls.key_path);
}

}  // namespace
}  // namespace rollcall::rpc
