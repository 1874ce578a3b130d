#include "clients/kiosk/offline.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "common/door/manifest.h"
#include "common/ticket/code.h"
#include "common/ticket/ticket.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall::kiosk {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::Decision;
using registration::v1::AdmissionPolicy;
using registration::v1::Registration;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TestTicketKeys;

constexpr char kEvent[] = "forum";
constexpr char kSalt[] = "salt";
constexpr absl::Time kNow = absl::FromUnixSeconds(1662166800);

// One person, who has a ticket that the manifest knows, at the door of `panel`.
class OfflineRules : public ::testing::Test {
 protected:
  OfflineRules() {
    request_.set_session("events/forum/sessions/panel");
    request_.set_device(absl::StrCat("events/forum/devices/", device_));
    request_.set_gate("North");
    request_.set_direction(Decision::DIRECTION_ENTRY);
    request_.set_scan_id(NewUuid());
    RenderTime(kNow, *request_.mutable_scan_time());
    Present(TicketOf(serial_));

    auto& key = knowledge_.keys.emplace_back();
    key.set_key_id(TestTicketKeys()[0].id());
    key.set_public_key(TestTicketKeys()[0].public_key());
    knowledge_.salt = kSalt;
    knowledge_.time_zone = "Asia/Shanghai";
    knowledge_.door.set_name(request_.session());
    knowledge_.door.set_reentry(AdmissionPolicy::REENTRY_AFTER_EXIT);
    auto& entry = knowledge_.entry.emplace();
    entry.set_registration_hash(Hash(registration_));
    entry.set_serial_hash(Hash(serial_));
    entry.set_code_hash(Hash(code_));
    entry.set_state(Registration::STATE_CONFIRMED);
    entry.set_mode(type::v1::MODE_IN_PERSON);
  }

  static std::string Hash(const std::string& value) {
    return door::ManifestHash(kSalt, value);
  }

  ticket::SignedTicket TicketOf(const std::string& serial,
                                const std::string& event = kEvent) const {
    return ticket::Sign({0, event, registration_, serial,
                         kNow - absl::Hours(24), kNow + absl::Hours(24)},
                        TestTicketKeys()[0]);
  }

  void Present(const ticket::SignedTicket& ticket) {
    SetCredential(ticket::RenderText(ticket), request_);
  }

  Decision Decide() const {
    return DecideOffline(request_, ReadCredential(request_, kEvent),
                         knowledge_);
  }

  std::vector<int> Reasons() const {
    const Decision decision = Decide();
    return {decision.all_reasons().begin(), decision.all_reasons().end()};
  }

  door::Passage PassageAt(int minute, Decision::Direction direction) const {
    door::Passage passage;
    passage.scan_id = NewUuid();
    passage.direction = direction;
    passage.scan_time = kNow + absl::Minutes(minute);
    passage.device = request_.device();
    passage.gate = "North";
    return passage;
  }

  const std::string registration_ = NewUuid();
  const std::string serial_ = NewRandomUuid();
  const std::string code_ = ticket::NewCode();
  const std::string device_ = NewUuid();
  CheckInRequest request_;
  Knowledge knowledge_;
};

TEST_F(OfflineRules, AdmitsATicketAndItsCode) {
  for (const bool by_code : {false, true}) {
    if (by_code) SetCredential(code_, request_);
    const Decision decision = Decide();
    EXPECT_EQ(decision.outcome(), Decision::OUTCOME_ADMITTED);
    EXPECT_THAT(decision.all_reasons(), IsEmpty());
    EXPECT_TRUE(decision.offline());
    EXPECT_EQ(decision.text(), "Welcome.");
    EXPECT_EQ(decision.scan_id(), request_.scan_id());
    EXPECT_EQ(decision.session(), request_.session());
    EXPECT_EQ(decision.scan_time().seconds(), absl::ToUnixSeconds(kNow));
  }
}

TEST_F(OfflineRules, RefusesWhatIsNoTicket) {
  knowledge_.entry.reset();
  for (const char* typed :
       {"0000-0000-0", "https://example.org/", "RC1:?", "", "\xff\xfe"}) {
    SetCredential(typed, request_);
    EXPECT_THAT(Reasons(), ElementsAre(Decision::INVALID_CODE)) << typed;
  }
  SetCredential(std::string(5000, 'A'), request_);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::INVALID_CODE));
}

TEST_F(OfflineRules, RefusesATicketThatNobodySigned) {
  knowledge_.entry.reset();
  ticket::SignedTicket forged = TicketOf(NewRandomUuid());
  forged.signature[0] ^= 1;
  Present(forged);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::BAD_SIGNATURE));
  request_.set_direction(Decision::DIRECTION_EXIT);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::BAD_SIGNATURE));
}

TEST_F(OfflineRules, RefusesATicketByAKeyThatItDoesNotHave) {
  knowledge_.entry.reset();
  knowledge_.keys.clear();
  EXPECT_THAT(Reasons(), ElementsAre(Decision::BAD_SIGNATURE));
}

TEST_F(OfflineRules, RefusesAnotherEventsTicket) {
  Present(TicketOf(serial_, "other"));
  knowledge_.entry.reset();
  EXPECT_THAT(Reasons(), ElementsAre(Decision::WRONG_EVENT));
}

TEST_F(OfflineRules, RefusesASerialOfAnotherRegistration) {
  knowledge_.entry->set_registration_hash(Hash(NewUuid()));
  EXPECT_THAT(Reasons(), ElementsAre(Decision::INVALID_CODE));
}

TEST_F(OfflineRules, RefusesARevokedTicketAndItsCode) {
  const std::string old_serial = NewRandomUuid();
  const std::string old_code = ticket::NewCode();
  knowledge_.entry->add_revoked_hashes(Hash(old_serial));
  knowledge_.entry->add_revoked_hashes(Hash(old_code));
  Present(TicketOf(old_serial));
  EXPECT_THAT(Reasons(), ElementsAre(Decision::REVOKED));
  SetCredential(old_code, request_);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::REVOKED));
  Present(TicketOf(serial_));
  EXPECT_THAT(Reasons(), IsEmpty());
}

TEST_F(OfflineRules, RefusesByTheStateOfTheRegistration) {
  for (const auto& [state, reason] :
       {std::pair(Registration::STATE_CANCELLED, Decision::CANCELLED),
        std::pair(Registration::STATE_WITHDRAWN, Decision::WITHDRAWN),
        std::pair(Registration::STATE_REJECTED, Decision::REJECTED),
        std::pair(Registration::STATE_PENDING, Decision::PENDING_APPROVAL),
        std::pair(Registration::STATE_WAITLISTED, Decision::WAITLISTED)}) {
    knowledge_.entry->set_state(state);
    EXPECT_THAT(Reasons(), ElementsAre(reason));
  }
  knowledge_.entry->set_state(Registration::STATE_CONFIRMED);
  knowledge_.entry->set_blocked(true);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::BLOCKED));
}

TEST_F(OfflineRules, RefusesBeforeAndAfterTheDoorIsOpen) {
  RenderTime(kNow + absl::Minutes(1), *knowledge_.door.mutable_opens_time());
  RenderTime(kNow + absl::Hours(2), *knowledge_.door.mutable_closes_time());
  EXPECT_THAT(Reasons(), ElementsAre(Decision::NOT_YET_OPEN));
  // 01:01 UTC is 09:01 in Shanghai.
  EXPECT_EQ(Decide().text(), "Admission begins at 09:01.");
  RenderTime(kNow + absl::Hours(2), *request_.mutable_scan_time());
  EXPECT_THAT(Reasons(), ElementsAre(Decision::CLOSED));
  RenderTime(kNow + absl::Minutes(1), *request_.mutable_scan_time());
  EXPECT_THAT(Reasons(), IsEmpty());
}

TEST_F(OfflineRules, RefusesATicketThatIsNoLongerValid) {
  RenderTime(kNow + absl::Hours(24), *request_.mutable_scan_time());
  EXPECT_THAT(Reasons(), ElementsAre(Decision::CLOSED));
  RenderTime(kNow - absl::Hours(25), *request_.mutable_scan_time());
  EXPECT_THAT(Reasons(), ElementsAre(Decision::NOT_YET_OPEN));
}

TEST_F(OfflineRules, RefusesByModeAndSession) {
  knowledge_.entry->set_mode(type::v1::MODE_ONLINE);
  knowledge_.door.set_included_only(true);
  EXPECT_THAT(Reasons(),
              ElementsAre(Decision::WRONG_MODE, Decision::WRONG_SESSION));
  knowledge_.entry->set_mode(type::v1::MODE_IN_PERSON);
  knowledge_.entry->add_session_ids("panel");
  EXPECT_THAT(Reasons(), IsEmpty());
  knowledge_.door.add_allowed_modes(type::v1::MODE_ONLINE);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::WRONG_MODE));
}

TEST_F(OfflineRules, RefusesWhoItLetInBefore) {
  knowledge_.passages = {PassageAt(-10, Decision::DIRECTION_ENTRY)};
  EXPECT_THAT(Reasons(), ElementsAre(Decision::ALREADY_INSIDE));
  EXPECT_EQ(Decide().text(), "Already inside since 08:50, North.");
  EXPECT_EQ(Decide().first_admission().device(), request_.device());
  knowledge_.passages.push_back(PassageAt(-5, Decision::DIRECTION_EXIT));
  EXPECT_THAT(Reasons(), IsEmpty());
  knowledge_.door.set_reentry(AdmissionPolicy::REENTRY_NEVER);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::REENTRY_FORBIDDEN));
  knowledge_.door.set_reentry(AdmissionPolicy::REENTRY_ALWAYS);
  EXPECT_THAT(Reasons(), IsEmpty());
}

TEST_F(OfflineRules, RefusesAtADoorOfOtherDevices) {
  knowledge_.door.add_device_ids(NewUuid());
  EXPECT_THAT(Reasons(), ElementsAre(Decision::DEVICE_NOT_ALLOWED));
  knowledge_.door.add_device_ids(device_);
  EXPECT_THAT(Reasons(), IsEmpty());
}

TEST_F(OfflineRules, NeverRefusesAnExit) {
  knowledge_.entry->set_state(Registration::STATE_CANCELLED);
  request_.set_direction(Decision::DIRECTION_EXIT);
  EXPECT_EQ(Decide().outcome(), Decision::OUTCOME_EXITED);
  EXPECT_EQ(Decide().anomaly(), Decision::ANOMALY_EXIT_WITHOUT_ENTRY);
  knowledge_.passages = {PassageAt(-10, Decision::DIRECTION_ENTRY)};
  EXPECT_EQ(Decide().anomaly(), Decision::ANOMALY_UNSPECIFIED);
}

TEST_F(OfflineRules, AdmitsASignedTicketThatIsNewerThanTheManifest) {
  knowledge_.entry.reset();
  EXPECT_THAT(Reasons(), IsEmpty());
  knowledge_.door.set_included_only(true);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::WRONG_SESSION));
}

TEST_F(OfflineRules, JudgesANewerTicketByTheRegistrationThatItNames) {
  Present(TicketOf(NewRandomUuid()));
  EXPECT_THAT(Reasons(), IsEmpty());
  knowledge_.entry->set_state(Registration::STATE_CANCELLED);
  EXPECT_THAT(Reasons(), ElementsAre(Decision::CANCELLED));
}

TEST_F(OfflineRules, LeavesOutWhatOnlyOtherDevicesKnow) {
  knowledge_.door.set_place_count(0);
  knowledge_.door.set_requires_venue(true);
  EXPECT_THAT(Reasons(), IsEmpty());
}

TEST_F(OfflineRules, AnswersInTheLanguageOfTheScan) {
  request_.set_language_code("fr-CH");
  const std::string welcome = Decide().text();
  EXPECT_NE(welcome, "Welcome.");
  EXPECT_FALSE(welcome.empty());
}

}  // namespace
}  // namespace rollcall::kiosk
