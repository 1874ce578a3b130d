#include "services/checkin/key_store.h"

#include "checkin_sql.h"
#include "common/db/transact.h"
#include "services/checkin/event_store.h"

namespace rollcall::checkin {

absl::StatusOr<std::vector<TicketKey>> KeyStore::ListKeys(
    const EventName& event, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<TicketKey>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListTicketKeys));
        std::vector<TicketKey> keys;
        for (const pqxx::row& row : rows) {
          keys.push_back({static_cast<int>(db::IntOf(row, "key_id")),
                          db::BytesOf(row, "public_key")});
        }
        return keys;
      });
}

}  // namespace rollcall::checkin
