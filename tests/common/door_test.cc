#include "common/door/door.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::door {
namespace {

using checkin::v1::Decision;
using registration::v1::AdmissionPolicy;
using registration::v1::Registration;
using ::testing::ElementsAre;

absl::Time At(int minutes) {
  return absl::UnixEpoch() + absl::Hours(9) + absl::Minutes(minutes);
}

Passage Pass(Direction direction, int minute, const std::string& id) {
  return {id,           direction, At(minute), "device " + id,
          "gate " + id, false,     false};
}

Passage Entry(int minute, const std::string& id) {
  return Pass(Decision::DIRECTION_ENTRY, minute, id);
}

Passage Exit(int minute, const std::string& id) {
  return Pass(Decision::DIRECTION_EXIT, minute, id);
}

Holder Confirmed(std::vector<Passage> passages = {}) {
  Holder holder;
  holder.registration = "ada";
  holder.state = Registration::STATE_CONFIRMED;
  holder.mode = type::v1::MODE_IN_PERSON;
  holder.passages = std::move(passages);
  return holder;
}

Scan EntryScan(int minute, bool force = false) {
  return {Decision::DIRECTION_ENTRY, At(minute), "device", false, false, force};
}

Scan ExitScan(int minute) {
  return {Decision::DIRECTION_EXIT, At(minute), "device", false, false, false};
}

// At a door that is always open to everybody.
Verdict Judge(const std::optional<Holder>& holder, const Scan& scan) {
  return door::Judge(Policy(), 0, holder, scan);
}

TEST(JudgeTest, AdmitsAConfirmedPerson) {
  const Verdict verdict = Judge(Confirmed(), EntryScan(0));
  EXPECT_EQ(verdict.outcome, Decision::OUTCOME_ADMITTED);
  EXPECT_TRUE(verdict.reasons.empty());
  EXPECT_FALSE(verdict.forced);
}

TEST(JudgeTest, RefusesWhomNobodyKnows) {
  const Verdict verdict = Judge(std::nullopt, EntryScan(0));
  EXPECT_EQ(verdict.outcome, Decision::OUTCOME_REFUSED);
  EXPECT_THAT(verdict.reasons, ElementsAre(Decision::INVALID_CODE));
}

TEST(JudgeTest, RefusesAnotherEventsTicketInBothDirections) {
  for (const Direction direction :
       {Decision::DIRECTION_ENTRY, Decision::DIRECTION_EXIT}) {
    Scan scan = EntryScan(0);
    scan.direction = direction;
    scan.wrong_event = true;
    const Verdict verdict = Judge(std::nullopt, scan);
    EXPECT_EQ(verdict.outcome, Decision::OUTCOME_REFUSED);
    EXPECT_THAT(verdict.reasons, ElementsAre(Decision::WRONG_EVENT));
  }
}

TEST(JudgeTest, RefusesABadSignatureInBothDirections) {
  for (const Direction direction :
       {Decision::DIRECTION_ENTRY, Decision::DIRECTION_EXIT}) {
    Scan scan = EntryScan(0);
    scan.direction = direction;
    scan.bad_signature = true;
    const Verdict verdict = Judge(std::nullopt, scan);
    EXPECT_EQ(verdict.outcome, Decision::OUTCOME_REFUSED);
    EXPECT_THAT(verdict.reasons, ElementsAre(Decision::BAD_SIGNATURE));
  }
}

TEST(JudgeTest, RefusesEveryStateButConfirmed) {
  const std::pair<Registration::State, Reason> cases[] = {
      {Registration::STATE_PENDING, Decision::PENDING_APPROVAL},
      {Registration::STATE_WAITLISTED, Decision::WAITLISTED},
      {Registration::STATE_REJECTED, Decision::REJECTED},
      {Registration::STATE_CANCELLED, Decision::CANCELLED},
      {Registration::STATE_WITHDRAWN, Decision::WITHDRAWN},
      {static_cast<Registration::State>(99), Decision::PENDING_APPROVAL},
  };
  for (const auto& [state, reason] : cases) {
    Holder holder = Confirmed();
    holder.state = state;
    const Verdict verdict = Judge(holder, EntryScan(0));
    EXPECT_EQ(verdict.outcome, Decision::OUTCOME_REFUSED) << state;
    EXPECT_THAT(verdict.reasons, ElementsAre(reason));
  }
}

TEST(JudgeTest, RefusesAnOnlineRegistrationAtTheDoor) {
  Holder holder = Confirmed();
  holder.mode = type::v1::MODE_ONLINE;
  EXPECT_THAT(Judge(holder, EntryScan(0)).reasons,
              ElementsAre(Decision::WRONG_MODE));
}

TEST(JudgeTest, ListsAllReasonsInTheOrderOfPrecedence) {
  Holder holder = Confirmed({Entry(0, "a")});
  holder.ticket_revoked = true;
  holder.state = Registration::STATE_CANCELLED;
  holder.mode = type::v1::MODE_ONLINE;
  const Verdict verdict = Judge(holder, EntryScan(5));
  EXPECT_THAT(verdict.reasons,
              ElementsAre(Decision::REVOKED, Decision::CANCELLED,
                          Decision::WRONG_MODE, Decision::ALREADY_INSIDE));
}

// Everything that can be against an entry at once, by the order of the enum's
// text: that of precedence.
TEST(JudgeTest, FollowsThePrecedenceThatTheEnumDocuments) {
  Policy policy;
  policy.opens = At(10);
  policy.closes = At(2);
  policy.included_only = true;
  policy.requires_venue = true;
  policy.place_count = 0;
  policy.devices = {"another"};
  Holder holder = Confirmed();
  holder.ticket_revoked = true;
  holder.blocked = true;
  holder.state = Registration::STATE_WAITLISTED;
  holder.mode = type::v1::MODE_ONLINE;
  const Verdict verdict = door::Judge(policy, 0, holder, EntryScan(5));
  const auto& descriptor = *Decision::Reason_descriptor();
  std::vector<int> positions;
  for (const Reason reason : verdict.reasons) {
    positions.push_back(descriptor.FindValueByNumber(reason)->index());
  }
  EXPECT_THAT(
      verdict.reasons,
      ElementsAre(Decision::REVOKED, Decision::BLOCKED, Decision::WAITLISTED,
                  Decision::NOT_YET_OPEN, Decision::CLOSED,
                  Decision::WRONG_MODE, Decision::WRONG_SESSION,
                  Decision::VENUE_NOT_ENTERED, Decision::CAPACITY_FULL,
                  Decision::DEVICE_NOT_ALLOWED));
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
  EXPECT_EQ(verdict.opens, At(10));
  EXPECT_EQ(verdict.closes, At(2));
  EXPECT_EQ(verdict.place_count, 0);
}

TEST(JudgeTest, OpensAndClosesToTheInstant) {
  Policy policy;
  policy.opens = At(10);
  policy.closes = At(20);
  const auto reasons = [&](int minute) {
    return door::Judge(policy, 0, Confirmed(), EntryScan(minute)).reasons;
  };
  EXPECT_THAT(reasons(9), ElementsAre(Decision::NOT_YET_OPEN));
  EXPECT_THAT(reasons(10), ElementsAre());
  EXPECT_THAT(reasons(19), ElementsAre());
  EXPECT_THAT(reasons(20), ElementsAre(Decision::CLOSED));
}

TEST(JudgeTest, TellsTheLaterOpeningAndTheEarlierClosing) {
  Policy policy;
  policy.opens = At(10);
  policy.closes = At(20);
  Holder holder = Confirmed();
  holder.valid_from = At(12);
  holder.valid_until = At(18);
  EXPECT_EQ(door::Judge(policy, 0, holder, EntryScan(11)).opens, At(12));
  EXPECT_EQ(door::Judge(policy, 0, holder, EntryScan(30)).closes, At(18));
  EXPECT_TRUE(door::Judge(policy, 0, holder, EntryScan(15)).reasons.empty());
}

TEST(JudgeTest, AcceptsAnExitAfterTheTicketsValidity) {
  Holder holder = Confirmed({Entry(0, "a")});
  holder.valid_until = At(5);
  EXPECT_EQ(Judge(holder, ExitScan(10)).outcome, Decision::OUTCOME_EXITED);
  EXPECT_THAT(Judge(Holder(holder), EntryScan(10)).reasons,
              ElementsAre(Decision::CLOSED, Decision::ALREADY_INSIDE));
}

TEST(JudgeTest, RefusesRoomsThatAreForOthers) {
  Policy policy;
  policy.included_only = true;
  Holder holder = Confirmed();
  EXPECT_THAT(door::Judge(policy, 0, holder, EntryScan(0)).reasons,
              ElementsAre(Decision::WRONG_SESSION));
  holder.includes_session = true;
  EXPECT_THAT(door::Judge(policy, 0, holder, EntryScan(0)).reasons,
              ElementsAre());
  policy.allowed_modes = {type::v1::MODE_ONLINE};
  EXPECT_THAT(door::Judge(policy, 0, holder, EntryScan(0)).reasons,
              ElementsAre(Decision::WRONG_MODE));
}

TEST(JudgeTest, AsksForTheVenueFirst) {
  Policy policy;
  policy.requires_venue = true;
  Holder holder = Confirmed();
  const auto reasons = [&] {
    return door::Judge(policy, 0, holder, EntryScan(10)).reasons;
  };
  EXPECT_THAT(reasons(), ElementsAre(Decision::VENUE_NOT_ENTERED));
  holder.venue_passages = {Entry(5, "a")};
  EXPECT_THAT(reasons(), ElementsAre());
  holder.venue_passages.push_back(Exit(8, "b"));
  EXPECT_THAT(reasons(), ElementsAre(Decision::VENUE_NOT_ENTERED));
}

TEST(JudgeTest, LetsPeopleBackByPolicy) {
  const std::vector<Passage> inside = {Entry(0, "a")};
  const std::vector<Passage> outside = {Entry(0, "a"), Exit(5, "b")};
  const auto reasons = [](Reentry reentry,
                          const std::vector<Passage>& passages) {
    Policy policy;
    policy.reentry = reentry;
    return door::Judge(policy, 0, Confirmed(passages), EntryScan(10)).reasons;
  };
  EXPECT_THAT(reasons(AdmissionPolicy::REENTRY_NEVER, inside),
              ElementsAre(Decision::ALREADY_INSIDE));
  EXPECT_THAT(reasons(AdmissionPolicy::REENTRY_NEVER, outside),
              ElementsAre(Decision::REENTRY_FORBIDDEN));
  EXPECT_THAT(reasons(AdmissionPolicy::REENTRY_AFTER_EXIT, inside),
              ElementsAre(Decision::ALREADY_INSIDE));
  EXPECT_THAT(reasons(AdmissionPolicy::REENTRY_AFTER_EXIT, outside),
              ElementsAre());
  EXPECT_THAT(reasons(AdmissionPolicy::REENTRY_ALWAYS, inside), ElementsAre());
}

TEST(JudgeTest, TellsTheFirstOfAllAdmissionsToWhomMayNotComeBack) {
  Policy policy;
  policy.reentry = AdmissionPolicy::REENTRY_NEVER;
  const Verdict verdict = door::Judge(
      policy, 0, Confirmed({Entry(0, "a"), Exit(5, "b")}), EntryScan(10));
  ASSERT_TRUE(verdict.first_admission);
  EXPECT_EQ(verdict.first_admission->gate, "gate a");
}

TEST(JudgeTest, TakesNoMoreThanThereArePlaces) {
  Policy policy;
  policy.place_count = 2;
  EXPECT_THAT(door::Judge(policy, 1, Confirmed(), EntryScan(0)).reasons,
              ElementsAre());
  EXPECT_THAT(door::Judge(policy, 2, Confirmed(), EntryScan(0)).reasons,
              ElementsAre(Decision::CAPACITY_FULL));
  const Verdict forced =
      door::Judge(policy, 2, Confirmed(), EntryScan(0, true));
  EXPECT_TRUE(forced.forced);
  EXPECT_EQ(forced.place_count, 2);
  // Whoever is inside has a place already.
  policy.reentry = AdmissionPolicy::REENTRY_ALWAYS;
  EXPECT_THAT(
      door::Judge(policy, 2, Confirmed({Entry(0, "a")}), EntryScan(5)).reasons,
      ElementsAre());
}

TEST(JudgeTest, RefusesASecondEntryWithTheFirstAdmission) {
  const Verdict verdict = Judge(Confirmed({Entry(0, "a")}), EntryScan(5));
  EXPECT_EQ(verdict.outcome, Decision::OUTCOME_REFUSED);
  EXPECT_THAT(verdict.reasons, ElementsAre(Decision::ALREADY_INSIDE));
  ASSERT_TRUE(verdict.first_admission);
  EXPECT_EQ(verdict.first_admission->scan_time, At(0));
  EXPECT_EQ(verdict.first_admission->gate, "gate a");
  EXPECT_EQ(verdict.first_admission->device, "device a");
}

TEST(JudgeTest, RefusesASecondEntryWhoseClockIsBehindTheFirst) {
  EXPECT_THAT(Judge(Confirmed({Entry(5, "a")}), EntryScan(4)).reasons,
              ElementsAre(Decision::ALREADY_INSIDE));
}

TEST(JudgeTest, AdmitsAgainAfterAnExit) {
  const Holder holder = Confirmed({Entry(0, "a"), Exit(10, "b")});
  EXPECT_EQ(Judge(holder, EntryScan(20)).outcome, Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(Judge(holder, EntryScan(5)).outcome, Decision::OUTCOME_REFUSED);
}

TEST(JudgeTest, AdmitsALateEntryThatAnExitFollowed) {
  // The exit of 12:00 arrived before the entry of 11:00.
  const Verdict verdict = Judge(Confirmed({Exit(180, "b")}), EntryScan(120));
  EXPECT_EQ(verdict.outcome, Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(Judge(Confirmed({Exit(180, "b"), Entry(120, "a")}), EntryScan(200))
                .outcome,
            Decision::OUTCOME_ADMITTED);
}

TEST(JudgeTest, NeverRefusesAnExitOfAKnownPerson) {
  Holder holder = Confirmed();
  holder.state = Registration::STATE_CANCELLED;
  holder.mode = type::v1::MODE_ONLINE;
  holder.ticket_revoked = true;
  const Verdict verdict = Judge(holder, ExitScan(0));
  EXPECT_EQ(verdict.outcome, Decision::OUTCOME_EXITED);
  EXPECT_EQ(verdict.anomaly, Decision::ANOMALY_EXIT_WITHOUT_ENTRY);
}

TEST(JudgeTest, FindsNothingOddInAnExitAfterAnEntry) {
  EXPECT_EQ(Judge(Confirmed({Entry(0, "a")}), ExitScan(10)).anomaly,
            Decision::ANOMALY_UNSPECIFIED);
}

TEST(JudgeTest, MarksForcedOnlyWhatForceChanged) {
  const Verdict fresh = Judge(Confirmed(), EntryScan(0, true));
  EXPECT_EQ(fresh.outcome, Decision::OUTCOME_ADMITTED);
  EXPECT_FALSE(fresh.forced);

  const Verdict inside = Judge(Confirmed({Entry(0, "a")}), EntryScan(5, true));
  EXPECT_EQ(inside.outcome, Decision::OUTCOME_ADMITTED);
  EXPECT_TRUE(inside.forced);
  EXPECT_THAT(inside.reasons, ElementsAre(Decision::ALREADY_INSIDE));

  Holder cancelled = Confirmed();
  cancelled.state = Registration::STATE_CANCELLED;
  EXPECT_TRUE(Judge(cancelled, EntryScan(0, true)).forced);
}

TEST(JudgeTest, DoesNotLetForceBeatIdentity) {
  EXPECT_EQ(Judge(std::nullopt, EntryScan(0, true)).outcome,
            Decision::OUTCOME_REFUSED);
  Scan foreign = EntryScan(0, true);
  foreign.wrong_event = true;
  EXPECT_EQ(Judge(std::nullopt, foreign).outcome, Decision::OUTCOME_REFUSED);
  Scan forged = EntryScan(0, true);
  forged.bad_signature = true;
  EXPECT_EQ(Judge(std::nullopt, forged).outcome, Decision::OUTCOME_REFUSED);
}

// The stays as text, to compare them.
std::string TextOf(const std::vector<Stay>& stays) {
  std::string text;
  for (const Stay& stay : stays) {
    text += stay.entry.scan_id + "-" +
            (stay.end ? absl::FormatTime(*stay.end) : "inside") + " ";
  }
  return text;
}

TEST(FoldPassagesTest, IgnoresWhatChangesNothing) {
  const auto stays = FoldPassages({Exit(0, "a"), Entry(1, "b"), Entry(2, "c"),
                                   Exit(3, "d"), Exit(4, "e"), Entry(5, "f")});
  ASSERT_EQ(stays.size(), 2u);
  EXPECT_EQ(stays[0].entry.scan_id, "b");
  EXPECT_EQ(stays[0].end, At(3));
  EXPECT_EQ(stays[1].entry.scan_id, "f");
  EXPECT_FALSE(stays[1].end);
}

TEST(FoldPassagesTest, GivesTheSameForEveryOrder) {
  std::mt19937_64 random(20220903);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    std::vector<Passage> passages;
    for (int i = 0; i < 8; ++i) {
      // Few minutes, so that equal times are common.
      const int minute = static_cast<int>(random() % 5);
      const std::string id(1, static_cast<char>('a' + i));
      passages.push_back(random() % 2 == 0 ? Entry(minute, id)
                                           : Exit(minute, id));
    }
    const std::string expected = TextOf(FoldPassages(passages));
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
      std::shuffle(passages.begin(), passages.end(), random);
      EXPECT_EQ(TextOf(FoldPassages(passages)), expected);
    }
  }
}

}  // namespace
}  // namespace rollcall::door
