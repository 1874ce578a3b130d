#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/access/house.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"

namespace rollcall::access {
namespace {

using registration::v1::AccessService;
using registration::v1::CreateDeviceRequest;
using registration::v1::CreateDeviceResponse;
using registration::v1::EnrollDeviceRequest;
using registration::v1::EnrollDeviceResponse;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using Stub = AccessService::Stub;

class DeviceTest : public ::testing::Test {
 protected:
  CreateDeviceRequest ValidDevice() {
    CreateDeviceRequest request;
    request.set_event(forum_.name());
    request.mutable_device()->set_display_name("Main gate, left");
    return request;
  }

  CreateDeviceResponse Create(const CreateDeviceRequest& request) {
    CreateDeviceResponse response;
    const grpc::Status status =
        Call(house_.access(), &Stub::CreateDevice, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  std::string ReasonOfCreate(const CreateDeviceRequest& request) {
    CreateDeviceResponse response;
    return ReasonOf(
        Call(house_.access(), &Stub::CreateDevice, request, &response));
  }

  // Enrols without a token, as a device does.
  grpc::Status TryEnroll(House& house, const std::string& code,
                         EnrollDeviceResponse* response) {
    EnrollDeviceRequest request;
    request.set_event(forum_.name());
    request.set_enrollment_code(code);
    grpc::ClientContext context;
    return house.access().EnrollDevice(&context, request, response);
  }

  std::string ReasonOfEnroll(const std::string& code) {
    EnrollDeviceResponse response;
    return ReasonOf(TryEnroll(house_, code, &response));
  }

  // What SyncClock, which every device may call, says to `token`; empty for OK.
  std::string ReasonAt(checkin::v1::CheckInService::Stub& stub,
                       const std::string& token) {
    checkin::v1::SyncClockResponse response;
    return ReasonOf(stub.SyncClock(NewContext(token).get(), {}, &response));
  }
  std::string ReasonFor(const std::string& token) {
    return ReasonAt(house_.doors(), token);
  }

  std::string Rotate(const Device& device, const std::string& token) {
    registration::v1::RotateDeviceTokenRequest request;
    registration::v1::RotateDeviceTokenResponse response;
    request.set_name(device.name());
    const grpc::Status status = house_.access().RotateDeviceToken(
        NewContext(token).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.device_token();
  }

  grpc::Status Revoke(const std::string& name) {
    registration::v1::RevokeDeviceRequest request;
    registration::v1::RevokeDeviceResponse response;
    request.set_name(name);
    return Call(house_.access(), &Stub::RevokeDevice, request, &response);
  }

  House house_;
  Forum forum_{house_.RegistrationChannel()};
};

TEST_F(DeviceTest, EnrolsOnceWithItsCode) {
  const CreateDeviceResponse created = Create(ValidDevice());
  EXPECT_EQ(created.device().state(), Device::STATE_PENDING);
  EXPECT_EQ(created.device().role(), Role::ROLE_KIOSK);
  EXPECT_TRUE(created.device().has_enrollment_expire_time());
  EnrollDeviceResponse enrolled;
  ASSERT_TRUE(TryEnroll(house_, created.enrollment_code(), &enrolled).ok());
  EXPECT_EQ(enrolled.device().name(), created.device().name());
  EXPECT_EQ(enrolled.device().state(), Device::STATE_ENROLLED);
  EXPECT_EQ(ReasonFor(enrolled.device_token()), "");
  EXPECT_EQ(ReasonOfEnroll(created.enrollment_code()),
            "ENROLLMENT_CODE_INVALID");
}

TEST_F(DeviceTest, NeedsACodeThatStands) {
  const CreateDeviceResponse created = Create(ValidDevice());
  ExecuteSql(
      "UPDATE rollcall.device SET code_expire_time = now() "
      "WHERE code_hash IS NOT NULL AND event_id = '" +
      forum_.name().substr(7) + "'");
  EXPECT_EQ(ReasonOfEnroll(created.enrollment_code()),
            "ENROLLMENT_CODE_INVALID");
  EXPECT_EQ(ReasonOfEnroll("0000-0000-0000-0000"), "ENROLLMENT_CODE_INVALID");
  EXPECT_EQ(ReasonOfEnroll("0000"), "INVALID_FIELD");
  const CreateDeviceResponse revoked = Create(ValidDevice());
  ASSERT_TRUE(Revoke(revoked.device().name()).ok());
  EXPECT_EQ(ReasonOfEnroll(revoked.enrollment_code()),
            "ENROLLMENT_CODE_INVALID");
}

TEST_F(DeviceTest, OfManyWhoUseOneCodeOneEnrols) {
  const CreateDeviceResponse created = Create(ValidDevice());
  House second;
  std::latch ready(8);
  std::atomic<int> enrolled = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      EnrollDeviceResponse response;
      House& house = i % 2 == 0 ? house_ : second;
      ready.arrive_and_wait();
      if (TryEnroll(house, created.enrollment_code(), &response).ok()) {
        ++enrolled;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(enrolled, 1);
}

TEST_F(DeviceTest, ARepeatedRequestGivesTheSameDeviceAnotherCode) {
  CreateDeviceRequest request = ValidDevice();
  request.set_request_id(NewUuid());
  const CreateDeviceResponse first = Create(request);
  const CreateDeviceResponse second = Create(request);
  EXPECT_EQ(first.device().name(), second.device().name());
  EXPECT_EQ(ReasonOfEnroll(first.enrollment_code()), "ENROLLMENT_CODE_INVALID");
  EXPECT_EQ(ReasonOfEnroll(second.enrollment_code()), "");
  EXPECT_EQ(Create(request).enrollment_code(), "");
  request.mutable_device()->set_gate("B");
  EXPECT_EQ(ReasonOfCreate(request), "REQUEST_ID_REUSED");
}

TEST_F(DeviceTest, IsOfWhatThereIs) {
  CreateDeviceRequest request = ValidDevice();
  request.mutable_device()->add_sessions(forum_.Session("nowhere"));
  EXPECT_EQ(ReasonOfCreate(request), "SESSION_NOT_FOUND");
  request = ValidDevice();
  request.mutable_device()->add_sessions("events/other/sessions/panel");
  request.mutable_device()->set_role(Role::ROLE_ADMIN);
  request.mutable_code_duration()->set_seconds(59);
  CreateDeviceResponse response;
  const grpc::Status status =
      Call(house_.access(), &Stub::CreateDevice, request, &response);
  EXPECT_EQ(rollcall::testing::BadRequestOf(status).field_violations_size(), 3);
  request = ValidDevice();
  request.set_event("events/not-there");
  EXPECT_EQ(ReasonOfCreate(request), "EVENT_NOT_FOUND");
}

TEST_F(DeviceTest, GoesOnWithTheTokenBeforeForAWhileWhenItRotatesItself) {
  const Enrolled device = Enroll(house_, forum_.name(), {});
  const std::string second = Rotate(device.device, device.token);
  EXPECT_EQ(ReasonFor(device.token), "");
  EXPECT_EQ(ReasonFor(second), "");
  // The answer was lost: it asks again by the one that it has.
  const std::string third = Rotate(device.device, device.token);
  EXPECT_EQ(ReasonFor(third), "");
  EXPECT_EQ(ReasonFor(device.token), "");
  ExecuteSql(
      "UPDATE rollcall.device SET previous_expire_time = now(), "
      "change_time = now() WHERE event_id = '" +
      forum_.name().substr(7) + "'");
  for (const std::string& token : {device.token, second}) {
    while (ReasonFor(token).empty()) std::this_thread::yield();
  }
  EXPECT_EQ(ReasonFor(third), "");
}

TEST_F(DeviceTest, LosesItsTokenWhenAnotherRotatesIt) {
  const Enrolled device = Enroll(house_, forum_.name(), {});
  EXPECT_EQ(ReasonFor(device.token), "");
  const std::string token = Rotate(device.device, rollcall::testing::kToken);
  EXPECT_EQ(ReasonFor(token), "");
  while (ReasonFor(device.token).empty()) std::this_thread::yield();
}

// The promise: within a second on every instance.
TEST_F(DeviceTest, IsRevokedOnEveryInstanceWithinASecond) {
  House second;
  const Enrolled device = Enroll(house_, forum_.name(), {});
  EXPECT_EQ(ReasonAt(house_.doors(), device.token), "");
  EXPECT_EQ(ReasonAt(second.doors(), device.token), "");
  ASSERT_TRUE(Revoke(device.device.name()).ok());
  const absl::Time revoked = absl::Now();
  for (House* house : {&house_, &second}) {
    std::string reason;
    absl::Time asked;
    // Only what was asked more than a second later must not be answered.
    do {
      asked = absl::Now();
      reason = ReasonAt(house->doors(), device.token);
      ASSERT_TRUE(!reason.empty() || asked - revoked < absl::Seconds(1));
    } while (reason.empty());
    EXPECT_EQ(reason, "UNAUTHENTICATED_CALL");
  }
  EXPECT_TRUE(Revoke(device.device.name()).ok());
}

// A stream that was open when its device was revoked.
TEST_F(DeviceTest, LosesItsStreamsWhenItIsRevoked) {
  const Enrolled device = Enroll(house_, forum_.name(), {});
  const auto watching = NewContext(device.token);
  checkin::v1::WatchOccupancyRequest watch;
  checkin::v1::WatchOccupancyResponse state;
  watch.set_session(forum_.Session("panel"));
  const auto reader = house_.doors().WatchOccupancy(watching.get(), watch);
  ASSERT_TRUE(reader->Read(&state));
  const auto scanning = NewContext(device.token);
  const auto scans = house_.doors().StreamCheckIns(scanning.get());
  const auto scan = [&] {
    checkin::v1::StreamCheckInsRequest request;
    checkin::v1::StreamCheckInsResponse response;
    auto& check_in = *request.mutable_check_in();
    check_in.set_session(forum_.Session("panel"));
    check_in.set_device(device.device.name());
    check_in.set_code("NOBODYS-CODE");
    check_in.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
    check_in.set_scan_id(NewUuid());
    EXPECT_TRUE(scans->Write(request));
    EXPECT_TRUE(scans->Read(&response));
    return response;
  };
  EXPECT_FALSE(scan().has_error());
  ASSERT_TRUE(Revoke(device.device.name()).ok());
  while (reader->Read(&state)) {
  }
  EXPECT_EQ(ReasonOf(reader->Finish()), "UNAUTHENTICATED_CALL");
  while (!scan().has_error()) {
  }
  scans->WritesDone();
  scans->Finish();
}

// What a kiosk asks as it is bound, and for what it is refused.
TEST_F(DeviceTest, ActsForItselfAtItsSessionsAndItsGate) {
  Device bound;
  bound.add_sessions(forum_.Session("panel"));
  bound.set_gate("A");
  const Enrolled kiosk = Enroll(house_, forum_.name(), bound);
  const Enrolled supervisor = [&] {
    Device device;
    device.set_role(Role::ROLE_SUPERVISOR);
    return Enroll(house_, forum_.name(), device);
  }();
  const std::string person = forum_.Register(type::v1::MODE_IN_PERSON);
  checkin::v1::CheckInRequest valid;
  valid.set_session(forum_.Session("panel"));
  valid.set_registration(person);
  valid.set_device(kiosk.device.name());
  valid.set_gate("A");
  valid.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
  const auto reason = [&](const std::string& token, auto change) {
    checkin::v1::CheckInRequest request = valid;
    request.set_scan_id(NewUuid());
    change(request);
    checkin::v1::CheckInResponse response;
    return ReasonOf(
        house_.doors().CheckIn(NewContext(token).get(), request, &response));
  };
  const auto other_device = [&](auto& r) {
    r.set_device(supervisor.device.name());
  };
  const auto other_session = [&](auto& r) {
    r.set_session(forum_.Session("venue"));
  };
  const auto other_gate = [](auto& r) { r.set_gate("B"); };
  const auto force = [](auto& r) {
    r.set_force(true);
    r.set_force_reason("Known");
  };
  EXPECT_EQ(reason(kiosk.token, [](auto&) {}), "");
  EXPECT_EQ(reason(kiosk.token, [](auto& r) { r.clear_gate(); }), "");
  for (const auto& denied :
       {reason(kiosk.token, other_device), reason(kiosk.token, other_session),
        reason(kiosk.token, other_gate), reason(kiosk.token, force)}) {
    EXPECT_EQ(denied, "PERMISSION_DENIED_CALL");
  }
  // A supervisor forces, with a device of its own or with a key.
  EXPECT_EQ(reason(supervisor.token,
                   [&](auto& r) {
                     other_device(r);
                     other_gate(r);
                     force(r);
                   }),
            "");
  EXPECT_EQ(reason(supervisor.token, force), "PERMISSION_DENIED_CALL");
  const IssuedKey key = CreateKey(house_, forum_.name(), Role::ROLE_SUPERVISOR);
  EXPECT_EQ(reason(key.text, force), "");
}

TEST_F(DeviceTest, IsListedWithWhenItWasLastUsed) {
  House noting({.use_interval = absl::ZeroDuration()});
  const Enrolled device = Enroll(house_, forum_.name(), {});
  const auto listed = [&] {
    registration::v1::ListDevicesRequest request;
    registration::v1::ListDevicesResponse response;
    request.set_event(forum_.name());
    EXPECT_TRUE(
        Call(house_.access(), &Stub::ListDevices, request, &response).ok());
    EXPECT_EQ(response.devices_size(), 1);
    return response.devices(0);
  };
  EXPECT_FALSE(listed().has_last_use_time());
  EXPECT_EQ(listed().state(), Device::STATE_ENROLLED);
  EXPECT_EQ(ReasonAt(noting.doors(), device.token), "");
  while (!listed().has_last_use_time()) std::this_thread::yield();
  ASSERT_TRUE(Revoke(device.device.name()).ok());
  EXPECT_EQ(listed().state(), Device::STATE_REVOKED);
}

// The database never has what somebody could call with.
TEST_F(DeviceTest, KeepsNoSecret) {
  const CreateDeviceResponse pending = Create(ValidDevice());
  const Enrolled device = Enroll(house_, forum_.name(), {});
  const IssuedKey key = CreateKey(house_, forum_.name(), Role::ROLE_ANALYST);
  const std::string rows =
      ExecuteSql("SELECT string_agg(d::text, ' ') FROM rollcall.device d") +
      ExecuteSql("SELECT string_agg(k::text, ' ') FROM rollcall.api_key k");
  for (const std::string& secret :
       {pending.enrollment_code(), device.token, key.text,
        key.text.substr(key.text.size() - 26)}) {
    EXPECT_EQ(rows.find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace rollcall::access
