#include "tests/access/house.h"

#include "gtest/gtest.h"

#include "tests/harness/calls.h"

namespace rollcall::access {

using registration::v1::AccessService;
using rollcall::testing::Call;

InstanceOptions House::OptionsOf(const TokenCacheOptions& tokens) {
  InstanceOptions options;
  options.knows_tokens = true;
  options.tokens = tokens;
  return options;
}

House::House(const TokenCacheOptions& tokens)
    : registration_(OptionsOf(tokens)),
      access_(OptionsOf(tokens)),
      checkin_(OptionsOf(tokens)),
      presence_(OptionsOf(tokens)),
      reporting_(OptionsOf(tokens)),
      channels_{{"RegistrationService", registration_.NewChannel()},
                {"AccessService", access_.NewChannel()},
                {"CheckInService", checkin_.NewChannel()},
                {"PresenceService", presence_.NewChannel()},
                {"ReportingService", reporting_.NewChannel()}} {}

std::shared_ptr<grpc::Channel> House::ChannelOf(
    const google::protobuf::MethodDescriptor& method) {
  return channels_.at(method.service()->name());
}

Enrolled Enroll(House& house, const std::string& event, Device device) {
  registration::v1::CreateDeviceRequest request;
  registration::v1::CreateDeviceResponse response;
  request.set_event(event);
  if (device.display_name().empty()) device.set_display_name("Gate");
  *request.mutable_device() = std::move(device);
  EXPECT_TRUE(Call(house.access(), &AccessService::Stub::CreateDevice, request,
                   &response)
                  .ok());
  registration::v1::EnrollDeviceRequest enroll;
  registration::v1::EnrollDeviceResponse enrolled;
  enroll.set_event(event);
  enroll.set_enrollment_code(response.enrollment_code());
  grpc::ClientContext context;
  EXPECT_TRUE(house.access().EnrollDevice(&context, enroll, &enrolled).ok());
  return {enrolled.device(), enrolled.device_token()};
}

IssuedKey CreateKey(House& house, const std::string& event, Role role) {
  registration::v1::CreateApiKeyRequest request;
  registration::v1::CreateApiKeyResponse response;
  request.set_event(event);
  request.mutable_api_key()->set_display_name("Somebody");
  request.mutable_api_key()->set_role(role);
  EXPECT_TRUE(Call(house.access(), &AccessService::Stub::CreateApiKey, request,
                   &response)
                  .ok());
  return {response.api_key(), response.key_text()};
}

Tokens IssueAll(House& house, const std::string& event) {
  Tokens tokens;
  Device device;
  const Enrolled kiosk = Enroll(house, event, device);
  device.set_role(Role::ROLE_SUPERVISOR);
  const Enrolled supervisor = Enroll(house, event, device);
  tokens.kiosk = kiosk.device;
  tokens.supervisor = supervisor.device;
  tokens.of[Role::ROLE_KIOSK] = kiosk.token;
  tokens.of[Role::ROLE_SUPERVISOR] = supervisor.token;
  for (const Role role : {Role::ROLE_STREAMING, Role::ROLE_ANALYST,
                          Role::ROLE_REGISTRAR, Role::ROLE_ADMIN}) {
    tokens.of[role] = CreateKey(house, event, role).text;
  }
  registration::v1::CreateDelegationRequest request;
  registration::v1::CreateDelegationResponse response;
  request.set_event(event);
  request.mutable_delegation()->set_display_name("Ministry");
  EXPECT_TRUE(
      Call(house.registrations(),
           &registration::v1::RegistrationService::Stub::CreateDelegation,
           request, &response)
          .ok());
  tokens.of[Role::ROLE_DELEGATION_HEAD] = response.head_token();
  return tokens;
}

}  // namespace rollcall::access
