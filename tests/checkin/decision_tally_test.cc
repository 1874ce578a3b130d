#include "services/checkin/decision_tally.h"

#include <string>

#include "gtest/gtest.h"

#include "tests/harness/metrics.h"

namespace rollcall::checkin {
namespace {

using rollcall::testing::Samples;
using rollcall::testing::SamplesOf;

Answer AnswerOf(Outcome outcome, std::vector<Reason> reasons,
                SessionKind kind) {
  Answer answer;
  answer.decision.verdict.outcome = outcome;
  answer.decision.verdict.reasons = std::move(reasons);
  answer.session_kind = kind;
  return answer;
}

Samples Told(const DecisionTally& tally) {
  return SamplesOf([&](metrics::Page& page) { tally.AddTo(page); });
}

TEST(DecisionTally, CountsByTheFirstReason) {
  DecisionTally tally;
  const Answer answer = AnswerOf(v1::Decision::OUTCOME_REFUSED,
                                 {v1::Decision::BLOCKED, v1::Decision::CLOSED},
                                 registration::v1::Session::KIND_KEYNOTE);
  tally.Add(answer);
  tally.Add(answer);
  EXPECT_EQ(Told(tally).at("rollcall_decisions_total{outcome=\"REFUSED\","
                           "reason=\"BLOCKED\",session_kind=\"KEYNOTE\"}"),
            2);
}

// A device that is newer than the service may say what it does not know.
TEST(DecisionTally, CountsWhatItDoesNotKnowAsNothing) {
  DecisionTally tally;
  for (const int value : {v1::Decision::Reason_ARRAYSIZE, 9999, -1}) {
    tally.Add(AnswerOf(static_cast<Outcome>(value),
                       {static_cast<Reason>(value)},
                       static_cast<SessionKind>(value)));
  }
  EXPECT_EQ(Told(tally).at("rollcall_decisions_total{outcome=\"\",reason=\"\","
                           "session_kind=\"\"}"),
            3);
}

TEST(DecisionTally, CountsReplaysApart) {
  DecisionTally tally;
  Answer answer = AnswerOf(v1::Decision::OUTCOME_ADMITTED, {},
                           registration::v1::Session::KIND_VENUE);
  answer.replayed = true;
  answer.decision.offline = true;
  tally.Add(answer);
  const Samples told = Told(tally);
  EXPECT_EQ(told.at("rollcall_decision_replays_total"), 1);
  EXPECT_EQ(told.at("rollcall_decisions_offline_total"), 0);
  EXPECT_EQ(told.size(), 3u);
}

}  // namespace
}  // namespace rollcall::checkin
