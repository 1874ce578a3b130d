#include "tests/fault/site.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace rollcall::testing {
Site::Site(const std::string& database_url, const Environment& environment)
    : database_url_(database_url), environment_(environment) {
  for (const Role role : kRoles) {
    for (auto& process : processes_[static_cast<size_t>(role)]) {
      process = New(role, OwnAddress());
    }
  }
}

std::vector<std::string> Site::AddressesOf(Role role) const {
  std::vector<std::string> addresses;
  for (const auto& process : processes_[static_cast<size_t>(role)]) {
    addresses.push_back(process->address());
  }
  return addresses;
}

std::string Site::Errors() const {
  std::string errors;
  for (const auto& instances : processes_) {
    for (const auto& process : instances) {
      const std::string log = process->Log();
      for (const absl::string_view line : absl::StrSplit(log, '\n')) {
        if (absl::StrContains(line, R"("severity":"error")")) {
          absl::StrAppend(&errors, line, "\n");
        }
      }
    }
  }
  return errors;
}

void Site::Start(Role role, int instance) {
  auto& process = processes_[static_cast<size_t>(role)][instance];
  process = New(role, process->address());
}

void Site::KillAll() {
  for (const Role role : kRoles) {
    for (int i = 0; i < kInstances; ++i) At(role, i).Kill();
  }
}

void Site::StartAll() {
  for (const Role role : kRoles) {
    for (int i = 0; i < kInstances; ++i) Start(role, i);
  }
}

std::unique_ptr<ServiceProcess> Site::New(Role role,
                                          const std::string& listen) {
  return std::make_unique<ServiceProcess>(NameOf(role), database_url_, listen,
                                          environment_);
}

}  // namespace rollcall::testing
