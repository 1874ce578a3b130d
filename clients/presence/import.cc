#include "clients/presence/import.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/csv/reader.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"

namespace rollcall::presence {
namespace {

using checkin::v1::PresenceEvent;
using Result = checkin::v1::ReportPresenceResponse::Result;

// A batch takes this many rows, each of two events.
constexpr size_t kRowsOfCall = limits::kMaxBatchItems / 2;

// One row: a connection that joined and left.
struct Row {
  int64_t line = 0;
  absl::Time join_time;
  absl::Time leave_time;
  std::string email;
  std::string display_name;
  std::string external_id;
};

std::string Quoted(const std::vector<std::string>& texts) {
  return absl::StrJoin(texts, ", ",
                       [](std::string* out, const std::string& text) {
                         absl::StrAppend(out, "\"", text, "\"");
                       });
}

// Finds the columns in the header.
class Header {
 public:
  static absl::StatusOr<Header> Parse(const csv::Record& record,
                                      const Columns& columns) {
    Header header;
    for (size_t i = 0; i < record.fields.size(); ++i) {
      header.by_name_.emplace(absl::AsciiStrToLower(Utf8Trim(record.fields[i])),
                              i);
    }
    for (const Choice& choice : columns.choices) {
      if (!header.Has(choice.header)) {
        return absl::InvalidArgumentError(absl::StrCat(
            choice.flag, ": The file has no column \"", choice.header,
            "\". It has ", Quoted(record.fields), "."));
      }
    }
    if (!header.Has(columns.join_time)) {
      return absl::InvalidArgumentError(
          absl::StrCat("The file has no column \"", columns.join_time,
                       "\" for join times: name it with --join-time."));
    }
    if (!header.Has(columns.leave_time) && !header.Has(columns.duration)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The file has neither a column \"", columns.leave_time, "\" nor \"",
          columns.duration, "\": name one with --leave-time or --duration."));
    }
    if (!header.Has(columns.email) && !header.Has(columns.display_name) &&
        !header.Has(columns.external_id)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The file has no column that says who was there: name one with "
          "--email, --name or --external-id. It has ",
          Quoted(record.fields), "."));
    }
    return header;
  }

  bool Has(const std::string& name) const {
    return !name.empty() && by_name_.count(absl::AsciiStrToLower(name)) > 0;
  }

  // The trimmed field of the column; empty when there is none.
  std::string FieldOf(const csv::Record& record,
                      const std::string& name) const {
    const auto it = by_name_.find(absl::AsciiStrToLower(name));
    if (name.empty() || it == by_name_.end() ||
        it->second >= record.fields.size()) {
      return "";
    }
    return std::string(Utf8Trim(record.fields[it->second]));
  }

 private:
  std::map<std::string, size_t> by_name_;
};

// Reads all rows, and what is wrong with them.
class Rows {
 public:
  Rows(const ImportOptions& options, ImportResult& result)
      : options_(options), result_(result) {}

  // Nothing when the file as a whole cannot be used, which then is the only
  // error.
  std::optional<std::vector<Row>> Read(std::istream& file) {
    csv::Reader reader(file);
    csv::Record record;
    if (reader.Next(record) == csv::Reader::Outcome::kEnd) {
      return Refuse(1, "",
                    "The file is empty. Its first line names the columns.");
    }
    if (!record.problem.empty()) {
      return Refuse(record.line, "", record.problem);
    }
    const auto header = Header::Parse(record, options_.columns);
    if (!header.ok()) {
      return Refuse(record.line, "", std::string(header.status().message()));
    }
    std::vector<Row> rows;
    for (;;) {
      const auto outcome = reader.Next(record);
      if (outcome == csv::Reader::Outcome::kEnd) return rows;
      ++result_.row_count;
      if (!record.problem.empty()) {
        Fail(record.line, "", record.problem);
      } else if (const auto* column = DoubtfulDate(record, *header)) {
        // What is wrong with one is wrong with all: none is left out for it.
        return Refuse(record.line, *column,
                      absl::StrCat(header->FieldOf(record, *column),
                                   " may be month first or day first: say "
                                   "which with --date-order mdy or "
                                   "--date-order dmy."));
      } else if (auto row = Parse(record, *header)) {
        rows.push_back(*std::move(row));
      }
      if (outcome == csv::Reader::Outcome::kBroken) return rows;
    }
  }

 private:
  std::nullopt_t Refuse(int64_t line, const std::string& header,
                        const std::string& text) {
    result_ = ImportResult();
    Fail(line, header, text);
    return std::nullopt;
  }

  void Fail(int64_t line, const std::string& header, const std::string& text) {
    result_.errors.push_back({line, header, text});
  }

  // The column whose date can be read in two ways; null when there is none.
  const std::string* DoubtfulDate(const csv::Record& record,
                                  const Header& header) const {
    if (options_.date_order) return nullptr;
    const Columns& columns = options_.columns;
    for (const std::string* column :
         {&columns.join_time, &columns.leave_time}) {
      if (NeedsDateOrder(header.FieldOf(record, *column))) return column;
    }
    return nullptr;
  }

  std::optional<absl::Time> TimeOf(const std::string& text) const {
    return ParseTimeText(text, options_.zone, options_.date_order);
  }

  std::optional<Row> Parse(const csv::Record& record, const Header& header) {
    const Columns& columns = options_.columns;
    Row row;
    row.line = record.line;
    row.email = header.FieldOf(record, columns.email);
    row.display_name = header.FieldOf(record, columns.display_name);
    row.external_id = header.FieldOf(record, columns.external_id);
    const auto join = TimeOf(header.FieldOf(record, columns.join_time));
    if (!join) {
      Fail(record.line, columns.join_time,
           "Must be a time, for example 2022-09-03 11:02:10.");
      return std::nullopt;
    }
    row.join_time = *join;
    const std::string leave_text = header.FieldOf(record, columns.leave_time);
    if (!leave_text.empty()) {
      const auto leave = TimeOf(leave_text);
      if (!leave) {
        Fail(record.line, columns.leave_time,
             "Must be a time, for example 2022-09-03 11:02:10.");
        return std::nullopt;
      }
      row.leave_time = *leave;
    } else {
      const auto duration =
          ParseDurationText(header.FieldOf(record, columns.duration));
      if (!duration) {
        Fail(record.line, columns.duration,
             "Must be minutes or h:mm:ss, since there is no leave time.");
        return std::nullopt;
      }
      row.leave_time = row.join_time + *duration;
    }
    if (row.leave_time < row.join_time) {
      Fail(record.line, columns.leave_time, "Must not be before the join.");
      return std::nullopt;
    }
    return row;
  }

  const ImportOptions& options_;
  ImportResult& result_;
};

// The same row has the same connection, and another file too.
std::string ConnectionOf(const Row& row) {
  Sha256Stream hash;
  for (const std::string& part :
       {row.email, row.display_name, row.external_id,
        absl::StrCat(absl::ToUnixMicros(row.join_time)),
        absl::StrCat(absl::ToUnixMicros(row.leave_time))}) {
    hash.Add(absl::StrCat(part.size(), ":", part));
  }
  return absl::BytesToHexString(hash.Finish()).substr(0, 32);
}

void AddEvents(const Row& row, const ImportOptions& options,
               checkin::v1::ReportPresenceRequest& request) {
  const std::string connection = ConnectionOf(row);
  for (const auto kind :
       {PresenceEvent::KIND_JOIN, PresenceEvent::KIND_LEAVE}) {
    PresenceEvent& event = *request.add_presence_events();
    event.set_kind(kind);
    event.set_session(options.session);
    event.set_instance_id(options.instance_id);
    event.set_connection_id(connection);
    RenderTime(
        kind == PresenceEvent::KIND_JOIN ? row.join_time : row.leave_time,
        *event.mutable_event_time());
    auto& participant = *event.mutable_participant();
    participant.set_external_id(row.external_id);
    participant.set_display_name(row.display_name);
    if (options.unverified_emails) {
      participant.set_unverified_email(row.email);
    } else {
      participant.set_email(row.email);
    }
  }
}

// Counts a row by the worse of what became of its two events.
void Count(const Row& row, const Result& join, const Result& leave,
           ImportResult& result) {
  for (const Result* event : {&join, &leave}) {
    if (event->outcome() != Result::OUTCOME_REJECTED) continue;
    ++result.rejected_count;
    result.errors.push_back(
        {row.line, "", std::string(client::Explain(event->error()).message())});
    return;
  }
  if (join.outcome() == Result::OUTCOME_DUPLICATE &&
      leave.outcome() == Result::OUTCOME_DUPLICATE) {
    ++result.duplicate_count;
  } else if (join.registration().empty()) {
    ++result.unmatched_count;
  } else {
    ++result.recorded_count;
  }
}

}  // namespace

std::string RowError::ToString() const {
  return absl::StrCat("line ", line, ": ", header, header.empty() ? "" : ": ",
                      text);
}

absl::StatusOr<ImportResult> Import(
    const client::Server& server, std::istream& file,
    const ImportOptions& options,
    const std::function<void(int64_t, int64_t)>& progress) {
  ImportResult result;
  const auto read = Rows(options, result).Read(file);
  if (!read || (!result.errors.empty() && !options.skip_bad)) return result;
  const std::vector<Row>& rows = *read;
  result.sent = true;
  const auto stub = checkin::v1::PresenceService::NewStub(
      client::OpenChannel(server, server.checkin));
  const auto total = static_cast<int64_t>(rows.size());
  for (size_t begin = 0; begin < rows.size(); begin += kRowsOfCall) {
    const size_t end = std::min(begin + kRowsOfCall, rows.size());
    checkin::v1::ReportPresenceRequest request;
    checkin::v1::ReportPresenceResponse response;
    request.set_event(options.event);
    request.set_source(options.source);
    for (size_t i = begin; i < end; ++i) AddEvents(rows[i], options, request);
    grpc::ClientContext context;
    client::Prepare(server, context);
    RETURN_IF_ERROR(
        client::Explain(stub->ReportPresence(&context, request, &response)));
    for (size_t i = begin; i < end; ++i) {
      const int at = static_cast<int>(i - begin) * 2;
      Count(rows[i], response.results(at), response.results(at + 1), result);
    }
    progress(static_cast<int64_t>(end), total);
  }
  return result;
}

}  // namespace rollcall::presence
