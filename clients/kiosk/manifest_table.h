#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "clients/kiosk/sqlite.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::kiosk {

// What a manifest says of the whole event.
struct ManifestHead {
  // What the hashes begin with.
  std::string salt;
  // Empty while there is no manifest.
  std::string token;
  // IANA.
  std::string time_zone;
  // How far this clock is behind the service's.
  absl::Duration clock_offset;
};

// What a journal has of the service to decide without it. Thread-safe.
class ManifestTable {
 public:
  // `journal` outlives the table.
  explicit ManifestTable(Database& journal) : journal_(journal) {}

  // Applies the messages of one manifest, all of them, in one transaction.
  absl::Status Apply(
      const std::vector<checkin::v1::GetManifestResponse>& messages);
  // Replaces the keys of tickets.
  absl::Status SetKeys(const checkin::v1::GetTicketKeysResponse& keys);
  absl::Status SetClockOffset(absl::Duration offset);

  absl::StatusOr<ManifestHead> GetHead();
  absl::StatusOr<std::vector<checkin::v1::TicketKey>> ListKeys();
  // The door of a session, by the session's name.
  absl::StatusOr<std::optional<checkin::v1::ManifestSession>> FindDoor(
      const std::string& session);
  // The registration with a ticket, valid or revoked, whose serial or code has
  // this hash, and the one whose id has it.
  absl::StatusOr<std::optional<checkin::v1::ManifestEntry>> FindByCredential(
      const std::string& hash);
  absl::StatusOr<std::optional<checkin::v1::ManifestEntry>> FindByRegistration(
      const std::string& hash);

 private:
  Database& journal_;
};

}  // namespace rollcall::kiosk
