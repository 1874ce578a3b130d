#include "tests/simulation/door_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "common/api/enum_text.h"
#include "common/api/resource_name.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"
#include "services/checkin/annulment.h"
#include "tests/simulation/witness.h"

namespace rollcall::simulation {
namespace {

using checkin::Conflict;
using checkin::Finding;
using checkin::Histories;
using checkin::KnownHolder;
using checkin::PersonAtDoor;
using checkin::ScanKey;
using checkin::ScanRequest;
using checkin::StoredDecision;
using checkin::v1::Decision;
using registration::v1::Registration;

// The decision of `scan`, with what was annulled since, or nothing.
std::optional<StoredDecision> Find(const Tables& tables, const ScanKey& scan) {
  const auto it = tables.decisions.find(scan);
  if (it == tables.decisions.end()) return std::nullopt;
  StoredDecision found = it->second;
  const auto annulment = tables.annulments.find(scan);
  if (annulment != tables.annulments.end()) {
    found.decision.annul_time = annulment->second;
  }
  return found;
}

std::string CodeOf(const ScanRequest& scan) {
  const auto* code = std::get_if<checkin::TicketCode>(&scan.credential);
  return code ? code->code : "";
}

std::vector<Finding> FindHolders(const Tables& tables,
                                 const std::vector<const ScanRequest*>& scans) {
  std::vector<Finding> findings;
  for (const ScanRequest* scan : scans) {
    Finding& finding = findings.emplace_back();
    const std::string code = CodeOf(*scan);
    for (const auto& [id, person] : tables.people) {
      if (!code.empty() &&
          (person.code == code || person.revoked_code == code)) {
        finding.registration = id;
      }
    }
  }
  return findings;
}

KnownHolder HolderOf(const std::string& registration, const Person& person,
                     const ScanRequest& scan) {
  KnownHolder known;
  door::Holder& holder = known.holder;
  holder.registration = registration;
  holder.state = person.state;
  holder.mode = person.mode;
  holder.blocked = person.blocked;
  const std::string& session = scan.session.session;
  holder.includes_session =
      session == kVenueSession || person.sessions.count(session) > 0;
  if (CodeOf(scan) == person.revoked_code) {
    known.revoke_time = person.revoke_time;
  }
  holder.ticket_revoked = known.revoke_time.has_value();
  if (person.state != Registration::STATE_CONFIRMED && !known.revoke_time) {
    known.revoke_time = person.state_time;
  }
  return known;
}

door::Passage PassageOf(const checkin::Decision& decision) {
  return {decision.scan_id,       decision.direction, decision.scan_time,
          decision.device,        decision.gate,      decision.offline,
          decision.verdict.forced};
}

Histories LoadHistories(const Tables& tables,
                        const std::set<PersonAtDoor>& people) {
  Histories histories;
  for (const PersonAtDoor& person : people) {
    checkin::History& history = histories[person];
    const auto scans = tables.passages.find(person);
    if (scans == tables.passages.end()) continue;
    for (const ScanKey& scan : scans->second) {
      const auto decision = tables.decisions.find(scan);
      if (tables.annulments.count(scan) == 0 &&
          !decision->second.decision.quarantined) {
        history.before.push_back(PassageOf(decision->second.decision));
      }
    }
    history.passages = history.before;
  }
  return histories;
}

// Adds decisions to the ledger. False, and nothing is added, when there is one
// of them already.
bool InsertDecisions(Transaction& tx, const checkin::Batch& batch,
                     const std::vector<std::optional<absl::Time>>& revoked) {
  for (const checkin::NewDecision& added : batch.added()) {
    if (tx.tables().decisions.count(KeyOf(*added.scan)) > 0) return false;
  }
  for (size_t i = 0; i < batch.added().size(); ++i) {
    const checkin::NewDecision& added = batch.added()[i];
    const ScanKey key = KeyOf(*added.scan);
    const checkin::Decision& decision = added.decision;
    tx.Put(&Tables::decisions, key, {decision, added.scan->content_hash});
    tx.Put(&Tables::revoke_times, key, revoked[i]);
    if (decision.registration.empty() ||
        decision.verdict.outcome == Decision::OUTCOME_REFUSED) {
      continue;
    }
    const PersonAtDoor person = {decision.registration,
                                 decision.session.session};
    const auto scans = tx.tables().passages.find(person);
    std::vector<ScanKey> all;
    if (scans != tx.tables().passages.end()) all = scans->second;
    all.push_back(key);
    tx.Put(&Tables::passages, person, std::move(all));
  }
  return true;
}

// Writes conflicts that hold.
void SaveConflicts(Transaction& tx, const std::vector<Conflict>& conflicts) {
  for (Conflict conflict : conflicts) {
    conflict.holds = true;
    tx.Put(&Tables::conflicts, conflict.id, conflict);
  }
}

// Settles the conflicts that `concerns` says of, but for those of `kept`.
template <typename Concerns>
void Settle(Transaction& tx, const std::vector<Conflict>& kept,
            const Concerns& concerns) {
  std::set<std::string> ids;
  for (const Conflict& conflict : kept) ids.insert(conflict.id);
  for (const auto& [id, conflict] : tx.tables().conflicts) {
    if (!conflict.holds || ids.count(id) > 0 || !concerns(conflict)) continue;
    Conflict settled = conflict;
    settled.holds = false;
    tx.Put(&Tables::conflicts, id, std::move(settled));
  }
}

absl::Status DecisionNotFound() {
  return Error(error::v1::DECISION_NOT_FOUND, "The device made no such scan.");
}

}  // namespace

absl::StatusOr<checkin::Answers> DoorStore::Decide(
    const std::vector<ScanRequest>& scans, absl::Time deadline) {
  return checkin::DecideInHalves(
      scans, [&](const std::vector<ScanRequest>& some) {
        return checkin::RepeatWhileAborted([&] {
          return database_.Transact(
              writer_slot_, deadline,
              [&](Transaction& tx) { return DecideBatch(tx, some); });
        });
      });
}

checkin::Doors DoorStore::LoadDoors() const {
  return {scene_.policies, {}, scene_.time_zone, timeline_.now()};
}

absl::Status DoorStore::LockDoors(
    Transaction& tx, const std::set<std::string>& sessions,
    std::map<std::string, int64_t>& inside) const {
  std::set<std::string> keys;
  for (const std::string& session : sessions) {
    keys.insert("door " + session);
    inside[session] = 0;
  }
  RETURN_IF_ERROR(tx.Lock(keys));
  for (const auto& [key, count] : tx.tables().occupancy) {
    const auto it = inside.find(key.first);
    if (it != inside.end()) it->second += count;
  }
  return absl::OkStatus();
}

absl::StatusOr<checkin::Answers> DoorStore::DecideBatch(
    Transaction& tx, const std::vector<ScanRequest>& scans) {
  checkin::Batch batch(scans, LoadDoors());
  batch.SetFindings(FindHolders(tx.tables(), batch.open()));
  RETURN_IF_ERROR(tx.Lock(batch.People()));
  std::map<ScanKey, StoredDecision> old;
  for (const ScanRequest* scan : batch.open()) {
    if (auto found = Find(tx.tables(), KeyOf(*scan))) {
      old.emplace(KeyOf(*scan), *std::move(found));
    }
  }
  batch.Replay(old);
  if (batch.open().empty()) return batch.TakeAnswers();

  std::vector<std::optional<KnownHolder>> holders;
  std::map<ScanKey, std::optional<absl::Time>> revoke_times;
  for (size_t k = 0; k < batch.open().size(); ++k) {
    const std::string& id = batch.findings()[k].registration;
    holders.emplace_back();
    if (!id.empty()) {
      holders.back() =
          HolderOf(id, tx.tables().people.at(id), *batch.open()[k]);
      holders.back()->read_time = timeline_.now();
      revoke_times.emplace(KeyOf(*batch.open()[k]),
                           holders.back()->revoke_time);
    }
  }
  batch.SetHolders(std::move(holders));
  Histories histories = LoadHistories(tx.tables(), batch.PeopleAtDoors());
  std::map<std::string, int64_t> inside;
  RETURN_IF_ERROR(LockDoors(tx, batch.LimitedDoors(), inside));
  batch.Decide(std::move(histories), std::move(inside));

  // What no lock of this batch guards may change before it writes.
  database_.Yield();
  std::vector<std::optional<absl::Time>> revoked;
  for (const checkin::NewDecision& added : batch.added()) {
    revoked.push_back(revoke_times[KeyOf(*added.scan)]);
    if (added.scan->gate == kPoisonGate) {
      timeline_.Count("database choked");
      return tx.Choke();
    }
  }
  const Witness witness(scene_, tx.tables());
  if (!InsertDecisions(tx, batch, revoked)) {
    timeline_.Count("decided elsewhere meanwhile");
    return absl::AbortedError("decided elsewhere meanwhile");
  }
  SaveConflicts(tx, batch.conflicts());
  SaveHistories(tx, batch.histories());
  for (const std::string& violation : witness.Judge(batch.added())) {
    violations_.push_back(violation);
  }
  return batch.TakeAnswers();
}

void DoorStore::SaveHistories(Transaction& tx, const Histories& histories) {
  const checkin::StayChanges changes = checkin::ChangesOf(histories);
  for (const checkin::StayKey& key : changes.deleted) {
    tx.Erase(&Tables::stays, key);
  }
  for (const checkin::SavedStay& stay : changes.saved) {
    tx.Put(&Tables::stays, stay.key, {stay.start, stay.end});
  }
  const auto [people, duplicates] =
      checkin::DuplicatesOf(scene_.policies, histories);
  const std::set<PersonAtDoor> derived(people.begin(), people.end());
  Settle(tx, duplicates, [&](const Conflict& conflict) {
    return conflict.kind == checkin::v1::Conflict::KIND_DUPLICATE_OFFLINE &&
           derived.count({conflict.registration, conflict.session}) > 0;
  });
  SaveConflicts(tx, duplicates);
  std::set<std::string> sessions;
  for (const auto& [person, history] : histories) {
    if (history.HasChanged()) sessions.insert(person.second);
  }
  for (const std::string& session : sessions) {
    if (scene_.policies.at(session).place_count) SaveOverCapacity(tx, session);
  }
  for (const auto& [session, change] : changes.movement.inside) {
    const std::pair<std::string, int> key = {session, writer_slot_};
    const auto kept = tx.tables().occupancy.find(key);
    tx.Put(&Tables::occupancy, key,
           change + (kept == tx.tables().occupancy.end() ? 0 : kept->second));
  }
  const auto& recounted = changes.movement.recounted;
  Refresh(tx, scene_.measuring, {recounted.begin(), recounted.end()}, {});
}

void DoorStore::SaveOverCapacity(Transaction& tx, const std::string& session) {
  const Tables& tables = tx.tables();
  bool has_offline = false;
  for (const auto& [key, stored] : tables.decisions) {
    const checkin::Decision& decision = stored.decision;
    has_offline |= decision.offline && !decision.quarantined &&
                   decision.session.session == session &&
                   decision.verdict.outcome == Decision::OUTCOME_ADMITTED;
  }
  if (!has_offline) return;
  std::vector<checkin::RoomStay> stays;
  for (const auto& [key, stay] : tables.stays) {
    const PersonAtDoor& person = key.first;
    if (person.second != session) continue;
    // The scan that began it.
    std::optional<checkin::Decision> entry;
    for (const ScanKey& scan : tables.passages.at(person)) {
      const checkin::Decision& decision = tables.decisions.at(scan).decision;
      if (decision.verdict.outcome == Decision::OUTCOME_ADMITTED &&
          decision.scan_time == stay.first && !decision.quarantined &&
          tables.annulments.count(scan) == 0 &&
          (!entry || decision.scan_id < entry->scan_id)) {
        entry = decision;
      }
    }
    if (!entry) continue;
    stays.push_back({person.first,
                     {stay.first, stay.second, entry->device, entry->scan_id,
                      entry->offline}});
  }
  const std::vector<Conflict> conflicts = checkin::OverCapacityOf(
      session, *scene_.policies.at(session).place_count, std::move(stays));
  Settle(tx, conflicts, [&](const Conflict& conflict) {
    return conflict.kind == checkin::v1::Conflict::KIND_OVER_CAPACITY &&
           conflict.session == session;
  });
  SaveConflicts(tx, conflicts);
}

absl::StatusOr<checkin::Decision> DoorStore::GetDecision(const ScanKey& scan) {
  const auto found = Find(database_.tables, scan);
  if (!found) return DecisionNotFound();
  return found->decision;
}

absl::StatusOr<checkin::Decision> DoorStore::Annul(
    const checkin::AnnulRequest& request, absl::Time deadline) {
  return database_.Transact(writer_slot_, deadline, [&](Transaction& tx) {
    return AnnulOnce(tx, request);
  });
}

absl::StatusOr<checkin::Decision> DoorStore::AnnulOnce(
    Transaction& tx, const checkin::AnnulRequest& request) {
  const ScanKey key = {request.device, request.scan_id};
  auto found = Find(tx.tables(), key);
  if (!found) return DecisionNotFound();
  const checkin::Decision& decision = found->decision;
  const bool is_known = !decision.registration.empty();
  if (is_known) {
    RETURN_IF_ERROR(tx.Lock({decision.registration}));
    found = Find(tx.tables(), key);
  }
  if (decision.annul_time) return decision;
  RETURN_IF_ERROR(checkin::CheckAnnul(request, decision, timeline_.now()));
  const std::string& session = decision.session.session;
  Histories histories;
  if (is_known && !decision.quarantined) {
    histories = LoadHistories(tx.tables(), {{decision.registration, session}});
    checkin::TakeOut(decision, histories.begin()->second);
    if (scene_.policies.at(session).place_count) {
      std::map<std::string, int64_t> inside;
      RETURN_IF_ERROR(LockDoors(tx, {session}, inside));
    }
  }
  tx.Put(&Tables::annulments, key, timeline_.now());
  Settle(tx, {}, [&](const Conflict& conflict) {
    return conflict.device == key.first && conflict.scan_id == key.second;
  });
  SaveHistories(tx, histories);
  return Find(tx.tables(), key)->decision;
}

absl::Status DoorStore::Change(const std::string& registration,
                               const std::string& country_code,
                               Registration::State state) {
  return database_
      .Transact(writer_slot_, absl::InfiniteFuture(),
                [&](Transaction& tx) -> absl::StatusOr<bool> {
                  RETURN_IF_ERROR(tx.Lock({registration}));
                  Person person = tx.tables().people.at(registration);
                  person.profile.country_code = country_code;
                  if (person.state != state) {
                    person.state = state;
                    person.state_time = timeline_.now();
                    person.profile.state = EnumText(state);
                  }
                  tx.Put(&Tables::people, registration, std::move(person));
                  Refresh(tx, scene_.measuring, {registration}, {});
                  return true;
                })
      .status();
}

}  // namespace rollcall::simulation
