#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/access/house.h"
#include "tests/harness/calls.h"

namespace rollcall::access {
namespace {

using registration::v1::AccessService;
using registration::v1::CreateApiKeyRequest;
using registration::v1::CreateApiKeyResponse;
using rollcall::testing::Call;
using rollcall::testing::Forum;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using Stub = AccessService::Stub;

class ApiKeyTest : public ::testing::Test {
 protected:
  CreateApiKeyRequest ValidKey() {
    CreateApiKeyRequest request;
    request.set_event(forum_.name());
    request.mutable_api_key()->set_display_name("Analysts");
    request.mutable_api_key()->set_role(Role::ROLE_ANALYST);
    return request;
  }

  CreateApiKeyResponse Create(const CreateApiKeyRequest& request) {
    CreateApiKeyResponse response;
    const grpc::Status status =
        Call(house_.access(), &Stub::CreateApiKey, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  int Violations(const CreateApiKeyRequest& request) {
    CreateApiKeyResponse response;
    return rollcall::testing::BadRequestOf(
               Call(house_.access(), &Stub::CreateApiKey, request, &response))
        .field_violations_size();
  }

  std::string ReasonFor(House& house, const std::string& token) {
    reporting::v1::GetSummaryRequest request;
    reporting::v1::GetSummaryResponse response;
    request.set_event(forum_.name());
    return ReasonOf(house.reports().GetSummary(NewContext(token).get(), request,
                                               &response));
  }

  grpc::Status Revoke(const std::string& name) {
    registration::v1::RevokeApiKeyRequest request;
    registration::v1::RevokeApiKeyResponse response;
    request.set_name(name);
    return Call(house_.access(), &Stub::RevokeApiKey, request, &response);
  }

  House house_;
  Forum forum_{house_.RegistrationChannel()};
};

TEST_F(ApiKeyTest, IsToldOnceAndListedWithoutItsText) {
  const CreateApiKeyResponse created = Create(ValidKey());
  EXPECT_EQ(ReasonFor(house_, created.key_text()), "");
  const absl::Time expires =
      absl::FromUnixSeconds(created.api_key().expire_time().seconds());
  EXPECT_LT(absl::AbsDuration(expires - absl::Now() - absl::Hours(365 * 24)),
            absl::Minutes(1));
  registration::v1::ListApiKeysRequest request;
  registration::v1::ListApiKeysResponse response;
  request.set_event(forum_.name());
  ASSERT_TRUE(
      Call(house_.access(), &Stub::ListApiKeys, request, &response).ok());
  ASSERT_EQ(response.api_keys_size(), 1);
  EXPECT_EQ(response.api_keys(0).name(), created.api_key().name());
  EXPECT_EQ(response.DebugString().find(created.key_text()), std::string::npos);
}

TEST_F(ApiKeyTest, ARepeatedRequestReplacesTheText) {
  CreateApiKeyRequest request = ValidKey();
  request.set_request_id(NewUuid());
  const CreateApiKeyResponse first = Create(request);
  EXPECT_EQ(ReasonFor(house_, first.key_text()), "");
  const CreateApiKeyResponse second = Create(request);
  EXPECT_EQ(first.api_key().name(), second.api_key().name());
  EXPECT_EQ(ReasonFor(house_, second.key_text()), "");
  while (ReasonFor(house_, first.key_text()).empty()) {
    std::this_thread::yield();
  }
  ASSERT_TRUE(Revoke(second.api_key().name()).ok());
  EXPECT_EQ(Create(request).key_text(), "");
}

TEST_F(ApiKeyTest, IsOfARoleThatHasKeysAndEnds) {
  CreateApiKeyRequest request = ValidKey();
  for (const Role role : {Role::ROLE_UNSPECIFIED, Role::ROLE_KIOSK,
                          Role::ROLE_DELEGATION_HEAD, static_cast<Role>(99)}) {
    request.mutable_api_key()->set_role(role);
    EXPECT_EQ(Violations(request), 1) << role;
  }
  request = ValidKey();
  auto& expires = *request.mutable_api_key()->mutable_expire_time();
  expires.set_seconds(absl::ToUnixSeconds(absl::Now()));
  EXPECT_EQ(Violations(request), 1);
  expires.set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(24 * 1900)));
  EXPECT_EQ(Violations(request), 1);
  request.set_event("events/not-there");
  expires.set_seconds(absl::ToUnixSeconds(absl::Now() + absl::Hours(24)));
  CreateApiKeyResponse response;
  EXPECT_EQ(
      ReasonOf(Call(house_.access(), &Stub::CreateApiKey, request, &response)),
      "EVENT_NOT_FOUND");
}

TEST_F(ApiKeyTest, IsRevokedOnEveryInstanceWithinASecond) {
  House second;
  const CreateApiKeyResponse created = Create(ValidKey());
  EXPECT_EQ(ReasonFor(house_, created.key_text()), "");
  EXPECT_EQ(ReasonFor(second, created.key_text()), "");
  ASSERT_TRUE(Revoke(created.api_key().name()).ok());
  const absl::Time revoked = absl::Now();
  for (House* house : {&house_, &second}) {
    std::string reason;
    do {
      const absl::Time asked = absl::Now();
      reason = ReasonFor(*house, created.key_text());
      ASSERT_TRUE(!reason.empty() || asked - revoked < absl::Seconds(1));
    } while (reason.empty());
    EXPECT_EQ(reason, "UNAUTHENTICATED_CALL");
  }
}

// An admin of one event makes keys of that event, and of no other.
TEST_F(ApiKeyTest, OfAnAdminMakesKeysOfItsEvent) {
  const IssuedKey admin = CreateKey(house_, forum_.name(), Role::ROLE_ADMIN);
  const Forum other(house_.RegistrationChannel());
  CreateApiKeyRequest request = ValidKey();
  CreateApiKeyResponse response;
  const auto create = [&] {
    return house_.access().CreateApiKey(NewContext(admin.text).get(), request,
                                        &response);
  };
  EXPECT_TRUE(create().ok());
  request.set_event(other.name());
  EXPECT_EQ(ReasonOf(create()), "EVENT_NOT_FOUND");
}

TEST_F(ApiKeyTest, MayCallSoOftenAndNotMore) {
  TokenCacheOptions options;
  options.calls = {1e-6, 5};
  House slow(options);
  const CreateApiKeyResponse created = Create(ValidKey());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ReasonFor(slow, created.key_text()), "");
  }
  reporting::v1::GetSummaryRequest request;
  reporting::v1::GetSummaryResponse response;
  request.set_event(forum_.name());
  const grpc::Status status = slow.reports().GetSummary(
      NewContext(created.key_text()).get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "RATE_LIMITED");
  EXPECT_EQ(ReasonFor(slow, Create(ValidKey()).key_text()), "");
}

}  // namespace
}  // namespace rollcall::access
