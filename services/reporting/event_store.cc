#include "services/reporting/event_store.h"

#include "common/api/not_found.h"
#include "reporting_sql.h"

namespace rollcall::reporting {

absl::StatusOr<EventState> ReadEvent(db::Transaction& tx,
                                     const SessionName& session) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kGetEventFacts, session.event, session.session));
  if (rows.empty()) return NotFound(EventName{session.event});
  const pqxx::row row = rows.front();
  if (!db::BoolOf(row, "session_exists")) return NotFound(session);
  EventState state;
  state.facts = {db::TextOf(row, "title"),     db::TextOf(row, "theme"),
                 db::TextOf(row, "venue"),     db::TextOf(row, "city"),
                 db::TextOf(row, "time_zone"), db::TimeOf(row, "start_time"),
                 db::TimeOf(row, "end_time")};
  state.data.as_of = db::TimeOf(row, "as_of");
  state.data.data_version = db::IntOf(row, "data_version");
  if (const auto micros = db::OptionalIntOf(row, "staleness_micros")) {
    state.data.staleness = absl::Microseconds(*micros);
  }
  return state;
}

}  // namespace rollcall::reporting
