#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;

constexpr int kCalls = 16;

// Many updates at once through two instances of the service.
class UpdateRaceTest : public ::testing::Test {
 protected:
  UpdateRaceTest() : forum_(servers_[0].NewChannel()) {}

  Forum& forum() { return forum_; }
  Stub& StubOf(int call) { return servers_[call % 2].stub(); }
  v1::Event Stored() {
    return Send(StubOf(0), Named<v1::GetEventRequest>(forum_.name()))
        .response.event();
  }

 private:
  RegistrationServer servers_[2];
  Forum forum_;
};

void ExpectOneWinner(const std::vector<std::string>& reasons) {
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), ""), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "ETAG_MISMATCH"),
            kCalls - 1);
}

TEST_F(UpdateRaceTest, ChangesAnEventOnceForOneEtag) {
  const std::string etag = Stored().etag();
  ExpectOneWinner(Together(kCalls, [&](int i) {
    v1::UpdateEventRequest request = EventUpdate(forum().name(), {});
    request.mutable_event()->set_theme("Theme " + std::to_string(i));
    request.mutable_event()->set_etag(etag);
    return ReasonOf(Send(StubOf(i), request).status);
  }));
  EXPECT_EQ(Stored().etag(), "2");
}

TEST_F(UpdateRaceTest, ChangesASessionOnceForOneEtag) {
  ExpectOneWinner(Together(kCalls, [&](int i) {
    v1::UpdateSessionRequest request =
        SessionUpdate(forum().Session("panel"), {});
    // The same content is another change all the same.
    request.mutable_session()->set_room("Room 2");
    request.mutable_session()->set_etag("1");
    return ReasonOf(Send(StubOf(i), request).status);
  }));
}

TEST_F(UpdateRaceTest, LosesNoChangeOfAnotherField) {
  const std::vector<std::string> fields = {"theme", "edition", "host_fair",
                                           "venue", "city"};
  const int calls = static_cast<int>(fields.size());
  for (const std::string& reason : Together(calls, [&](int i) {
         v1::UpdateEventRequest request =
             EventUpdate(forum().name(), {fields[i]});
         v1::Event& event = *request.mutable_event();
         event.GetReflection()->SetString(
             &event, event.GetDescriptor()->FindFieldByName(fields[i]), "New");
         return ReasonOf(Send(StubOf(i), request).status);
       })) {
    EXPECT_EQ(reason, "");
  }
  const v1::Event event = Stored();
  for (const std::string& field : fields) {
    EXPECT_EQ(event.GetReflection()->GetString(
                  event, event.GetDescriptor()->FindFieldByName(field)),
              "New")
        << field;
  }
  EXPECT_EQ(event.etag(), std::to_string(calls + 1));
}

// A sector goes, or somebody of it registers; never both.
TEST_F(UpdateRaceTest, RemovesNoSectorThatARegistrationNames) {
  v1::UpdateEventRequest removal = EventUpdate(forum().name(), {"sectors"});
  *removal.mutable_event() = Stored();
  auto& sectors = *removal.mutable_event()->mutable_sectors();
  for (int i = 0; i < sectors.size(); ++i) {
    if (sectors[i].sector_id() != "academia") continue;
    sectors.DeleteSubrange(i, 1);
    break;
  }
  removal.mutable_event()->clear_etag();
  const auto reasons = Together(kCalls, [&](int i) {
    if (i == kCalls / 2) return ReasonOf(Send(StubOf(i), removal).status);
    auto request = ValidRegistration(
        forum().name(), "person" + std::to_string(i) + "@example.org");
    request.mutable_registration()->set_sector_id("academia");
    return ReasonOf(Send(StubOf(i), request).status);
  });
  const auto registered = AllRegistrations(StubOf(0), forum().name()).size();
  const bool removed = reasons[kCalls / 2].empty();
  if (!removed) {
    EXPECT_EQ(reasons[kCalls / 2], "SECTOR_IN_USE");
  }
  EXPECT_EQ(registered, removed ? 0u : kCalls - 1u);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "SECTOR_NOT_FOUND"),
            removed ? kCalls - 1 : 0);
  EXPECT_EQ(Stored().sectors_size(), removed ? 7 : 8);
}

}  // namespace
}  // namespace rollcall::registration
