#include "clients/cli/report_command.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "clients/cli/table.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::cli {
namespace {

using reporting::v1::Counts;

constexpr size_t kLabelWidth = 30;
constexpr size_t kNumberWidth = 11;

void PrintHeader(const std::string& label, std::ostream& out) {
  out << "\n" << PadRight(label, kLabelWidth);
  for (const char* column : {"registered", "attended", "in person", "online",
                             "both ways", "no-show"}) {
    out << PadLeft(column, kNumberWidth);
  }
  out << "\n";
}

void PrintRow(const std::string& label, const Counts& counts,
              std::ostream& out) {
  out << PadRight(label, kLabelWidth);
  for (const int64_t number :
       {counts.registered_count(), counts.attended_count(),
        counts.in_person_only_count(), counts.online_only_count(),
        counts.both_count(), counts.no_show_count()}) {
    out << PadLeft(absl::StrCat(number), kNumberWidth);
  }
  out << "\n";
}

// Reads what a report is made of.
class Reader {
 public:
  Reader(const client::Server& server, std::string event)
      : server_(server),
        event_(std::move(event)),
        registration_(registration::v1::RegistrationService::NewStub(
            client::OpenChannel(server.registration))),
        reporting_(reporting::v1::ReportingService::NewStub(
            client::OpenChannel(server.reporting))) {}

  absl::StatusOr<registration::v1::Event> GetEvent() {
    registration::v1::GetEventRequest request;
    registration::v1::GetEventResponse response;
    request.set_name(event_);
    grpc::ClientContext context;
    client::Prepare(server_, context);
    RETURN_IF_ERROR(
        client::Explain(registration_->GetEvent(&context, request, &response)));
    return response.event();
  }

  absl::StatusOr<reporting::v1::GetSummaryResponse> GetSummary() {
    reporting::v1::GetSummaryRequest request;
    reporting::v1::GetSummaryResponse response;
    request.set_event(event_);
    grpc::ClientContext context;
    client::Prepare(server_, context);
    RETURN_IF_ERROR(
        client::Explain(reporting_->GetSummary(&context, request, &response)));
    return response;
  }

  absl::StatusOr<reporting::v1::GetBreakdownResponse> GetBreakdown(
      reporting::v1::Dimension dimension) {
    reporting::v1::GetBreakdownRequest request;
    request.set_page_size(limits::kMaxPageSize);
    reporting::v1::GetBreakdownResponse response;
    request.set_event(event_);
    request.add_dimensions(dimension);
    grpc::ClientContext context;
    client::Prepare(server_, context);
    RETURN_IF_ERROR(client::Explain(
        reporting_->GetBreakdown(&context, request, &response)));
    return response;
  }

  absl::StatusOr<std::string> GetCommunique() {
    reporting::v1::GetCommuniqueRequest request;
    reporting::v1::GetCommuniqueResponse response;
    request.set_event(event_);
    grpc::ClientContext context;
    client::Prepare(server_, context);
    RETURN_IF_ERROR(client::Explain(
        reporting_->GetCommunique(&context, request, &response)));
    return response.text();
  }

 private:
  const client::Server& server_;
  const std::string event_;
  const std::unique_ptr<registration::v1::RegistrationService::Stub>
      registration_;
  const std::unique_ptr<reporting::v1::ReportingService::Stub> reporting_;
};

// Largest first; names break ties.
void SortByAttendance(reporting::v1::GetBreakdownResponse& breakdown) {
  std::sort(breakdown.mutable_rows()->begin(), breakdown.mutable_rows()->end(),
            [](const auto& a, const auto& b) {
              const auto key = [](const auto& row) {
                return std::make_pair(-row.counts().attended_count(),
                                      row.values(0).display_name());
              };
              return key(a) < key(b);
            });
}

void PrintBreakdown(const std::string& label,
                    const reporting::v1::GetBreakdownResponse& breakdown,
                    std::ostream& out) {
  PrintHeader(label, out);
  for (const auto& row : breakdown.rows()) {
    PrintRow(row.values(0).display_name(), row.counts(), out);
  }
  PrintRow("total", breakdown.total(), out);
}

}  // namespace

absl::Status PrintReport(const client::Server& server, const std::string& event,
                         std::ostream& out) {
  Reader reader(server, event);
  ASSIGN_OR_RETURN(const registration::v1::Event facts, reader.GetEvent());
  ASSIGN_OR_RETURN(const auto summary, reader.GetSummary());
  ASSIGN_OR_RETURN(const auto modes,
                   reader.GetBreakdown(reporting::v1::DIMENSION_MODE));
  ASSIGN_OR_RETURN(auto countries,
                   reader.GetBreakdown(reporting::v1::DIMENSION_COUNTRY));
  ASSIGN_OR_RETURN(const std::string communique, reader.GetCommunique());
  SortByAttendance(countries);

  out << facts.title() << "\n";
  if (!facts.theme().empty()) out << facts.theme() << "\n";
  const Counts& total = summary.total();
  out << "\nUnique attendees " << total.attended_count() << " of "
      << total.registered_count() << " registered, from "
      << summary.country_count() << " countries\n"
      << "  in person only " << total.in_person_only_count() << "\n"
      << "  online only    " << total.online_only_count() << "\n"
      << "  both ways      " << total.both_count() << "\n";

  PrintBreakdown("Registered for", modes, out);
  PrintHeader("Sector", out);
  for (const auto& row : summary.sectors()) {
    PrintRow(row.display_name(), row.counts(), out);
  }
  PrintRow("total", total, out);
  PrintBreakdown("Country", countries, out);

  out << "\n" << communique << "\n";
  out << "\nAs of "
      << absl::FormatTime("%Y-%m-%d %H:%M:%S UTC",
                          absl::FromUnixSeconds(summary.as_of().seconds()),
                          absl::UTCTimeZone())
      << ", data version " << summary.data_version() << "\n";
  return absl::OkStatus();
}

}  // namespace rollcall::cli
