#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clients/kiosk/credential.h"
#include "common/door/passage.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

// The decision of a device that cannot ask the service: the service's own rules
// (common/door) on what the device knows.
namespace rollcall::kiosk {

// What a device knows about one scan.
struct Knowledge {
  // The manifest's.
  std::string salt;
  std::string time_zone;
  checkin::v1::ManifestSession door;
  std::vector<checkin::v1::TicketKey> keys;
  // The registration that the credential leads to: by its serial or code or,
  // if that is not known, by the registration that the ticket names.
  std::optional<checkin::v1::ManifestEntry> entry;
  // What this device let in or out of that person at the door.
  std::vector<door::Passage> passages;
};

// The hash of the registration that `credential` leads to, under which the
// device knows its passages; empty when it leads to nobody.
std::string RegistrationHashOf(
    const Credential& credential, const std::string& salt,
    const std::optional<checkin::v1::ManifestEntry>& entry);

// Decides the scan `request`, whose credential is `credential`.
//
// A ticket that is signed and newer than the manifest is that of the
// registration that it names; if the manifest does not know that either, of a
// confirmed one for taking part in the room that includes no session. What only
// other devices know counts for nothing: how many are inside, and who entered
// `venue`.
checkin::v1::Decision DecideOffline(const checkin::v1::CheckInRequest& request,
                                    const Credential& credential,
                                    const Knowledge& knowledge);

}  // namespace rollcall::kiosk
