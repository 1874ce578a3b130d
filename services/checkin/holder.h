#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"

#include "common/door/door.h"

namespace rollcall::checkin {

// Where a credential leads.
struct Finding {
  // The id of the registration; empty when there is none.
  std::string registration;
  // The credential is a ticket that nobody knows and nobody signed.
  bool bad_signature = false;
};

// Who presents a credential, as the database knows them.
struct KnownHolder {
  // Without passages.
  door::Holder holder;
  // When the ticket was replaced or the registration ended. Nothing while
  // neither did.
  std::optional<absl::Time> revoke_time;
  // The personal data was erased.
  bool erased = false;
  // When this was read, by the server's clock: since then nobody else has
  // decided about them.
  absl::Time read_time;
};

}  // namespace rollcall::checkin
