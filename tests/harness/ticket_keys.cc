#include "tests/harness/ticket_keys.h"

#include <cstdlib>
#include <stdexcept>

#include "absl/strings/escaping.h"

#include "common/base/secret_file.h"
#include "common/ticket/keys.h"

namespace rollcall::testing {
namespace {

constexpr int kId = 1;

std::string Seed() { return std::string(ticket::kSeedBytes, 't'); }

}  // namespace

std::vector<ticket::SigningKey> TestTicketKeys() {
  return {ticket::SigningKey(kId, Seed())};
}

std::string TicketKeyFolder() {
  // Left to the system's own cleaning.
  static const std::string folder = [] {
    std::string made = "/tmp/rollcall-test-XXXXXX";
    if (mkdtemp(made.data()) == nullptr ||
        !CreateSecretFile(ticket::KeyPath(made, kId),
                          absl::Base64Escape(Seed()))
             .ok()) {
      throw std::runtime_error("cannot make a folder of ticket keys");
    }
    return made;
  }();
  return folder;
}

}  // namespace rollcall::testing
