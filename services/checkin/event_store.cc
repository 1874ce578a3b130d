#include "services/checkin/event_store.h"

#include "checkin_sql.h"
#include "common/api/not_found.h"

namespace rollcall::checkin {

absl::Status CheckEventExists(db::Transaction& tx, const EventName& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindEvent, event.event));
  return rows.empty() ? NotFound(event) : absl::OkStatus();
}

}  // namespace rollcall::checkin
