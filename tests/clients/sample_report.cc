#include "tests/clients/sample_report.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/api/timestamp.h"

namespace rollcall::testing {

using reporting::v1::Counts;
using reporting::v1::Report;

namespace {

absl::Time At(const std::string& text) {
  absl::Time time;
  absl::ParseTime(absl::RFC3339_full, text, &time, nullptr);
  return time;
}

void AddTo(const Counts& more, Counts& sum) {
  sum.set_registered_count(sum.registered_count() + more.registered_count());
  sum.set_confirmed_count(sum.confirmed_count() + more.confirmed_count());
  sum.set_attended_count(sum.attended_count() + more.attended_count());
  sum.set_in_person_only_count(sum.in_person_only_count() +
                               more.in_person_only_count());
  sum.set_online_only_count(sum.online_only_count() + more.online_only_count());
  sum.set_both_count(sum.both_count() + more.both_count());
  sum.set_no_show_count(sum.no_show_count() + more.no_show_count());
}

void SetPeak(int count, const std::string& time,
             reporting::v1::Peaks::Peak& peak) {
  peak.set_count(count);
  RenderTime(At(time), *peak.mutable_time());
}

void AddEvent(Report& report) {
  auto& event = *report.mutable_event();
  event.set_name("events/sample");
  event.set_title(absl::StrCat("Forum ", kScript));
  event.set_theme("शान्ति र प्रगति");
  event.set_venue("Hall & Garden");
  event.set_city("Kathmandu");
  event.set_time_zone("Asia/Kathmandu");
  RenderTime(At("2022-09-03T09:00:00+05:45"), *event.mutable_start_time());
  RenderTime(At("2022-09-03T17:00:00+05:45"), *event.mutable_end_time());
}

void AddState(Report& report) {
  auto& summary = *report.mutable_summary();
  RenderTime(At("2022-09-03T12:00:00Z"), *summary.mutable_as_of());
  summary.set_data_version(41);
}

void AddSector(Report& report, const std::string& id, const std::string& name,
               const Counts& counts) {
  auto& sector = *report.mutable_summary()->add_sectors();
  sector.set_sector_id(id);
  sector.set_display_name(name);
  *sector.mutable_counts() = counts;
  if (counts.registered_count() == 0) return;
  AddRow(report, reporting::v1::DIMENSION_SECTOR, id, name, counts);
}

void AddBreakdowns(Report& report) {
  using reporting::v1::DIMENSION_COUNTRY;
  using reporting::v1::DIMENSION_DAY;
  using reporting::v1::DIMENSION_MODE;
  using reporting::v1::DIMENSION_REGION;
  using reporting::v1::DIMENSION_SESSION;
  AddRow(report, DIMENSION_MODE, "MODE_IN_PERSON", "in person",
         CountsOf(40, 30, 0, 6));
  AddRow(report, DIMENSION_MODE, "MODE_ONLINE", "online",
         CountsOf(60, 0, 54, 0));
  AddRow(report, DIMENSION_COUNTRY, "CN", "中国", CountsOf(20, 5, 12, 1));
  AddRow(report, DIMENSION_COUNTRY, "EG", "مصر", CountsOf(9, 2, 6, 1));
  AddRow(report, DIMENSION_COUNTRY, "NP", "Nepal", CountsOf(60, 20, 32, 4));
  AddRow(report, DIMENSION_COUNTRY, "XL", kLongName, CountsOf(9, 2, 4, 0));
  AddRow(report, DIMENSION_COUNTRY, "", "unknown", CountsOf(2, 1, 0, 0));
  AddRow(report, DIMENSION_REGION, "142", "Asia", CountsOf(80, 25, 44, 5));
  AddRow(report, DIMENSION_REGION, "002", "Africa", CountsOf(4, 1, 2, 1));
  AddRow(report, DIMENSION_REGION, "", "unknown", CountsOf(16, 4, 8, 0));
  AddSector(report, "zeta", kFormula, CountsOf(70, 20, 40, 6));
  AddSector(report, "alpha", "academia", CountsOf(0, 0, 0, 0));
  AddSector(report, "", "unknown", CountsOf(30, 10, 14, 0));
  AddRow(report, DIMENSION_SESSION, "events/sample/sessions/a", "Closing",
         CountsOf(100, 10, 10, 0));
  AddRow(report, DIMENSION_SESSION, "events/sample/sessions/z", "Opening",
         CountsOf(100, 20, 40, 0));
  AddRow(report, DIMENSION_DAY, "2022-09-03", "2022-09-03",
         CountsOf(100, 30, 54, 6));
}

void AddSessions(Report& report) {
  auto& opening = *report.add_sessions();
  opening.set_session("events/sample/sessions/z");
  opening.set_title("Opening");
  *opening.mutable_total() = CountsOf(100, 20, 40, 0);
  SetPeak(44, "2022-09-03T09:31:00+05:45",
          *opening.mutable_peaks()->mutable_any());
  auto& retention = *opening.add_retentions();
  retention.set_session("events/sample/sessions/a");
  retention.set_title("Closing");
  retention.set_retained_count(15);
  auto& closing = *report.add_sessions();
  closing.set_session("events/sample/sessions/a");
  closing.set_title("Closing");
  *closing.mutable_total() = CountsOf(100, 10, 10, 0);
}

void AddTimeline(Report& report) {
  auto& timeline = *report.mutable_timeline();
  const std::vector<int> in_person = {10, 30, 30, 28, 20, 12, 8, 0};
  const std::vector<int> online = {0, 40, 36, 30, 20, 10, 5, 0};
  for (size_t i = 0; i < in_person.size(); ++i) {
    auto& bucket = *timeline.add_buckets();
    RenderTime(At("2022-09-03T09:00:00+05:45") + absl::Hours(i),
               *bucket.mutable_start_time());
    bucket.mutable_in_person()->set_peak_count(in_person[i]);
    bucket.mutable_online()->set_peak_count(online[i]);
    bucket.mutable_any()->set_peak_count(in_person[i] + online[i]);
  }
  SetPeak(70, "2022-09-03T10:20:00+05:45",
          *timeline.mutable_peaks()->mutable_any());
  SetPeak(30, "2022-09-03T10:05:00+05:45",
          *timeline.mutable_peaks()->mutable_in_person());
  SetPeak(40, "2022-09-03T10:20:00+05:45",
          *timeline.mutable_peaks()->mutable_online());
}

}  // namespace

Counts CountsOf(int registered, int in_person_only, int online_only, int both) {
  Counts counts;
  counts.set_registered_count(registered);
  counts.set_confirmed_count(registered);
  counts.set_in_person_only_count(in_person_only);
  counts.set_online_only_count(online_only);
  counts.set_both_count(both);
  counts.set_attended_count(in_person_only + online_only + both);
  counts.set_no_show_count(registered - counts.attended_count());
  return counts;
}

reporting::v1::BreakdownRow& AddRow(Report& report,
                                    reporting::v1::Dimension dimension,
                                    const std::string& value,
                                    const std::string& display_name,
                                    const Counts& counts) {
  Report::Breakdown* breakdown = nullptr;
  for (auto& each : *report.mutable_breakdowns()) {
    if (each.dimension() == dimension) breakdown = &each;
  }
  if (breakdown == nullptr) {
    breakdown = report.add_breakdowns();
    breakdown->set_dimension(dimension);
  }
  auto& answer = *breakdown->mutable_breakdown();
  AddTo(counts, *answer.mutable_total());
  auto& row = *answer.add_rows();
  auto& of = *row.add_values();
  of.set_dimension(dimension);
  of.set_value(value);
  of.set_display_name(display_name);
  *row.mutable_counts() = counts;
  return row;
}

Report SampleReport() {
  Report report;
  AddEvent(report);
  AddState(report);
  report.set_audience(reporting::v1::AUDIENCE_INTERNAL);
  auto& summary = *report.mutable_summary();
  *summary.mutable_total() = CountsOf(100, 30, 54, 6);
  summary.mutable_total()->mutable_online_duration()->set_seconds(7265);
  summary.set_country_count(4);
  AddBreakdowns(report);
  AddSessions(report);
  AddTimeline(report);
  report.set_communique(
      absl::StrCat("90 people took part in ", report.event().title(), "."));
  return report;
}

Report SamplePublicReport() {
  using reporting::v1::DIMENSION_COUNTRY;
  Report report;
  AddEvent(report);
  AddState(report);
  report.set_audience(reporting::v1::AUDIENCE_PUBLIC);
  AddRow(report, DIMENSION_COUNTRY, "AA", "Aland", {})
      .set_hidden(reporting::v1::HIDDEN_COUNTS_ALL);
  Counts told;
  told.set_registered_count(30);
  told.set_attended_count(20);
  AddRow(report, DIMENSION_COUNTRY, "BB", "Bland", told)
      .set_hidden(reporting::v1::HIDDEN_COUNTS_WAYS);
  Counts all = CountsOf(80, 20, 40, 10);
  all.clear_confirmed_count();
  all.clear_no_show_count();
  AddRow(report, DIMENSION_COUNTRY, "CC", "Cland", all);
  auto& total =
      *report.mutable_breakdowns(0)->mutable_breakdown()->mutable_total();
  total.Clear();
  total.set_registered_count(115);
  report.mutable_breakdowns(0)->mutable_breakdown()->set_total_hidden(
      reporting::v1::HIDDEN_COUNTS_ATTENDED);
  report.mutable_summary()->mutable_total()->set_registered_count(115);
  report.mutable_summary()->set_total_hidden(
      reporting::v1::HIDDEN_COUNTS_ATTENDED);
  return report;
}

}  // namespace rollcall::testing
