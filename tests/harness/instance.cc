#include "tests/harness/instance.h"

#include <stdexcept>

namespace rollcall::testing {
namespace {

db::PoolOptions OptionsFor(const std::string& role) {
  db::PoolOptions options = TestPoolOptions();
  options.role = role;
  return options;
}

}  // namespace

Instance::Instance(const ResolverMaker& make_resolver, const std::string& role)
    : pool_(OptionsFor(role)),
      guard_(kToken, make_resolver ? make_resolver(pool_) : nullptr) {}

void Instance::Start(std::vector<rpc::HostedService> services) {
  rpc::ServerOptions options;
  options.listen = "127.0.0.1:0";
  auto server = rpc::Server::Start(options, guard_, std::move(services));
  if (!server.ok()) throw std::runtime_error(server.status().ToString());
  server_ = *std::move(server);
  server_->SetServing(true);
}

std::shared_ptr<grpc::Channel> Instance::NewChannel() const {
  return ChannelTo(server_->address());
}

}  // namespace rollcall::testing
