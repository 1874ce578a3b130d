#include "services/checkin/presence_service.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/checkin/presence_message.h"

namespace rollcall::checkin {
namespace {

void CheckSource(const std::string& source, FieldChecker& check) {
  bool valid = !source.empty() && source.size() <= limits::kMaxSource;
  for (const char c : source) {
    valid = valid && (absl::ascii_islower(c) || absl::ascii_isdigit(c) ||
                      c == '.' || c == '_' || c == '-');
  }
  if (!valid)
    check.Fail("source", "Must be 1 to 64 of a-z, 0-9, `.`, `_`, `-`.");
}

void CheckBatchSize(int size, FieldChecker& check) {
  if (size < 1 || size > limits::kMaxBatchItems) {
    check.Fail("presence_events",
               absl::StrCat("Must be 1 to ", limits::kMaxBatchItems, "."));
  }
}

}  // namespace

grpc::Status PresenceService::ReportPresence(
    grpc::ServerContext* context, const v1::ReportPresenceRequest* request,
    v1::ReportPresenceResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        CheckSource(request->source(), check);
        CheckBatchSize(request->presence_events_size(), check);
        RETURN_IF_ERROR(check.Check());

        std::vector<PresenceResult> results(request->presence_events_size());
        std::vector<PresenceReport> reports;
        std::vector<PresenceResult*> awaited;
        for (int i = 0; i < request->presence_events_size(); ++i) {
          auto report = ParseReport(request->presence_events(i), event);
          if (report.ok()) {
            reports.push_back(*std::move(report));
            awaited.push_back(&results[i]);
          } else {
            results[i] = {v1::ReportPresenceResponse::Result::OUTCOME_REJECTED,
                          "", report.status()};
          }
        }
        ASSIGN_OR_RETURN(std::vector<PresenceResult> recorded,
                         store_.ReportPresence(event, request->source(),
                                               reports, call.deadline));
        for (size_t i = 0; i < recorded.size(); ++i) {
          *awaited[i] = std::move(recorded[i]);
        }
        for (int i = 0; i < request->presence_events_size(); ++i) {
          Render(results[i], request->presence_events(i), event,
                 *response->add_results());
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::checkin
