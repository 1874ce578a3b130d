#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "nlohmann/json.hpp"
#include "tests/harness/calls.h"
#include "tests/registration/traces.h"

namespace rollcall::registration {
namespace {

using nlohmann::json;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class ExportPersonalDataTest : public ::testing::Test {
 protected:
  std::string Text(const std::string& name) {
    const auto answer =
        Send(traces_.stub(), Named<v1::ExportPersonalDataRequest>(name));
    EXPECT_TRUE(answer.ok()) << ReasonOf(answer.status);
    return answer.response.json();
  }

  json Export(const std::string& name) { return json::parse(Text(name)); }

  // The values of `field` in the elements of `list`.
  static std::vector<std::string> All(const json& list, const char* field) {
    std::vector<std::string> values;
    for (const json& element : list) values.push_back(element.at(field));
    return values;
  }

  const std::string mark_ = UniqueSlug();
  Traces traces_;
};

TEST_F(ExportPersonalDataTest, HoldsWhatThePersonRegistered) {
  const std::string name = traces_.Register(mark_);
  const v1::Registration stored = traces_.Get(name);
  const json document = Export(name);
  EXPECT_EQ(document["registration"]["name"], name);
  EXPECT_EQ(document["registration"]["state"], "CONFIRMED");
  EXPECT_EQ(document["registration"]["mode"], "IN_PERSON");
  EXPECT_EQ(document["registration"]["country_code"], "KE");
  EXPECT_EQ(document["registration"]["sector_id"], "academia");
  EXPECT_EQ(document["registration"]["sessions"], json::array());
  EXPECT_EQ(document["registration"]["erase_time"], nullptr);
  EXPECT_EQ(document["person"]["display_name"], stored.person().display_name());
  EXPECT_EQ(document["person"]["email"], EmailOf(mark_));
  EXPECT_EQ(document["person"]["external_id"], ExternalIdOf(mark_));
  EXPECT_EQ(document["person"]["organization"], stored.person().organization());
  EXPECT_EQ(document["person"]["job_title"], stored.person().job_title());
  EXPECT_EQ(document["delegation"], nullptr);
}

TEST_F(ExportPersonalDataTest, HoldsWhatWasSeenOfThePerson) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  const json document = Export(name);
  EXPECT_THAT(All(document["decisions"], "outcome"),
              ElementsAre("ADMITTED", "ADMITTED", "EXITED", "ADMITTED"));
  EXPECT_THAT(All(document["decisions"], "force_reason"),
              ElementsAre("", "I know " + mark_, "", ""));
  EXPECT_THAT(
      All(document["presence_events"], "connection_id"),
      UnorderedElementsAre("early mail", "early id", "matched later",
                           "matched later", "by mail", "by mail", "by id"));
  EXPECT_THAT(All(document["participants"], "connection_id"),
              UnorderedElementsAre("early mail", "early id"));
  EXPECT_THAT(All(document["presence_intervals"], "mode"),
              UnorderedElementsAre("IN_PERSON", "ONLINE", "ONLINE", "ONLINE"));
  EXPECT_THAT(All(document["attendance"], "session"),
              ElementsAre(traces_.forum().Session("panel"),
                          traces_.forum().Session("venue")));
  EXPECT_EQ(document["attendance"][1]["bucket"], "BOTH");
  // One of the connections never left.
  EXPECT_EQ(document["attendance"][1]["online_seconds"], 7200);
  EXPECT_EQ(document["attendance"][1]["online"].size(), 1u);
  EXPECT_EQ(document["attendance"][1]["in_person"].size(), 1u);
  EXPECT_EQ(document["attendance"][1]["inside_since"],
            document["attendance"][1]["in_person"][0]["start_time"]);
}

TEST_F(ExportPersonalDataTest, HoldsWhatWasTakenBackAndInConflict) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  const json document = Export(name);
  const json& decisions = document["decisions"];
  ASSERT_EQ(decisions.size(), 4u);
  ASSERT_EQ(document["annulments"].size(), 1u);
  const json& annulment = document["annulments"][0];
  EXPECT_EQ(annulment["device"], traces_.forum().Device(1));
  EXPECT_EQ(annulment["scan_id"], decisions[2]["scan_id"]);
  EXPECT_EQ(annulment["annulling_device"], traces_.forum().Device(2));
  EXPECT_EQ(annulment["forced"], true);
  EXPECT_EQ(annulment["force_reason"], mark_ + " is still here");
  EXPECT_THAT(annulment["annul_time"].get<std::string>(), HasSubstr("+00:00"));

  ASSERT_EQ(document["conflicts"].size(), 1u);
  const json& conflict = document["conflicts"][0];
  EXPECT_EQ(conflict["kind"], "DUPLICATE_OFFLINE");
  EXPECT_EQ(conflict["session"], traces_.forum().Session("venue"));
  EXPECT_EQ(conflict["device"], traces_.forum().Device(1));
  EXPECT_EQ(conflict["scan_id"], decisions[3]["scan_id"]);
  EXPECT_EQ(conflict["scan_time"], decisions[3]["scan_time"]);
  EXPECT_EQ(conflict["canonical_scan_id"], decisions[0]["scan_id"]);
  EXPECT_EQ(conflict["holds"], true);
  EXPECT_EQ(conflict["note"], "It was " + mark_);
  EXPECT_NE(conflict["resolve_time"], nullptr);

  traces_.Erase(name);
  const json erased = Export(name);
  EXPECT_EQ(erased["annulments"][0]["force_reason"], "");
  EXPECT_EQ(erased["conflicts"][0]["note"], "");
}

TEST_F(ExportPersonalDataTest, HoldsWhatDoorsWentBy) {
  const std::string name = traces_.Register(mark_);
  v1::UpdateSessionRequest request =
      SessionUpdate(traces_.forum().Session("venue"), {});
  request.mutable_session()
      ->mutable_admission()
      ->mutable_closes_after()
      ->set_seconds(0);
  ASSERT_TRUE(Send(traces_.stub(), request).ok());
  v1::UpdateRegistrationRequest block;
  block.mutable_registration()->set_name(name);
  block.mutable_registration()->set_blocked(true);
  v1::UpdateRegistrationResponse blocked;
  ASSERT_TRUE(rollcall::testing::Call(traces_.stub(), &Stub::UpdateRegistration,
                                      block, &blocked)
                  .ok());
  traces_.Scan(traces_.ScanOf(name));
  traces_.Upload(traces_.ScanOf(name));
  const json document = Export(name);
  EXPECT_EQ(document["registration"]["blocked"], true);
  EXPECT_NE(document["registration"]["state_time"], nullptr);
  EXPECT_EQ(document["tickets"][0]["revoke_time"], nullptr);
  const json& decisions = document["decisions"];
  ASSERT_EQ(decisions.size(), 2u);
  EXPECT_THAT(decisions[0]["closes_time"].get<std::string>(),
              HasSubstr("2022-09-03T10:00:00"));
  for (const char* field : {"opens_time", "place_count"}) {
    EXPECT_EQ(decisions[0].at(field), nullptr);
  }
  EXPECT_EQ(decisions[0]["offline"], false);
  EXPECT_EQ(decisions[1]["offline"], true);
  EXPECT_EQ(decisions[1]["quarantined"], false);
}

TEST_F(ExportPersonalDataTest, HoldsNothingOfAnotherPerson) {
  const std::string other = UniqueSlug();
  const std::string other_name = traces_.Register(other);
  // A connection of the other that said at first that it was this person.
  traces_.Report(traces_.Join("shared", EmailOf(mark_)));
  auto corrected = traces_.Leave("shared");
  corrected.mutable_participant()->set_registration(other_name);
  traces_.Report(corrected);
  const std::string name = traces_.Register(mark_);
  traces_.Scan(traces_.ScanOf(other_name));

  const std::string text = Text(name);
  EXPECT_THAT(text, Not(HasSubstr(other)));
  const json document = json::parse(text);
  EXPECT_EQ(document["decisions"], json::array());
  EXPECT_EQ(document["presence_events"], json::array());
  // Once it is known whose a connection is, nothing is kept of what it said.
  EXPECT_EQ(document["participants"], json::array());
  EXPECT_EQ(Export(other_name)["participants"], json::array());
}

// Whoever reads the document is not let in by it.
TEST_F(ExportPersonalDataTest, KeepsTicketsSecret) {
  const std::string name = traces_.Register(mark_);
  const v1::Ticket ticket = traces_.forum().TicketOf(name);
  const std::string text = Text(name);
  const std::string secret = ticket.text().substr(ticket.text().rfind(':') + 1);
  EXPECT_THAT(text, Not(HasSubstr(secret)));
  EXPECT_THAT(text, Not(HasSubstr(ticket.code())));
  const json tickets = json::parse(text)["tickets"];
  ASSERT_EQ(tickets.size(), 1u);
  EXPECT_EQ(tickets[0]["revoked"], false);
  EXPECT_THAT(tickets[0]["create_time"].get<std::string>(),
              HasSubstr("+00:00"));
}

TEST_F(ExportPersonalDataTest, HoldsNoPersonOnceErased) {
  const std::string name = traces_.LeaveEverywhere(mark_);
  traces_.Erase(name);
  const std::string text = Text(name);
  EXPECT_THAT(text, Not(HasSubstr(mark_)));
  const json document = json::parse(text);
  EXPECT_EQ(document["person"], nullptr);
  EXPECT_NE(document["registration"]["erase_time"], nullptr);
  EXPECT_EQ(document["decisions"].size(), 4u);
}

TEST_F(ExportPersonalDataTest, SaysWhenTheEventHasNoSuchRegistration) {
  for (const auto& [name, reason] :
       {std::pair(
            absl::StrCat(traces_.forum().name(), "/registrations/", NewUuid()),
            "REGISTRATION_NOT_FOUND"),
        std::pair(traces_.forum().name(), "INVALID_FIELD")}) {
    EXPECT_EQ(ReasonOf(Send(traces_.stub(),
                            Named<v1::ExportPersonalDataRequest>(name))
                           .status),
              reason);
  }
}

}  // namespace
}  // namespace rollcall::registration
