#include "tests/common/reach.h"

#include <algorithm>
#include <regex>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"

#include "common/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tests/harness/plan.h"

namespace rollcall::testing {
namespace {

using Json = nlohmann::json;
using Conditions = std::vector<const char*>;

const Conditions& Scans() {
  static const Conditions scans = {"Index Cond", "Recheck Cond", "Filter"};
  return scans;
}

const Conditions& Joins() {
  static const Conditions joins = {"Hash Cond", "Merge Cond", "Join Filter"};
  return joins;
}

Json ChildrenOf(const Json& node) { return node.value("Plans", Json::array()); }

std::string TypeOf(const Json& node) { return node.value("Node Type", ""); }

// Whether `holds` for `node` of a plan, or for one below it.
bool HoldsWithin(const Json& node, absl::FunctionRef<bool(const Json&)> holds) {
  if (holds(node)) return true;
  const Json children = ChildrenOf(node);
  return std::any_of(children.begin(), children.end(), [&](const Json& child) {
    return HoldsWithin(child, holds);
  });
}

// What both sides of an equality are called: no column and no parameter where
// one is an expression, as ANY ($1) and (unnest($1)) are.
struct Equality {
  std::string left;
  std::string right;
};

std::vector<Equality> EqualitiesIn(const std::string& condition) {
  static const std::regex equality("([\\w.$]*) = ([\\w.$]*)");
  // A parameter whose type another place decides is cast here.
  static const std::regex cast("\\((\\$\\d+)\\)::\\w+");
  const std::string plain = std::regex_replace(
      absl::StrReplaceAll(condition, {{"\"", ""}}), cast, "$1");
  std::vector<Equality> found;
  for (std::sregex_iterator it(plain.begin(), plain.end(), equality), end;
       it != end; ++it) {
    found.push_back({(*it)[1].str(), (*it)[2].str()});
  }
  return found;
}

// With the dot, since the event of a platform has an id, too.
bool IsEventId(const std::string& name) {
  return absl::EndsWith(name, ".event_id");
}

bool IsOfEvent(const Equality& equality) {
  return IsEventId(equality.left) || IsEventId(equality.right);
}

bool NamesEvent(const Json& node, const Conditions& conditions) {
  return std::any_of(
      conditions.begin(), conditions.end(), [&](const char* condition) {
        const std::vector<Equality> equalities =
            EqualitiesIn(node.value(condition, ""));
        return std::any_of(equalities.begin(), equalities.end(), IsOfEvent);
      });
}

std::set<std::string> UnboundIn(const Json& node) {
  std::set<std::string> outer;
  std::set<std::string> inner;
  std::set<std::string> unbound;
  for (const Json& child : ChildrenOf(node)) {
    const std::string side = child.value("Parent Relationship", "");
    (side == "Outer"   ? outer
     : side == "Inner" ? inner
                       : unbound)
        .merge(UnboundIn(child));
  }
  if (NamesEvent(node, Joins())) {
    // A side that is kept whole is bound by nothing of the other.
    const std::string type = node.value("Join Type", "");
    const bool binds_inner = type != "Right" && type != "Full";
    const bool binds_outer =
        type == "Inner" || type == "Right" || type == "Semi";
    const bool is_outer_bound = outer.empty();
    if (binds_outer && inner.empty()) outer.clear();
    if (binds_inner && is_outer_bound) inner.clear();
  }
  unbound.merge(outer);
  unbound.merge(inner);
  const std::string table = node.value("Relation Name", "");
  if (node.value("Schema", "") == "rollcall" && table != "ticket_key" &&
      table != "schema_migration" && TypeOf(node) != "ModifyTable" &&
      !NamesEvent(node, Scans())) {
    unbound.insert(table);
  }
  return unbound;
}

// Whether an event_id is compared with anything but a parameter or another one.
bool ComparesOtherwise(const std::string& condition) {
  const auto tells = [](const std::string& side) {
    return IsEventId(side) || absl::StartsWith(side, "$");
  };
  const std::vector<Equality> equalities = EqualitiesIn(condition);
  return std::any_of(equalities.begin(), equalities.end(),
                     [&](const Equality& equality) {
                       return IsOfEvent(equality) &&
                              !(tells(equality.left) && tells(equality.right));
                     });
}

// Whether `node` is a function whose rows have an event_id, as those of an
// unnest may, or compares one with what is neither a parameter nor a table's.
bool TakesSeveral(const Json& node) {
  for (const Conditions& conditions : {Scans(), Joins()}) {
    for (const char* condition : conditions) {
      if (ComparesOtherwise(node.value(condition, ""))) return true;
    }
  }
  if (TypeOf(node) != "Function Scan") return false;
  const Json columns = node.value("Output", Json::array());
  return std::any_of(columns.begin(), columns.end(), [](const Json& column) {
    return IsEventId(column.get<std::string>());
  });
}

bool LocksRows(const Json& node) { return TypeOf(node) == "LockRows"; }

// `each` says whether `node` runs for each row of something else. What runs
// once before the rest, as the plan of a max() also does, is no part of that.
bool LimitsEach(const Json& node, bool each) {
  if (each && TypeOf(node) == "Limit") return true;
  const bool is_loop = TypeOf(node) == "Nested Loop";
  const Json children = ChildrenOf(node);
  return std::any_of(children.begin(), children.end(), [&](const Json& child) {
    const std::string role = child.value("Parent Relationship", "");
    const bool repeats =
        each || role == "SubPlan" || (is_loop && role == "Inner");
    return LimitsEach(child, repeats && role != "InitPlan");
  });
}

}  // namespace

absl::StatusOr<Reach> ReachOf(db::Pool& pool, const db::Statement& statement) {
  ASSIGN_OR_RETURN(const std::string text,
                   PlanOf(pool, statement, "VERBOSE, COSTS OFF, FORMAT JSON"));
  const Json plan = Json::parse(text).at(0).at("Plan");
  Reach reach;
  reach.unbound = UnboundIn(plan);
  reach.of_several = HoldsWithin(plan, TakesSeveral);
  if (reach.unbound.empty() && !reach.of_several) return reach;
  reach.locks = HoldsWithin(plan, LocksRows);
  reach.limits_each =
      LimitsEach(plan, false) || absl::StrContains(statement.text, "OFFSET");
  return reach;
}

}  // namespace rollcall::testing
