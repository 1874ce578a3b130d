#include "common/audit/verifier.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/audit/decisions.h"

namespace rollcall::audit {
namespace {

using Kind = Finding::Kind;

// In a batch with more entries than this nobody looks which two changed places.
constexpr size_t kMaxSwapped = 200;

}  // namespace

const char* TextOf(Kind kind) {
  switch (kind) {
    case Kind::kRemoved:
      return "removed";
    case Kind::kReordered:
      return "reordered";
    case Kind::kAdded:
      return "added";
    default:
      return "changed";
  }
}

void Verifier::Find(Kind kind, const Batch& batch, int ordinal,
                    std::string what) {
  findings_.push_back(
      {kind, batch.chain, batch.number, ordinal, std::move(what)});
}

void Verifier::CheckDecisions(const Batch& batch, const PlacedEntry& placed) {
  if (!placed.recounted) return;
  const auto recorded = ParseDecisionsDetail(placed.entry.detail);
  const RecountedDecisions& recounted = *placed.recounted;
  decision_count_ += recounted.count;
  if (recorded == recounted.count) {
    if (recounted.hash != placed.entry.commitment) {
      Find(Kind::kChanged, batch, placed.ordinal,
           "a decision is not what was recorded");
    }
    return;
  }
  Find(recounted.count < recorded.value_or(0) ? Kind::kRemoved : Kind::kAdded,
       batch, placed.ordinal,
       absl::StrCat(recounted.count, " decisions where ", recorded.value_or(0),
                    " were recorded"));
}

Verifier::Computed Verifier::CheckEntries(const Batch& batch) {
  Computed computed;
  const auto find = [&](Kind kind, int ordinal, std::string what) {
    Find(kind, batch, ordinal, std::move(what));
    computed.intact = false;
  };
  int next = 1;
  for (const PlacedEntry& placed : batch.entries) {
    for (; next < placed.ordinal; ++next) {
      find(Kind::kRemoved, next, "there is no such entry");
    }
    next = placed.ordinal + 1;
    if (placed.ordinal < 1 || placed.ordinal > batch.entry_count) {
      find(Kind::kAdded, placed.ordinal,
           absl::StrCat("the batch has ", batch.entry_count, " entries"));
    }
    computed.hashes.push_back(HashOf(placed.entry));
    if (computed.hashes.back() != placed.hash) {
      find(Kind::kChanged, placed.ordinal,
           "its fields are not what its hash says");
    }
    CheckDecisions(batch, placed);
  }
  for (; next <= batch.entry_count; ++next) {
    find(Kind::kRemoved, next, "there is no such entry");
  }
  return computed;
}

bool Verifier::IsSwap(const Batch& batch, std::vector<std::string> hashes) {
  if (hashes.size() > kMaxSwapped) return false;
  for (size_t i = 0; i < hashes.size(); ++i) {
    for (size_t j = i + 1; j < hashes.size(); ++j) {
      std::swap(hashes[i], hashes[j]);
      if (HashOf(event_, batch, hashes) == batch.hash) {
        for (const size_t place : {i, j}) {
          Find(Kind::kReordered, batch, batch.entries[place].ordinal,
               absl::StrCat("stands in the place of entry ",
                            batch.entries[place == i ? j : i].ordinal));
        }
        return true;
      }
      std::swap(hashes[i], hashes[j]);
    }
  }
  return false;
}

void Verifier::Add(const Batch& batch) {
  ++batch_count_;
  entry_count_ += static_cast<int64_t>(batch.entries.size());
  Computed computed = CheckEntries(batch);
  std::vector<Link>& links = chains_[batch.chain];
  Link link{batch.number, batch.previous_hash, batch.hash};
  link.holds = batch.hash.size() == kHashBytes &&
               HashOf(event_, batch, computed.hashes) == batch.hash;
  link.explained = !computed.intact;
  if (!link.holds && computed.intact) {
    link.explained = IsSwap(batch, computed.hashes);
    if (!link.explained) {
      Batch header = batch;
      header.entries.clear();
      riddles_.push_back(
          {std::move(header), std::move(computed.hashes), links.size()});
    }
  }
  links.push_back(std::move(link));
}

void Verifier::Solve(const Riddle& riddle) {
  std::vector<Link>& links = chains_[riddle.batch.chain];
  std::vector<int64_t> numbers = {1, riddle.batch.number - 1,
                                  riddle.batch.number + 1};
  for (const Link& other : links) {
    if (other.hash != riddle.batch.previous_hash) continue;
    // After it, or in its place while it is in this one's.
    numbers.push_back(other.number + 1);
    numbers.push_back(other.number);
  }
  Batch moved = riddle.batch;
  for (const int64_t number : numbers) {
    moved.number = number;
    if (HashOf(event_, moved, riddle.hashes) == moved.hash) {
      links[riddle.place].holds_as = number;
      return;
    }
  }
}

void Verifier::CheckChain(int chain, const std::vector<Link>& links) {
  int64_t next = 1;
  const Link* before = nullptr;
  for (const Link& link : links) {
    const auto find = [&](Kind kind, int64_t number, std::string what) {
      findings_.push_back({kind, chain, number, 0, std::move(what)});
    };
    if (link.number < next) {
      find(Kind::kAdded, link.number, "there is another batch of this number");
      continue;
    }
    if (next + 1 == link.number) {
      find(Kind::kRemoved, next, "there is no such batch");
    } else if (next < link.number) {
      find(Kind::kRemoved, next,
           absl::StrCat("there are no batches from ", next, " to ",
                        link.number - 1));
    }
    if (link.holds_as != 0) {
      find(Kind::kReordered, link.number,
           absl::StrCat("it was batch ", link.holds_as));
    } else if (!link.holds && !link.explained) {
      find(Kind::kChanged, link.number, "the batch is not what its hash says");
    } else if (link.holds) {
      const std::string& expected =
          before == nullptr ? FirstPreviousHash() : before->hash;
      // A gap has been told, and a batch that does not hold.
      const bool is_next = link.number == next;
      const bool held = before == nullptr || before->holds;
      if (is_next && held && link.previous_hash != expected) {
        find(Kind::kChanged, link.number,
             "it does not follow the batch before it");
      }
    }
    next = link.number + 1;
    before = &link;
  }
}

void Verifier::CheckHeads(const std::vector<Head>& heads, const char* whose,
                          bool is_last) {
  for (const Head& head : heads) {
    // A chain that has begun and has no batch yet.
    if (head.number == 0) continue;
    const auto& links = chains_[head.chain];
    const auto link = std::lower_bound(
        links.begin(), links.end(), head.number,
        [](const Link& one, int64_t number) { return one.number < number; });
    const auto find = [&](Kind kind, std::string what) {
      findings_.push_back({kind, head.chain, head.number, 0, std::move(what)});
    };
    if (link == links.end() || link->number != head.number) {
      find(Kind::kRemoved,
           absl::StrCat("there is no such batch, which ", whose, " has"));
    } else if (link->hash != head.hash) {
      find(Kind::kChanged,
           absl::StrCat("it is not the one that ", whose, " has"));
    } else if (is_last && links.back().number != head.number) {
      find(Kind::kAdded, absl::StrCat("there are batches after it, which ",
                                      whose, " does not have"));
    }
  }
}

std::vector<Finding> Verifier::Finish(const std::vector<Head>& recorded,
                                      const std::vector<Head>& kept) {
  for (const Riddle& riddle : riddles_) Solve(riddle);
  for (const auto& [chain, links] : chains_) {
    CheckChain(chain, links);
    if (!links.empty()) {
      heads_.push_back({chain, links.back().number, links.back().hash});
    }
  }
  for (const Head& head : heads_) {
    const bool has_head = std::any_of(
        recorded.begin(), recorded.end(),
        [&](const Head& other) { return other.chain == head.chain; });
    if (!has_head) {
      findings_.push_back({Kind::kRemoved, head.chain, head.number, 0,
                           "the chain has no head"});
    }
  }
  CheckHeads(recorded, "the head of the chain", true);
  CheckHeads(kept, "the anchor", false);
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& a, const Finding& b) {
                     return std::tie(a.chain, a.number, a.ordinal) <
                            std::tie(b.chain, b.number, b.ordinal);
                   });
  return std::move(findings_);
}

std::string TextOf(const Finding& finding) {
  return absl::StrCat(
      "chain ", finding.chain, ", batch ", finding.number,
      finding.ordinal == 0 ? "" : absl::StrCat(", entry ", finding.ordinal),
      ": ", TextOf(finding.kind), ": ", finding.what);
}

}  // namespace rollcall::audit
