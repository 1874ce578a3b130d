#include "services/reporting/report_message.h"

#include "common/api/timestamp.h"

namespace rollcall::reporting {
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
    auto* rendered = out.add_sectors();
    rendered->set_sector_id(row.sector.id);
    rendered->set_display_name(row.sector.id.empty() ? kUnknown
                                                     : row.sector.display_name);
    Render(row.counts, *rendered->mutable_counts());
  }
  Render(snapshot.unmatched, *out.mutable_unmatched());
  Render(snapshot.excluded, *out.mutable_excluded());
  RenderTime(snapshot.as_of, *out.mutable_as_of());
  out.set_data_version(snapshot.data_version);
}

}  // namespace rollcall::reporting
