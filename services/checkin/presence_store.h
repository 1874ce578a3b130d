#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/checkin/presence.h"
#include "services/checkin/presence_tally.h"

namespace rollcall::checkin {

// What nobody is known for; see v1::Unmatched.
struct Unmatched {
  std::string id;
  v1::Unmatched::Kind kind = v1::Unmatched::KIND_UNSPECIFIED;
  std::string source;
  std::string instance;
  std::string connection;
  // Empty when it is not known.
  std::string session;
  Participant participant;
  absl::Time first_time;
  absl::Time last_time;
  absl::Duration online;
};

// Which of them to list; nothing means any.
struct UnmatchedFilter {
  std::optional<v1::Unmatched::Kind> kind;
  std::string session;
};

// What somebody said of something unmatched: one of the three.
struct Resolution {
  std::string registration;
  std::optional<v1::Participant::Kind> participant_kind;
  std::string session;
};

// Online presence in PostgreSQL. Thread-safe.
class PresenceStore {
 public:
  // Counts in `tally` what it records and derives. Both outlive the store.
  PresenceStore(db::Pool& pool, PresenceTally& tally)
      : pool_(pool), tally_(tally) {}

  // Records `reports` on `event` in one transaction: the events, the intervals
  // that follow from them, and the counts. Returns a result for each, in their
  // order; one that is rejected leaves the others alone. Events that were
  // recorded before change nothing. Any order and any cut into calls,
  // concurrent ones too, give the same intervals and counts. Fails with
  // EVENT_NOT_FOUND or as db::Transact, and then has recorded nothing.
  absl::StatusOr<std::vector<PresenceResult>> ReportPresence(
      const std::string& event, const std::vector<PresenceReport>& reports,
      absl::Time deadline);

  // Derives anew what has become due by `now`: by the time that passed, or by
  // changes of the agenda: a part of it. Returns whether there is more. Any
  // number of instances of the service may do so at once.
  absl::StatusOr<bool> DeriveDue(absl::Time now, absl::Time deadline);

  // Lists what is unmatched of `event`, one more than the page holds if there
  // is more. Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Unmatched>> ListUnmatched(
      const EventName& event, const UnmatchedFilter& filter, const Page& page,
      absl::Time deadline);

  // Settles what `name` is and returns how many connections were counted anew.
  // Fails with UNMATCHED_NOT_FOUND, REGISTRATION_NOT_FOUND, SESSION_NOT_FOUND,
  // or INVALID_FIELD when the resolution does not suit the kind.
  absl::StatusOr<int> ResolveUnmatched(const UnmatchedName& name,
                                       const Resolution& resolution,
                                       const auth::Act& act,
                                       absl::Time deadline);

 private:
  db::Pool& pool_;
  PresenceTally& tally_;
};

}  // namespace rollcall::checkin
