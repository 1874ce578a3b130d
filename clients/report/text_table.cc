#include "clients/report/text_table.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "clients/report/number.h"
#include "clients/text/bar.h"
#include "clients/text/width.h"

namespace rollcall::report {
namespace {

using reporting::v1::Measure;

constexpr size_t kNarrowestLabel = 12;
constexpr size_t kWidestLabel = 40;
constexpr size_t kNarrowestBar = 6;
// Before a bar.
constexpr size_t kGap = 2;
constexpr size_t kWidestBar = 30;

constexpr Measure kMeasures[] = {
    reporting::v1::MEASURE_REGISTERED,     reporting::v1::MEASURE_ATTENDED,
    reporting::v1::MEASURE_IN_PERSON_ONLY, reporting::v1::MEASURE_ONLINE_ONLY,
    reporting::v1::MEASURE_BOTH,           reporting::v1::MEASURE_NO_SHOW};

struct Column {
  Measure measure;
  size_t width;
};

std::string CellOf(const Row& row, Measure measure) {
  const auto number = NumberOf(row.counts, row.hidden, measure);
  return number ? absl::StrCat(*number) : kHiddenMark;
}

// Where each line has what.
class Layout {
 public:
  Layout(const Table& table, reporting::v1::Audience audience) {
    for (const Measure measure : kMeasures) {
      if (IsTold(audience, measure)) AddColumn(table, measure);
    }
    size_t label = text::DisplayWidth(table.title);
    for (const Row& row : table.rows) {
      label = std::max(label, text::DisplayWidth(text::CellText(row.label)));
      most_ = std::max(most_, row.counts.attended_count());
    }
    label = std::max(label, text::DisplayWidth(table.total.label));
    label_ = std::clamp(label, kNarrowestLabel, WidestLabel());
    const size_t used = label_ + numbers_ + kGap;
    bar_ = used + kNarrowestBar <= kScreenWidth
               ? std::min(kScreenWidth - used, kWidestBar)
               : 0;
  }

  void WriteHead(const std::string& title, std::ostream& out) const {
    out << "\n" << text::PadRight(text::Cut(title, label_), label_);
    for (const Column& column : columns_) {
      out << text::PadLeft(TitleOf(column.measure), column.width);
    }
    out << "\n";
  }

  void WriteRow(const Row& row, bool has_bar, std::ostream& out) const {
    const std::string label = text::Cut(text::CellText(row.label), label_);
    out << label << std::string(label_ - text::DisplayWidth(label), ' ');
    for (const Column& column : columns_) {
      out << text::PadLeft(CellOf(row, column.measure), column.width);
    }
    const std::string bar =
        has_bar ? text::BlockBar(row.counts.attended_count(), most_, bar_) : "";
    out << std::string(bar.empty() ? 0 : kGap, ' ') << bar << "\n";
  }

 private:
  void AddColumn(const Table& table, Measure measure) {
    size_t width = text::DisplayWidth(TitleOf(measure));
    width = std::max(width, CellOf(table.total, measure).size());
    for (const Row& row : table.rows) {
      width = std::max(width, text::DisplayWidth(CellOf(row, measure)));
    }
    columns_.push_back({measure, width + 1});
    numbers_ += width + 1;
  }

  // Labels get what is left beside numbers and the shortest bar.
  size_t WidestLabel() const {
    const size_t others = numbers_ + kGap + kNarrowestBar;
    return std::clamp(kScreenWidth - std::min(others, kScreenWidth),
                      kNarrowestLabel, kWidestLabel);
  }

  std::vector<Column> columns_;
  size_t numbers_ = 0;
  size_t label_ = 0;
  size_t bar_ = 0;
  int64_t most_ = 0;
};

}  // namespace

void WriteTable(const Table& table, reporting::v1::Audience audience,
                std::ostream& out) {
  const Layout layout(table, audience);
  layout.WriteHead(table.title, out);
  for (const Row& row : table.rows) layout.WriteRow(row, true, out);
  layout.WriteRow(table.total, false, out);
}

}  // namespace rollcall::report
