#include "services/checkin/presence_service.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/answer_stream.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "common/trail/trail.h"
#include "services/checkin/presence_list_store.h"
#include "services/checkin/presence_message.h"

namespace rollcall::checkin {
namespace {

using Result = v1::ReportPresenceResponse::Result;
using PresenceEvents = google::protobuf::RepeatedPtrField<v1::PresenceEvent>;

// Events of a lane call: this many wait in a queue, and this many are recorded
// in one transaction, and this long they may stand: a platform does not wait
// for an answer as people at a door do.
constexpr int kQueue = 131072;
constexpr int kBatch = 4000;
constexpr absl::Duration kPatience = absl::Seconds(10);

LaneOptions OptionsOf(LaneOptions lanes) {
  lanes.queue = kQueue;
  lanes.batch = kBatch;
  lanes.patience = kPatience;
  return lanes;
}

// Events of one stream that wait for their answers. A message without any
// counts as one.
constexpr int kMaxStreamedEvents = 4000;

// Called with a result for each event, in their order, or with why none was
// recorded.
using Done = std::function<void(absl::StatusOr<std::vector<Result>>)>;

// Has `events` recorded as those of `act`, rejecting those that are malformed,
// and calls `done`.
void Submit(PresenceLanes& lanes, const EventName& event,
            const std::string& source, const PresenceEvents& events,
            const std::shared_ptr<const auth::Act>& act, absl::Time deadline,
            const Done& done) {
  const absl::Time now = absl::Now();
  std::vector<Result> results(events.size());
  std::vector<PresenceReport> reports;
  std::vector<int> places;
  for (int i = 0; i < events.size(); ++i) {
    auto report = ParseReport(events[i], event, source, now);
    if (report.ok()) {
      results[i].set_source_event_id(events[i].source_event_id());
      report->act = act;
      reports.push_back(*std::move(report));
      places.push_back(i);
    } else {
      Render({Result::OUTCOME_REJECTED, "", report.status()},
             events[i].source_event_id(), event, results[i]);
    }
  }
  if (reports.empty()) return done(std::move(results));
  auto recorded = [event, done, places, results = std::move(results)](
                      absl::StatusOr<PresenceLanes::Results> found) mutable {
    if (!found.ok()) return done(found.status());
    for (size_t i = 0; i < places.size(); ++i) {
      Result& result = results[places[i]];
      const std::string id = result.source_event_id();
      Render((*found)[i], id, event, result);
    }
    done(std::move(results));
  };
  const absl::Status queued = lanes.Submit(event.event, std::move(reports),
                                           deadline, std::move(recorded));
  if (!queued.ok()) done(queued);
}

using Stream =
    rpc::AnswerStream<v1::StreamPresenceRequest, v1::StreamPresenceResponse>;

// What the messages of one stream are about: the first says it.
class StreamSubject {
 public:
  absl::Status Take(const v1::StreamPresenceRequest& message) {
    FieldChecker check;
    if (!message.event().empty() || event_.event.empty()) {
      event_ = check.ResourceName<EventName>("event", message.event());
    }
    if (!message.source().empty() || source_.empty()) {
      CheckSource(message.source(), check);
      source_ = message.source();
    }
    CheckBatchSize(message.presence_events_size(), check);
    return check.Check();
  }

  const EventName& event() const { return event_; }
  const std::string& source() const { return source_; }

 private:
  EventName event_;
  std::string source_;
};

v1::StreamPresenceResponse ResponseOf(
    int64_t message_number, absl::StatusOr<std::vector<Result>> results) {
  v1::StreamPresenceResponse response;
  response.set_message_number(message_number);
  if (results.ok()) {
    response.mutable_results()->Add(std::make_move_iterator(results->begin()),
                                    std::make_move_iterator(results->end()));
  } else {
    rpc::RenderItemError(results.status(), *response.mutable_error());
  }
  return response;
}

}  // namespace

PresenceService::PresenceService(db::Pool& pool, const auth::Guard& guard,
                                 const LaneOptions& lanes,
                                 std::shared_ptr<PresenceTally> tally)
    : pool_(pool),
      tally_(std::move(tally)),
      store_(pool, *tally_),
      guard_(guard),
      lanes_(db::OptionsBeside(pool.options(), lanes.lanes), OptionsOf(lanes),
             *tally_) {}

void PresenceService::AddMetrics(metrics::Page& page) const {
  tally_->AddTo(page);
  lanes_.AddMetrics(page);
}

grpc::ServerUnaryReactor* PresenceService::ReportPresence(
    grpc::CallbackServerContext* context,
    const v1::ReportPresenceRequest* request,
    v1::ReportPresenceResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status submitted = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const rpc::Call call,
                     rpc::Admit(*context, guard_, *request));
    FieldChecker check;
    const auto event = check.ResourceName<EventName>("event", request->event());
    CheckSource(request->source(), check);
    CheckBatchSize(request->presence_events_size(), check);
    RETURN_IF_ERROR(check.Check());
    Submit(lanes_, event, request->source(), request->presence_events(),
           std::make_shared<const auth::Act>(rpc::ActOf(call)), call.deadline,
           [reactor, response](absl::StatusOr<std::vector<Result>> results) {
             if (results.ok()) {
               response->mutable_results()->Add(
                   std::make_move_iterator(results->begin()),
                   std::make_move_iterator(results->end()));
             }
             reactor->Finish(rpc::ToGrpcStatus(results.status()));
           });
    return absl::OkStatus();
  }();
  if (!submitted.ok()) reactor->Finish(rpc::ToGrpcStatus(submitted));
  return reactor;
}

grpc::ServerBidiReactor<v1::StreamPresenceRequest, v1::StreamPresenceResponse>*
PresenceService::StreamPresence(grpc::CallbackServerContext* context) {
  const auto call =
      rpc::AdmitStream<v1::StreamPresenceRequest>(*context, guard_);
  if (!call.ok()) {
    return new rpc::RefusedStream<v1::StreamPresenceRequest,
                                  v1::StreamPresenceResponse>(call.status());
  }
  // Messages are taken one after the other.
  auto subject = std::make_shared<StreamSubject>();
  return Stream::Start(
      *context, streams_, kMaxStreamedEvents,
      [](const v1::StreamPresenceRequest& message) {
        return std::max(1, message.presence_events_size());
      },
      [this, subject, caller = call->caller,
       act = std::make_shared<const auth::Act>(rpc::ActOf(*call))](
          const v1::StreamPresenceRequest& message, absl::Time deadline,
          const Stream::Done& done) {
        const int64_t number = message.message_number();
        absl::Status taken = rpc::CheckMessage(caller, message);
        if (taken.ok()) taken = subject->Take(message);
        if (!taken.ok()) return done(ResponseOf(number, taken));
        Submit(lanes_, subject->event(), subject->source(),
               message.presence_events(), act, deadline,
               [done, number](absl::StatusOr<std::vector<Result>> results) {
                 done(ResponseOf(number, std::move(results)));
               });
      });
}

grpc::Status PresenceService::ListUnmatched(
    grpc::ServerContext* context, const v1::ListUnmatchedRequest* request,
    v1::ListUnmatchedResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const UnmatchedFilter filter = ParseFilter(*request, event, check);
        const std::string key = SelectionOf(*request);
        const Page page =
            ParsePage(key, request->page_size(), request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            std::vector<Unmatched> unmatched,
            store_.ListUnmatched(event, filter, page, call.deadline));
        if (page.key.empty()) {
          RETURN_IF_ERROR(trail::RecordReading(pool_, event, rpc::ActOf(call),
                                               call.deadline));
        }
        response->set_next_page_token(CutToPage(
            page, key, unmatched, [](const Unmatched& u) { return u.id; }));
        for (const Unmatched& entry : unmatched) {
          Render(event.event, entry, *response->add_unmatched());
        }
        return absl::OkStatus();
      });
}

grpc::Status PresenceService::ListPresence(
    grpc::ServerContext* context, const v1::ListPresenceRequest* request,
    v1::ListPresenceResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const PresenceFilter filter = ParseFilter(*request, event, check);
        const std::string key = SelectionOf(*request);
        const Page page =
            ParsePage(key, request->page_size(), request->page_token(), check,
                      KeyForm::kOther);
        if (!IsPageKey(page.key)) {
          check.Fail("page_token", "Must be what a call answered.");
        }
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            PresencePage found,
            checkin::ListPresence(pool_, event, filter, page, call.deadline));
        if (page.key.empty()) {
          RETURN_IF_ERROR(trail::RecordReading(pool_, event, rpc::ActOf(call),
                                               call.deadline));
        }
        response->set_next_page_token(
            CutToPage(page, key, found.presences, PageKeyOf));
        for (const PersonPresence& presence : found.presences) {
          Render(event.event, presence, *response->add_presences());
        }
        response->set_data_version(found.data_version);
        return absl::OkStatus();
      });
}

grpc::Status PresenceService::ResolveUnmatched(
    grpc::ServerContext* context, const v1::ResolveUnmatchedRequest* request,
    v1::ResolveUnmatchedResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<UnmatchedName>("name", request->name());
        const Resolution resolution = ParseResolution(*request, name, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const int count, store_.ResolveUnmatched(
                                              name, resolution,
                                              rpc::ActOf(call), call.deadline));
        response->set_recounted_connection_count(count);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::checkin
