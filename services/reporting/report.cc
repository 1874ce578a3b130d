#include "services/reporting/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::reporting {

using attendance::IsAttended;

namespace {

// What people of one unit are told apart by.
using Profile =
    std::tuple<std::string, std::string, std::string, std::string, bool>;

Profile ProfileOf(const Cell& cell) {
  return {cell.country_code, cell.sector_id, cell.delegation_id, cell.mode,
          cell.confirmed};
}

// Whoever was not there.
struct Rest {
  int64_t people = 0;
  int64_t online_seconds = 0;
};

}  // namespace

std::vector<Cell> SumUp(const std::vector<Cell>& parts) {
  std::map<std::tuple<Unit, Profile, Bucket>, Cell> sums;
  for (const Cell& part : parts) {
    const auto [sum, is_new] = sums.try_emplace(
        {{part.session, part.day}, ProfileOf(part), part.bucket}, part);
    if (is_new) continue;
    sum->second.person_count += part.person_count;
    sum->second.online_seconds += part.online_seconds;
  }
  std::vector<Cell> cells;
  for (auto& [key, cell] : sums) {
    if (cell.person_count == 0 && cell.online_seconds == 0) continue;
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::vector<Cell> Complete(const std::vector<Cell>& everybody,
                           const std::vector<Cell>& there,
                           const std::set<Unit>& units) {
  std::map<Profile, int64_t> registered;
  for (const Cell& cell : everybody) {
    registered[ProfileOf(cell)] += cell.person_count;
  }
  std::map<Unit, std::map<Profile, Rest>> absent;
  for (const Unit& unit : units) {
    for (const auto& [profile, people] : registered) {
      absent[unit][profile].people = people;
    }
  }
  std::vector<Cell> cells;
  for (const Cell& cell : there) {
    Rest& rest = absent[{cell.session, cell.day}][ProfileOf(cell)];
    if (cell.bucket == Bucket::kNone) {
      rest.online_seconds += cell.online_seconds;
    } else {
      rest.people -= cell.person_count;
      cells.push_back(cell);
    }
  }
  for (const auto& [unit, profiles] : absent) {
    for (const auto& [profile, rest] : profiles) {
      if (rest.people == 0 && rest.online_seconds == 0) continue;
      const auto& [country, sector, delegation, mode, confirmed] = profile;
      cells.push_back({country, sector, delegation, mode, confirmed,
                       Bucket::kNone, rest.people, rest.online_seconds,
                       unit.session, unit.day});
    }
  }
  return cells;
}

void Counts::Add(const Cell& cell) {
  registered += cell.person_count;
  online_seconds += cell.online_seconds;
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
  online_seconds += other.online_seconds;
  return *this;
}

Summary Summarize(const Snapshot& snapshot) {
  Summary summary;
  std::map<std::string, int64_t> attended;
  std::map<std::string, Counts> by_sector;
  for (const Cell& cell : snapshot.cells) {
    summary.total.Add(cell);
    by_sector[cell.sector_id].Add(cell);
    if (cell.mode == type::v1::Mode_Name(type::v1::MODE_IN_PERSON)) {
      summary.registered_in_person += cell.person_count;
    } else {
      summary.registered_online += cell.person_count;
    }
    if (IsAttended(cell.bucket) && !cell.country_code.empty()) {
      attended[cell.country_code] += cell.person_count;
    }
  }
  const auto countries =
      std::count_if(attended.begin(), attended.end(),
                    [](const auto& country) { return country.second > 0; });
  summary.countries = snapshot.country_count.value_or(countries);
  for (const Sector& sector : snapshot.sectors) {
    summary.sectors.push_back({sector, by_sector[sector.id]});
  }
  if (const Counts unknown = by_sector[""]; unknown != Counts()) {
    summary.sectors.push_back({{}, unknown});
  }
  return summary;
}

}  // namespace rollcall::reporting
