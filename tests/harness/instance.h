#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "grpcpp/channel.h"

#include "common/auth/guard.h"
#include "common/db/pool.h"
#include "common/rpc/server.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall::testing {

// One instance of a service inside the test's process, with a pool, a guard and
// a port of its own, on the shared database.
class Instance {
 public:
  // Makes what knows the tokens besides kToken, from the instance's pool.
  using ResolverMaker = std::function<auth::Resolver(db::Pool&)>;

  // Acts in the database as `role`; empty means the login's own.
  explicit Instance(const ResolverMaker& make_resolver = nullptr,
                    const std::string& role = "");
  // Takes calls from now on. Once.
  void Start(std::vector<rpc::HostedService> services);

  db::Pool& pool() { return pool_; }
  const auth::Guard& guard() const { return guard_; }
  rpc::Server& server() { return *server_; }
  // A new connection; calls through one channel share one connection.
  std::shared_ptr<grpc::Channel> NewChannel() const;

 private:
  db::Pool pool_;
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
  explicit Serving(const ResolverMaker& make_resolver = nullptr)
      : Instance(make_resolver, Role()) {
    std::vector<rpc::HostedService> services;
    services.push_back(rpc::Host<Api>(Make()));
    Start(std::move(services));
    stub_ = Api::NewStub(NewChannel());
  }

  typename Api::Stub& stub() { return *stub_; }

 private:
  static std::string Role() {
    if constexpr (requires { Service::kDatabaseRole; }) {
      return Service::kDatabaseRole;
    } else {
      return "";
    }
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
