#include <algorithm>
#include <memory>
#include <utility>

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/status/error.h"
#include "services/reporting/breakdown_message.h"
#include "services/reporting/report_message.h"
#include "services/reporting/reporting_service.h"

// Counts by whatever people are told apart by.
namespace rollcall::reporting {
namespace {

// What a breakdown is asked for.
struct BreakdownRequest {
  SessionName scope;
  std::vector<v1::Dimension> dimensions;
  PeopleFilter filter;
  v1::Measure order_by = v1::MEASURE_UNSPECIFIED;
  // The request but its page.
  std::string selection;
  Page page;
  // Where a later page goes on.
  std::optional<PagePosition> position;
};

absl::StatusOr<BreakdownRequest> Parse(const v1::GetBreakdownRequest& request) {
  FieldChecker check;
  BreakdownRequest parsed;
  parsed.scope = ParseScope(request.event(), request.session(), check);
  parsed.dimensions = ParseDimensions(request, check);
  parsed.filter = ParseFilter(request.filter(), {parsed.scope.event}, check);
  if (request.order_by() != v1::MEASURE_UNSPECIFIED) {
    parsed.order_by = check.Value("order_by", request.order_by());
  }
  parsed.selection = SelectionOf(request);
  parsed.page = ParsePage(parsed.selection, request.page_size(),
                          request.page_token(), check);
  parsed.position = ParsePosition(parsed.page.key);
  RETURN_IF_ERROR(check.Check());
  return parsed;
}

Grain GrainOf(const BreakdownRequest& request) {
  const auto has = [&request](v1::Dimension dimension) {
    return std::count(request.dimensions.begin(), request.dimensions.end(),
                      dimension) > 0;
  };
  return {has(v1::DIMENSION_SESSION), has(v1::DIMENSION_DAY)};
}

// The report with all rows.
v1::GetBreakdownResponse Make(const BreakdownRequest& request,
                              const Snapshot& snapshot) {
  std::vector<BreakdownRow> rows =
      BreakDown(snapshot.cells, request.dimensions, request.filter);
  OrderBy(request.order_by, rows);
  v1::GetBreakdownResponse report;
  Render(rows, request.dimensions, {request.scope.event}, snapshot, report);
  report.set_unique_attended_count(
      CountAttended(snapshot.people, request.filter));
  RenderTime(snapshot.as_of, *report.mutable_as_of());
  report.set_data_version(snapshot.data_version);
  return report;
}

// Copies the page of `report` that begins at `first` to `out`.
void CutPage(const v1::GetBreakdownResponse& report,
             const BreakdownRequest& request, size_t first,
             v1::GetBreakdownResponse& out) {
  const auto all = static_cast<size_t>(report.rows_size());
  const size_t end =
      std::min(all, first + static_cast<size_t>(request.page.size));
  for (size_t i = first; i < end; ++i) {
    *out.add_rows() = report.rows(static_cast<int>(i));
  }
  *out.mutable_total() = report.total();
  out.set_unique_attended_count(report.unique_attended_count());
  *out.mutable_as_of() = report.as_of();
  out.set_data_version(report.data_version());
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
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        ASSIGN_OR_RETURN(const BreakdownRequest parsed, Parse(*request));
        const auto& position = parsed.position;
        const size_t first = position ? position->first_row : 0;
        if (position) {
          const auto kept =
              kept_.Find(parsed.selection, position->data_version);
          if (kept != nullptr) {
            CutPage(*kept, parsed, first, *response);
            return absl::OkStatus();
          }
        }
        ASSIGN_OR_RETURN(
            const Snapshot snapshot,
            store_.Load(parsed.scope, GrainOf(parsed), call.deadline));
        if (position && position->data_version != snapshot.data_version) {
          return Error(error::v1::REPORT_CHANGED,
                       "The data has changed since the first page: begin with "
                       "the first page again.");
        }
        const auto report = std::make_shared<const v1::GetBreakdownResponse>(
            Make(parsed, snapshot));
        if (report->rows_size() > parsed.page.size) {
          kept_.Keep(parsed.selection, report);
        }
        CutPage(*report, parsed, first, *response);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
