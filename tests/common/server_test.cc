#include "common/rpc/server.h"

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

#include "common/api/limits.h"
#include "common/status/error.h"
#include "tests/common/reporting_server.h"
#include "tests/harness/health.h"

namespace rollcall::rpc {
namespace {

using testing::Health;
using testing::HealthOf;
using testing::NewContext;

constexpr char kService[] = "rollcall.reporting.v1.ReportingService";

Answer Ok() {
  return [](const Call&) { return absl::OkStatus(); };
}

// A server needs a service whose queue it polls.
std::vector<HostedService> OneService() {
  std::vector<HostedService> services;
  services.push_back(Host<reporting::v1::ReportingService>(
      std::make_unique<reporting::v1::ReportingService::Service>()));
  return services;
}

TEST(Server, ListensOnAFreePort) {
  ReportingServer first(Ok());
  ReportingServer second(Ok());
  EXPECT_NE(first.server().address(), second.server().address());
  EXPECT_NE(first.server().address(), "127.0.0.1:0");
  EXPECT_TRUE(first.GetSummary().ok());
  EXPECT_TRUE(second.GetSummary().ok());
}

TEST(Server, ListensOnIpv6Too) {
  const auth::Guard guard(testing::kToken);
  ServerOptions options;
  options.listen = "[::1]:0";
  const auto server = Server::Start(options, guard, OneService());
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->address().substr(0, 6), "[::1]:");
  EXPECT_NE((*server)->address(), "[::1]:0");
}

TEST(Server, SaysWhetherItServes) {
  ReportingServer server(Ok());
  for (const bool serving : {true, false, true}) {
    server.server().SetServing(serving);
    const Health expected = serving ? Health::kServing : Health::kNotServing;
    EXPECT_EQ(HealthOf(server.NewChannel(), ""), expected);
    EXPECT_EQ(HealthOf(server.NewChannel(), kService), expected);
  }
  EXPECT_EQ(HealthOf(server.NewChannel(), "rollcall.reporting.v1.Unknown"),
            Health::kUnknownService);
}

TEST(Server, DoesNotServeAtFirst) {
  const auth::Guard guard(testing::kToken);
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  const auto server = Server::Start(options, guard, OneService());
  ASSERT_TRUE(server.ok()) << server.status();
  const auto channel = grpc::CreateChannel((*server)->address(),
                                           grpc::InsecureChannelCredentials());
  EXPECT_EQ(HealthOf(channel, ""), Health::kNotServing);
}

TEST(Server, RefusesAnAddressInUse) {
  ReportingServer first(Ok());
  ServerOptions options;
  options.listen = first.server().address();
  const auto second = Server::Start(options, first.guard(), {});
  EXPECT_EQ(ReasonOf(second.status()), error::v1::ADDRESS_UNUSABLE);
  EXPECT_EQ(MetadataOf(second.status())["address"], options.listen);
  EXPECT_TRUE(first.GetSummary().ok());
}

TEST(Server, RefusesAnAddressOfAnotherMachine) {
  const auth::Guard guard(testing::kToken);
  ServerOptions options;
  // RFC 5737: for documentation.
  options.listen = "192.0.2.1:0";
  EXPECT_EQ(ReasonOf(Server::Start(options, guard, OneService()).status()),
            error::v1::ADDRESS_UNUSABLE);
}

TEST(Server, AnswersForMethodsThatAreNotBuilt) {
  ReportingServer server(Ok());
  const grpc::Status known = server.GetTimeline();
  EXPECT_EQ(known.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(testing::ReasonOf(known), "METHOD_NOT_BUILT");

  const grpc::Status unknown = server.GetTimeline(NewContext("nobody's"));
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(testing::ReasonOf(unknown), "UNAUTHENTICATED_CALL");
}

TEST(Server, AnswersForStreamsThatAreNotBuilt) {
  ReportingServer server(Ok());
  for (const bool known : {true, false}) {
    const auto context = NewContext(known ? testing::kToken : "nobody's");
    const auto reader = server.stub().ExportLedger(context.get(), {});
    reporting::v1::ExportLedgerResponse response;
    EXPECT_FALSE(reader->Read(&response));
    EXPECT_EQ(testing::ReasonOf(reader->Finish()),
              known ? "METHOD_NOT_BUILT" : "UNAUTHENTICATED_CALL");
  }
}

TEST(Server, LetsOnlyKnownCallersIn) {
  std::atomic<int> calls = 0;
  ReportingServer server([&](const Call&) {
    ++calls;
    return absl::OkStatus();
  });
  EXPECT_TRUE(server.GetSummary().ok());
  const grpc::Status wrong = server.GetSummary({}, NewContext("wrong"));
  EXPECT_EQ(wrong.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(testing::ReasonOf(wrong), "UNAUTHENTICATED_CALL");
  const grpc::Status none =
      server.GetSummary({}, std::make_unique<grpc::ClientContext>());
  EXPECT_EQ(testing::ReasonOf(none), "UNAUTHENTICATED_CALL");
  EXPECT_EQ(calls, 1);
}

// A resolver to which everybody is the head of one delegation.
auth::Resolver Heads() {
  return {nullptr, [](absl::string_view, absl::Time) {
            auth::Caller head;
            head.role = auth::Role::ROLE_DELEGATION_HEAD;
            head.event = "forum";
            head.delegation = "7";
            return std::optional(std::move(head));
          }};
}

TEST(Server, ClosesMethodsToAllButAdmins) {
  std::vector<auth::Role> roles;
  ReportingServer server(
      [&](const Call& call) {
        roles.push_back(call.caller.role);
        return absl::OkStatus();
      },
      {.resolver = Heads()});
  EXPECT_TRUE(server.GetSummary().ok());
  EXPECT_EQ(roles, std::vector<auth::Role>{auth::Role::ROLE_ADMIN});
  for (const grpc::Status& status : {server.GetSummary({}, NewContext("head")),
                                     server.GetTimeline(NewContext("head"))}) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(testing::ReasonOf(status), "PERMISSION_DENIED_CALL");
  }
  EXPECT_EQ(roles.size(), 1u);
}

TEST(Server, RefusesMessagesThatAreTooLarge) {
  std::atomic<int> calls = 0;
  ReportingServer server([&](const Call&) {
    ++calls;
    return absl::OkStatus();
  });
  reporting::v1::GetSummaryRequest request;
  request.set_event(std::string(limits::kMaxMessageBytes - 100, 'x'));
  EXPECT_TRUE(server.GetSummary(request).ok());
  request.set_event(std::string(limits::kMaxMessageBytes, 'x'));
  EXPECT_EQ(server.GetSummary(request).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(calls, 1);
}

// A call that answers at once as long as the server takes calls.
grpc::StatusCode Knock(ReportingServer& server) {
  return server.GetTimeline().error_code();
}

TEST(Server, DrainsTheCallsUnderWayAndTakesNoNewOnes) {
  absl::Notification entered;
  absl::Notification release;
  ReportingServer server([&](const Call&) {
    entered.Notify();
    release.WaitForNotification();
    return absl::OkStatus();
  });
  grpc::Status under_way;
  std::thread caller([&] { under_way = server.GetSummary(); });
  entered.WaitForNotification();
  ASSERT_EQ(Knock(server), grpc::StatusCode::UNIMPLEMENTED);

  absl::Notification drained;
  std::thread drainer([&] {
    server.server().Drain(absl::Seconds(60));
    drained.Notify();
  });
  const absl::Time hang = absl::Now() + absl::Seconds(30);
  while (Knock(server) != grpc::StatusCode::UNAVAILABLE) {
    ASSERT_LT(absl::Now(), hang);
  }
  EXPECT_FALSE(drained.HasBeenNotified());
  release.Notify();
  caller.join();
  drainer.join();
  EXPECT_TRUE(under_way.ok()) << under_way.error_message();
}

TEST(Server, CutsOffWhatOutlastsItsPatience) {
  absl::Notification entered;
  absl::Notification release;
  ReportingServer server([&](const Call&) {
    entered.Notify();
    release.WaitForNotification();
    return absl::OkStatus();
  });
  grpc::Status under_way;
  absl::Notification cut_off;
  std::thread caller([&] {
    under_way = server.GetSummary();
    cut_off.Notify();
  });
  entered.WaitForNotification();
  std::thread drainer([&] { server.server().Drain(absl::Milliseconds(10)); });
  // The caller hears of it although the handler goes on.
  EXPECT_TRUE(cut_off.WaitForNotificationWithTimeout(absl::Seconds(30)));
  release.Notify();
  caller.join();
  drainer.join();
  EXPECT_FALSE(under_way.ok());
}

TEST(Server, MayBeDrainedTwice) {
  ReportingServer server(Ok());
  server.server().Drain(absl::Seconds(60));
  server.server().Drain(absl::Seconds(60));
  EXPECT_EQ(server.GetSummary().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Call, HasTheDeadlineOfTheCallerUpToALimit) {
  absl::Time deadline;
  ReportingServer server([&](const Call& call) {
    deadline = call.deadline;
    return absl::OkStatus();
  });
  const absl::Time begin = absl::Now();
  auto context = NewContext();
  context->set_deadline(absl::ToChronoTime(begin + absl::Seconds(10)));
  ASSERT_TRUE(server.GetSummary({}, std::move(context)).ok());
  EXPECT_GT(deadline, begin + absl::Seconds(8));
  EXPECT_LT(deadline, begin + absl::Seconds(12));

  for (const absl::Time far :
       {begin + absl::Hours(1), absl::InfiniteFuture()}) {
    context = NewContext();
    context->set_deadline(absl::ToChronoTime(far));
    ASSERT_TRUE(server.GetSummary({}, std::move(context)).ok());
    EXPECT_GE(deadline, begin + limits::kDefaultDeadline);
    EXPECT_LE(deadline, absl::Now() + limits::kDefaultDeadline);
  }
}

}  // namespace
}  // namespace rollcall::rpc
