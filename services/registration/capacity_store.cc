#include "services/registration/capacity_store.h"

#include "absl/strings/str_cat.h"

#include "common/api/enum_text.h"
#include "common/status/error.h"
#include "registration_sql.h"
#include "rollcall/type/v1/mode.pb.h"
#include "services/registration/queue_store.h"

namespace rollcall::registration {
namespace {

std::optional<int> CountOf(const pqxx::row& row, const char* column) {
  const auto places = db::OptionalIntOf(row, column);
  if (!places) return std::nullopt;
  return static_cast<int>(*places);
}

absl::Status SetPlaces(db::Transaction& tx, const SessionName& session,
                       type::v1::Mode mode, std::optional<int> places) {
  if (!places) {
    return tx
        .Exec(sql::kDeleteCapacity, session.event, session.session,
              EnumText(mode))
        .status();
  }
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kSetCapacity, session.event, session.session,
                           EnumText(mode), *places));
  if (db::BoolOf(rows.front(), "enough")) return absl::OkStatus();
  return Error(
      error::v1::CAPACITY_BELOW_TAKEN,
      "More places are taken than the new capacity has.",
      {{"session", session.ToString()},
       {"mode", EnumText(mode)},
       {"taken", absl::StrCat(db::IntOf(rows.front(), "taken_count"))}});
}

}  // namespace

Capacity CapacityOf(const pqxx::row& row) {
  return {CountOf(row, "in_person_places"), CountOf(row, "online_places")};
}

PlacesTaken PlacesTakenOf(const pqxx::row& row) {
  return {CountOf(row, "in_person_taken").value_or(0),
          CountOf(row, "online_taken").value_or(0)};
}

absl::Status SetCapacity(db::Transaction& tx, const SessionName& session,
                         const Capacity& capacity) {
  RETURN_IF_ERROR(
      SetPlaces(tx, session, type::v1::MODE_IN_PERSON, capacity.in_person));
  return SetPlaces(tx, session, type::v1::MODE_ONLINE, capacity.online);
}

absl::Status ChangeCapacity(db::Transaction& tx, const SessionName& session,
                            const Capacity& capacity) {
  RETURN_IF_ERROR(LockPlaces(tx, session.event).status());
  RETURN_IF_ERROR(SetCapacity(tx, session, capacity));
  ASSIGN_OR_RETURN(Places places, LockPlaces(tx, session.event));
  return OfferFreePlaces(tx, session.event, places);
}

}  // namespace rollcall::registration
