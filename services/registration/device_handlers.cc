#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/status/error.h"
#include "services/registration/access_message.h"
#include "services/registration/access_service.h"

// Devices at doors.
namespace rollcall::registration {

grpc::Status AccessService::CreateDevice(grpc::ServerContext* context,
                                         const v1::CreateDeviceRequest* request,
                                         v1::CreateDeviceResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const Device device = ParseDevice(request->device(), event, check);
        const absl::Duration code_duration = ParseCodeDuration(*request, check);
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const auto issued,
            devices_.CreateDevice(event, device, code_duration, key,
                                  rpc::ActOf(call), call.deadline));
        Render(issued.device, *response->mutable_device());
        response->set_enrollment_code(issued.secret);
        return absl::OkStatus();
      });
}

grpc::Status AccessService::EnrollDevice(grpc::ServerContext* context,
                                         const v1::EnrollDeviceRequest* request,
                                         v1::EnrollDeviceResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string code = ParseCode(*request, check);
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(guard_.CheckFailures(context->peer()));
        const auto issued =
            devices_.EnrollDevice(event, code, rpc::ActOf(call), call.deadline);
        if (ReasonOf(issued.status()) == error::v1::ENROLLMENT_CODE_INVALID) {
          guard_.NoteFailure(context->peer());
        }
        RETURN_IF_ERROR(issued.status());
        Render(issued->device, *response->mutable_device());
        response->set_device_token(issued->secret);
        return absl::OkStatus();
      });
}

grpc::Status AccessService::RotateDeviceToken(
    grpc::ServerContext* context, const v1::RotateDeviceTokenRequest* request,
    v1::RotateDeviceTokenResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<DeviceName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        const bool asks_itself = call.caller.device == name.device;
        ASSIGN_OR_RETURN(const std::string token,
                         devices_.RotateToken(name, asks_itself,
                                              rpc::ActOf(call), call.deadline));
        response->set_device_token(token);
        return absl::OkStatus();
      });
}

grpc::Status AccessService::RevokeDevice(grpc::ServerContext* context,
                                         const v1::RevokeDeviceRequest* request,
                                         v1::RevokeDeviceResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<DeviceName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Device device,
            devices_.RevokeDevice(name, rpc::ActOf(call), call.deadline));
        Render(device, *response->mutable_device());
        return absl::OkStatus();
      });
}

grpc::Status AccessService::ListDevices(grpc::ServerContext* context,
                                        const v1::ListDevicesRequest* request,
                                        v1::ListDevicesResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter = absl::StrCat(request->event(), "/devices");
        const Page page = ParsePage(filter, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(std::vector<Device> devices,
                         devices_.ListDevices(event, page, call.deadline));
        response->set_next_page_token(
            CutToPage(page, filter, devices,
                      [](const Device& device) { return device.name.device; }));
        for (const Device& device : devices) {
          Render(device, *response->add_devices());
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
