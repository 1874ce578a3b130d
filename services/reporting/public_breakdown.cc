#include "services/reporting/public_breakdown.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace rollcall::reporting {
namespace {

using Dimensions = std::vector<v1::Dimension>;

// The levels of the tree that `dimension` is one of, from the coarsest.
Dimensions LevelsOf(v1::Dimension dimension) {
  Dimensions places = {v1::DIMENSION_REGION, v1::DIMENSION_SUBREGION,
                       v1::DIMENSION_COUNTRY};
  for (const v1::Dimension place : places) {
    if (place == dimension) return places;
  }
  return {dimension};
}

PublicNode NodeOf(int parent, const Counts& counts) {
  return {parent, counts.in_person_only, counts.online_only, counts.both,
          counts.registered - counts.attended()};
}

// The tree of a breakdown, its nodes by their values, level by level.
class Tree {
 public:
  explicit Tree(const std::vector<BreakdownRow>& leaves) {
    nodes_.push_back(NodeOf(-1, {}));
    counts_.emplace_back();
    for (const BreakdownRow& leaf : leaves) Add(leaf);
    for (size_t i = 0; i < nodes_.size(); ++i) {
      nodes_[i] = NodeOf(nodes_[i].parent, counts_[i]);
    }
  }

  const std::vector<PublicNode>& nodes() const { return nodes_; }
  const Counts& CountsOf(int node) const { return counts_[node]; }

  // The nodes `depth` levels below the root, in the order of their values.
  std::vector<int> NodesAt(size_t depth) const {
    std::vector<int> found;
    for (const auto& [values, node] : by_values_) {
      if (values.size() == depth) found.push_back(node);
    }
    return found;
  }

  // The value of `node` on its own level.
  const std::string& ValueOf(int node) const { return values_.at(node); }

 private:
  void Add(const BreakdownRow& leaf) {
    int node = 0;
    counts_[0] += leaf.counts;
    std::vector<std::string> values;
    for (const std::string& value : leaf.values) {
      values.push_back(value);
      const auto [known, is_new] =
          by_values_.emplace(values, static_cast<int>(nodes_.size()));
      if (is_new) {
        nodes_.push_back(NodeOf(node, {}));
        counts_.emplace_back();
        values_[known->second] = value;
      }
      node = known->second;
      counts_[node] += leaf.counts;
    }
  }

  std::vector<PublicNode> nodes_;
  // Of each node.
  std::vector<Counts> counts_;
  std::map<std::vector<std::string>, int> by_values_;
  std::map<int, std::string> values_;
};

// Unknown last.
bool ComesBefore(const BreakdownRow& a, const BreakdownRow& b) {
  const std::string& x = a.values.front();
  const std::string& y = b.values.front();
  return std::make_pair(x.empty(), x) < std::make_pair(y.empty(), y);
}

}  // namespace

bool IsPublic(v1::Dimension dimension) {
  switch (dimension) {
    case v1::DIMENSION_COUNTRY:
    case v1::DIMENSION_REGION:
    case v1::DIMENSION_SUBREGION:
    case v1::DIMENSION_SECTOR:
    case v1::DIMENSION_MODE:
    case v1::DIMENSION_SESSION:
    case v1::DIMENSION_DAY:
      return true;
    default:
      return false;
  }
}

bool IsPublic(v1::Measure measure) {
  switch (measure) {
    case v1::MEASURE_REGISTERED:
    case v1::MEASURE_ATTENDED:
    case v1::MEASURE_IN_PERSON_ONLY:
    case v1::MEASURE_ONLINE_ONLY:
    case v1::MEASURE_BOTH:
      return true;
    default:
      return false;
  }
}

Hidden HiddenOfTotal(const std::vector<Cell>& people, int threshold) {
  Hidden hidden = Hidden::kNothing;
  for (const v1::Dimension dimension :
       {v1::DIMENSION_COUNTRY, v1::DIMENSION_SECTOR, v1::DIMENSION_MODE}) {
    const Tree tree(BreakDown(people, LevelsOf(dimension)).rows);
    hidden = std::max(hidden, Suppress(tree.nodes(), threshold).front());
  }
  return hidden;
}

Breakdown BreakDownForPublic(const std::vector<Cell>& cells,
                             v1::Dimension dimension, int threshold,
                             Hidden of_total) {
  const Dimensions levels = LevelsOf(dimension);
  const Tree tree(BreakDown(cells, levels).rows);
  const std::vector<Hidden> hidden = Suppress(tree.nodes(), threshold);
  const auto level = std::find(levels.begin(), levels.end(), dimension);
  Breakdown breakdown;
  for (const int node : tree.NodesAt(level - levels.begin() + 1)) {
    breakdown.rows.push_back({{tree.ValueOf(node)},
                              tree.CountsOf(node),
                              std::max(hidden[node], of_total)});
  }
  std::sort(breakdown.rows.begin(), breakdown.rows.end(), ComesBefore);
  breakdown.total = tree.CountsOf(0);
  breakdown.total_hidden = std::max(hidden.front(), of_total);
  return breakdown;
}

bool TellsHundreds(const Counts& total, int threshold) {
  const int64_t hundreds = total.attended() / 100 * 100;
  const int64_t others = total.registered - hundreds;
  return hundreds > 0 && hundreds < total.attended() && others > threshold &&
         others <= 100;
}

Summary SummarizeForPublic(const Snapshot& snapshot, int threshold) {
  const std::vector<Cell>& people = PeopleOf(snapshot);
  Summary summary = Summarize(snapshot);
  summary.total_hidden = HiddenOfTotal(people, threshold);
  summary.tells_hundreds = TellsHundreds(summary.total, threshold);
  const Breakdown sectors = BreakDownForPublic(people, v1::DIMENSION_SECTOR,
                                               threshold, summary.total_hidden);
  std::map<std::string, Hidden> hidden;
  for (const BreakdownRow& row : sectors.rows) {
    hidden[row.values.front()] = row.hidden;
  }
  for (SectorRow& row : summary.sectors) row.hidden = hidden[row.sector.id];
  return summary;
}

}  // namespace rollcall::reporting
