#include "services/checkin/search_store.h"

#include <optional>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/name_search.h"
#include "common/db/transact.h"
#include "services/checkin/event_store.h"
#include "services/checkin/mask.h"

namespace rollcall::checkin {
namespace {

Match MatchOf(const pqxx::row& row) {
  return {db::TextOf(row, "registration_id"),
          Mask(db::TextOf(row, "display_name")),
          Mask(db::TextOf(row, "organization")),
          ParseEnumText<registration::v1::Registration::State>(
              db::TextOf(row, "state"))};
}

}  // namespace

absl::StatusOr<std::vector<Match>> SearchStore::Search(
    const EventName& event, const std::string& name_part, const Page& page,
    absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Match>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        // The best way to go depends on how common the part is.
        RETURN_IF_ERROR(tx.PlanForParameters());
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kSearchRegistrations, event.event,
                    page.key.empty() ? std::nullopt : std::optional(page.key),
                    page.size + 1, EscapeLike(name_part)));
        std::vector<Match> matches;
        for (const pqxx::row& row : rows) matches.push_back(MatchOf(row));
        return matches;
      });
}

}  // namespace rollcall::checkin
