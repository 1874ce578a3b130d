#include "clients/roster/export.h"

#include <memory>
#include <vector>

#include "clients/api/resumed_stream.h"
#include "clients/csv/writer.h"
#include "clients/roster/column.h"
#include "common/base/status_macros.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"

namespace rollcall::roster {
namespace {

using registration::v1::ExportRegistrationsResponse;
using registration::v1::Registration;
using registration::v1::RegistrationService;

void WriteHeader(std::ostream& out) {
  std::vector<std::string> fields;
  for (const Column& column : Columns()) fields.push_back(column.header);
  csv::Write(fields, out);
}

void WriteRow(const Registration& registration, std::ostream& out) {
  std::vector<std::string> fields;
  for (const Column& column : Columns()) {
    fields.push_back(RenderCell(column, registration));
  }
  csv::Write(fields, out);
}

}  // namespace

absl::StatusOr<int64_t> Export(const client::Server& server,
                               const std::string& event, std::ostream& out,
                               const std::function<void(int64_t)>& progress) {
  const auto stub = RegistrationService::NewStub(
      client::OpenStreamChannel(server, server.registration));
  registration::v1::ExportRegistrationsRequest request;
  request.set_event(event);
  int64_t count = 0;
  bool has_header = false;
  const auto begin = [&] {
    if (!has_header) WriteHeader(out);
    has_header = true;
  };
  RETURN_IF_ERROR(client::ReadResumed(
      server, *stub, &RegistrationService::Stub::ExportRegistrations, request,
      [&](const ExportRegistrationsResponse& response) {
        begin();
        for (const Registration& registration : response.registrations()) {
          WriteRow(registration, out);
        }
        count += response.registrations_size();
        progress(count);
      }));
  begin();
  return count;
}

}  // namespace rollcall::roster
