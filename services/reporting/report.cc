#include "services/reporting/report.h"

#include <map>
#include <set>
#include <utility>

#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::reporting {
namespace {

const std::string& ValueOf(const Cell& cell, v1::Dimension dimension) {
  switch (dimension) {
    case v1::DIMENSION_COUNTRY:
      return cell.country_code;
    case v1::DIMENSION_SECTOR:
      return cell.sector_id;
    case v1::DIMENSION_DELEGATION:
      return cell.delegation_id;
    default:
      return cell.mode;
  }
}

// Sorts unknown last.
using Key = std::vector<std::pair<bool, std::string>>;

Key KeyOf(const Cell& cell, const std::vector<v1::Dimension>& dimensions) {
  Key key;
  for (const v1::Dimension dimension : dimensions) {
    const std::string& value = ValueOf(cell, dimension);
    key.emplace_back(value.empty(), value);
  }
  return key;
}

}  // namespace

bool IsAttended(Bucket bucket) {
  return bucket != Bucket::kNone && bucket != Bucket::kPartial;
}

void Counts::Add(const Cell& cell) {
  registered += cell.person_count;
  if (cell.confirmed) confirmed += cell.person_count;
  if (cell.confirmed && !IsAttended(cell.bucket)) no_show += cell.person_count;
  switch (cell.bucket) {
    case Bucket::kNone:
      break;
    case Bucket::kPartial:
      partial += cell.person_count;
      break;
    case Bucket::kInPersonOnly:
      in_person_only += cell.person_count;
      break;
    case Bucket::kOnlineOnly:
      online_only += cell.person_count;
      break;
    case Bucket::kBoth:
      both += cell.person_count;
      break;
  }
}

Counts& Counts::operator+=(const Counts& other) {
  registered += other.registered;
  confirmed += other.confirmed;
  in_person_only += other.in_person_only;
  online_only += other.online_only;
  both += other.both;
  no_show += other.no_show;
  partial += other.partial;
  return *this;
}

Summary Summarize(const Snapshot& snapshot) {
  Summary summary;
  std::set<std::string> countries;
  std::map<std::string, Counts> by_sector;
  for (const Cell& cell : snapshot.cells) {
    summary.total.Add(cell);
    by_sector[cell.sector_id].Add(cell);
    if (cell.mode == type::v1::Mode_Name(type::v1::MODE_IN_PERSON)) {
      summary.registered_in_person += cell.person_count;
    } else {
      summary.registered_online += cell.person_count;
    }
    if (IsAttended(cell.bucket) && cell.person_count > 0 &&
        !cell.country_code.empty()) {
      countries.insert(cell.country_code);
    }
  }
  summary.countries = static_cast<int64_t>(countries.size());
  for (const Sector& sector : snapshot.sectors) {
    summary.sectors.push_back({sector, by_sector[sector.id]});
  }
  if (const Counts unknown = by_sector[""]; unknown != Counts()) {
    summary.sectors.push_back({{}, unknown});
  }
  return summary;
}

std::vector<BreakdownRow> BreakDown(
    const std::vector<Cell>& cells,
    const std::vector<v1::Dimension>& dimensions) {
  std::map<Key, Counts> counts;
  for (const Cell& cell : cells) counts[KeyOf(cell, dimensions)].Add(cell);
  std::vector<BreakdownRow> rows;
  for (auto& [key, count] : counts) {
    // Cells stay when their last person leaves them.
    if (count == Counts()) continue;
    BreakdownRow row;
    for (const auto& [unknown, value] : key) row.values.push_back(value);
    row.counts = count;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace rollcall::reporting
