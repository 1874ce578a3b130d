#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/audit/decisions.h"
#include "common/audit/verifier.h"

namespace rollcall::audit {
namespace {

using Kind = Finding::Kind;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kEvent[] = "forum";

MATCHER_P4(Is, kind, chain, number, ordinal, "") {
  return arg.kind == kind && arg.chain == chain && arg.number == number &&
         arg.ordinal == ordinal;
}

// A chain as it would be written, with these numbers of entries.
std::vector<Batch> ChainOf(int chain, const std::vector<int>& sizes) {
  std::vector<Batch> batches;
  std::string previous = FirstPreviousHash();
  for (const int size : sizes) {
    Batch batch;
    batch.chain = chain;
    batch.number = static_cast<int64_t>(batches.size()) + 1;
    batch.time_micros = 1700000000000000 + batch.number;
    batch.previous_hash = previous;
    batch.entry_count = size;
    std::vector<std::string> hashes;
    for (int i = 1; i <= size; ++i) {
      Entry entry{
          "apiKeys/a",    "REGISTRAR", "RegistrationService.UpdateEvent",
          "events/forum", "title",     std::nullopt};
      entry.resource +=
          "/" + std::to_string(batch.number) + "/" + std::to_string(i);
      if (i % 2 == 0) entry.commitment = std::string(32, 'c');
      hashes.push_back(HashOf(entry));
      batch.entries.push_back({i, entry, hashes.back(), std::nullopt});
    }
    previous = batch.hash = HashOf(kEvent, batch, hashes);
    batches.push_back(std::move(batch));
  }
  return batches;
}

std::vector<Head> HeadsOf(const std::vector<Batch>& batches) {
  return {{batches.back().chain, batches.back().number, batches.back().hash}};
}

std::vector<Finding> Verify(const std::vector<Batch>& batches,
                            const std::vector<Head>& recorded,
                            const std::vector<Head>& kept = {}) {
  Verifier verifier(kEvent);
  for (const Batch& batch : batches) verifier.Add(batch);
  return verifier.Finish(recorded, kept);
}

TEST(AuditVerifier, AcceptsWhatWasWritten) {
  const auto first = ChainOf(0, {1, 2, 1});
  const auto second = ChainOf(16, {1});
  Verifier verifier(kEvent);
  for (const auto& chain : {first, second}) {
    for (const Batch& batch : chain) verifier.Add(batch);
  }
  std::vector<Head> heads = HeadsOf(first);
  heads.push_back(HeadsOf(second).front());
  EXPECT_THAT(verifier.Finish(heads, heads), IsEmpty());
  EXPECT_EQ(verifier.heads(), heads);
  EXPECT_EQ(verifier.batch_count(), 4);
  EXPECT_EQ(verifier.entry_count(), 5);
  EXPECT_THAT(Verify({}, {}), IsEmpty());
}

// The texts and hashes of a batch, and its numbers.
std::vector<std::string*> TextsOf(Batch& batch) {
  std::vector<std::string*> texts = {&batch.previous_hash, &batch.hash};
  for (PlacedEntry& placed : batch.entries) {
    Entry& entry = placed.entry;
    for (std::string* text : {&entry.actor, &entry.role, &entry.method,
                              &entry.resource, &entry.detail, &placed.hash}) {
      texts.push_back(text);
    }
    if (entry.commitment) texts.push_back(&*entry.commitment);
  }
  return texts;
}

TEST(AuditVerifier, FindsEveryBitThatWasChanged) {
  const auto good = ChainOf(0, {2, 3});
  const auto heads = HeadsOf(good);
  int tried = 0;
  for (size_t i = 0; i < good.size(); ++i) {
    Batch copy = good[i];
    for (size_t t = 0; t < TextsOf(copy).size(); ++t) {
      const size_t bits = TextsOf(copy)[t]->size() * 8;
      for (size_t bit = 0; bit < bits; ++bit) {
        auto bad = good;
        std::string& text = *TextsOf(bad[i])[t];
        text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_THAT(Verify(bad, heads), Not(IsEmpty()))
            << "batch " << i + 1 << ", text " << t << ", bit " << bit;
        ++tried;
      }
    }
    for (int bit = 0; bit < 63; ++bit) {
      auto bad = good;
      bad[i].time_micros ^= int64_t{1} << bit;
      EXPECT_THAT(Verify(bad, heads), Not(IsEmpty())) << "time, bit " << bit;
    }
  }
  EXPECT_GT(tried, 5000);
}

TEST(AuditVerifier, SaysWhichEntryWasChanged) {
  auto batches = ChainOf(0, {1, 3, 1});
  const auto heads = HeadsOf(batches);
  batches[1].entries[2].entry.actor = "devices/b";
  EXPECT_THAT(Verify(batches, heads),
              ::testing::ElementsAre(Is(Kind::kChanged, 0, 2, 3)));
  // With its hash: then only the batch can tell.
  batches[1].entries[2].hash = HashOf(batches[1].entries[2].entry);
  EXPECT_THAT(Verify(batches, heads),
              ::testing::ElementsAre(Is(Kind::kChanged, 0, 2, 0)));
  // And with that of the batch: then the next one.
  std::vector<std::string> hashes;
  for (const auto& placed : batches[1].entries) hashes.push_back(placed.hash);
  batches[1].hash = HashOf(kEvent, batches[1], hashes);
  EXPECT_THAT(Verify(batches, heads),
              ::testing::ElementsAre(Is(Kind::kChanged, 0, 3, 0)));
}

TEST(AuditVerifier, FindsWhatWasRemoved) {
  const auto good = ChainOf(0, {2, 3, 1, 1, 2});
  const auto heads = HeadsOf(good);
  for (size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THAT(Verify(bad, heads),
                Contains(Is(Kind::kRemoved, 0, good[i].number, 0)));
    for (size_t j = 0; j < good[i].entries.size(); ++j) {
      bad = good;
      bad[i].entries.erase(bad[i].entries.begin() +
                           static_cast<std::ptrdiff_t>(j));
      EXPECT_THAT(Verify(bad, heads),
                  ::testing::ElementsAre(Is(Kind::kRemoved, 0, good[i].number,
                                            static_cast<int>(j) + 1)));
      // Also when what is left looks whole.
      for (size_t k = j; k < bad[i].entries.size(); ++k) {
        --bad[i].entries[k].ordinal;
      }
      --bad[i].entry_count;
      EXPECT_THAT(Verify(bad, heads), Not(IsEmpty()));
    }
  }
  auto bad = good;
  bad.erase(bad.begin() + 1, bad.begin() + 4);
  EXPECT_THAT(Verify(bad, heads), Contains(Is(Kind::kRemoved, 0, 2, 0)));
  EXPECT_THAT(Verify({}, heads), Contains(Is(Kind::kRemoved, 0, 5, 0)));
}

TEST(AuditVerifier, FindsWhatWasReordered) {
  const auto good = ChainOf(0, {1, 2, 4, 1, 1});
  const auto heads = HeadsOf(good);
  for (size_t i = 0; i < good.size(); ++i) {
    for (size_t j = i + 1; j < good.size(); ++j) {
      auto bad = good;
      std::swap(bad[i], bad[j]);
      std::swap(bad[i].number, bad[j].number);
      const auto findings = Verify(bad, heads);
      EXPECT_THAT(findings,
                  Contains(Is(Kind::kReordered, 0, good[i].number, 0)))
          << i << " and " << j;
      EXPECT_THAT(findings,
                  Contains(Is(Kind::kReordered, 0, good[j].number, 0)))
          << i << " and " << j;
    }
  }
  for (int i = 0; i < 4; ++i) {
    for (int j = i + 1; j < 4; ++j) {
      auto bad = good;
      std::swap(bad[2].entries[i], bad[2].entries[j]);
      std::swap(bad[2].entries[i].ordinal, bad[2].entries[j].ordinal);
      EXPECT_THAT(Verify(bad, heads),
                  ::testing::ElementsAre(Is(Kind::kReordered, 0, 3, i + 1),
                                         Is(Kind::kReordered, 0, 3, j + 1)));
    }
  }
}

TEST(AuditVerifier, FindsWhatWasAdded) {
  const auto good = ChainOf(0, {1, 2, 1});
  const auto heads = HeadsOf(good);
  auto bad = good;
  PlacedEntry extra = bad[1].entries.back();
  extra.ordinal = 3;
  bad[1].entries.push_back(extra);
  EXPECT_THAT(Verify(bad, heads), Contains(Is(Kind::kAdded, 0, 2, 3)));

  // A batch between two others, however well it is made.
  bad = ChainOf(0, {1, 2, 1, 1});
  EXPECT_THAT(Verify(bad, heads), Contains(Is(Kind::kAdded, 0, 3, 0)));
  bad = good;
  bad.insert(bad.begin() + 1, bad[1]);
  EXPECT_THAT(Verify(bad, heads), Contains(Is(Kind::kAdded, 0, 2, 0)));
}

TEST(AuditVerifier, BindsAChainToItsEventAndNumber) {
  const auto batches = ChainOf(3, {1});
  Verifier other("another");
  other.Add(batches[0]);
  EXPECT_THAT(other.Finish(HeadsOf(batches), {}), Not(IsEmpty()));
  auto moved = batches;
  moved[0].chain = 4;
  EXPECT_THAT(Verify(moved, HeadsOf(moved)), Not(IsEmpty()));
}

// What somebody can do who may write everything, so that all of it holds.
TEST(AuditVerifier, FindsByTheAnchorWhatHolds) {
  const auto good = ChainOf(0, {1, 2, 1});
  const auto anchor = HeadsOf(good);
  auto longer = ChainOf(0, {1, 2, 1, 1});
  EXPECT_THAT(Verify(longer, HeadsOf(longer), anchor), IsEmpty());

  auto shorter = ChainOf(0, {1, 2});
  EXPECT_THAT(Verify(shorter, HeadsOf(shorter)), IsEmpty());
  EXPECT_THAT(Verify(shorter, HeadsOf(shorter), anchor),
              ::testing::ElementsAre(Is(Kind::kRemoved, 0, 3, 0)));

  auto rewritten = ChainOf(0, {2, 2, 1, 1});
  EXPECT_THAT(Verify(rewritten, HeadsOf(rewritten)), IsEmpty());
  EXPECT_THAT(Verify(rewritten, HeadsOf(rewritten), anchor),
              ::testing::ElementsAre(Is(Kind::kChanged, 0, 3, 0)));
  EXPECT_THAT(Verify({}, {}, anchor),
              ::testing::ElementsAre(Is(Kind::kRemoved, 0, 3, 0)));
}

DecisionFacts FactsOf(const std::string& scan_id) {
  DecisionFacts facts;
  facts.device = "d";
  facts.scan_id = scan_id;
  facts.registration = "r";
  facts.outcome = "ADMITTED";
  facts.scan_time = facts.receive_time = absl::FromUnixMicros(1700000000000001);
  return facts;
}

std::string HashOfDecisions(const std::vector<DecisionFacts>& decisions) {
  DecisionsHash hash;
  for (const DecisionFacts& facts : decisions) hash.Add(facts);
  return hash.hash();
}

TEST(AuditVerifier, ComparesDecisions) {
  const auto verify = [](int64_t recounted, const std::string& hash) {
    Batch batch;
    batch.chain = 16;
    batch.number = 1;
    batch.previous_hash = FirstPreviousHash();
    batch.entry_count = 1;
    Entry entry{"doors",
                "",
                "CheckInService",
                DecisionsResource("x"),
                DecisionsDetail(2),
                HashOfDecisions({FactsOf("1"), FactsOf("2")})};
    batch.entries.push_back(
        {1, entry, HashOf(entry), RecountedDecisions{recounted, hash}});
    batch.hash = HashOf(kEvent, batch, {HashOf(entry)});
    return Verify({batch}, {{16, 1, batch.hash}});
  };
  const std::string right = HashOfDecisions({FactsOf("1"), FactsOf("2")});
  EXPECT_THAT(verify(2, right), IsEmpty());
  EXPECT_THAT(verify(1, HashOfDecisions({FactsOf("1")})),
              ::testing::ElementsAre(Is(Kind::kRemoved, 16, 1, 1)));
  EXPECT_THAT(verify(3, right),
              ::testing::ElementsAre(Is(Kind::kAdded, 16, 1, 1)));
  EXPECT_THAT(verify(2, HashOfDecisions({FactsOf("1"), FactsOf("3")})),
              ::testing::ElementsAre(Is(Kind::kChanged, 16, 1, 1)));
}

TEST(DecisionsHash, DiffersWithEveryFact) {
  const absl::Time time = absl::FromUnixMicros(5);
  const std::vector<std::function<void(DecisionFacts&)>> changes = {
      [](DecisionFacts&) {},
      [](DecisionFacts& f) { f.device = "e"; },
      [](DecisionFacts& f) { f.scan_id = "2"; },
      [](DecisionFacts& f) { f.session = "s"; },
      [](DecisionFacts& f) { f.registration = "q"; },
      [](DecisionFacts& f) { f.registration.reset(); },
      [](DecisionFacts& f) { f.registration = ""; },
      [](DecisionFacts& f) { f.gate = "g"; },
      [](DecisionFacts& f) { f.direction = "EXIT"; },
      [](DecisionFacts& f) { f.outcome = "REFUSED"; },
      [](DecisionFacts& f) { f.reasons = "REVOKED"; },
      [](DecisionFacts& f) { f.anomaly = "x"; },
      [](DecisionFacts& f) { f.forced = true; },
      [](DecisionFacts& f) { f.force_requested = true; },
      [](DecisionFacts& f) { f.attempt_of = "a"; },
      [=](DecisionFacts& f) { f.first_scan_time = time; },
      [](DecisionFacts& f) { f.first_device = "a"; },
      [](DecisionFacts& f) { f.first_gate = "a"; },
      [=](DecisionFacts& f) { f.opens_time = time; },
      [=](DecisionFacts& f) { f.closes_time = time; },
      [](DecisionFacts& f) { f.place_count = 0; },
      [](DecisionFacts& f) { f.offline = true; },
      [](DecisionFacts& f) { f.quarantined = true; },
      [](DecisionFacts& f) { f.scan_time += absl::Microseconds(1); },
      [](DecisionFacts& f) { f.receive_time += absl::Microseconds(1); },
  };
  std::set<std::string> hashes;
  for (const auto& change : changes) {
    DecisionFacts facts = FactsOf("1");
    change(facts);
    hashes.insert(HashOfDecisions({facts}));
  }
  EXPECT_EQ(hashes.size(), changes.size());
  // The order counts, too.
  EXPECT_NE(HashOfDecisions({FactsOf("1"), FactsOf("2")}),
            HashOfDecisions({FactsOf("2"), FactsOf("1")}));
}

TEST(AuditEntry, HasNoTwoFieldsThatRunIntoEachOther) {
  std::set<std::string> hashes;
  for (const Entry& entry :
       {Entry{"ab", "c", "", "", "", std::nullopt},
        Entry{"a", "bc", "", "", "", std::nullopt},
        Entry{"abc", "", "", "", "", std::nullopt},
        Entry{"", "", "", "", "abc", std::nullopt},
        Entry{"", "", "", "", "", "abc"}, Entry{"", "", "", "", "", ""},
        Entry{"", "", "", "", "", std::nullopt}}) {
    hashes.insert(HashOf(entry));
  }
  EXPECT_EQ(hashes.size(), 7u);
}

}  // namespace
}  // namespace rollcall::audit
