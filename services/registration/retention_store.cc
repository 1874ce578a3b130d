#include "services/registration/retention_store.h"

#include <utility>

#include "common/db/transact.h"
#include "registration_sql.h"

namespace rollcall::registration {
namespace {

// Looked at in one step: each costs a statement, and an installation may have
// thousands that were erased years ago.
constexpr int kEventPage = 100;

// How far the events of a page were looked at.
struct Look {
  // The last one that had nothing, or the one before the page.
  std::string after;
  // The next one, which has personal data. Empty when there is none.
  std::string event;
  // There are no events after the page.
  bool is_last = false;
};

absl::StatusOr<Look> LookAfter(db::Transaction& tx, const std::string& after) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListExpiredEvents, after, kEventPage));
  Look look{after, "", rows.size() < kEventPage};
  for (const pqxx::row& row : rows) {
    std::string event = db::TextOf(row, "event_id");
    ASSIGN_OR_RETURN(const pqxx::result found,
                     tx.Exec(sql::kFindPersonalData, event));
    if (!found.empty()) {
      look.event = std::move(event);
      break;
    }
    look.after = std::move(event);
  }
  return look;
}

}  // namespace

absl::StatusOr<bool> RetentionStore::EraseExpired(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Look look,
                   db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
                     return LookAfter(tx, after_);
                   }));
  if (look.event.empty()) {
    seen_all_ |= look.is_last;
    after_ = look.is_last ? std::string() : look.after;
    return !seen_all_;
  }
  // One that fails, or that others have locked, does not hold up the rest.
  after_ = look.event;
  ASSIGN_OR_RETURN(const bool erased,
                   privacy_.EraseExpired(look.event, deadline));
  if (erased) after_ = look.after;
  return true;
}

}  // namespace rollcall::registration
