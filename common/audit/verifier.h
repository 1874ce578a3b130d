#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/audit/batch.h"

namespace rollcall::audit {

// The last batch of a chain.
struct Head {
  int chain = 0;
  int64_t number = 0;
  std::string hash;

  bool operator==(const Head&) const = default;
};

// Something that is not as it was written.
struct Finding {
  enum class Kind { kChanged, kRemoved, kReordered, kAdded };

  Kind kind = Kind::kChanged;
  int chain = 0;
  int64_t number = 0;
  // 0 for the batch itself.
  int ordinal = 0;
  // For people to read: what of it.
  std::string what;

  bool operator==(const Finding&) const = default;
};

// Finds what was changed, removed, reordered or added in the chains of an
// event. What it is given it believes nothing of: every hash is computed anew.
// Somebody who may write to the database can make chains of their own that
// hold; that they are not those of before is what heads that were kept
// elsewhere tell.
class Verifier {
 public:
  // `event` is the event's id.
  explicit Verifier(std::string event) : event_(std::move(event)) {}

  // Takes the next batch: chains one after the other, each in the order of its
  // numbers.
  void Add(const Batch& batch);

  // What was found, in the order of chains and numbers. `recorded` are the
  // heads that the database has, `kept` those that were kept elsewhere before.
  // Once, at the end.
  std::vector<Finding> Finish(const std::vector<Head>& recorded,
                              const std::vector<Head>& kept);

  // The heads of the chains, by what was computed.
  const std::vector<Head>& heads() const { return heads_; }
  int64_t batch_count() const { return batch_count_; }
  int64_t entry_count() const { return entry_count_; }
  int64_t decision_count() const { return decision_count_; }

 private:
  // What is left of a batch: enough to see how batches hang together.
  struct Link {
    int64_t number = 0;
    std::string previous_hash;
    // As recorded.
    std::string hash;
    // Of all that was computed.
    bool holds = false;
    // With this number in place of its own it would hold; 0 for none.
    int64_t holds_as = 0;
    // Why it does not hold has been found.
    bool explained = false;
  };

  // A batch that does not hold, for a reason that the others may tell.
  struct Riddle {
    // Without the entries.
    Batch batch;
    std::vector<std::string> hashes;
    // Its place in the chain's links.
    size_t place = 0;
  };

  // The hashes of entries, computed.
  struct Computed {
    std::vector<std::string> hashes;
    // No entry was changed, removed or added.
    bool intact = true;
  };

  void Find(Finding::Kind kind, const Batch& batch, int ordinal,
            std::string what);
  // Notes what is wrong with each entry.
  Computed CheckEntries(const Batch& batch);
  void CheckDecisions(const Batch& batch, const PlacedEntry& placed);
  // Whether two entries are in each other's place.
  bool IsSwap(const Batch& batch, std::vector<std::string> hashes);
  // Whether the batch was another one of its chain.
  void Solve(const Riddle& riddle);
  void CheckChain(int chain, const std::vector<Link>& links);
  void CheckHeads(const std::vector<Head>& heads, const char* whose,
                  bool is_last);

  const std::string event_;
  std::vector<Finding> findings_;
  std::map<int, std::vector<Link>> chains_;
  std::vector<Riddle> riddles_;
  std::vector<Head> heads_;
  int64_t batch_count_ = 0;
  int64_t entry_count_ = 0;
  int64_t decision_count_ = 0;
};

// As `changed`.
const char* TextOf(Finding::Kind kind);

// As `chain 0, batch 12, entry 3: changed: …`, for people to read.
std::string TextOf(const Finding& finding);

}  // namespace rollcall::audit
