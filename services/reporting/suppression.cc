#include "services/reporting/suppression.h"

#include <algorithm>
#include <utility>

namespace rollcall::reporting {
namespace {

// The counts of a level, which is named by what it hides.
std::vector<int64_t> ColumnsOf(const PublicNode& node, Hidden level) {
  switch (level) {
    case Hidden::kAll:
      return {node.registered()};
    case Hidden::kAttended:
      return {node.attended(), node.not_attended};
    case Hidden::kWays:
      return {node.in_person_only, node.online_only, node.both};
    case Hidden::kNothing:
      break;
  }
  return {};
}

// A table with the sums in place.
struct Tree {
  std::vector<PublicNode> nodes;
  std::vector<bool> is_leaf;
};

void AddTo(PublicNode& sum, const PublicNode& part) {
  sum.in_person_only += part.in_person_only;
  sum.online_only += part.online_only;
  sum.both += part.both;
  sum.not_attended += part.not_attended;
}

Tree SumUp(const std::vector<PublicNode>& nodes) {
  Tree tree = {nodes, std::vector<bool>(nodes.size(), true)};
  for (size_t i = nodes.size(); i-- > 1;) {
    const PublicNode& part = tree.nodes[i];
    PublicNode& sum = tree.nodes[part.parent];
    if (tree.is_leaf[part.parent]) sum = {sum.parent};
    tree.is_leaf[part.parent] = false;
    AddTo(sum, part);
  }
  return tree;
}

// One level of a table, of which everything hidden at the levels before it is
// hidden to begin with.
class Level {
 public:
  Level(const Tree& tree, int64_t threshold, Hidden level,
        std::vector<Hidden>& hidden)
      : tree_(tree), threshold_(threshold), level_(level), hidden_(hidden) {
    for (const PublicNode& node : tree.nodes) {
      columns_.push_back(ColumnsOf(node, level));
    }
  }

  void HideSmallCounts() {
    for (int node = 0; node < size(); ++node) {
      const auto& counts = columns_[node];
      if (std::any_of(counts.begin(), counts.end(),
                      [this](int64_t count) { return IsSmall(count); })) {
        Hide(node);
      }
    }
  }

  // Parts before their sums: a node that is hidden leaves its group to one
  // above it, and what is hidden for that one breaks no group below.
  void HideComplements() {
    for (int node = size() - 1; node >= 0; --node) {
      for (size_t column = 0; column < columns_[node].size(); ++column) {
        if (IsShown(node) && !tree_.is_leaf[node]) Complement(node, column);
      }
    }
  }

 private:
  int size() const { return static_cast<int>(tree_.nodes.size()); }

  bool IsSmall(int64_t count) const { return 0 < count && count < threshold_; }

  bool IsShown(int node) const { return hidden_[node] < level_; }

  void Hide(int node) { hidden_[node] = std::max(hidden_[node], level_); }

  // Whether `node` is below `top` with no shown node in between.
  bool IsDirectlyBelow(int node, int top) const {
    do {
      node = tree_.nodes[node].parent;
    } while (node >= 0 && node != top && !IsShown(node));
    return node == top;
  }

  // Whether the sum of `column` of the group of `top` is less than it must be.
  bool IsTooSmall(int top, size_t column) const {
    int64_t sum = 0;
    int64_t leaves = 0;
    for (int node = top + 1; node < size(); ++node) {
      if (!tree_.is_leaf[node] || IsShown(node)) continue;
      if (!IsDirectlyBelow(node, top)) continue;
      sum += columns_[node][column];
      ++leaves;
    }
    if (level_ == Hidden::kAll) sum -= leaves - 1;
    return leaves > 0 && IsSmall(sum);
  }

  // The shown node directly below `top` to hide next: a leaf if there is one.
  // -1 if none has people in `column`.
  int SmallestBelow(int top, size_t column) const {
    int smallest = -1;
    const auto rank = [this](int node) {
      return std::pair(!tree_.is_leaf[node], tree_.nodes[node].registered());
    };
    for (int node = top + 1; node < size(); ++node) {
      if (!IsShown(node) || columns_[node][column] == 0) continue;
      if (!IsDirectlyBelow(node, top)) continue;
      if (smallest < 0 || rank(node) < rank(smallest)) smallest = node;
    }
    return smallest;
  }

  // A leaf is enough: since it is shown, it has as many people in `column` as
  // the threshold. An inner node brings either a group, which has as well, or
  // the next one to hide; only leaves within it keep it from being recalculated
  // from its parts.
  void Complement(int top, size_t column) {
    int within = top;
    while (IsTooSmall(top, column)) {
      const int next = SmallestBelow(within, column);
      if (next < 0) return Hide(top);
      Hide(next);
      if (!tree_.is_leaf[next]) within = next;
    }
  }

  const Tree& tree_;
  const int64_t threshold_;
  const Hidden level_;
  std::vector<Hidden>& hidden_;
  // Of each node.
  std::vector<std::vector<int64_t>> columns_;
};

}  // namespace

std::vector<Hidden> Suppress(const std::vector<PublicNode>& nodes,
                             int64_t threshold) {
  const Tree tree = SumUp(nodes);
  std::vector<Hidden> hidden(nodes.size(), Hidden::kNothing);
  for (const Hidden level : {Hidden::kAll, Hidden::kAttended, Hidden::kWays}) {
    Level table(tree, threshold, level, hidden);
    table.HideSmallCounts();
    table.HideComplements();
  }
  return hidden;
}

}  // namespace rollcall::reporting
