#include "common/attendance/record_store.h"

#include <optional>
#include <set>
#include <utility>

#include "attendance_sql.h"
#include "common/api/resource_name.h"

namespace rollcall::attendance {
namespace {

Record RecordOf(const pqxx::row& row) {
  Record record;
  record.session = db::TextOf(row, "session_id");
  record.profile = {db::TextOf(row, "old_country_code"),
                    db::TextOf(row, "old_sector_id"),
                    db::TextOf(row, "old_delegation_id"),
                    db::TextOf(row, "old_mode"), db::TextOf(row, "old_state")};
  record.bucket = ParseBucket(db::TextOf(row, "bucket"));
  record.online_seconds = db::IntOf(row, "online_seconds");
  record.in_person = db::TimeRangesOf(row, "in_person");
  record.inside_since = db::OptionalTimeOf(row, "inside_since");
  record.online = db::TimeRangesOf(row, "online");
  return record;
}

// An array for each column of what may change of a record.
struct RecordColumns {
  std::vector<std::string> countries;
  std::vector<std::string> sectors;
  std::vector<std::string> delegations;
  std::vector<std::string> modes;
  std::vector<std::string> states;
  std::vector<std::string> buckets;
  std::vector<int64_t> seconds;
  std::vector<db::Param> in_person;
  std::vector<db::Param> online;
  std::vector<std::optional<absl::Time>> inside_since;

  void Add(const Record& record) {
    countries.push_back(record.profile.country_code);
    sectors.push_back(record.profile.sector_id);
    delegations.push_back(record.profile.delegation_id);
    modes.push_back(record.profile.mode);
    states.push_back(record.profile.state);
    buckets.emplace_back(BucketText(record.bucket));
    seconds.push_back(record.online_seconds);
    in_person.push_back(db::TimeRangesParam(record.in_person));
    online.push_back(db::TimeRangesParam(record.online));
    inside_since.push_back(record.inside_since);
  }
};

// What is different about records.
class Difference {
 public:
  void Add(const Counted& person, const std::vector<Record>& now) {
    std::set<std::string> kept;
    for (const Record& record : now) {
      kept.insert(record.session);
      AddOne(person, record);
    }
    for (size_t i = 0; i < person.records.size(); ++i) {
      if (kept.count(person.records[i].session) == 0) {
        removed_.push_back(person.places[i]);
      }
    }
  }

  absl::Status Save(db::Transaction& tx, const std::string& event) const {
    if (!removed_.empty()) {
      RETURN_IF_ERROR(tx.Exec(sql::kDeleteRecords, event, removed_).status());
    }
    if (!places_.empty()) {
      const RecordColumns& rows = changed_;
      RETURN_IF_ERROR(tx.Exec(sql::kUpdateRecords, event, places_,
                              rows.countries, rows.sectors, rows.delegations,
                              rows.modes, rows.states, rows.buckets,
                              rows.seconds, rows.in_person, rows.online,
                              rows.inside_since)
                          .status());
    }
    if (sessions_.empty()) return absl::OkStatus();
    const RecordColumns& rows = added_;
    return tx
        .Exec(sql::kInsertRecords, event, registrations_, sessions_,
              rows.countries, rows.sectors, rows.delegations, rows.modes,
              rows.states, rows.buckets, rows.seconds, rows.in_person,
              rows.online, rows.inside_since)
        .status();
  }

 private:
  void AddOne(const Counted& person, const Record& record) {
    for (size_t i = 0; i < person.records.size(); ++i) {
      if (person.records[i].session != record.session) continue;
      if (person.records[i] == record) return;
      places_.push_back(person.places[i]);
      changed_.Add(record);
      return;
    }
    registrations_.push_back(person.registration);
    sessions_.push_back(record.session);
    added_.Add(record);
  }

  std::vector<std::string> registrations_;
  std::vector<std::string> sessions_;
  RecordColumns added_;
  std::vector<std::string> places_;
  RecordColumns changed_;
  std::vector<std::string> removed_;
};

absl::StatusOr<Measures> ListMeasures(db::Transaction& tx,
                                      const std::string& event,
                                      const std::set<std::string>& sessions) {
  Measures measures;
  if (sessions.empty()) return measures;
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kListMeasures, event,
              std::vector<std::string>(sessions.begin(), sessions.end())));
  for (const pqxx::row& row : rows) {
    Measure& measure = measures[db::TextOf(row, "session_id")];
    measure.hours = {db::TimeOf(row, "start_time"),
                     db::TimeOf(row, "end_time")};
    measure.present = absl::Microseconds(db::IntOf(row, "present_micros"));
    if (const auto partial = db::OptionalIntOf(row, "partial_micros")) {
      measure.partial = absl::Microseconds(*partial);
    }
  }
  return measures;
}

}  // namespace

absl::StatusOr<CountedPeople> ListRecords(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations) {
  if (registrations.empty()) return CountedPeople();
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListRecords, event, registrations));
  CountedPeople counted;
  int64_t last = 0;
  for (const pqxx::row& row : rows) {
    const int64_t position = db::IntOf(row, "position");
    if (position != last) {
      last = position;
      counted.time_zone = db::TextOf(row, "time_zone");
      counted.people.push_back(
          {registrations[position - 1],
           {db::TextOf(row, "country_code"), db::TextOf(row, "sector_id"),
            db::TextOf(row, "delegation_id"), db::TextOf(row, "mode"),
            db::TextOf(row, "state")},
           {},
           {}});
    }
    if (const auto place = db::OptionalTextOf(row, "place")) {
      counted.people.back().records.push_back(RecordOf(row));
      counted.people.back().places.push_back(*place);
    }
  }
  return counted;
}

absl::StatusOr<std::vector<std::vector<Record>>> DeriveAll(
    db::Transaction& tx, const std::string& event,
    const std::vector<Counted>& people) {
  std::vector<std::vector<Record>> derived;
  if (people.empty()) return derived;
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListPresence, event,
                           db::ColumnOf(people, [](const auto& p) {
                             return p.registration;
                           })));
  std::vector<std::vector<Presence>> presences(people.size());
  std::set<std::string> watched;
  for (const pqxx::row& row : rows) {
    Presence presence = {
        db::TextOf(row, "session_id"), db::BoolOf(row, "in_person"),
        db::TimeOf(row, "start_time"), db::TimeOf(row, "end_time")};
    if (!presence.in_person) {
      watched.insert({presence.session, kVenueSession});
    }
    presences[db::IntOf(row, "position") - 1].push_back(std::move(presence));
  }
  ASSIGN_OR_RETURN(const Measures measures, ListMeasures(tx, event, watched));
  derived.reserve(people.size());
  for (size_t i = 0; i < people.size(); ++i) {
    derived.push_back(DeriveRecords(people[i].profile, presences[i], measures));
  }
  return derived;
}

absl::Status SaveRecords(db::Transaction& tx, const std::string& event,
                         const std::vector<Counted>& people,
                         const std::vector<std::vector<Record>>& now) {
  Difference difference;
  for (size_t i = 0; i < people.size(); ++i) difference.Add(people[i], now[i]);
  return difference.Save(tx, event);
}

}  // namespace rollcall::attendance
