#include "services/reporting/sum_store.h"

#include <map>

#include "common/api/enum_text.h"
#include "common/db/row_reader.h"
#include "reporting_sql.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::reporting {
namespace {

// The names of modes, by their texts in the database.
class ModeNames {
 public:
  const std::string& Of(const std::string& text) {
    const auto [name, is_new] = names_.try_emplace(text);
    if (is_new) {
      name->second = type::v1::Mode_Name(ParseEnumText<type::v1::Mode>(text));
    }
    return name->second;
  }

 private:
  std::map<std::string, std::string> names_;
};

// The cells of `rows`, whose first columns are those of list_everybody.sql.
// `place` reads from the others where each cell is.
template <typename Place>
std::vector<Cell> CellsOf(const pqxx::result& rows, const Place& place) {
  std::vector<Cell> cells;
  cells.reserve(rows.size());
  ModeNames modes;
  for (const pqxx::row& row : rows) {
    db::RowReader reader(row);
    Cell& cell = cells.emplace_back();
    cell.country_code = reader.Text();
    cell.sector_id = reader.Text();
    cell.delegation_id = reader.Text();
    cell.mode = modes.Of(reader.Text());
    cell.confirmed = reader.Text() == "CONFIRMED";
    cell.bucket = attendance::ParseBucket(reader.Text());
    cell.person_count = reader.Int();
    cell.online_seconds = reader.Int();
    place(reader, cell);
  }
  return cells;
}

}  // namespace

absl::StatusOr<std::vector<Cell>> ListEverybody(db::Transaction& tx,
                                                const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListEverybody, event));
  return CellsOf(rows, [](db::RowReader& /*reader*/, Cell& cell) {
    cell.session = kVenueSession;
  });
}

absl::StatusOr<std::vector<Cell>> ListCells(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& sessions, bool by_day) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListCells, event, sessions, by_day));
  return CellsOf(rows, [](db::RowReader& reader, Cell& cell) {
    cell.session = reader.Text();
    cell.day = reader.Text();
  });
}

absl::StatusOr<CoarseCells> ListCoarseCells(db::Transaction& tx,
                                            const SessionName& session) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kListCoarseCells, session.event, session.session));
  CoarseCells coarse;
  for (const pqxx::row& row : rows) {
    if (db::BoolOf(row, "is_country")) {
      if (db::TextOf(row, "session_id") == session.session &&
          !db::TextOf(row, "country_code").empty() &&
          db::IntOf(row, "attended_count") > 0) {
        ++coarse.country_count;
      }
      continue;
    }
    Cell& cell = coarse.cells.emplace_back();
    cell.session = db::TextOf(row, "session_id");
    cell.sector_id = db::TextOf(row, "sector_id");
    cell.mode = type::v1::Mode_Name(
        ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode")));
    cell.confirmed = db::TextOf(row, "state") == "CONFIRMED";
    cell.bucket = attendance::ParseBucket(db::TextOf(row, "bucket"));
    cell.person_count = db::IntOf(row, "person_count");
    cell.online_seconds = db::IntOf(row, "online_seconds");
  }
  return coarse;
}

absl::StatusOr<Minutes> ListMinutes(db::Transaction& tx,
                                    const SessionName& session) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListMinutes, session.event, session.session));
  Minutes minutes;
  for (const pqxx::row& row : rows) {
    db::RowReader reader(row);
    auto& series = minutes[attendance::ParseSeries(reader.Text())];
    attendance::Minute& sum = series[absl::FromUnixSeconds(reader.Int())];
    sum.arrivals += reader.Int();
    sum.starts += reader.Int();
    sum.ends += reader.Int();
    sum.open += reader.Int();
  }
  return minutes;
}

}  // namespace rollcall::reporting
