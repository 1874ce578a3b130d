#include "tests/e2e/services.h"

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace rollcall::testing {

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

Environment Services::ForCommandLine() const {
  return {{"ROLLCALL_REGISTRATION_ADDRESS", registration.address()},
          {"ROLLCALL_CHECKIN_ADDRESS", checkin.address()},
          {"ROLLCALL_REPORTING_ADDRESS", reporting.address()},
          {"ROLLCALL_TOKEN_FILE", TokenFile()}};
}

}  // namespace rollcall::testing
