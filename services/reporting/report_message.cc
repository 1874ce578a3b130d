#include "services/reporting/report_message.h"

#include "rollcall/type/v1/mode.pb.h"
#include "services/reporting/public_breakdown.h"

namespace rollcall::reporting {
namespace {

v1::SectorCounts* RenderSector(const Sector& sector,
                               v1::GetSummaryResponse& out) {
  auto* rendered = out.add_sectors();
  rendered->set_sector_id(sector.id);
  rendered->set_display_name(sector.id.empty() ? kUnknown
                                               : sector.display_name);
  return rendered;
}

}  // namespace

void Render(const Counts& counts, v1::Counts& out) {
  out.set_registered_count(counts.registered);
  out.set_confirmed_count(counts.confirmed);
  out.set_attended_count(counts.attended());
  out.set_in_person_only_count(counts.in_person_only);
  out.set_online_only_count(counts.online_only);
  out.set_both_count(counts.both);
  out.set_no_show_count(counts.no_show);
  out.set_partial_count(counts.partial);
  RenderDuration(absl::Seconds(counts.online_seconds),
                 *out.mutable_online_duration());
}

void RenderPublic(const Counts& counts, Hidden hidden, v1::Counts& out) {
  if (hidden < Hidden::kAll) out.set_registered_count(counts.registered);
  if (hidden < Hidden::kAttended) out.set_attended_count(counts.attended());
  if (hidden < Hidden::kWays) {
    out.set_in_person_only_count(counts.in_person_only);
    out.set_online_only_count(counts.online_only);
    out.set_both_count(counts.both);
  }
}

v1::HiddenCounts HiddenCountsOf(Hidden hidden) {
  switch (hidden) {
    case Hidden::kWays:
      return v1::HIDDEN_COUNTS_WAYS;
    case Hidden::kAttended:
      return v1::HIDDEN_COUNTS_ATTENDED;
    case Hidden::kAll:
      return v1::HIDDEN_COUNTS_ALL;
    case Hidden::kNothing:
      break;
  }
  return v1::HIDDEN_COUNTS_UNSPECIFIED;
}

v1::Audience ParseAudience(v1::Audience audience, FieldChecker& check) {
  return audience == v1::AUDIENCE_UNSPECIFIED
             ? v1::AUDIENCE_INTERNAL
             : check.Value("audience", audience);
}

SessionName ParseScope(const std::string& event, const std::string& session,
                       FieldChecker& check) {
  const auto event_name = check.ResourceName<EventName>("event", event);
  if (session.empty()) return {event_name.event, kVenueSession};
  auto session_name = check.ResourceName<SessionName>("session", session);
  if (!session_name.event.empty() && !event_name.event.empty() &&
      session_name.event != event_name.event) {
    check.Fail("session", "Must be of the event that the report is about.");
  }
  return session_name;
}

int64_t ParseMinVersion(int64_t version, FieldChecker& check) {
  if (version < 0) check.Fail("min_data_version", "Must not be negative.");
  return version;
}

void Render(const ConnectionTotals& totals, v1::ConnectionTotals& out) {
  out.set_connection_count(totals.connections);
  RenderDuration(totals.online, *out.mutable_online_duration());
}

void Render(const Snapshot& snapshot, v1::GetSummaryResponse& out) {
  const Summary summary = Summarize(snapshot);
  Render(summary.total, *out.mutable_total());
  out.set_registered_in_person_count(summary.registered_in_person);
  out.set_registered_online_count(summary.registered_online);
  out.set_country_count(summary.countries);
  for (const SectorRow& row : summary.sectors) {
    Render(row.counts, *RenderSector(row.sector, out)->mutable_counts());
  }
  Render(snapshot.unmatched, *out.mutable_unmatched());
  Render(snapshot.excluded, *out.mutable_excluded());
  RenderState(snapshot.state, out);
}

void RenderPublic(const Snapshot& snapshot, int threshold,
                  v1::GetSummaryResponse& out) {
  const Summary summary = SummarizeForPublic(snapshot, threshold);
  RenderPublic(summary.total, summary.total_hidden, *out.mutable_total());
  out.set_total_hidden(HiddenCountsOf(summary.total_hidden));
  if (summary.total_hidden < Hidden::kAttended) {
    out.set_country_count(summary.countries);
  }
  for (const SectorRow& row : summary.sectors) {
    auto* rendered = RenderSector(row.sector, out);
    RenderPublic(row.counts, row.hidden, *rendered->mutable_counts());
    rendered->set_hidden(HiddenCountsOf(row.hidden));
  }
  const Breakdown modes = BreakDownForPublic(
      PeopleOf(snapshot), v1::DIMENSION_MODE, threshold, summary.total_hidden);
  for (const BreakdownRow& row : modes.rows) {
    if (row.hidden == Hidden::kAll) continue;
    if (row.values.front() == type::v1::Mode_Name(type::v1::MODE_IN_PERSON)) {
      out.set_registered_in_person_count(row.counts.registered);
    } else {
      out.set_registered_online_count(row.counts.registered);
    }
  }
  RenderState(snapshot.state, out);
}

}  // namespace rollcall::reporting
