#include "services/checkin/presence_list_store.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/day.h"
#include "common/attendance/rollup_store.h"
#include "common/base/uuid.h"
#include "common/db/null_if_empty.h"
#include "common/db/transact.h"
#include "services/checkin/event_store.h"
#include "services/checkin/instance_store.h"

namespace rollcall::checkin {
namespace {

v1::Presence::Status StatusOf(const std::string& bucket, bool evaluated) {
  if (!evaluated) return v1::Presence::STATUS_NOT_EVALUATED;
  if (bucket == "NONE") return v1::Presence::STATUS_ABSENT;
  if (bucket == "PARTIAL") return v1::Presence::STATUS_PARTIAL;
  return v1::Presence::STATUS_PRESENT;
}

PersonPresence PresenceOf(const pqxx::row& row) {
  PersonPresence presence;
  presence.registration = db::TextOf(row, "registration_id");
  presence.session = db::TextOf(row, "session_id");
  presence.status =
      StatusOf(db::TextOf(row, "bucket"), db::BoolOf(row, "evaluated"));
  presence.online = absl::Seconds(db::IntOf(row, "online_seconds"));
  const double attended = row["attended_seconds"].as<double>();
  presence.attended = absl::Seconds(attended);
  presence.attended_percent =
      100 * attended / row["session_seconds"].as<double>();
  for (const auto& [day, seconds] : attendance::SecondsByDay(
           db::TimeRangesOf(row, "online"),
           attendance::ZoneOf(db::TextOf(row, "time_zone")))) {
    presence.days.emplace_back(absl::FormatCivilTime(day),
                               absl::Seconds(seconds));
  }
  return presence;
}

PersonInterval IntervalOf(const pqxx::row& row) {
  return {ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode")),
          db::TextOf(row, "source"),
          db::TextOf(row, "instance_id"),
          db::TextOf(row, "connection_id"),
          {db::TimeOf(row, "start_time"), db::OptionalTimeOf(row, "end_time"),
           ParseEnumText<v1::PresenceInterval::EndSource>(
               db::TextOf(row, "end_source")),
           ParseEnumText<v1::PresenceInterval::Anomaly>(
               db::TextOf(row, "anomaly"))}};
}

absl::Status CheckFilter(db::Transaction& tx, const EventName& event,
                         const PresenceFilter& filter) {
  RETURN_IF_ERROR(CheckEventExists(tx, event));
  if (!filter.session.empty()) {
    ASSIGN_OR_RETURN(const Agenda agenda, ListSessionHours(tx, event.event));
    if (agenda.count(filter.session) == 0) {
      return NotFound(SessionName{event.event, filter.session});
    }
  }
  if (filter.registration.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const pqxx::result found,
      tx.Exec(sql::kFindRegistration, event.event, filter.registration));
  if (!found.empty()) return absl::OkStatus();
  return NotFound(RegistrationName{event.event, filter.registration});
}

// Reads the intervals of `all`.
absl::Status ReadIntervals(db::Transaction& tx, const EventName& event,
                           std::vector<PersonPresence>& all) {
  std::vector<std::string> registrations;
  std::vector<std::string> sessions;
  for (const PersonPresence& presence : all) {
    registrations.push_back(presence.registration);
    sessions.push_back(presence.session);
  }
  ASSIGN_OR_RETURN(const pqxx::result intervals,
                   tx.Exec(sql::kListPresenceIntervals, event.event,
                           registrations, sessions));
  for (const pqxx::row& row : intervals) {
    all[db::IntOf(row, "position") - 1].intervals.push_back(IntervalOf(row));
  }
  return absl::OkStatus();
}

}  // namespace

std::string PageKeyOf(const PersonPresence& presence) {
  return absl::StrCat(presence.registration, "/", presence.session);
}

bool IsPageKey(const std::string& key) {
  return key.empty() || ParseUuid(key.substr(0, key.find('/'))).has_value();
}

absl::StatusOr<PresencePage> ListPresence(db::Pool& pool,
                                          const EventName& event,
                                          const PresenceFilter& filter,
                                          const Page& page,
                                          absl::Time deadline) {
  const std::pair<std::string, std::string> after =
      absl::StrSplit(page.key, absl::MaxSplits('/', 1));
  return db::ReadSnapshot(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<PresencePage> {
        RETURN_IF_ERROR(CheckFilter(tx, event, filter));
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListPresences, event.event,
                    db::NullIfEmpty(after.first), after.second,
                    db::NullIfEmpty(filter.session),
                    db::NullIfEmpty(filter.registration), page.size + 1));
        PresencePage found;
        for (const pqxx::row& row : rows) {
          found.presences.push_back(PresenceOf(row));
        }
        RETURN_IF_ERROR(ReadIntervals(tx, event, found.presences));
        ASSIGN_OR_RETURN(found.data_version,
                         attendance::DataVersionOf(tx, event.event));
        return found;
      });
}

}  // namespace rollcall::checkin
