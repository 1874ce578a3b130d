#pragma once

#include <cstdint>
#include <vector>

namespace rollcall::reporting {

// A category of a public table, which is a tree: the root is the total, leaves
// are what people are counted by, as countries, and the nodes between are their
// sums, as regions. The four counts have nobody in common; of an inner node
// they are the sums of its leaves whatever is written here.
struct PublicNode {
  // The index of the node that this one is a part of, which is before it. The
  // root is the first and has -1.
  int parent = -1;
  int64_t in_person_only = 0;
  int64_t online_only = 0;
  int64_t both = 0;
  int64_t not_attended = 0;

  int64_t attended() const { return in_person_only + online_only + both; }
  int64_t registered() const { return attended() + not_attended; }
};

// What a public table does not say of a node, each value more than the one
// before. Where something is hidden at one level it is at all finer ones.
enum class Hidden {
  kNothing,
  // How people attended: in_person_only, online_only, both.
  kWays,
  // And how many attended and how many did not.
  kAttended,
  // And how many are registered.
  kAll,
};

// What to hide of each of `nodes`, in their order, so that no count from 1 to
// `threshold` - 1, a small one, becomes known. Zero is not small, and a node
// without people hides nothing. A threshold below 2 hides nothing. The order of
// nodes matters only between equal numbers of people, where the first is
// hidden.
//
// This is cell suppression (Hundepool et al., Statistical Disclosure Control,
// 2012). By the threshold rule, the primary suppressions are the
// nodes with a small count, at the level of that count. The secondary, or
// complementary, ones keep these from being recalculated from sums: for each
// node that is shown, the leaves hidden below it, but not below another shown
// node in between, are a group whose sums are known. At each level, outermost
// first,
//   - each sum of a group, by columns of the level, is zero or at least
//     `threshold`;
//   - at the level of registered people, it is at least `threshold` + n - 1 for
//     a group of n leaves: since zeros are shown, readers know that each has
//     someone, and ten hidden leaves with ten people would be ones.
// Where this does not hold of a column, the smallest shown leaf directly below
// the node that has people in the column is hidden too. Without such a leaf it
// is the smallest shown inner node and, unless that brings enough hidden leaves
// into the group, a leaf within it; without that as well, the node itself. A
// hidden inner node needs no rule of its own: the group that it is in has
// leaves within it and others, since those within it were too few, or it was
// hidden for others. A hidden total has no groups to protect.
//
// Therefore, of what is published, nonnegative integers all of them, together
// with the knowledge that nodes without people hide nothing:
//   - no hidden count is a linear combination of shown ones;
//   - no count is known to be small: the least upper bound of each count of
//     each node is zero or at least `threshold`;
//   - nor is a sum of a column over some leaves, if it is certain.
//
// Nothing protects from people who know counts of their own or other tables of
// the same people, as by another dimension or of another day. Who asks which
// tables would have had exactly these suppressions learns more: a complement is
// not larger than the smallest leaf that is shown beside it, which bounds what
// is left for the small one.
std::vector<Hidden> Suppress(const std::vector<PublicNode>& nodes,
                             int64_t threshold);

}  // namespace rollcall::reporting
