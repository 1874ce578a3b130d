#include <string>

#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/uuid.h"
#include "services/reporting/attendee_message.h"
#include "services/reporting/breakdown_message.h"
#include "services/reporting/breakdown_report.h"
#include "services/reporting/kept_reports.h"
#include "services/reporting/ledger_message.h"
#include "services/reporting/report_message.h"
#include "services/reporting/timeline_message.h"
#include "tests/fuzz/request.h"
#include "tests/fuzz/target.h"

namespace rollcall::reporting {
namespace {

using fuzz::IsAccepted;
using fuzz::Require;
using fuzz::RequireText;

void RequireFilter(const PeopleFilter& filter) {
  for (const auto* values :
       {&filter.countries, &filter.sectors, &filter.regions, &filter.modes}) {
    Require(values->size() <= limits::kMaxFilterValues,
            "a filter has few values");
    for (const std::string& value : *values) {
      RequireText(value, limits::kMaxSlug);
    }
  }
  for (const std::string& delegation : filter.delegations) {
    Require(delegation.empty() || ParseUuid(delegation).has_value(),
            "a delegation is a UUID");
  }
}

void TryGetSummary(const v1::GetSummaryRequest& request, FieldChecker& check) {
  const SessionName scope =
      ParseScope(request.event(), request.session(), check);
  ParseMinVersion(request.min_data_version(), check);
  ParseAudience(request.audience(), check);
  Require(!IsAccepted(check) || (IsSlug(scope.event) && IsSlug(scope.session)),
          "a report is about a session");
}

void TryGetBreakdown(const v1::GetBreakdownRequest& request,
                     FieldChecker& check) {
  const SessionName scope =
      ParseScope(request.event(), request.session(), check);
  const auto dimensions = ParseDimensions(request, check);
  const PeopleFilter filter =
      ParseFilter(request.filter(), {scope.event}, check);
  const Page page = ParsePage(SelectionOf(request), request.page_size(),
                              request.page_token(), check);
  const bool is_public =
      ParseAudience(request.audience(), check) == v1::AUDIENCE_PUBLIC;
  if (is_public) CheckPublic(request, check);
  if (!IsAccepted(check)) return;
  RequireFilter(filter);
  Require(!is_public || dimensions.size() == 1, "anybody sees one dimension");
  Require(!dimensions.empty() && dimensions.size() < v1::Dimension_ARRAYSIZE,
          "each dimension is there once");
  if (const auto position = ParsePosition(page.key)) {
    Require(ParsePosition(RenderPosition(*position))->first_row ==
                position->first_row,
            "a position has a key");
  }
  BreakdownQuery query;
  query.event = {scope.event};
  query.dimensions = dimensions;
  query.filter = filter;
  if (is_public) query.public_threshold = limits::kMinPublicThreshold;
  Snapshot snapshot;
  snapshot.people.emplace();
  Require(BreakdownReport(query, snapshot).row_count() == 0,
          "of nobody there is no row");
}

void TryGetTimeline(const v1::GetTimelineRequest& request,
                    FieldChecker& check) {
  ParseScope(request.event(), request.session(), check);
  const TimelineRequest asked = ParseTimeline(request, check);
  if (!IsAccepted(check)) return;
  TimelineSnapshot snapshot;
  snapshot.session.start_time = absl::FromUnixSeconds(1662087600);
  snapshot.session.end_time = absl::FromUnixSeconds(1662098400);
  snapshot.state.as_of = absl::FromUnixSeconds(1662094800);
  const Window window = WindowOf(asked, snapshot, check);
  if (!IsAccepted(check)) return;
  Require(BucketCount(window) <= limits::kMaxTimelineBuckets,
          "a timeline has not too many buckets");
  const auto buckets =
      BuildTimeline(snapshot.minutes, snapshot.session.end_time, window);
  Require(static_cast<int64_t>(buckets.size()) == BucketCount(window),
          "a timeline has the buckets that are counted");
  v1::GetTimelineResponse out;
  Render(buckets, out);
}

// ListAttendance and ExportAttendance.
template <typename Request>
void TryPeople(const Request& request, FieldChecker& check) {
  const SessionName scope =
      ParseScope(request.event(), request.session(), check);
  const AttendeeFilter filter = ParseAttendeeFilter(
      request.filter(), request.attendances(), {scope.event}, check);
  if (IsAccepted(check)) RequireFilter(filter.people);
}

void TryListAttendance(const v1::ListAttendanceRequest& request,
                       FieldChecker& check) {
  TryPeople(request, check);
  ParsePage(SelectionOf(request), request.page_size(), request.page_token(),
            check);
}

void TryExportAttendance(const v1::ExportAttendanceRequest& request,
                         FieldChecker& check) {
  TryPeople(request, check);
}

void TryExportLedger(const v1::ExportLedgerRequest& request,
                     FieldChecker& check) {
  check.ResourceName<EventName>("event", request.event());
  // Tokens are for anybody to make: as if this were the key of one.
  const auto position = ParseLedgerKey(request.resume_token(), check);
  if (!IsAccepted(check) || !position) return;
  Require(position->as_of >= absl::FromUnixSeconds(946684800) &&
              position->as_of < absl::FromUnixSeconds(253402300800),
          "a ledger is of a time that the database knows");
  const auto again = ParseLedgerKey(RenderLedgerKey(*position), check);
  Require(again && again->part == position->part &&
              again->first_key == position->first_key &&
              again->second_key == position->second_key &&
              again->as_of == position->as_of,
          "a position has a key");
}

void TryFreezeReport(const v1::FreezeReportRequest& request,
                     FieldChecker& check) {
  check.ResourceName<EventName>("event", request.event());
  const v1::Audience audience = ParseAudience(request.audience(), check);
  ParseMinVersion(request.min_data_version(), check);
  ParseRequestKey(request, check);
  Require(!IsAccepted(check) || audience != v1::AUDIENCE_UNSPECIFIED,
          "a report is for somebody");
}

}  // namespace
}  // namespace rollcall::reporting

namespace rollcall::fuzz {

std::vector<RequestKind> ReportingRequests() {
  return {KindOf(&reporting::TryGetSummary),
          KindOf(&reporting::TryGetBreakdown),
          KindOf(&reporting::TryGetTimeline),
          KindOf(&reporting::TryListAttendance),
          KindOf(&reporting::TryExportAttendance),
          KindOf(&reporting::TryExportLedger),
          KindOf(&reporting::TryFreezeReport)};
}

}  // namespace rollcall::fuzz
