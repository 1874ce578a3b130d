#include "tests/harness/ticket_keys.h"

#include <stdexcept>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"

#include "common/base/secret_file.h"
#include "common/ticket/keys.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {
namespace {

constexpr int kId = 1;

std::string Seed() { return std::string(ticket::kSeedBytes, 't'); }

}  // namespace

std::vector<ticket::SigningKey> TestTicketKeys() {
  return {ticket::SigningKey(kId, Seed())};
}

std::string TicketKeyFolder() {
  static const ScratchFolder folder;
  static const absl::Status made = CreateSecretFile(
      ticket::KeyPath(folder.path(), kId), absl::Base64Escape(Seed()));
  if (!made.ok()) throw std::runtime_error(made.ToString());
  return folder.path();
}

}  // namespace rollcall::testing
