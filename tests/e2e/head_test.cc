#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "rollcall/registration/v1/access_service.grpc.pb.h"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"

namespace rollcall {
namespace {

using registration::v1::AccessService;
using registration::v1::RegistrationService;
using testing::ChannelTo;
using testing::Forum;
using ::testing::HasSubstr;
using testing::NewContext;
using ::testing::Not;
using testing::ReasonOf;
using testing::ServiceProcess;

// A process of registration, and the token of a head whom it knows.
class HeadTest : public ::testing::Test {
 protected:
  HeadTest()
      : service_("registration"),
        channel_(ChannelTo(service_.address())),
        forum_(channel_) {
    registration::v1::CreateDelegationRequest request;
    registration::v1::CreateDelegationResponse response;
    request.set_event(forum_.name());
    request.mutable_delegation()->set_display_name("A delegation");
    EXPECT_TRUE(testing::Call(forum_.stub(),
                              &RegistrationService::Stub::CreateDelegation,
                              request, &response)
                    .ok());
    token_ = response.head_token();
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  Forum& forum() { return forum_; }
  const std::string& token() const { return token_; }
  std::string Log() const { return service_.Log(); }

 private:
  ServiceProcess service_;
  std::shared_ptr<grpc::Channel> channel_;
  Forum forum_;
  std::string token_;
};

TEST_F(HeadTest, CallsNothingOfOtherServices) {
  registration::v1::ListRegistrationsRequest request;
  registration::v1::ListRegistrationsResponse response;
  request.set_event(forum().name());
  EXPECT_TRUE(
      forum()
          .stub()
          .ListRegistrations(NewContext(token()).get(), request, &response)
          .ok());

  const ServiceProcess checkin("checkin");
  const auto door =
      checkin::v1::CheckInService::NewStub(ChannelTo(checkin.address()));
  checkin::v1::CheckInResponse decision;
  EXPECT_EQ(ReasonOf(door->CheckIn(NewContext(token()).get(), {}, &decision)),
            "PERMISSION_DENIED_CALL");
}

TEST_F(HeadTest, FindsTheAccessServiceClosed) {
  const auto access = AccessService::NewStub(channel());
  registration::v1::ListApiKeysResponse keys;
  EXPECT_EQ(ReasonOf(access->ListApiKeys(NewContext(token()).get(), {}, &keys)),
            "PERMISSION_DENIED_CALL");
  EXPECT_EQ(
      ReasonOf(access->ListApiKeys(NewContext("nobody's").get(), {}, &keys)),
      "UNAUTHENTICATED_CALL");
}

TEST_F(HeadTest, LeavesNoTokenInTheLog) {
  registration::v1::ListEventsResponse response;
  EXPECT_EQ(ReasonOf(forum().stub().ListEvents(NewContext(token()).get(), {},
                                               &response)),
            "PERMISSION_DENIED_CALL");
  EXPECT_THAT(Log(), HasSubstr("PERMISSION_DENIED_CALL"));
  EXPECT_THAT(Log(), Not(HasSubstr(token().substr(token().rfind('_') + 1))));
}

}  // namespace
}  // namespace rollcall
