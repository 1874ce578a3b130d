#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace rollcall::audit {

// What never changes of a decision, an erasure neither, in the texts that the
// database has: see rollcall.decision.
struct DecisionFacts {
  std::string device;
  std::string scan_id;
  std::string session;
  std::optional<std::string> registration;
  std::string gate;
  std::string direction;
  std::string outcome;
  // With commas between.
  std::string reasons;
  std::string anomaly;
  bool forced = false;
  bool force_requested = false;
  std::optional<std::string> attempt_of;
  std::optional<absl::Time> first_scan_time;
  std::optional<std::string> first_device;
  std::optional<std::string> first_gate;
  std::optional<absl::Time> opens_time;
  std::optional<absl::Time> closes_time;
  std::optional<int64_t> place_count;
  bool offline = false;
  bool quarantined = false;
  absl::Time scan_time;
  absl::Time receive_time;
};

// The hash over the decisions of one batch, in the order of their devices and
// scan ids: each is SHA-256 over the one before and the facts. Small, since a
// recount keeps one for each batch of an event.
class DecisionsHash {
 public:
  void Add(const DecisionFacts& facts);

  // 32 bytes.
  const std::string& hash() const { return hash_; }
  int64_t count() const { return count_; }

 private:
  std::string hash_ = std::string(32, '\0');
  int64_t count_ = 0;
};

// The resource of the entry about the decisions of batch `id`, and back;
// nothing for what is none.
std::string DecisionsResource(absl::string_view id);
std::optional<std::string> ParseDecisionsResource(absl::string_view resource);

// The detail of such an entry, and back.
std::string DecisionsDetail(int64_t count);
std::optional<int64_t> ParseDecisionsDetail(absl::string_view detail);

}  // namespace rollcall::audit
