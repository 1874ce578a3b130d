#pragma once

#include <map>
#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"

#include "services/checkin/checkin_service.h"
#include "services/checkin/presence_service.h"
#include "services/registration/access_service.h"
#include "services/registration/registration_service.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"

namespace rollcall::access {

using registration::v1::Device;
using rollcall::testing::InstanceOptions;
using Key = registration::v1::ApiKey;
using v1::Role;

// All services, each an instance that knows all tokens.
class House {
 public:
  explicit House(const TokenCacheOptions& tokens = {});

  registration::v1::AccessService::Stub& access() { return access_.stub(); }
  registration::v1::RegistrationService::Stub& registrations() {
    return registration_.stub();
  }
  checkin::v1::CheckInService::Stub& doors() { return checkin_.stub(); }
  reporting::v1::ReportingService::Stub& reports() { return reporting_.stub(); }

  checkin::v1::PresenceService::Stub& presence() { return presence_.stub(); }
  // host:port of the AccessService.
  const std::string& access_address() { return access_.server().address(); }

  std::shared_ptr<grpc::Channel> RegistrationChannel() {
    return registration_.NewChannel();
  }
  // A channel to the service of `method`.
  std::shared_ptr<grpc::Channel> ChannelOf(
      const google::protobuf::MethodDescriptor& method);

 private:
  static InstanceOptions OptionsOf(const TokenCacheOptions& tokens);

  rollcall::testing::Serving<registration::v1::RegistrationService,
                             registration::RegistrationService>
      registration_;
  rollcall::testing::Serving<registration::v1::AccessService,
                             registration::AccessService>
      access_;
  rollcall::testing::Serving<checkin::v1::CheckInService,
                             checkin::CheckInService>
      checkin_;
  rollcall::testing::Serving<checkin::v1::PresenceService,
                             checkin::PresenceService>
      presence_;
  rollcall::testing::Serving<reporting::v1::ReportingService,
                             reporting::ReportingService>
      reporting_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

// A device that has enrolled.
struct Enrolled {
  Device device;
  std::string token;
};

// Creates a device of `event` like `device` and enrols it.
Enrolled Enroll(House& house, const std::string& event, Device device);

// Creates a key of `event` and returns its text.
struct IssuedKey {
  Key key;
  std::string text;
};
IssuedKey CreateKey(House& house, const std::string& event, Role role);

// Tokens of all kinds in one event.
struct Tokens {
  // By role.
  std::map<Role, std::string> of;
  Device kiosk;
  Device supervisor;
};
Tokens IssueAll(House& house, const std::string& event);

}  // namespace rollcall::access
