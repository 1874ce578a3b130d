// The clients of a load whose calls are streams: what has no answer when one
// ends goes into the next.

#include <atomic>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/timestamp.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "tests/fault/client.h"
#include "tests/fault/load.h"
#include "tests/fault/run.h"

namespace rollcall::testing {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInService;
using checkin::v1::Decision;
using checkin::v1::OfflineScan;
using checkin::v1::PresenceService;
using checkin::v1::StreamCheckInsRequest;
using checkin::v1::StreamPresenceRequest;
using checkin::v1::UploadScansRequest;

constexpr size_t kScansOfStream = 10;
constexpr size_t kReportsOfStream = 3;
constexpr absl::Duration kPause = absl::Milliseconds(50);

// Sends all of `open` on a stream, and has `take` take each answer; one that is
// an error is to be sent again. Returns what came of it: nothing, if some are.
template <typename Stream, typename Open, typename Response, typename Take>
grpc::Status Exchange(Stream& stream, const Open& open, Response response,
                      Take take) {
  for (const auto& [unused, request] : open) {
    if (!stream.Write(request)) break;
  }
  stream.WritesDone();
  bool some_failed = false;
  while (stream.Read(&response)) {
    if (response.has_error()) {
      some_failed = true;
      EXPECT_TRUE(IsToBeRepeated(response.error().code()))
          << response.ShortDebugString();
    } else {
      take(response);
    }
  }
  grpc::Status status = stream.Finish();
  if (!status.ok() || !some_failed) return status;
  return {grpc::StatusCode::UNAVAILABLE, "Not all of it was done."};
}

// Keeps `most` requests in `open`, to which `add` adds one, and has `client`
// make calls by `talk`, which takes out what is answered: until it is over and
// nothing is left.
template <typename Api, typename Open, typename Add, typename Talk>
void Converse(Client<Api>& client, const std::atomic<bool>& is_over,
              const Open& open, size_t most, Add add, Talk talk) {
  while (!client.is_given_up() && (!is_over || !open.empty())) {
    while (!is_over && open.size() < most) add();
    client.Converse(talk);
    absl::SleepFor(PauseOf(kPause));
  }
}

}  // namespace

void Load::StreamScans(int number) {
  Client<CheckInService> client(addresses_.checkin, diary_, number);
  // By scan_id.
  std::map<std::string, StreamCheckInsRequest> open;
  const auto talk = [&](CheckInService::Stub& stub,
                        grpc::ClientContext* context) {
    return Exchange(
        *stub.StreamCheckIns(context), open,
        checkin::v1::StreamCheckInsResponse(), [&](const auto& response) {
          const auto found = open.find(response.scan_id());
          if (found == open.end()) {
            ADD_FAILURE() << "a second answer to " << response.scan_id();
            return;
          }
          Told(found->second.check_in(), response.check_in().decision());
          open.erase(found);
        });
  };
  const auto add = [&] {
    StreamCheckInsRequest request;
    *request.mutable_check_in() =
        crowd_.NewScan(devices_[number], client.random());
    Intend(request.check_in());
    open.emplace(request.check_in().scan_id(), request);
  };
  Converse(client, is_over_, open, kScansOfStream, add, talk);
}

void Load::Upload(int number) {
  Client<CheckInService> client(addresses_.checkin, diary_, number);
  std::mt19937_64& random = client.random();
  // Who is in which session, as far as this kiosk knows.
  std::map<std::pair<std::string, std::string>, bool> inside;
  // By scan_id.
  std::map<std::string, OfflineScan> open;
  const auto add = [&] {
    OfflineScan offline;
    CheckInRequest& scan = *offline.mutable_check_in();
    scan = crowd_.NewScan(devices_[number], random);
    scan.set_registration(remote_visitors_[random() % remote_visitors_.size()]);
    bool& is_inside = inside[{scan.registration(), scan.session()}];
    scan.set_direction(is_inside ? Decision::DIRECTION_EXIT
                                 : Decision::DIRECTION_ENTRY);
    offline.set_outcome(is_inside ? Decision::OUTCOME_EXITED
                                  : Decision::OUTCOME_ADMITTED);
    is_inside = !is_inside;
    // Ahead of its time it is kept, and does not count.
    const absl::Duration error =
        clock_error_ * (static_cast<double>(random() % 1000) / 1000);
    RenderTime(absl::Now() + (random() % 4 == 0 ? error : -error),
               *scan.mutable_scan_time());
    Intend(scan);
    open.emplace(scan.scan_id(), offline);
  };
  const auto talk = [&](CheckInService::Stub& stub,
                        grpc::ClientContext* context) {
    const auto stream = stub.UploadScans(context);
    UploadScansRequest request;
    request.set_device(devices_[number]);
    for (const auto& [unused, scan] : open) *request.add_scans() = scan;
    stream->Write(request);
    stream->WritesDone();
    checkin::v1::UploadScansResponse response;
    while (stream->Read(&response)) {
      for (const auto& result : response.results()) {
        EXPECT_TRUE(result.has_decision()) << result.ShortDebugString();
        Told(open.at(result.scan_id()).check_in(), result.decision());
        open.erase(result.scan_id());
      }
    }
    return stream->Finish();
  };
  Converse(client, is_over_, open, kScansOfStream, add, talk);
}

void Load::StreamReports(int number) {
  Client<PresenceService> client(addresses_.checkin, diary_, number);
  // By message_number.
  std::map<int64_t, StreamPresenceRequest> open;
  int64_t messages = 0;
  const auto talk = [&](PresenceService::Stub& stub,
                        grpc::ClientContext* context) {
    return Exchange(*stub.StreamPresence(context), open,
                    checkin::v1::StreamPresenceResponse(),
                    [&](const auto& response) {
                      for (const auto& result : response.results())
                        Told(result);
                      EXPECT_EQ(open.erase(response.message_number()), 1U);
                    });
  };
  const auto add = [&] {
    const auto report =
        crowd_.NewReport(absl::StrCat("platform-", number),
                         absl::StrCat(number, "-", messages), client.random());
    Intend(report);
    StreamPresenceRequest& request = open[++messages];
    request.set_event(report.event());
    request.set_source(report.source());
    request.set_message_number(messages);
    *request.mutable_presence_events() = report.presence_events();
  };
  Converse(client, is_over_, open, kReportsOfStream, add, talk);
}

}  // namespace rollcall::testing
