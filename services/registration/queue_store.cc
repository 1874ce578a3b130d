#include "services/registration/queue_store.h"

#include <optional>

#include "absl/strings/str_split.h"

#include "common/api/enum_text.h"
#include "registration_sql.h"
#include "services/registration/life_cycle.h"

namespace rollcall::registration {
namespace {

// Read at once of a line that may be long.
constexpr int kLineBatch = 500;
constexpr int kEventBatch = 100;

// Where reading a line goes on.
struct LinePosition {
  int64_t priority = 0;
  std::optional<std::string> queue_time;
  std::optional<std::string> registration;
};

// Whether any place is left of the event as a whole.
bool HasRoom(const Places& places) {
  for (const auto mode : {type::v1::MODE_IN_PERSON, type::v1::MODE_ONLINE}) {
    if (places.FindFull(PlacesFor(mode, {})) == nullptr) return true;
  }
  return false;
}

absl::Status ExpireOffersOf(db::Transaction& tx, const std::string& event) {
  RETURN_IF_ERROR(LockPolicy(tx, event).status());
  ASSIGN_OR_RETURN(Places places, LockPlaces(tx, event));
  ASSIGN_OR_RETURN(const pqxx::result expired,
                   tx.Exec(sql::kExpireOffers, event));
  for (const pqxx::row& row : expired) places.Free(PlacesOf(row));
  return OfferFreePlaces(tx, event, places);
}

}  // namespace

std::vector<PlaceKind> PlacesOf(const pqxx::row& row) {
  return PlacesFor(
      ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode")),
      absl::StrSplit(db::TextOf(row, "sessions"), ',', absl::SkipEmpty()));
}

absl::Status OfferFreePlaces(db::Transaction& tx, const std::string& event,
                             Places& places) {
  std::vector<std::string> offered;
  LinePosition after;
  for (bool more = HasRoom(places); more;) {
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx.Exec(sql::kListWaiting, event, kLineBatch, after.priority,
                after.queue_time, after.registration));
    std::vector<Waiting> line;
    for (const pqxx::row& row : rows) {
      line.push_back({db::TextOf(row, "registration_id"), PlacesOf(row)});
    }
    for (std::string& registration : OfferPlaces(line, places)) {
      offered.push_back(std::move(registration));
    }
    more = line.size() == kLineBatch && HasRoom(places);
    if (more) {
      const pqxx::row last = rows.back();
      after = {db::IntOf(last, "waitlist_priority"),
               db::TextOf(last, "queue_time"), line.back().registration};
    }
  }
  if (!offered.empty()) {
    RETURN_IF_ERROR(tx.Exec(sql::kOfferPlaces, event, offered).status());
  }
  return SavePlaces(tx, event, places);
}

absl::StatusOr<bool> ExpireOffers(db::Pool& pool, absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const std::vector<std::string> events,
      db::ReadSnapshot(
          pool, deadline,
          [](db::Transaction& tx) -> absl::StatusOr<std::vector<std::string>> {
            ASSIGN_OR_RETURN(
                const pqxx::result rows,
                tx.Exec(sql::kListEventsWithExpiredOffers, kEventBatch));
            std::vector<std::string> found;
            for (const pqxx::row& row : rows) {
              found.push_back(db::TextOf(row, "event_id"));
            }
            return found;
          }));
  for (const std::string& event : events) {
    RETURN_IF_ERROR(
        db::Transact(pool, deadline,
                     [&](db::Transaction& tx) -> absl::StatusOr<bool> {
                       RETURN_IF_ERROR(ExpireOffersOf(tx, event));
                       return true;
                     })
            .status());
  }
  return events.size() == kEventBatch;
}

}  // namespace rollcall::registration
