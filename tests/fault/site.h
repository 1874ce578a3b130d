#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tests/fault/role.h"
#include "tests/harness/program.h"

namespace rollcall::testing {

inline constexpr int kInstances = 2;

// Two instances of each service on one database. They keep their addresses,
// however often they end and are started again.
class Site {
 public:
  explicit Site(const std::string& database_url,
                const Environment& environment = {});

  ServiceProcess& At(Role role, int instance) {
    return *processes_[static_cast<size_t>(role)][instance];
  }
  // Where the instances of a service are.
  std::vector<std::string> AddressesOf(Role role) const;

  // What the instances have logged as their own faults.
  std::string Errors() const;

  // Starts one again that has ended, and waits until it serves.
  void Start(Role role, int instance);
  // Ends everything without any warning.
  void KillAll();
  void StartAll();

 private:
  std::unique_ptr<ServiceProcess> New(Role role, const std::string& listen);

  const std::string database_url_;
  const Environment environment_;
  std::array<std::array<std::unique_ptr<ServiceProcess>, kInstances>, 3>
      processes_;
};

}  // namespace rollcall::testing
