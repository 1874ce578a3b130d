#include "tests/harness/edge.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

#include "clients/cli/services.h"
#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/e2e/http2.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/harness/health.h"
#include "tests/harness/peer.h"
#include "tests/harness/program.h"
#include "tests/harness/spawn.h"

namespace rollcall {
namespace {

using checkin::v1::CheckInService;
using checkin::v1::Decision;
using reporting::v1::ReportingService;
using testing::Call;
using testing::Edge;
using testing::EdgeOptions;
using testing::Forum;
using ::testing::HasSubstr;
using testing::Http2Bytes;
using testing::Http2Frame;
using testing::NewContext;
using ::testing::Not;
using testing::Peer;
using testing::ServiceProcess;

// The status of a cheap call to checkin.
grpc::Status Knock(CheckInService::Stub& stub) {
  checkin::v1::SyncClockResponse response;
  return stub.SyncClock(NewContext().get(), {}, &response);
}

// The status of a call to reporting that has no event, which a service refuses
// with INVALID_FIELD.
grpc::Status AskOfNothing(ReportingService::Stub& stub) {
  reporting::v1::GetSummaryResponse response;
  return stub.GetSummary(NewContext().get(), {}, &response);
}

// How many calls of SyncClock an instance has answered.
int Answered(const ServiceProcess& instance) {
  const std::string log = instance.Log();
  int count = 0;
  for (size_t at = 0; (at = log.find("/SyncClock", at)) != std::string::npos;
       ++at) {
    ++count;
  }
  return count;
}

TEST(EdgeTest, PassesCallsOfEveryService) {
  const ServiceProcess registration("registration");
  const ServiceProcess checkin("checkin");
  const ServiceProcess reporting("reporting");
  const Edge edge(EdgeOptions{.registration = {registration.address()},
                              .checkin = {checkin.address()},
                              .reporting = {reporting.address()}});
  const auto channel = edge.NewChannel();
  Forum forum(channel);
  const auto door = CheckInService::NewStub(channel);

  checkin::v1::CheckInRequest scan;
  scan.set_session(forum.Session("venue"));
  scan.set_registration(forum.Register(type::v1::MODE_IN_PERSON));
  scan.set_device(forum.Device(1));
  scan.set_direction(Decision::DIRECTION_ENTRY);
  scan.set_scan_id(NewUuid());
  scan.mutable_scan_time()->set_seconds(forum.start_seconds());
  checkin::v1::CheckInResponse decided;
  ASSERT_TRUE(Call(*door, &CheckInService::Stub::CheckIn, scan, &decided).ok());
  EXPECT_EQ(decided.decision().outcome(), Decision::OUTCOME_ADMITTED);

  reporting::v1::GetSummaryRequest request;
  request.set_event(forum.name());
  reporting::v1::GetSummaryResponse summary;
  const auto analyst = ReportingService::NewStub(channel);
  ASSERT_TRUE(
      Call(*analyst, &ReportingService::Stub::GetSummary, request, &summary)
          .ok());
  EXPECT_EQ(testing::HealthOf(channel, ""), testing::Health::kServing);

  // What a service refuses comes with its reason.
  EXPECT_EQ(testing::ReasonOf(AskOfNothing(*analyst)), "INVALID_FIELD");
  EXPECT_EQ(testing::ReasonOf(analyst->GetSummary(NewContext("nobody's").get(),
                                                  request, &summary)),
            "UNAUTHENTICATED_CALL");
}

// A second is all that other calls get here.
TEST(EdgeTest, PassesStreamsThatAreSilentForLong) {
  const ServiceProcess registration("registration");
  const ServiceProcess checkin("checkin");
  const ServiceProcess reporting("reporting");
  const Edge edge(
      EdgeOptions{.registration = {registration.address()},
                  .checkin = {checkin.address()},
                  .reporting = {reporting.address()},
                  .more = "grpc_read_timeout 1s; client_body_timeout 1s;"
                          "grpc_send_timeout 1s; client_max_body_size 10k;"});
  Forum forum(testing::ChannelTo(registration.address()));
  const auto channel = edge.NewChannel();
  const auto door = CheckInService::NewStub(channel);
  const auto analyst = ReportingService::NewStub(channel);
  // Of which the first is for what each begins with.
  const auto some_seconds =
      std::chrono::system_clock::now() + std::chrono::seconds(6);

  const auto scans_context = NewContext();
  const auto scans = door->StreamCheckIns(scans_context.get());
  const auto watch_context = NewContext();
  watch_context->set_deadline(some_seconds);
  checkin::v1::WatchOccupancyRequest occupancy;
  occupancy.set_session(forum.Session("venue"));
  const auto watch = door->WatchOccupancy(watch_context.get(), occupancy);
  const auto summary_context = NewContext();
  summary_context->set_deadline(some_seconds);
  reporting::v1::WatchSummaryRequest summary;
  summary.set_event(forum.name());
  const auto summaries = analyst->WatchSummary(summary_context.get(), summary);

  // Each begins with how things are, and then nothing happens.
  checkin::v1::WatchOccupancyResponse inside;
  ASSERT_TRUE(watch->Read(&inside));
  reporting::v1::WatchSummaryResponse counts;
  ASSERT_TRUE(summaries->Read(&counts));
  EXPECT_FALSE(watch->Read(&inside));
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_FALSE(summaries->Read(&counts));
  EXPECT_EQ(summaries->Finish().error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);

  // More than a call may send, after more than a call may wait.
  checkin::v1::StreamCheckInsRequest scan;
  scan.mutable_check_in()->set_session(forum.Session("venue"));
  scan.mutable_check_in()->set_ticket(std::string(1000, 'x'));
  scan.mutable_check_in()->set_device(forum.Device(1));
  scan.mutable_check_in()->set_direction(Decision::DIRECTION_ENTRY);
  for (int i = 0; i < 20; ++i) {
    scan.mutable_check_in()->set_scan_id(NewUuid());
    ASSERT_TRUE(scans->Write(scan));
    checkin::v1::StreamCheckInsResponse answer;
    ASSERT_TRUE(scans->Read(&answer)) << scans->Finish().error_message();
  }
  scans->WritesDone();
  EXPECT_TRUE(scans->Finish().ok());
  // A caller may hear late that nginx gave up on a service.
  EXPECT_THAT(edge.ErrorLog(), Not(HasSubstr("timed out")));
}

TEST(EdgeTest, HasAPlaceForEveryStreamThatMayBeSilent) {
  const std::string configuration = testing::ReadFile(
      absl::StrCat(ROLLCALL_SOURCE_DIR, "/deploy/nginx/nginx.conf"));
  for (const cli::Service& service : cli::AllServices()) {
    for (int i = 0; i < service.descriptor->method_count(); ++i) {
      const auto& method = *service.descriptor->method(i);
      if (!method.client_streaming() &&
          !absl::StartsWith(method.name(), "Watch")) {
        continue;
      }
      EXPECT_THAT(configuration,
                  HasSubstr(absl::StrCat(
                      "location = /", service.descriptor->full_name(), "/",
                      method.name(), " {\n      include stream.conf;\n")));
    }
  }
}

TEST(EdgeTest, SpreadsCallsAndLeavesOutWhoIsGone) {
  ServiceProcess first("checkin");
  const ServiceProcess second("checkin");
  const Edge edge(EdgeOptions{.checkin = {first.address(), second.address()}});
  const auto stub = CheckInService::NewStub(edge.NewChannel());
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(Knock(*stub).ok());
  EXPECT_GE(Answered(first), 10);
  EXPECT_GE(Answered(second), 10);

  first.Kill();
  const int before = Answered(second);
  // Who had a call there is told to try again, and that is all.
  int answered_in_a_row = 0;
  while (answered_in_a_row < 40) {
    const grpc::Status status = Knock(*stub);
    answered_in_a_row = status.ok() ? answered_in_a_row + 1 : 0;
    ASSERT_TRUE(status.ok() ||
                status.error_code() == grpc::StatusCode::UNAVAILABLE)
        << status.error_message();
  }
  EXPECT_GE(Answered(second) - before, 40);
}

TEST(EdgeTest, SaysInGrpcWhatItRefuses) {
  const ServiceProcess checkin("checkin");
  const Edge edge(EdgeOptions{.checkin = {checkin.address()}});
  const auto channel = edge.NewChannel();
  const auto stub = CheckInService::NewStub(channel);

  // Nobody listens there.
  EXPECT_EQ(AskOfNothing(*ReportingService::NewStub(channel)).error_code(),
            grpc::StatusCode::UNAVAILABLE);

  checkin::v1::SyncClockResponse clock;
  const auto context = NewContext();
  context->AddMetadata("x-large", std::string(5000, 'x'));
  EXPECT_EQ(stub->SyncClock(context.get(), {}, &clock).error_code(),
            grpc::StatusCode::UNAVAILABLE);

  checkin::v1::CheckInRequest scan;
  scan.set_gate(std::string(size_t{6} << 20, 'x'));
  checkin::v1::CheckInResponse decision;
  EXPECT_EQ(
      Call(*stub, &CheckInService::Stub::CheckIn, scan, &decision).error_code(),
      grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Knock(*stub).ok());
  EXPECT_EQ(Answered(checkin), 1);
}

// The outcome of a call to `path` without any message.
grpc::Status CallPath(const std::shared_ptr<grpc::Channel>& channel,
                      const std::string& path) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const auto context = NewContext();
  const grpc::Slice nothing;
  const auto call = stub.PrepareUnaryCall(
      context.get(), path, grpc::ByteBuffer(&nothing, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status;
}

TEST(EdgeTest, LogsNeitherTokensNorParameters) {
  const ServiceProcess checkin("checkin");
  const Edge edge(EdgeOptions{.checkin = {checkin.address()}});
  const auto channel = edge.NewChannel();
  const std::string path = "/rollcall.checkin.v1.CheckInService/SyncClock";
  EXPECT_TRUE(CallPath(channel, path).ok());
  EXPECT_EQ(CallPath(channel, path + "?token=open-sesame").error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(CallPath(channel, "/unheard.of/Method").error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  const std::string log = absl::StrCat(
      edge.AccessLogWith("\"grpc_status\": \"12\""), edge.ErrorLog());
  EXPECT_THAT(log, HasSubstr(path));
  EXPECT_THAT(log, Not(HasSubstr("sesame")));
  EXPECT_THAT(log, Not(HasSubstr(testing::kToken)));
}

TEST(EdgeTest, LimitsHowOftenAnAddressCalls) {
  const ServiceProcess checkin("checkin");
  const Edge edge(
      EdgeOptions{.checkin = {checkin.address()}, .rate = "1r/m", .burst = 4});
  const auto stub = CheckInService::NewStub(edge.NewChannel());
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    const grpc::Status status = Knock(*stub);
    if (status.ok()) {
      ++answered;
    } else {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    }
  }
  EXPECT_GE(answered, 5);
  // One a minute.
  EXPECT_LE(answered, 7);
  EXPECT_EQ(Answered(checkin), answered);
}

TEST(EdgeTest, LimitsHowManyCallsAnAddressHasOpen) {
  const ServiceProcess registration("registration");
  const ServiceProcess checkin("checkin");
  const Edge edge(EdgeOptions{.registration = {registration.address()},
                              .checkin = {checkin.address()},
                              .more = "limit_conn open 1;"});
  const auto channel = edge.NewChannel();
  Forum forum(channel);
  const auto stub = CheckInService::NewStub(channel);
  checkin::v1::WatchOccupancyRequest request;
  request.set_session(forum.Session("venue"));
  const auto context = NewContext();
  const auto watch = stub->WatchOccupancy(context.get(), request);
  checkin::v1::WatchOccupancyResponse inside;
  ASSERT_TRUE(watch->Read(&inside));
  EXPECT_EQ(Knock(*stub).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  context->TryCancel();
  while (watch->Read(&inside)) {
  }
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // It hears of the end a little later.
  while (!Knock(*stub).ok()) {
  }
}

TEST(EdgeTest, SpeaksNothingOlder) {
  const Edge edge(EdgeOptions{});
  const Peer old(edge.address(), {.newest = testing::TlsVersion::kTls11});
  EXPECT_FALSE(old.connected());
  EXPECT_EQ(old.refusal(), "tlsv1 alert protocol version");
  EXPECT_TRUE(Peer(edge.address(), {.newest = testing::TlsVersion::kTls12})
                  .connected());

  Peer http1(edge.address(), {.protocol = "http/1.1"});
  ASSERT_TRUE(http1.connected());
  ASSERT_TRUE(http1.Write("GET / HTTP/1.1\r\nHost: edge\r\n\r\n"));
  EXPECT_THAT(http1.Read(), HasSubstr("505 HTTP Version Not Supported"));
}

// The site that is there to begin with, but for the ports.
TEST(EdgeTest, ShipsASiteThatNginxTakes) {
  namespace fs = std::filesystem;
  const testing::ScratchFolder folder;
  fs::copy(fs::path(ROLLCALL_SOURCE_DIR) / "deploy/nginx", folder.path(),
           fs::copy_options::recursive);
  const std::string server = folder.File("site/server.conf");
  testing::WriteFile(
      server, absl::StrReplaceAll(
                  testing::ReadFile(server),
                  {{"[::]:443", absl::StrCat("unix:", folder.File("socket6"))},
                   {"443", absl::StrCat("unix:", folder.File("socket"))}}));
  const testing::KeyPair pair = testing::Authority().Issue("edge");
  testing::WriteFile(folder.File("site/server.pem"), pair.certificate);
  testing::WriteFile(folder.File("site/server.key"), pair.key);
  const pid_t nginx =
      testing::Spawn("/usr/sbin/nginx",
                     {"-t", "-p", folder.path(), "-c",
                      folder.File("nginx.conf"), "-e", "stderr"},
                     {}, [](auto*) {});
  EXPECT_EQ(testing::ExitCodeOf(nginx), 0);
}

// Services that ask for certificates.
TEST(EdgeTest, ReachesServicesByTls) {
  const testing::Authority authority;
  const testing::ScratchFolder folder;
  const testing::KeyPair service = authority.Issue("service");
  const testing::KeyPair proxy = authority.Issue("edge");
  testing::WriteFile(folder.File("ca.pem"), authority.certificate());
  testing::WriteFile(folder.File("service.pem"), service.certificate);
  testing::WriteFile(folder.File("service.key"), service.key);
  testing::WriteFile(folder.File("edge.pem"), proxy.certificate);
  testing::WriteFile(folder.File("edge.key"), proxy.key);
  const ServiceProcess checkin(
      "checkin", testing::DatabaseUrl(), testing::OwnAddress(),
      {{"ROLLCALL_TLS_CERT", folder.File("service.pem")},
       {"ROLLCALL_TLS_KEY", folder.File("service.key")},
       {"ROLLCALL_TLS_CLIENT_CA", folder.File("ca.pem")}});
  const std::string verified =
      absl::StrCat("grpc_ssl_trusted_certificate ", folder.File("ca.pem"),
                   "; grpc_ssl_verify on; grpc_ssl_name localhost;\n");
  const std::string shown = absl::StrCat(
      "grpc_ssl_certificate ", folder.File("edge.pem"),
      "; grpc_ssl_certificate_key ", folder.File("edge.key"), ";\n");
  const Edge edge(EdgeOptions{.checkin = {checkin.address()},
                              .service_tls = verified + shown});
  EXPECT_TRUE(Knock(*CheckInService::NewStub(edge.NewChannel())).ok());
  const Edge unknown(
      EdgeOptions{.checkin = {checkin.address()}, .service_tls = verified});
  EXPECT_EQ(Knock(*CheckInService::NewStub(unknown.NewChannel())).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

// A service that gRPC takes calls from after it was told to stop: those are
// cancelled by gRPC. What else ends as CANCELLED says why.
class StoppingService final : public CheckInService::Service {
  grpc::Status SyncClock(grpc::ServerContext*,
                         const checkin::v1::SyncClockRequest*,
                         checkin::v1::SyncClockResponse*) override {
    return {grpc::StatusCode::CANCELLED, "CANCELLED"};
  }
  grpc::Status GetDecision(grpc::ServerContext*,
                           const checkin::v1::GetDecisionRequest*,
                           checkin::v1::GetDecisionResponse*) override {
    return {grpc::StatusCode::CANCELLED, "Nothing came for too long."};
  }
};

TEST(EdgeTest, HasCallersRepeatWhatAStoppingServiceCancels) {
  StoppingService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const Edge edge(EdgeOptions{.checkin = {absl::StrCat("127.0.0.1:", port)}});
  const auto stub = CheckInService::NewStub(edge.NewChannel());
  EXPECT_EQ(Knock(*stub).error_code(), grpc::StatusCode::UNAVAILABLE);
  checkin::v1::GetDecisionResponse response;
  EXPECT_EQ(stub->GetDecision(NewContext().get(), {}, &response).error_code(),
            grpc::StatusCode::CANCELLED);
}

// Sends one call to reporting whose header has 12 MiB, and returns once the
// other side has answered it, or has hung up.
void FloodWithFields(Peer& peer) {
  ASSERT_TRUE(peer.connected());
  constexpr size_t kFrameSize = 16384;
  std::string fields;
  while (fields.size() + 5 <= kFrameSize) {
    fields += testing::Http2Fields({{"a", "b"}});
  }
  ASSERT_TRUE(peer.Write(absl::StrCat(
      testing::Http2Opening(),
      Http2Bytes(Http2Frame::kHeaders, testing::kEndStream, 1,
                 testing::Http2CallFields(
                     "/rollcall.reporting.v1.ReportingService/GetSummary")))));
  const std::string more = Http2Bytes(Http2Frame::kContinuation, 0, 1, fields);
  for (size_t sent = 0; sent < size_t{12} << 20; sent += fields.size()) {
    if (!peer.Write(more)) return;
  }
  if (peer.Write(
          Http2Bytes(Http2Frame::kContinuation, testing::kEndHeaders, 1, ""))) {
    testing::AwaitFrame(peer, Http2Frame::kHeaders,
                        testing::kEndHeaders | testing::kEndStream);
  }
}

// What a flood costs a service, beyond what it does by itself in the same time:
// it looks for tokens that were revoked.
absl::Duration CostOfFlood(const ServiceProcess& service, Peer&& peer) {
  const absl::Time begin = absl::Now();
  const absl::Duration before = service.CpuTime();
  FloodWithFields(peer);
  const absl::Duration flooded = service.CpuTime() - before;
  const absl::Time end = absl::Now();
  while (absl::Now() - end < end - begin) std::this_thread::yield();
  const absl::Duration by_itself = service.CpuTime() - before - flooded;
  return flooded - by_itself;
}

TEST(EdgeTest, KeepsFloodsOfFieldsFromTheServices) {
  const ServiceProcess service("reporting");
  const Edge edge(EdgeOptions{.reporting = {service.address()}});
  const auto stub = ReportingService::NewStub(edge.NewChannel());
  EXPECT_EQ(testing::ReasonOf(AskOfNothing(*stub)), "INVALID_FIELD");

  const absl::Duration behind = CostOfFlood(service, Peer(edge.address()));
  EXPECT_THAT(edge.AccessLog(), HasSubstr("\"grpc_status\": \"3\""));
  const absl::Duration exposed =
      CostOfFlood(service, Peer(service.address(), {.tls = false}));
  RecordProperty("behind", absl::FormatDuration(behind));
  RecordProperty("exposed", absl::FormatDuration(exposed));
  EXPECT_LT(behind, absl::Milliseconds(10));
  EXPECT_GT(exposed, absl::Milliseconds(100));
  EXPECT_EQ(testing::ReasonOf(AskOfNothing(*stub)), "INVALID_FIELD");
}

}  // namespace
}  // namespace rollcall
