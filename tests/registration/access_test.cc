#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"

#include "tests/harness/forum.h"
#include "tests/registration/delegations.h"

namespace rollcall::registration {
namespace {

using google::protobuf::MethodDescriptor;
using rollcall::testing::Forum;
using rollcall::testing::kToken;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;

// What heads of delegations may call. Everything else is for admins.
const std::set<std::string>& OpenToHeads() {
  static const auto& methods = *new std::set<std::string>{
      "CancelRegistration", "CreateRegistration", "GetRegistration",
      "ListRegistrations", "GetTicket"};
  return methods;
}

// Calls a method of any kind with one empty message.
grpc::Status CallEmpty(const std::shared_ptr<grpc::Channel>& channel,
                       const std::string& method,
                       std::unique_ptr<grpc::ClientContext> context) {
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  grpc::GenericStub stub(channel);
  const auto call = stub.PrepareCall(context.get(), method, &queue);
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  const grpc::Slice empty;
  call->WriteLast(grpc::ByteBuffer(&empty, 1), grpc::WriteOptions(), nullptr);
  queue.Next(&tag, &ok);
  grpc::ByteBuffer response;
  do {
    call->Read(&response, nullptr);
    queue.Next(&tag, &ok);
  } while (ok);
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  return status;
}

std::string PathOf(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() : channel_(server_.NewChannel()), forum_(channel_) {
    v1::CreateDelegationRequest request = ValidDelegation(forum_.name());
    const auto created = Send(server_.stub(), request).response;
    rotated_token_ = created.head_token();
    v1::UpdateDelegationRequest update;
    update.mutable_delegation()->set_name(created.delegation().name());
    update.set_rotate_head_token(true);
    head_token_ = Send(server_.stub(), update).response.head_token();
  }

  const std::string& head_token() const { return head_token_; }
  const std::string& rotated_token() const { return rotated_token_; }

  std::string Reason(const MethodDescriptor& method, const std::string& token) {
    return ReasonOf(CallEmpty(channel_, PathOf(method), NewContext(token)));
  }

  std::string ReasonWithout(const MethodDescriptor& method) {
    return ReasonOf(CallEmpty(channel_, PathOf(method),
                              std::make_unique<grpc::ClientContext>()));
  }

 private:
  RegistrationServer server_;
  std::shared_ptr<grpc::Channel> channel_;
  Forum forum_;
  std::string head_token_;
  std::string rotated_token_;
};

TEST_F(AccessTest, OpensEveryMethodToWhomItIsFor) {
  const auto& service =
      *v1::CreateEventRequest::descriptor()->file()->FindServiceByName(
          "RegistrationService");
  ASSERT_GT(service.method_count(), 20);
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    SCOPED_TRACE(method.name());
    const std::string admin = Reason(method, kToken);
    EXPECT_NE(admin, "UNAUTHENTICATED_CALL");
    EXPECT_NE(admin, "PERMISSION_DENIED_CALL");
    const bool open = OpenToHeads().count(method.name()) > 0;
    EXPECT_EQ(Reason(method, head_token()),
              open ? "INVALID_FIELD" : "PERMISSION_DENIED_CALL");
    EXPECT_EQ(Reason(method, rotated_token()), "UNAUTHENTICATED_CALL");
    EXPECT_EQ(Reason(method, "another-token-0123456789abcdef-0123456789"),
              "UNAUTHENTICATED_CALL");
    EXPECT_EQ(ReasonWithout(method), "UNAUTHENTICATED_CALL");
  }
}

}  // namespace
}  // namespace rollcall::registration
