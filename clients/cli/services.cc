#include "clients/cli/services.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "rollcall/registration/v1/access_service.pb.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall::cli {

namespace pb = google::protobuf;

std::vector<Service> AllServices() {
  return {
      {registration::v1::GetEventRequest::descriptor()->file()->service(0),
       &client::Server::registration},
      {registration::v1::ListDevicesRequest::descriptor()->file()->service(0),
       &client::Server::registration},
      {checkin::v1::CheckInRequest::descriptor()->file()->service(0),
       &client::Server::checkin},
      {checkin::v1::ReportPresenceRequest::descriptor()->file()->service(0),
       &client::Server::checkin},
      {reporting::v1::GetSummaryRequest::descriptor()->file()->service(0),
       &client::Server::reporting},
  };
}

const std::string& AddressOf(const client::Server& server,
                             const pb::MethodDescriptor& method) {
  for (const Service& service : AllServices()) {
    if (service.descriptor == method.service()) return server.*service.address;
  }
  return server.registration;
}

}  // namespace rollcall::cli
