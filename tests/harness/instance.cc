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

Instance::Instance(const InstanceOptions& options)
    : pool_(OptionsFor(options.role)),
      tokens_(options.knows_tokens
                  ? std::make_unique<access::TokenCache>(
                        OptionsFor(access::kDatabaseRole), options.tokens)
                  : nullptr),
      guard_(kToken,
             tokens_ != nullptr ? tokens_->AsResolver() : options.resolver,
             options.failures) {}

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
