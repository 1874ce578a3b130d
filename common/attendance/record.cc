#include "common/attendance/record.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "common/api/resource_name.h"

namespace rollcall::attendance {
namespace {

constexpr const char* kBucketTexts[] = {"NONE", "PARTIAL", "IN_PERSON_ONLY",
                                        "ONLINE_ONLY", "BOTH"};

// Times in one session, in any order.
struct Times {
  std::vector<TimeRange> in_person;
  std::optional<absl::Time> inside_since;
  std::vector<TimeRange> online;
};

// Whether somebody has watched for long enough.
struct Judgement {
  bool present = false;
  bool partial = false;
};

Judgement Judge(const TimeRanges& online, const std::string& session,
                const Measures& measures) {
  const auto measure = measures.find(session);
  if (online.empty() || measure == measures.end()) return {};
  const absl::Duration length = LengthOf(online);
  const auto& partial = measure->second.partial;
  return {length >= measure->second.present, partial && length >= *partial};
}

Bucket BucketOf(bool in_person, const Judgement& online) {
  if (in_person) return online.present ? Bucket::kBoth : Bucket::kInPersonOnly;
  if (online.present) return Bucket::kOnlineOnly;
  return online.partial ? Bucket::kPartial : Bucket::kNone;
}

void AddStay(const Presence& stay, Times& times) {
  const absl::Time first = stay.start + absl::Microseconds(1);
  if (stay.end == absl::InfiniteFuture()) {
    times.in_person.emplace_back(stay.start, first);
    times.inside_since =
        std::min(stay.start, times.inside_since.value_or(stay.start));
  } else {
    times.in_person.emplace_back(stay.start, std::max(stay.end, first));
  }
}

std::map<std::string, Times> TimesBySession(
    const std::vector<Presence>& presences, const Measures& measures) {
  std::map<std::string, Times> sessions;
  sessions[kVenueSession];
  for (const Presence& presence : presences) {
    // The session is known, even when nothing of it counts.
    sessions[presence.session];
    const std::set<std::string> scopes = {presence.session, kVenueSession};
    if (presence.in_person) {
      for (const std::string& scope : scopes) {
        AddStay(presence, sessions[scope]);
      }
      continue;
    }
    const auto measure = measures.find(presence.session);
    if (measure == measures.end()) continue;
    for (const std::string& scope : scopes) {
      sessions[scope].online.emplace_back(
          std::max(presence.start, measure->second.hours.first),
          std::min(presence.end, measure->second.hours.second));
    }
  }
  return sessions;
}

}  // namespace

bool IsAttended(Bucket bucket) {
  return bucket != Bucket::kNone && bucket != Bucket::kPartial;
}

const char* BucketText(Bucket bucket) {
  return kBucketTexts[static_cast<int>(bucket)];
}

Bucket ParseBucket(absl::string_view text) {
  const auto* found =
      std::find(std::begin(kBucketTexts), std::end(kBucketTexts), text);
  return found == std::end(kBucketTexts)
             ? Bucket::kNone
             : static_cast<Bucket>(found - std::begin(kBucketTexts));
}

std::vector<Record> DeriveRecords(const Profile& profile,
                                  const std::vector<Presence>& presences,
                                  const Measures& measures) {
  std::vector<Record> records;
  std::vector<Judgement> judgements;
  Judgement any;
  for (auto& [session, times] : TimesBySession(presences, measures)) {
    Record record;
    record.session = session;
    record.profile = profile;
    record.in_person = Unite(std::move(times.in_person));
    record.inside_since = times.inside_since;
    record.online = Unite(std::move(times.online));
    record.online_seconds = absl::ToInt64Seconds(LengthOf(record.online));
    const Judgement judgement = Judge(record.online, session, measures);
    any.present |= judgement.present;
    any.partial |= judgement.partial;
    judgements.push_back(judgement);
    records.push_back(std::move(record));
  }
  for (size_t i = 0; i < records.size(); ++i) {
    Record& record = records[i];
    record.bucket =
        BucketOf(!record.in_person.empty(),
                 record.session == kVenueSession ? any : judgements[i]);
  }
  return records;
}

}  // namespace rollcall::attendance
