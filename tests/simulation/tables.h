#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "common/attendance/record.h"
#include "common/attendance/rollup.h"
#include "services/checkin/conflict.h"
#include "services/checkin/connection_row.h"
#include "services/checkin/decision.h"
#include "services/checkin/derivation.h"
#include "services/checkin/history.h"
#include "services/checkin/presence_batch.h"

namespace rollcall::simulation {

// A person as registration has it.
struct Person {
  attendance::Profile profile;
  registration::v1::Registration::State state =
      registration::v1::Registration::STATE_CONFIRMED;
  // When the state was last changed.
  absl::Time state_time;
  type::v1::Mode mode = type::v1::MODE_IN_PERSON;
  bool blocked = false;
  std::set<std::string> sessions;
  std::string external_id;
  std::string email;
  // The code of the valid ticket, and of one that was replaced, and when.
  std::string code;
  std::string revoked_code;
  absl::Time revoke_time;
};

// What a platform reported, but for heartbeats.
struct PresenceFact {
  checkin::ConnectionKey connection;
  checkin::ConnectionEvent event;
  std::string content_hash;
};

// What is kept of an instance besides its events.
struct InstanceRow {
  std::string session;
  absl::Time first_time;
  absl::Time last_time;
};

// A stay as it is kept: when it began and, unless it lasts, when it ended.
using KeptStay = std::pair<absl::Time, std::optional<absl::Time>>;

// Where the table of intervals has one: registration, session, source,
// instance, connection, number. Which of two connections that are named alike
// it is of, only the sign of the number tells.
using KeptIntervalKey = std::tuple<std::string, std::string, std::string,
                                   std::string, std::string, int>;

// The tables of one event, as far as the services' rules come from them.
struct Tables {
  std::map<std::string, Person> people;
  std::map<checkin::ScanKey, checkin::StoredDecision> decisions;
  // The scans of a person at a door.
  std::map<checkin::PersonAtDoor, std::vector<checkin::ScanKey>> passages;
  std::map<checkin::ScanKey, absl::Time> annulments;
  std::map<std::string, checkin::Conflict> conflicts;
  std::map<checkin::StayKey, KeptStay> stays;
  // How many are inside, by session and writer slot.
  std::map<std::pair<std::string, int>, int64_t> occupancy;

  std::map<checkin::EventKey, PresenceFact> presence_events;
  std::map<std::tuple<checkin::InstanceKey, std::string, absl::Time>, bool>
      snapshots;
  std::map<checkin::InstanceKey, InstanceRow> instances;
  checkin::ConnectionRows connections;
  std::map<KeptIntervalKey, checkin::Interval> intervals;

  std::map<std::string, std::vector<attendance::Record>> records;
  // By writer slot.
  std::map<int, attendance::RollupSums> rollups;

  // No table of the product's: when the ticket or registration of a scan had
  // ended, as was known when the scan was recorded.
  std::map<checkin::ScanKey, std::optional<absl::Time>> revoke_times;
};

// The presence that counts of one person, in the order of the tables.
std::vector<attendance::Presence> PresencesOf(const Tables& tables,
                                              const std::string& registration);

// All of the rollups, over writer slots, without what is nothing.
attendance::RollupSums SumOf(const Tables& tables);

}  // namespace rollcall::simulation
