#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "services/checkin/connection.h"
#include "services/checkin/connection_row.h"
#include "services/checkin/derivation.h"
#include "services/checkin/instance.h"
#include "services/checkin/presence.h"

namespace rollcall::checkin {

// What a platform knows an event by: its source and the id there.
using EventKey = std::pair<std::string, std::string>;

// Reports of one event on their way to what follows from them. Whoever records
// them brings in what was known before, in this order: the agenda; the locked
// instances; which reports are new; the events of the instances; the rows of
// connections; and whose they are.
class PresenceBatch {
 public:
  // Rejects what is of sessions that `agenda` does not have, and the reports
  // with the positions `reused`, whose ids are known to be of others.
  // `reports`, all of `event`, outlive the batch.
  PresenceBatch(const std::string& event,
                const std::vector<PresenceReport>& reports,
                const std::set<size_t>& reused, Agenda agenda, absl::Time now);

  const Agenda& agenda() const { return agenda_; }
  const std::vector<PresenceReport>& reports() const { return reports_; }
  // Whether the report with this position is new.
  bool IsNew(size_t i) const;

  // The instances that the reports are of: to be locked.
  Seen SeenInstances() const;
  void SetInstances(Instances instances);
  Instances& instances() { return instances_; }
  const Instances& instances() const { return instances_; }

  // The events to be inserted, one for each id, by the positions of reports.
  // Heartbeats are no events of their own.
  const std::map<EventKey, size_t>& Events() const { return firsts_; }
  // Brings in those of Events that were not recorded before.
  void SetInserted(std::set<EventKey> inserted);
  // The events that were: the hashes of their contents are to be brought in.
  std::vector<EventKey> RepeatedEvents() const;
  void AddHash(const EventKey& key, std::string content_hash);
  // Tells new events from repeated ones, and those from other content under the
  // same id, whose positions it returns: they are to be known from the
  // beginning.
  std::set<size_t> TellRepeats();
  // The positions of the reports of new snapshots, which saw connections.
  std::vector<size_t> NewSnapshots() const;

  // Finds out which sessions the instances are of, whose events were brought
  // in. Returns those that have another one than before.
  Instances SettleInstances();

  // The connections, and the instances all of whose connections, are to be
  // brought in.
  std::set<ConnectionKey> Connections() const;
  const std::set<InstanceKey>& ChangedInstances() const {
    return changed_instances_;
  }
  void SetRows(ConnectionRows rows);

  // Adds new connections, heartbeats and what was there to the rows.
  void AddNews();

  // Who new reports say was there. What somebody may be is offered by the
  // position.
  const std::vector<const Participant*>& Participants() const {
    return participants_;
  }
  void Offer(size_t position, int match_rank, const std::string& owner);
  // The positions of reports whose words are kept, of connections of nobody.
  std::vector<size_t> Words() const;
  // The connections whose words are forgotten: it is known whose they are.
  std::vector<ConnectionKey> MatchedConnections() const;

  // Most heartbeats change nothing but how long silence may last. Returns the
  // rows that change so, of which nothing has to be derived.
  ConnectionRows Prolong();
  // What has to be derived anew: the connections of new events, those named
  // alike, and all of instances about which something is new.
  ConnectionChanges Changes();

  // What became of each report.
  std::vector<PresenceResult> Results();

 private:
  bool IsRejected(size_t i) const;
  void Reject(size_t i, absl::Status error);
  EventKey KeyOf(size_t i) const;
  std::set<ConnectionKey> NewConnections() const;
  void AddParticipants();
  bool HasEnds(const InstanceKey& instance) const;

  const std::string& event_;
  const std::vector<PresenceReport>& reports_;
  const Agenda agenda_;
  const absl::Time now_;
  std::vector<PresenceResult> results_;
  Instances instances_;
  // Of equal ids the first stands for all.
  std::map<EventKey, size_t> firsts_;
  std::set<EventKey> inserted_;
  std::map<EventKey, std::string> hashes_;
  // About which something is new that concerns all of their connections.
  std::set<InstanceKey> changed_instances_;
  // As kept, and as they will be.
  ConnectionRows before_;
  ConnectionRows after_;
  // The joins and leaves of connections without a row.
  std::map<ConnectionKey, std::vector<ConnectionEvent>> new_events_;
  // Who was named, and on which connections.
  std::vector<const Participant*> participants_;
  std::vector<std::set<ConnectionKey>> named_on_;
  // Those of which heartbeats change nothing but how long silence may last.
  std::set<ConnectionKey> prolonged_;
};

}  // namespace rollcall::checkin
