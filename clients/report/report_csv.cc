#include "clients/report/report_csv.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "clients/csv/writer.h"
#include "clients/report/number.h"
#include "clients/report/table.h"

namespace rollcall::report {
namespace {

using reporting::v1::Measure;

constexpr Measure kMeasures[] = {reporting::v1::MEASURE_REGISTERED,
                                 reporting::v1::MEASURE_CONFIRMED,
                                 reporting::v1::MEASURE_ATTENDED,
                                 reporting::v1::MEASURE_IN_PERSON_ONLY,
                                 reporting::v1::MEASURE_ONLINE_ONLY,
                                 reporting::v1::MEASURE_BOTH,
                                 reporting::v1::MEASURE_NO_SHOW,
                                 reporting::v1::MEASURE_PARTIAL,
                                 reporting::v1::MEASURE_ONLINE_DURATION};

void WriteRow(const std::string& section, const std::string& dimension,
              const Row& row, reporting::v1::Audience audience,
              std::ostream& out) {
  std::vector<std::string> fields = {section, dimension, row.value, row.label};
  for (const Measure measure : kMeasures) {
    const auto number = NumberOf(row.counts, row.hidden, measure);
    fields.push_back(number && IsTold(audience, measure) ? absl::StrCat(*number)
                                                         : "");
  }
  fields.push_back(WordOf(row.hidden));
  csv::Write(fields, out);
}

}  // namespace

void WriteCsv(const reporting::v1::Report& report, std::ostream& out) {
  csv::Write({"section", "dimension", "value", "display_name", "registered",
              "confirmed", "attended", "in_person_only", "online_only", "both",
              "no_show", "partial", "online_seconds", "hidden"},
             out);
  const Row summary = {"", "everybody", report.summary().total(),
                       report.summary().total_hidden()};
  WriteRow("summary", "", summary, report.audience(), out);
  for (const Table& table : TablesOf(report)) {
    for (const Row& row : table.rows) {
      WriteRow("breakdown", table.word, row, report.audience(), out);
    }
    WriteRow("total", table.word, table.total, report.audience(), out);
  }
}

}  // namespace rollcall::report
