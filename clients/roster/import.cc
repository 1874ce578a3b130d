#include "clients/roster/import.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

#include "clients/api/retry.h"
#include "clients/csv/writer.h"
#include "clients/roster/survey.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"

namespace rollcall::roster {
namespace {

using registration::v1::ImportRegistrationsRequest;
using registration::v1::ImportRegistrationsResponse;
using registration::v1::RegistrationService;

constexpr int kMaxRows = 1000;
// Rows with long texts fill a message before their number does; a message may
// have 4 MiB.
constexpr size_t kMaxBytes = 1 << 20;
constexpr absl::Duration kDeadline = absl::Hours(1);

// The same for the same content and options, so that running an import again is
// a replay.
std::string RequestIdOf(const ImportOptions& options,
                        const std::string& digest) {
  std::string name =
      absl::StrCat("rollcall import\n", options.event, "\n", options.skip_bad,
                   options.dry_run, "\n", absl::BytesToHexString(digest), "\n");
  for (const Choice& choice : options.choices) {
    absl::StrAppend(&name, HeaderKey(choice.header), "=", choice.column->header,
                    "\n");
  }
  return UuidOfName(name);
}

// One stream of the rows that can be sent.
class Sending {
 public:
  Sending(const client::Server& server, RegistrationService::Stub& stub) {
    client::Prepare(server, context_, kDeadline);
    writer_ = stub.ImportRegistrations(&context_, &response_);
  }

  // Sends what `file` holds. Returns false when the service has ended the
  // stream, for a reason that Finish returns.
  absl::StatusOr<bool> SendRows(std::istream& file,
                                const ImportOptions& options,
                                const Survey& survey,
                                const Progress& progress) {
    const int64_t total =
        survey.row_count - survey.bad_count - survey.ended_count;
    Sha256Stream digest;
    file.clear();
    file.seekg(0);
    ASSIGN_OR_RETURN(const auto reader,
                     RowReader::Open(file, options.event, options.choices,
                                     [&digest](absl::string_view part) {
                                       digest.Add(part);
                                     }));
    int64_t done = 0;
    progress(done, total);
    Row row;
    while (reader->Next(row)) {
      if (!row.errors.empty() || row.ended) continue;
      Add(row);
      ++done;
      if (message_.rows_size() < kMaxRows && bytes_ < kMaxBytes) continue;
      if (!Flush()) return false;
      progress(done, total);
    }
    if (digest.Finish() != survey.digest) {
      return absl::AbortedError(
          "The file was changed while it was read; nobody was registered.");
    }
    message_.set_complete(true);
    if (!Flush()) return false;
    progress(done, total);
    return true;
  }

  // Says in the first message what to do.
  void Begin(const ImportOptions& options, const std::string& request_id) {
    message_.set_event(options.event);
    message_.set_request_id(request_id);
    message_.set_error_policy(
        options.skip_bad
            ? ImportRegistrationsRequest::ERROR_POLICY_SKIP_BAD
            : ImportRegistrationsRequest::ERROR_POLICY_ALL_OR_NOTHING);
    message_.set_dry_run(options.dry_run);
  }

  absl::StatusOr<ImportRegistrationsResponse> Finish() {
    writer_->WritesDone();
    RETURN_IF_ERROR(client::Explain(writer_->Finish()));
    return response_;
  }

  void Cancel() {
    context_.TryCancel();
    writer_->Finish();
  }

 private:
  void Add(const Row& row) {
    auto* added = message_.add_rows();
    added->set_line(static_cast<int32_t>(row.line));
    *added->mutable_registration() = row.registration;
    bytes_ += added->ByteSizeLong();
  }

  bool Flush() {
    const bool written = writer_->Write(message_);
    message_.Clear();
    bytes_ = 0;
    return written;
  }

  grpc::ClientContext context_;
  ImportRegistrationsResponse response_;
  std::unique_ptr<grpc::ClientWriter<ImportRegistrationsRequest>> writer_;
  ImportRegistrationsRequest message_;
  size_t bytes_ = 0;
};

absl::StatusOr<ImportRegistrationsResponse> Send(
    const client::Server& server, RegistrationService::Stub& stub,
    std::istream& file, const ImportOptions& options, const Survey& survey,
    const std::string& request_id, const Progress& progress) {
  Sending sending(server, stub);
  sending.Begin(options, request_id);
  const auto sent = sending.SendRows(file, options, survey, progress);
  if (!sent.ok()) {
    sending.Cancel();
    return sent.status();
  }
  return sending.Finish();
}

// Takes over what the service answered.
void Merge(const ImportRegistrationsResponse& response, const Mapping& mapping,
           ImportResult& result) {
  result.sent = true;
  result.created_count = response.created_count();
  result.waitlisted_count = response.waitlisted_count();
  result.unchanged_count = response.unchanged_count();
  result.failed_count += response.failed_count();
  for (const auto& error : response.errors()) {
    const Column* column = ColumnOfField(error.field());
    result.errors.push_back(
        {error.line(),
         column == nullptr ? error.field() : mapping.HeaderOf(*column),
         error.description().empty() ? error.reason() : error.description()});
  }
  std::stable_sort(
      result.errors.begin(), result.errors.end(),
      [](const RowError& a, const RowError& b) { return a.line < b.line; });
}

}  // namespace

absl::StatusOr<ImportResult> Import(const client::Server& server,
                                    std::istream& file,
                                    const ImportOptions& options,
                                    const Progress& progress) {
  ImportResult result;
  const auto surveyed = SurveyFile(file, options.event, options.choices);
  if (!surveyed.ok()) {
    result.errors.push_back({1, "", std::string(surveyed.status().message())});
    return result;
  }
  const Survey& survey = *surveyed;
  result.request_id = options.request_id.empty()
                          ? RequestIdOf(options, survey.digest)
                          : options.request_id;
  result.row_count = survey.row_count;
  result.failed_count = survey.bad_count;
  result.ended_count = survey.ended_count;
  result.unread_headers = survey.mapping.Unread();
  result.errors = survey.errors;
  if (survey.broken || (survey.bad_count > 0 && !options.skip_bad)) {
    return result;
  }
  const auto stub = RegistrationService::NewStub(
      client::OpenStreamChannel(server, server.registration));
  client::Retry retry;
  auto response =
      Send(server, *stub, file, options, survey, result.request_id, progress);
  while (retry.Again(response.status())) {
    response =
        Send(server, *stub, file, options, survey, result.request_id, progress);
  }
  RETURN_IF_ERROR(response.status());
  Merge(*response, survey.mapping, result);
  return result;
}

absl::Status WriteBadRows(std::istream& file, const ImportOptions& options,
                          const std::vector<RowError>& errors,
                          std::ostream& out) {
  const auto text_of = [](const RowError& error) {
    return absl::StrCat(error.header, error.header.empty() ? "" : ": ",
                        error.text);
  };
  std::map<int64_t, std::vector<std::string>> texts;
  for (const RowError& error : errors) {
    texts[error.line].push_back(text_of(error));
  }
  file.clear();
  file.seekg(0);
  ASSIGN_OR_RETURN(const auto reader,
                   RowReader::Open(file, options.event, options.choices));
  std::vector<std::string> fields = reader->mapping().headers;
  const size_t width = fields.size();
  fields.push_back("error");
  csv::Write(fields, out);
  Row row;
  while (reader->Next(row)) {
    std::vector<std::string>& reasons = texts[row.line];
    if (reasons.empty()) {
      for (const RowError& error : row.errors) {
        reasons.push_back(text_of(error));
      }
    }
    if (!reasons.empty()) {
      fields = row.fields;
      if (fields.size() < width) fields.resize(width);
      fields.push_back(absl::StrJoin(reasons, " "));
      csv::Write(fields, out);
    }
    texts.erase(row.line);
  }
  return absl::OkStatus();
}

}  // namespace rollcall::roster
