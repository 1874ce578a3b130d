#include <algorithm>
#include <memory>
#include <utility>

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/status/error.h"
#include "services/reporting/breakdown_message.h"
#include "services/reporting/breakdown_report.h"
#include "services/reporting/report_message.h"
#include "services/reporting/reporting_service.h"

// Counts by whatever people are told apart by.
namespace rollcall::reporting {
namespace {

// What a breakdown is asked for.
struct BreakdownRequest {
  SessionName scope;
  BreakdownQuery query;
  // The request but its page.
  std::string selection;
  Page page;
  // Where a later page goes on.
  std::optional<PagePosition> position;
  int64_t min_data_version = 0;
};

absl::StatusOr<BreakdownRequest> Parse(const v1::GetBreakdownRequest& request,
                                       int public_threshold) {
  FieldChecker check;
  BreakdownRequest parsed;
  parsed.scope = ParseScope(request.event(), request.session(), check);
  BreakdownQuery& query = parsed.query;
  query.event = {parsed.scope.event};
  query.dimensions = ParseDimensions(request, check);
  query.filter = ParseFilter(request.filter(), query.event, check);
  if (request.order_by() != v1::MEASURE_UNSPECIFIED) {
    query.order_by = check.Value("order_by", request.order_by());
  }
  if (ParseAudience(request.audience(), check) == v1::AUDIENCE_PUBLIC) {
    CheckPublic(request, check);
    query.public_threshold = public_threshold;
  }
  parsed.min_data_version = ParseMinVersion(request.min_data_version(), check);
  parsed.selection = SelectionOf(request);
  parsed.page = ParsePage(parsed.selection, request.page_size(),
                          request.page_token(), check, KeyForm::kOther);
  parsed.position = ParsePosition(parsed.page.key);
  RETURN_IF_ERROR(check.Check());
  return parsed;
}

Grain GrainOf(const BreakdownRequest& request) {
  const auto& dimensions = request.query.dimensions;
  const auto has = [&dimensions](v1::Dimension dimension) {
    return std::count(dimensions.begin(), dimensions.end(), dimension) > 0;
  };
  return {has(v1::DIMENSION_SESSION), has(v1::DIMENSION_DAY)};
}

// Renders the page of `report` that begins at `first`.
void RenderPage(const BreakdownReport& report, const BreakdownRequest& request,
                size_t first, v1::GetBreakdownResponse& out) {
  const size_t all = report.row_count();
  const size_t end =
      std::min(all, first + static_cast<size_t>(request.page.size));
  report.Render(first, end, out);
  if (end < all) {
    out.set_next_page_token(RenderPageToken(
        request.selection, RenderPosition({report.data_version(), end})));
  }
}

}  // namespace

grpc::Status ReportingService::GetBreakdown(
    grpc::ServerContext* context, const v1::GetBreakdownRequest* request,
    v1::GetBreakdownResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        ASSIGN_OR_RETURN(const BreakdownRequest parsed,
                         Parse(*request, options_.public_threshold));
        const auto& position = parsed.position;
        const size_t first = position ? position->first_row : 0;
        if (position) {
          const auto kept =
              kept_.Find(parsed.selection, position->data_version);
          if (kept != nullptr) {
            RenderPage(*kept, parsed, first, *response);
            return absl::OkStatus();
          }
        }
        ASSIGN_OR_RETURN(const Snapshot snapshot,
                         store_.Load(parsed.scope, GrainOf(parsed),
                                     {call.deadline, parsed.min_data_version}));
        if (position && position->data_version != snapshot.state.data_version) {
          return Error(error::v1::REPORT_CHANGED,
                       "The data has changed since the first page: begin with "
                       "the first page again.");
        }
        const auto report =
            std::make_shared<const BreakdownReport>(parsed.query, snapshot);
        if (report->row_count() > static_cast<size_t>(parsed.page.size)) {
          kept_.Keep(parsed.selection, report);
        }
        RenderPage(*report, parsed, first, *response);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
