#include "services/reporting/audit.h"

#include "absl/strings/str_cat.h"

namespace rollcall::reporting {
namespace {

using attendance::CellKey;
using attendance::MinuteKey;
using attendance::PairKey;
using attendance::RollupSums;

std::string TextOf(const CellKey& key) {
  const attendance::Profile& profile = key.profile;
  return absl::StrCat(
      "people session=", key.session, " day=", key.day,
      " country=", profile.country_code, " sector=", profile.sector_id,
      " delegation=", profile.delegation_id, " mode=", profile.mode,
      " state=", profile.state, " bucket=", key.bucket);
}

std::string TextOf(const MinuteKey& key) {
  return absl::StrCat(
      "minute session=", key.session,
      " series=", attendance::SeriesText(key.series), " time=",
      absl::FormatTime("%Y-%m-%dT%H:%MZ", key.minute, absl::UTCTimeZone()));
}

std::string TextOf(const PairKey& key) {
  return absl::StrCat("pair session=", key.first,
                      " second_session=", key.second);
}

// What `map` has at `key`, or nothing.
template <typename Map>
typename Map::mapped_type At(const Map& map,
                             const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type() : found->second;
}

// Notes differences.
class Notes {
 public:
  Notes(size_t limit, Audit& audit) : limit_(limit), audit_(audit) {}

  template <typename Key>
  void Compare(const Key& key, const char* number, int64_t recorded,
               int64_t recounted) {
    if (recorded == recounted) return;
    ++audit_.differences;
    if (audit_.first_differences.size() < limit_) {
      audit_.first_differences.push_back(
          {TextOf(key), number, recorded, recounted});
    }
  }

 private:
  const size_t limit_;
  Audit& audit_;
};

// The keys of both.
template <typename Map>
Map KeysOf(Map map, const Map& other) {
  map.insert(other.begin(), other.end());
  return map;
}

}  // namespace

void CompareSums(const RollupSums& recorded, const RollupSums& recounted,
                 size_t limit, Audit& audit) {
  Notes notes(limit, audit);
  const auto cells = KeysOf(recorded.cells, recounted.cells);
  for (const auto& [key, unused] : cells) {
    const auto a = At(recorded.cells, key);
    const auto b = At(recounted.cells, key);
    notes.Compare(key, "person_count", a.people, b.people);
    notes.Compare(key, "online_seconds", a.online_seconds, b.online_seconds);
  }
  const auto minutes = KeysOf(recorded.minutes, recounted.minutes);
  for (const auto& [key, unused] : minutes) {
    const auto a = At(recorded.minutes, key);
    const auto b = At(recounted.minutes, key);
    notes.Compare(key, "arrival_count", a.arrivals, b.arrivals);
    notes.Compare(key, "start_count", a.starts, b.starts);
    notes.Compare(key, "end_count", a.ends, b.ends);
    notes.Compare(key, "open_count", a.open, b.open);
  }
  const auto pairs = KeysOf(recorded.pairs, recounted.pairs);
  for (const auto& [key, unused] : pairs) {
    notes.Compare(key, "person_count", At(recorded.pairs, key),
                  At(recounted.pairs, key));
  }
  audit.sums =
      static_cast<int64_t>(cells.size() + minutes.size() + pairs.size());
}

}  // namespace rollcall::reporting
