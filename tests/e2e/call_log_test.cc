#include <functional>
#include <memory>
#include <optional>
#include <signal.h>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "nlohmann/json.hpp"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/e2e/http2.h"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/edge.h"
#include "tests/harness/forum.h"
#include "tests/harness/health.h"
#include "tests/harness/peer.h"
#include "tests/harness/program.h"

namespace rollcall {
namespace {

using checkin::v1::CheckInService;
using checkin::v1::PresenceService;
using nlohmann::json;
using registration::v1::RegistrationService;
using reporting::v1::ReportingService;
using testing::ChannelTo;
using ::testing::ElementsAre;
using testing::Forum;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::NewContext;
using ::testing::Not;
using testing::ServiceProcess;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";

// The lines of `log` with this message.
std::vector<json> LinesOf(const std::string& log, const std::string& message) {
  std::vector<json> lines;
  for (const absl::string_view text :
       absl::StrSplit(log, '\n', absl::SkipEmpty())) {
    json line = json::parse(text);
    if (line["message"] == message) lines.push_back(std::move(line));
  }
  return lines;
}

// The line about the call `request_id`.
json CallLine(const std::string& log, const std::string& request_id) {
  for (json& line : LinesOf(log, "call")) {
    if (line.value("request_id", "") == request_id) return std::move(line);
  }
  return {};
}

using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

std::vector<std::string> IdsIn(const Metadata& metadata) {
  std::vector<std::string> ids;
  const auto [begin, end] = metadata.equal_range("x-request-id");
  for (auto it = begin; it != end; ++it) {
    ids.emplace_back(it->second.data(), it->second.size());
  }
  return ids;
}

// One way to call: how the call ended.
using Way = std::function<grpc::Status(grpc::ClientContext&)>;

// Reads a stream to its end.
template <typename Response, typename Reader>
grpc::Status ReadAll(Reader reader) {
  Response response;
  while (reader->Read(&response)) {
  }
  return reader->Finish();
}

class CallLogTest : public ::testing::Test {
 protected:
  // Calls with the request id `sent`, or none, and expects that the answer has
  // it, or one that was made, and that the log does. Returns the line.
  json Try(const ServiceProcess& service, const Way& way,
           const std::optional<std::string>& sent) {
    const auto context = NewContext();
    if (sent) context->AddMetadata("x-request-id", *sent);
    const grpc::Status status = way(*context);
    const std::vector<std::string> told =
        IdsIn(context->GetServerInitialMetadata());
    EXPECT_EQ(told.size(), 1u);
    if (told.empty()) return {};
    const std::string& id = told.front();
    if (sent) {
      EXPECT_EQ(id, *sent);
    } else {
      EXPECT_TRUE(ParseUuid(id).has_value()) << id;
    }
    const auto behind = IdsIn(context->GetServerTrailingMetadata());
    if (status.ok()) {
      EXPECT_THAT(behind, IsEmpty());
    } else {
      EXPECT_THAT(behind, ElementsAre(id));
    }
    json line = CallLine(service.Log(), id);
    EXPECT_TRUE(line.is_object()) << id << "\n" << service.Log();
    EXPECT_EQ(line.value("reason", ""), testing::ReasonOf(status));
    return line;
  }

  void Expect(const ServiceProcess& service, const std::string& method,
              const Way& way) {
    SCOPED_TRACE(method);
    for (const auto& sent : {std::optional<std::string>(), {NewUuid()}}) {
      const json line = Try(service, way, sent);
      EXPECT_THAT(line.value("method", ""), HasSubstr(method));
    }
  }

  testing::Services services_;
};

TEST_F(CallLogTest, NamesCallsOfEveryKind) {
  const auto admin = ChannelTo(services_.registration.address());
  Forum forum(admin);
  const auto registrar = RegistrationService::NewStub(admin);
  const auto door =
      CheckInService::NewStub(ChannelTo(services_.checkin.address()));
  const auto platform =
      PresenceService::NewStub(ChannelTo(services_.checkin.address()));
  const auto analyst =
      ReportingService::NewStub(ChannelTo(services_.reporting.address()));

  Expect(services_.registration, "GetEvent", [&](auto& context) {
    registration::v1::GetEventRequest request;
    request.set_name(forum.name());
    registration::v1::GetEventResponse response;
    return registrar->GetEvent(&context, request, &response);
  });
  Expect(services_.registration, "GetEvent", [&](auto& context) {
    registration::v1::GetEventResponse response;
    return registrar->GetEvent(&context, {}, &response);
  });
  Expect(services_.registration, "ImportRegistrations", [&](auto& context) {
    registration::v1::ImportRegistrationsResponse response;
    const auto writer = registrar->ImportRegistrations(&context, &response);
    writer->WritesDone();
    return writer->Finish();
  });
  // By callbacks: alone, as a stream, and refused before there is one.
  Expect(services_.checkin, "CheckIn", [&](auto& context) {
    checkin::v1::CheckInResponse response;
    return door->CheckIn(&context, {}, &response);
  });
  Expect(services_.checkin, "CheckIn", [&](auto& context) {
    checkin::v1::CheckInRequest request;
    request.set_session(forum.Session("venue"));
    request.set_code("ABCD-EFGH-J");
    request.set_device(forum.Device(1));
    request.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
    request.set_scan_id(NewUuid());
    checkin::v1::CheckInResponse response;
    return door->CheckIn(&context, request, &response);
  });
  Expect(services_.checkin, "StreamCheckIns", [&](auto& context) {
    auto stream = door->StreamCheckIns(&context);
    stream->WritesDone();
    return ReadAll<checkin::v1::StreamCheckInsResponse>(std::move(stream));
  });
  Expect(services_.checkin, "WatchOccupancy", [&](auto& context) {
    return ReadAll<checkin::v1::WatchOccupancyResponse>(
        door->WatchOccupancy(&context, {}));
  });
  Expect(services_.checkin, "UploadScans", [&](auto& context) {
    auto stream = door->UploadScans(&context);
    stream->WritesDone();
    return ReadAll<checkin::v1::UploadScansResponse>(std::move(stream));
  });
  Expect(services_.checkin, "GetManifest", [&](auto& context) {
    checkin::v1::GetManifestRequest request;
    request.set_event(forum.name());
    return ReadAll<checkin::v1::GetManifestResponse>(
        door->GetManifest(&context, request));
  });
  Expect(services_.checkin, "ReportPresence", [&](auto& context) {
    checkin::v1::ReportPresenceResponse response;
    return platform->ReportPresence(&context, {}, &response);
  });
  // Its messages are bytes for the service.
  Expect(services_.reporting, "WatchSummary", [&](auto& context) {
    return ReadAll<reporting::v1::WatchSummaryResponse>(
        analyst->WatchSummary(&context, {}));
  });
  // Nobody serves it: the name is the caller's, and not logged.
  Expect(services_.reporting, "other", [&](auto& context) {
    grpc::GenericStub stub(ChannelTo(services_.reporting.address()));
    const grpc::Slice empty;
    grpc::ByteBuffer nothing(&empty, 1);
    grpc::Status ended;
    absl::Notification done;
    stub.UnaryCall(&context, "/rollcall.Nobody/Knows", {}, &nothing, &nothing,
                   [&](const grpc::Status& status) {
                     ended = status;
                     done.Notify();
                   });
    done.WaitForNotification();
    return ended;
  });
}

TEST_F(CallLogTest, TakesNoIdThatIsNotOne) {
  const auto analyst =
      ReportingService::NewStub(ChannelTo(services_.reporting.address()));
  const std::string twice = NewUuid();
  const std::vector<std::vector<std::string>> all = {
      {"Ada Lovelace"}, {"ada\"}{"}, {std::string(65, 'x')}, {twice, twice}};
  for (const auto& sent : all) {
    const auto context = NewContext();
    for (const std::string& id : sent) {
      context->AddMetadata("x-request-id", id);
    }
    context->AddMetadata("traceparent", absl::StrCat("00-", sent[0], "-01"));
    reporting::v1::GetSummaryResponse response;
    analyst->GetSummary(context.get(), {}, &response);
    const auto told = IdsIn(context->GetServerInitialMetadata());
    ASSERT_EQ(told.size(), 1u);
    EXPECT_TRUE(ParseUuid(told[0]).has_value()) << told[0];
    EXPECT_NE(told[0], twice);
    const json line = CallLine(services_.reporting.Log(), told[0]);
    EXPECT_TRUE(line.is_object());
    EXPECT_FALSE(line.contains("trace_id"));
    EXPECT_THAT(services_.reporting.Log(), Not(HasSubstr(sent[0])));
  }
}

TEST_F(CallLogTest, HasTheTraceOfTheCaller) {
  const auto analyst =
      ReportingService::NewStub(ChannelTo(services_.reporting.address()));
  const json line = Try(
      services_.reporting,
      [&](auto& context) {
        context.AddMetadata(
            "traceparent", absl::StrCat("00-", kTrace, "-00f067aa0ba902b7-01"));
        reporting::v1::GetSummaryResponse response;
        return analyst->GetSummary(&context, {}, &response);
      },
      "kiosk.7_a-1");
  EXPECT_EQ(line["trace_id"], kTrace);
  EXPECT_EQ(line["reason"], "INVALID_FIELD");
}

TEST_F(CallLogTest, IsNamedByTheEdgeToo) {
  const testing::Edge edge({.registration = {services_.registration.address()},
                            .checkin = {services_.checkin.address()},
                            .reporting = {services_.reporting.address()}});
  const auto door = CheckInService::NewStub(edge.NewChannel());
  const auto call = [&](auto& context) {
    checkin::v1::SyncClockResponse response;
    return door->SyncClock(&context, {}, &response);
  };
  Try(services_.checkin, call, "kiosk.7_a-2");
  edge.AccessLogWith("\"request_id\": \"kiosk.7_a-2\"");

  // nginx makes one when there is none, or none that the service would take.
  for (const char* sent : {"", "Ada Lovelace"}) {
    const auto context = NewContext();
    if (*sent != '\0') context->AddMetadata("x-request-id", sent);
    ASSERT_TRUE(call(*context).ok());
    const auto told = IdsIn(context->GetServerInitialMetadata());
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].size(), 32u);
    EXPECT_TRUE(CallLine(services_.checkin.Log(), told[0]).is_object());
    EXPECT_THAT(
        edge.AccessLogWith(absl::StrCat("\"request_id\": \"", told[0], "\"")),
        Not(HasSubstr("Ada")));
  }

  // What nginx answers by itself has it as well.
  services_.checkin.Terminate();
  const auto context = NewContext();
  context->AddMetadata("x-request-id", "kiosk.7_a-3");
  EXPECT_EQ(call(*context).error_code(), grpc::StatusCode::UNAVAILABLE);
  auto told = IdsIn(context->GetServerInitialMetadata());
  if (told.empty()) told = IdsIn(context->GetServerTrailingMetadata());
  EXPECT_THAT(told, ElementsAre("kiosk.7_a-3"));
}

TEST(SlowStatementTest, IsLoggedWithItsNameAndTheCall) {
  const ServiceProcess registration("registration");
  const ServiceProcess reporting("reporting", testing::DatabaseUrl(),
                                 testing::OwnAddress(),
                                 {{"ROLLCALL_SLOW_STATEMENT", "0"}});
  Forum forum(ChannelTo(registration.address()));
  const auto analyst =
      ReportingService::NewStub(ChannelTo(reporting.address()));
  const auto context = NewContext();
  context->AddMetadata("x-request-id", "slow-1");
  context->AddMetadata("traceparent",
                       absl::StrCat("00-", kTrace, "-00f067aa0ba902b7-01"));
  reporting::v1::GetSummaryRequest request;
  request.set_event(forum.name());
  reporting::v1::GetSummaryResponse response;
  ASSERT_TRUE(analyst->GetSummary(context.get(), request, &response).ok());

  std::vector<std::string> names;
  for (const json& line : LinesOf(reporting.Log(), "slow statement")) {
    if (line.value("request_id", "") != "slow-1") continue;
    EXPECT_EQ(line["severity"], "warning");
    EXPECT_EQ(line["trace_id"], kTrace);
    EXPECT_GE(line["duration_us"], 0);
    names.push_back(line["statement"]);
  }
  EXPECT_THAT(names, ::testing::Contains("list_unattributed"));
  EXPECT_THAT(names, ::testing::Contains("commit"));
  EXPECT_THAT(reporting.Log(), Not(HasSubstr(forum.name())));
  // A second is enough for every statement of the other one.
  EXPECT_THAT(LinesOf(registration.Log(), "slow statement"), IsEmpty());
}

// Busy services come to calls too late, and nobody hears what they answer.
TEST_F(CallLogTest, DoesNotTakeWhoHasGoneForWrong) {
  const std::string id = NewUuid();
  testing::Peer peer(services_.reporting.address(), {.tls = false});
  ASSERT_TRUE(peer.connected());
  // Its message never comes.
  ASSERT_TRUE(peer.Write(
      absl::StrCat(testing::Http2Opening(),
                   testing::Http2Bytes(
                       testing::Http2Frame::kHeaders, testing::kEndHeaders, 1,
                       testing::Http2CallFields(
                           "/rollcall.reporting.v1.ReportingService/GetSummary",
                           {{"grpc-timeout", "50m"}, {"x-request-id", id}})))));
  json line;
  // ctest ends a test that waits for ever.
  while ((line = CallLine(services_.reporting.Log(), id)).is_null()) {
    std::this_thread::yield();
  }
  EXPECT_EQ(line["code"], "DEADLINE_EXCEEDED");
  EXPECT_EQ(line["reason"], "");
}

TEST(LogSeverityTest, IsTurnedWithoutARestart) {
  const ServiceProcess checkin("checkin");
  const auto channel = ChannelTo(checkin.address());
  // Calls for health are of interest to nobody but who looks for something.
  const auto knocks = [&] {
    const std::string health = "/grpc.health.v1.Health/Check";
    EXPECT_EQ(testing::HealthOf(channel, ""), testing::Health::kServing);
    int count = 0;
    for (const json& line : LinesOf(checkin.Log(), "call")) {
      count += line["method"] == health;
    }
    return count;
  };
  const auto turn = [&](int signal, size_t turns) {
    checkin.Signal(signal);
    std::vector<json> lines;
    // ctest ends a test that waits for ever.
    while ((lines = LinesOf(checkin.Log(), "log severity")).size() < turns) {
    }
    return lines.back()["from_now_on"].get<std::string>();
  };
  EXPECT_EQ(knocks(), 0);
  EXPECT_EQ(turn(SIGUSR1, 1), "debug");
  EXPECT_EQ(knocks(), 1);
  EXPECT_EQ(turn(SIGUSR1, 2), "debug");
  EXPECT_EQ(turn(SIGUSR2, 3), "info");
  EXPECT_EQ(knocks(), 1);
}

}  // namespace
}  // namespace rollcall
