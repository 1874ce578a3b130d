#include "services/reporting/sum_store.h"

#include <map>

#include "common/api/enum_text.h"
#include "reporting_sql.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::reporting {
namespace {

// Reads cells, of which there are thousands.
class CellReader {
 public:
  explicit CellReader(const pqxx::result& rows)
      : session_(rows.column_number("session_id")),
        day_(rows.column_number("day")),
        country_code_(rows.column_number("country_code")),
        sector_id_(rows.column_number("sector_id")),
        delegation_id_(rows.column_number("delegation_id")),
        mode_(rows.column_number("mode")),
        state_(rows.column_number("state")),
        bucket_(rows.column_number("bucket")),
        person_count_(rows.column_number("person_count")),
        online_seconds_(rows.column_number("online_seconds")) {}

  Cell Read(const pqxx::row& row) {
    Cell cell;
    cell.country_code = db::TextOf(row, country_code_);
    cell.sector_id = db::TextOf(row, sector_id_);
    cell.delegation_id = db::TextOf(row, delegation_id_);
    cell.mode = NameOfMode(db::TextOf(row, mode_));
    cell.confirmed = db::TextOf(row, state_) == "CONFIRMED";
    cell.bucket = attendance::ParseBucket(db::TextOf(row, bucket_));
    cell.person_count = db::IntOf(row, person_count_);
    cell.online_seconds = db::IntOf(row, online_seconds_);
    cell.session = db::TextOf(row, session_);
    cell.day = db::TextOf(row, day_);
    return cell;
  }

 private:
  using Column = pqxx::row::size_type;

  const std::string& NameOfMode(const std::string& text) {
    const auto [name, is_new] = mode_names_.try_emplace(text);
    if (is_new) {
      name->second = type::v1::Mode_Name(ParseEnumText<type::v1::Mode>(text));
    }
    return name->second;
  }

  const Column session_;
  const Column day_;
  const Column country_code_;
  const Column sector_id_;
  const Column delegation_id_;
  const Column mode_;
  const Column state_;
  const Column bucket_;
  const Column person_count_;
  const Column online_seconds_;
  // By their texts in the database.
  std::map<std::string, std::string> mode_names_;
};

}  // namespace

absl::StatusOr<std::vector<Cell>> ListCells(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& sessions, bool by_day) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListCells, event, sessions, by_day));
  std::vector<Cell> cells;
  cells.reserve(rows.size());
  CellReader reader(rows);
  for (const pqxx::row& row : rows) cells.push_back(reader.Read(row));
  return cells;
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
  const auto series = rows.column_number("series");
  const auto minute = rows.column_number("minute");
  const auto arrivals = rows.column_number("arrival_count");
  const auto starts = rows.column_number("start_count");
  const auto ends = rows.column_number("end_count");
  const auto open = rows.column_number("open_count");
  Minutes minutes;
  for (const pqxx::row& row : rows) {
    attendance::Minute& sum =
        minutes[attendance::ParseSeries(db::TextOf(row, series))]
               [absl::FromUnixSeconds(db::IntOf(row, minute))];
    sum.arrivals += db::IntOf(row, arrivals);
    sum.starts += db::IntOf(row, starts);
    sum.ends += db::IntOf(row, ends);
    sum.open += db::IntOf(row, open);
  }
  return minutes;
}

}  // namespace rollcall::reporting
