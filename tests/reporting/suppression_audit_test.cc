#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "services/reporting/suppression.h"

namespace rollcall::reporting {
namespace {

// The people of a leaf by what they did: in person, online, both, absent.
using People = std::array<int64_t, 4>;

// A count that is published is one of some of the People, here their bits.
using Column = unsigned;
constexpr Column kRegistered = 15;
constexpr Column kAttended = 7;
constexpr std::array<Column, 6> kColumns = {kRegistered, kAttended, 8, 1, 2, 4};

// From where on `column` is hidden.
Hidden LevelOf(Column column) {
  if (column == kRegistered) return Hidden::kAll;
  return column == kAttended || column == 8 ? Hidden::kAttended : Hidden::kWays;
}

int64_t CountOf(const People& people, Column column) {
  int64_t count = 0;
  for (size_t i = 0; i < people.size(); ++i) {
    if ((column >> i & 1) != 0) count += people[i];
  }
  return count;
}

PublicNode Leaf(int parent, const People& people) {
  return {parent, people[0], people[1], people[2], people[3]};
}

PublicNode Inner(int parent) { return {parent}; }

// A table with its sums, and what is hidden of it.
class Table {
 public:
  Table(std::vector<PublicNode> nodes, int64_t threshold)
      : nodes_(std::move(nodes)),
        threshold_(threshold),
        hidden_(Suppress(nodes_, threshold)),
        leaves_under_(nodes_.size()) {
    std::vector<bool> is_leaf(nodes_.size(), true);
    for (const PublicNode& node : nodes_) {
      if (node.parent >= 0) is_leaf[node.parent] = false;
    }
    for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
      if (!is_leaf[node]) continue;
      const PublicNode& counts = nodes_[node];
      people_.push_back({counts.in_person_only, counts.online_only, counts.both,
                         counts.not_attended});
      leaf_hidden_.push_back(hidden_[node]);
      for (int i = node; i >= 0; i = nodes_[i].parent) {
        leaves_under_[i].push_back(people_.size() - 1);
      }
    }
  }

  size_t size() const { return nodes_.size(); }
  int64_t threshold() const { return threshold_; }
  const std::vector<People>& people() const { return people_; }
  const std::vector<size_t>& LeavesUnder(size_t node) const {
    return leaves_under_[node];
  }
  bool IsShown(size_t node, Column column) const {
    return hidden_[node] < LevelOf(column);
  }
  bool IsSmall(int64_t count) const { return 0 < count && count < threshold_; }

  int64_t Count(size_t node, Column column) const {
    return Count(people_, node, column);
  }

  // With `people` in the leaves instead.
  int64_t Count(const std::vector<People>& people, size_t node,
                Column column) const {
    int64_t count = 0;
    for (const size_t leaf : leaves_under_[node]) {
      count += CountOf(people[leaf], column);
    }
    return count;
  }

  // Whether readers take `people` for possible in the leaves: everything shown
  // is the same, and whoever hides something has someone.
  bool Allows(const std::vector<People>& people) const {
    for (size_t leaf = 0; leaf < people.size(); ++leaf) {
      for (const int64_t count : people[leaf]) {
        if (count < 0) return false;
      }
      if (leaf_hidden_[leaf] == Hidden::kNothing) continue;
      if (CountOf(people[leaf], kRegistered) == 0) return false;
    }
    for (size_t node = 0; node < size(); ++node) {
      for (const Column column : kColumns) {
        if (IsShown(node, column) &&
            Count(people, node, column) != Count(node, column)) {
          return false;
        }
      }
    }
    return true;
  }

  // For messages.
  std::string Text() const {
    std::string text = "threshold " + std::to_string(threshold_) + "\n";
    for (size_t node = 0; node < size(); ++node) {
      text += std::to_string(node) + " in " +
              std::to_string(nodes_[node].parent) + ": ";
      for (const Column column : kColumns) {
        text += std::to_string(Count(node, column)) +
                (IsShown(node, column) ? " " : "? ");
      }
      text += "\n";
    }
    return text;
  }

 private:
  std::vector<PublicNode> nodes_;
  int64_t threshold_;
  std::vector<Hidden> hidden_;
  // Of each node, indices of `people_`.
  std::vector<std::vector<size_t>> leaves_under_;
  // Of each leaf.
  std::vector<People> people_;
  std::vector<Hidden> leaf_hidden_;
};

int64_t Below(std::mt19937_64& random, uint64_t limit) {
  return static_cast<int64_t>(random() % limit);
}

// Many zeros and small counts, and some that are not; how many is different
// from table to table.
int64_t RandomCount(std::mt19937_64& random, int64_t how_many) {
  if (Below(random, 6) < 3) return 0;
  return Below(random, 6) < how_many ? 1 + Below(random, 40)
                                     : 1 + Below(random, 4);
}

// A root, perhaps with leaves of its own, over regions and subregions; many
// have one part.
std::vector<PublicNode> RandomNodes(std::mt19937_64& random) {
  std::vector<PublicNode> nodes = {Inner(-1)};
  const int64_t how_many = Below(random, 6);
  const auto add_leaves = [&](int parent, int64_t count) {
    for (; count > 0; --count) {
      People people;
      for (int64_t& n : people) n = RandomCount(random, how_many);
      nodes.push_back(Leaf(parent, people));
    }
  };
  const auto add_inner = [&](int parent) {
    nodes.push_back(Inner(parent));
    return static_cast<int>(nodes.size()) - 1;
  };
  add_leaves(0, std::max<int64_t>(Below(random, 6) - 2, 0));
  for (int64_t i = 1 + Below(random, 3); i > 0; --i) {
    const int region = add_inner(0);
    if (Below(random, 3) == 0) {
      add_leaves(region, 1 + Below(random, 4));
      continue;
    }
    for (int64_t j = 1 + Below(random, 3); j > 0; --j) {
      add_leaves(add_inner(region), 1 + Below(random, 3));
    }
  }
  return nodes;
}

// The index that each node has in an order in which parents come first as well.
std::vector<int> Shuffle(const std::vector<PublicNode>& nodes,
                         std::mt19937_64& random) {
  std::vector<int> places(nodes.size(), -1);
  for (int next = 0; next < static_cast<int>(nodes.size());) {
    const size_t node = random() % nodes.size();
    const int parent = nodes[node].parent;
    if (places[node] >= 0 || (parent >= 0 && places[parent] < 0)) continue;
    places[node] = next++;
  }
  return places;
}

std::vector<PublicNode> Reorder(const std::vector<PublicNode>& nodes,
                                const std::vector<int>& places) {
  std::vector<PublicNode> reordered(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) {
    PublicNode& node = reordered[places[i]];
    node = nodes[i];
    if (node.parent >= 0) node.parent = places[node.parent];
  }
  return reordered;
}

Table RandomTable(uint64_t seed) {
  std::mt19937_64 random(seed);
  constexpr std::array<int64_t, 4> kThresholds = {2, 3, 5, 10};
  const int64_t threshold = kThresholds[seed % kThresholds.size()];
  const std::vector<PublicNode> nodes = RandomNodes(random);
  return Table(Reorder(nodes, Shuffle(nodes, random)), threshold);
}

constexpr uint64_t kTables = 1000;

TEST(SuppressionAuditTest, ShowsNoSmallCount) {
  for (uint64_t seed = 0; seed < kTables; ++seed) {
    const Table table = RandomTable(seed);
    for (size_t node = 0; node < table.size(); ++node) {
      for (const Column column : kColumns) {
        EXPECT_FALSE(table.IsShown(node, column) &&
                     table.IsSmall(table.Count(node, column)))
            << node << " " << column << " of " << table.Text();
      }
    }
  }
}

// Linear combinations of forms, with coefficients modulo a prime. It is most
// unlikely for forms of zeros and ones that some exist here which do not in
// rational numbers; a test would fail by them.
class Span {
 public:
  using Form = std::vector<uint64_t>;

  void Add(Form form) {
    Reduce(form);
    for (size_t i = 0; i < form.size(); ++i) {
      if (form[i] == 0) continue;
      Scale(form, Inverse(form[i]));
      forms_[i] = std::move(form);
      return;
    }
  }

  bool Has(Form form) const {
    Reduce(form);
    return std::all_of(form.begin(), form.end(),
                       [](uint64_t n) { return n == 0; });
  }

 private:
  static constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;

  static uint64_t Times(uint64_t a, uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>(Wide{a} * b % kPrime);
  }

  static uint64_t Inverse(uint64_t n) {
    uint64_t inverse = 1;
    for (uint64_t power = kPrime - 2; power > 0; power /= 2) {
      if (power % 2 == 1) inverse = Times(inverse, n);
      n = Times(n, n);
    }
    return inverse;
  }

  static void Scale(Form& form, uint64_t by) {
    for (uint64_t& n : form) n = Times(n, by);
  }

  void Reduce(Form& form) const {
    for (const auto& [first, other] : forms_) {
      const uint64_t by = kPrime - form[first];
      if (by == kPrime) continue;
      for (size_t i = first; i < form.size(); ++i) {
        form[i] = (form[i] + Times(by, other[i])) % kPrime;
      }
    }
  }

  // By the first number that is not zero, which is one.
  std::map<size_t, Form> forms_;
};

// The count of a node as a form in the People of all leaves.
Span::Form FormOf(const Table& table, size_t node, Column column) {
  Span::Form form(table.people().size() * 4, 0);
  for (const size_t leaf : table.LeavesUnder(node)) {
    for (size_t i = 0; i < 4; ++i) form[leaf * 4 + i] = column >> i & 1;
  }
  return form;
}

TEST(SuppressionAuditTest, LeavesNoEquationsThatDetermineAHiddenCount) {
  int hidden = 0;
  int shown = 0;
  for (uint64_t seed = 0; seed < kTables; ++seed) {
    const Table table = RandomTable(seed);
    Span published;
    for (size_t node = 0; node < table.size(); ++node) {
      for (const Column column : kColumns) {
        if (!table.IsShown(node, column)) continue;
        published.Add(FormOf(table, node, column));
        ++shown;
      }
    }
    for (size_t node = 0; node < table.size(); ++node) {
      for (const Column column : kColumns) {
        if (table.IsShown(node, column)) continue;
        EXPECT_FALSE(published.Has(FormOf(table, node, column)))
            << node << " " << column << " of " << table.Text();
        ++hidden;
      }
    }
  }
  EXPECT_GT(hidden, 5'000);
  EXPECT_GT(shown, 5'000);
}

// Looks for people who could be in the leaves of a table as well, with more of
// them in one place.
class Mover {
 public:
  explicit Mover(const Table& table) : table_(table), people_(table.people()) {}

  // Whether `column` of `leaf` can be as much as the threshold. First there
  // must be as many people registered, then attending: each step changes what
  // two leaves have so that neither sums nor the levels before it change.
  bool Raise(size_t leaf, Column column) {
    people_ = table_.people();
    for (const Column step : {kRegistered, kAttended, column}) {
      if ((column & step) != column) continue;
      while (CountOf(people_[leaf], step) < table_.threshold() &&
             RaiseByOne(leaf, step)) {
      }
    }
    return CountOf(people_[leaf], column) >= table_.threshold() &&
           table_.Allows(people_);
  }

 private:
  // By somebody from anywhere, or by somebody of the leaf who changes places
  // with somebody of another, or with nobody if no sum is known.
  bool RaiseByOne(size_t leaf, Column column) {
    for (size_t i = 0; i < 4; ++i) {
      if ((column >> i & 1) == 0) continue;
      if (column == kRegistered && Try({{leaf, i, 1}})) return true;
      for (size_t other = 0; other < people_.size(); ++other) {
        if (other == leaf) continue;
        if (column == kRegistered && Try({{leaf, i, 1}, {other, i, -1}})) {
          return true;
        }
      }
      for (size_t j = 0; j < 4; ++j) {
        if ((column >> j & 1) != 0) continue;
        if (Try({{leaf, i, 1}, {leaf, j, -1}})) return true;
        for (size_t other = 0; other < people_.size(); ++other) {
          if (other == leaf) continue;
          if (Try({{leaf, i, 1},
                   {leaf, j, -1},
                   {other, i, -1},
                   {other, j, 1}})) {
            return true;
          }
        }
      }
    }
    return false;
  }

  struct Change {
    size_t leaf;
    size_t i;
    int64_t by;
  };

  bool Try(const std::vector<Change>& changes) {
    for (const Change& change : changes) {
      if (people_[change.leaf][change.i] + change.by < 0) return false;
    }
    Make(changes, 1);
    if (table_.Allows(people_)) return true;
    Make(changes, -1);
    return false;
  }

  void Make(const std::vector<Change>& changes, int64_t times) {
    for (const Change& change : changes) {
      people_[change.leaf][change.i] += times * change.by;
    }
  }

  const Table& table_;
  std::vector<People> people_;
};

// Nor can it be told by taking every bound into account that a count is small.
// An inner node has as many people as one of its leaves at least.
TEST(SuppressionAuditTest, LetsEachSmallCountBeAsMuchAsTheThreshold) {
  int small = 0;
  for (uint64_t seed = 0; seed < kTables; ++seed) {
    const Table table = RandomTable(seed);
    Mover mover(table);
    for (size_t node = 0; node < table.size(); ++node) {
      for (const Column column : kColumns) {
        if (!table.IsSmall(table.Count(node, column))) continue;
        const auto& leaves = table.LeavesUnder(node);
        EXPECT_TRUE(
            std::any_of(leaves.begin(), leaves.end(),
                        [&](size_t leaf) { return mover.Raise(leaf, column); }))
            << node << " " << column << " of " << table.Text();
        ++small;
      }
    }
  }
  EXPECT_GT(small, 5'000);
}

// Everything that readers take for possible, tried out: the least and the most
// people of each column over each set of leaves.
class Possibilities {
 public:
  struct Range {
    int64_t min = std::numeric_limits<int64_t>::max();
    int64_t max = 0;
  };

  // The total of `table` must be shown.
  explicit Possibilities(const Table& table)
      : table_(table),
        people_(table.people().size()),
        ranges_(kColumns.size() << people_.size()) {
    Fill(0, table.Count(0, kRegistered));
  }

  // By bits of leaves.
  const Range& RangeOf(size_t column, size_t leaves) const {
    return ranges_[column << people_.size() | leaves];
  }

 private:
  // Distributes `left` people over the places from the one given.
  void Fill(size_t place, int64_t left) {
    int64_t& count = people_[place / 4][place % 4];
    if (place + 1 == people_.size() * 4) {
      count = left;
      if (table_.Allows(people_)) Note();
      return;
    }
    for (count = 0; count <= left; ++count) Fill(place + 1, left - count);
  }

  void Note() {
    for (size_t column = 0; column < kColumns.size(); ++column) {
      for (size_t leaves = 1; leaves < size_t{1} << people_.size(); ++leaves) {
        int64_t count = 0;
        for (size_t leaf = 0; leaf < people_.size(); ++leaf) {
          if ((leaves >> leaf & 1) == 0) continue;
          count += CountOf(people_[leaf], kColumns[column]);
        }
        Range& range = ranges_[column << people_.size() | leaves];
        range.min = std::min(range.min, count);
        range.max = std::max(range.max, count);
      }
    }
  }

  const Table& table_;
  std::vector<People> people_;
  std::vector<Range> ranges_;
};

// Three leaves, perhaps two of them in an inner node.
Table TinyTable(uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<PublicNode> nodes = {Inner(-1)};
  if (seed % 2 == 0) nodes.push_back(Inner(0));
  const int parent = static_cast<int>(nodes.size()) - 1;
  for (const int i : {parent, parent, 0}) {
    nodes.push_back(Leaf(i, {0, 0, 0, 0}));
  }
  for (int64_t people = 4 + Below(random, 4); people > 0; --people) {
    PublicNode& leaf = nodes[nodes.size() - 1 - random() % 3];
    const std::array<int64_t*, 4> counts = {&leaf.in_person_only,
                                            &leaf.online_only, &leaf.both,
                                            &leaf.not_attended};
    ++*counts[random() % 4];
  }
  return Table(nodes, 2 + Below(random, 2));
}

TEST(SuppressionAuditTest, LeavesNoSumOfLeavesThatIsKnownToBeSmall) {
  int unknown = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const Table table = TinyTable(seed);
    if (!table.IsShown(0, kRegistered)) continue;
    const Possibilities possibilities(table);
    for (size_t column = 0; column < kColumns.size(); ++column) {
      for (size_t leaves = 1; leaves < 8; ++leaves) {
        const auto& [min, max] = possibilities.RangeOf(column, leaves);
        EXPECT_FALSE(table.IsSmall(max))
            << kColumns[column] << " of " << leaves << " of " << table.Text();
        unknown += min < max ? 1 : 0;
      }
    }
  }
  EXPECT_GT(unknown, 250);
}

// Sizes are powers of two, so that no two nodes have as many people unless one
// is in the other.
std::vector<PublicNode> DistinctNodes(std::mt19937_64& random) {
  std::vector<PublicNode> nodes = RandomNodes(random);
  std::vector<int> sizes(nodes.size());
  std::iota(sizes.begin(), sizes.end(), 0);
  std::shuffle(sizes.begin(), sizes.end(), random);
  for (size_t i = 0; i < nodes.size(); ++i) {
    const int64_t attended = Below(random, 2) << sizes[i];
    nodes[i].online_only = Below(random, 2) * attended / 4;
    nodes[i].in_person_only = attended - nodes[i].online_only;
    nodes[i].both = 0;
    nodes[i].not_attended = (int64_t{1} << sizes[i]) - attended;
  }
  return nodes;
}

TEST(SuppressionAuditTest, HidesTheSameInAnyOrder) {
  std::mt19937_64 random(20220903);
  for (int round = 0; round < 1000; ++round) {
    const std::vector<PublicNode> nodes = DistinctNodes(random);
    const int64_t threshold = 2 + Below(random, 200);
    const std::vector<int> places = Shuffle(nodes, random);
    const std::vector<Hidden> hidden = Suppress(nodes, threshold);
    const std::vector<Hidden> again =
        Suppress(Reorder(nodes, places), threshold);
    for (size_t i = 0; i < nodes.size(); ++i) {
      EXPECT_EQ(again[places[i]], hidden[i]) << round << " " << i;
    }
  }
}

}  // namespace
}  // namespace rollcall::reporting
