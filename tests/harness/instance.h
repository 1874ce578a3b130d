#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "grpcpp/channel.h"

#include "common/access/token_cache.h"
#include "common/auth/guard.h"
#include "common/db/pool.h"
#include "common/rpc/server.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall::testing {

// What an instance knows and may.
struct InstanceOptions {
  // Knows the tokens of devices, keys and heads besides kToken.
  bool knows_tokens = false;
  // What knows tokens besides kToken instead.
  auth::Resolver resolver = {};
  // How the tokens are kept.
  access::TokenCacheOptions tokens = {};
  // How often an address may fail: tests share one.
  auth::Rate failures = {1000, 1000000};
  // Acts in the database as it; empty means the login's own.
  std::string role = {};
};

// One instance of a service inside the test's process, with a pool, a guard and
// a port of its own, on the shared database.
class Instance {
 public:
  explicit Instance(const InstanceOptions& options = {});
  // Takes calls from now on. Once.
  void Start(std::vector<rpc::HostedService> services);

  db::Pool& pool() { return pool_; }
  const auth::Guard& guard() const { return guard_; }
  rpc::Server& server() { return *server_; }
  // A new connection; calls through one channel share one connection.
  std::shared_ptr<grpc::Channel> NewChannel() const;

 private:
  db::Pool pool_;
  const std::unique_ptr<access::TokenCache> tokens_;
  const auth::Guard guard_;
  std::unique_ptr<rpc::Server> server_;
};

// An instance that serves `Service`, an implementation of the generated `Api`:
//   Serving<v1::CheckInService, CheckInService> door;
//   door.stub().CheckIn(…)
// One that signs tickets does so with TestTicketKeys.
template <typename Api, typename Service>
class Serving : public Instance {
 public:
  explicit Serving(const InstanceOptions& options = {})
      : Instance(WithRole(options)) {
    std::vector<rpc::HostedService> services;
    services.push_back(rpc::Host<Api>(Make()));
    Start(std::move(services));
    stub_ = Api::NewStub(NewChannel());
  }

  typename Api::Stub& stub() { return *stub_; }

 private:
  static InstanceOptions WithRole(InstanceOptions options) {
    if constexpr (requires { Service::kDatabaseRole; }) {
      options.role = Service::kDatabaseRole;
    }
    return options;
  }

  std::unique_ptr<Service> Make() {
    if constexpr (std::is_constructible_v<Service, db::Pool&,
                                          const auth::Guard&>) {
      return std::make_unique<Service>(pool(), guard());
    } else {
      return std::make_unique<Service>(pool(), guard(), TestTicketKeys());
    }
  }

  std::unique_ptr<typename Api::Stub> stub_;
};

}  // namespace rollcall::testing
