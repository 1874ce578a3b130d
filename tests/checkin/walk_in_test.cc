#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

#include "common/base/uuid.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"

namespace rollcall::checkin {
namespace {

using registration::v1::Registration;
using testing::BadRequestOf;
using testing::Call;
using testing::ExecuteSql;
using testing::MetadataOf;
using testing::ReasonOf;
using type::v1::MODE_IN_PERSON;
using Registrar = registration::v1::RegistrationService::Stub;

class WalkInTest : public DoorFixture {
 protected:
  // A person with an address of their own, at the front door an hour after the
  // event's start.
  v1::AdmitWalkInRequest NewPerson() {
    v1::AdmitWalkInRequest request;
    request.set_session(forum_.Session("venue"));
    auto& person = *request.mutable_person();
    person.set_display_name("Ada Lovelace");
    person.set_email(absl::StrCat("walk-in", ++people_, "@example.org"));
    request.set_country_code("CN");
    request.set_sector_id("academia");
    request.set_device(forum_.Device(1));
    request.set_gate("North");
    request.set_scan_id(NewUuid());
    request.mutable_scan_time()->set_seconds(forum_.start_seconds() + 3600);
    return request;
  }

  v1::AdmitWalkInRequest NewPersonWithoutEmail() {
    v1::AdmitWalkInRequest request = NewPerson();
    request.mutable_person()->clear_email();
    return request;
  }

  grpc::Status Send(const v1::AdmitWalkInRequest& request,
                    v1::AdmitWalkInResponse* response) {
    return Call(door_.stub(), &Stub::AdmitWalkIn, request, response);
  }

  v1::AdmitWalkInResponse Admit(const v1::AdmitWalkInRequest& request) {
    v1::AdmitWalkInResponse response;
    const grpc::Status status = Send(request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return response;
  }

  std::string ErrorOf(const v1::AdmitWalkInRequest& request) {
    v1::AdmitWalkInResponse response;
    return ReasonOf(Send(request, &response));
  }

  Registration Get(const std::string& name) {
    registration::v1::GetRegistrationRequest request;
    registration::v1::GetRegistrationResponse response;
    request.set_name(name);
    const grpc::Status status =
        Call(forum_.stub(), &Registrar::GetRegistration, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
    return response.registration();
  }

  void Erase(const std::string& name) {
    registration::v1::EraseRegistrationRequest request;
    registration::v1::EraseRegistrationResponse response;
    request.set_name(name);
    const grpc::Status status =
        Call(forum_.stub(), &Registrar::EraseRegistration, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
  }

  // Rows of the event's in a table.
  int CountOf(const std::string& table) {
    return std::stoi(ExecuteSql("SELECT count(*) FROM rollcall." + table +
                                " WHERE event_id = '" + EventId() + "'"));
  }

  int TakenPlaces() {
    return std::stoi(
        ExecuteSql("SELECT taken_count FROM rollcall.capacity WHERE event_id "
                   "= '" +
                   EventId() + "' AND session_id = 'venue'"));
  }

 private:
  int people_ = 0;
};

TEST_F(WalkInTest, RegistersConfirmsAndAdmits) {
  const v1::AdmitWalkInRequest request = NewPerson();
  const v1::AdmitWalkInResponse response = Admit(request);
  EXPECT_FALSE(response.replayed());
  const v1::Decision& decision = response.decision();
  EXPECT_EQ(decision.outcome(), v1::Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(decision.scan_id(), request.scan_id());
  EXPECT_EQ(decision.gate(), "North");
  EXPECT_FALSE(decision.text().empty());

  const Registration registration = Get(decision.registration());
  EXPECT_EQ(registration.state(), Registration::STATE_CONFIRMED);
  EXPECT_EQ(registration.mode(), MODE_IN_PERSON);
  EXPECT_EQ(registration.person().email(), request.person().email());
  EXPECT_EQ(registration.country_code(), "CN");
  EXPECT_EQ(registration.sector_id(), "academia");
  EXPECT_EQ(forum_.TicketOf(registration.name()).code(),
            response.ticket_code());
  EXPECT_EQ(InsideOf("venue"), 1);
  const auto summary = Summary();
  EXPECT_EQ(summary.total().registered_count(), 1);
  EXPECT_EQ(summary.total().attended_count(), 1);

  // The ticket is as good as any.
  v1::CheckInRequest again = ScanOf("");
  again.set_code(response.ticket_code());
  EXPECT_EQ(OutcomeOf(again), "ALREADY_INSIDE");
}

TEST_F(WalkInTest, GivesARetryTheFirstAnswer) {
  v1::AdmitWalkInRequest request = NewPerson();
  const v1::AdmitWalkInResponse first = Admit(request);
  Cancel(first.decision().registration());
  const v1::AdmitWalkInResponse second = Admit(request);
  EXPECT_TRUE(second.replayed());
  EXPECT_EQ(second.ticket_code(), first.ticket_code());
  EXPECT_EQ(second.decision().SerializeAsString(),
            first.decision().SerializeAsString());
  EXPECT_EQ(CountOf("registration"), 1);
  // The language is no part of it.
  request.set_language_code("fr");
  EXPECT_EQ(Admit(request).decision().text(), "Bienvenue.");
}

TEST_F(WalkInTest, KeepsTheCodeOfItsAnswerWhenTheTicketIsReplaced) {
  const v1::AdmitWalkInRequest request = NewPerson();
  const v1::AdmitWalkInResponse first = Admit(request);
  registration::v1::RotateTicketRequest rotate;
  registration::v1::RotateTicketResponse rotated;
  rotate.set_name(first.decision().registration());
  ASSERT_TRUE(
      Call(forum_.stub(), &Registrar::RotateTicket, rotate, &rotated).ok());
  EXPECT_EQ(Admit(request).ticket_code(), first.ticket_code());
}

TEST_F(WalkInTest, RefusesOtherContentUnderTheSameId) {
  const v1::AdmitWalkInRequest request = NewPerson();
  Admit(request);
  v1::AdmitWalkInRequest other = request;
  other.set_gate("South");
  EXPECT_EQ(ErrorOf(other), "SCAN_ID_REUSED");
  other = request;
  other.mutable_person()->set_display_name("Ada Byron");
  EXPECT_EQ(ErrorOf(other), "SCAN_ID_REUSED");
  other = request;
  other.set_device(forum_.Device(2));
  EXPECT_EQ(ErrorOf(other), "SCAN_ID_REUSED");
  other.mutable_person()->set_email("another@example.org");
  EXPECT_EQ(ErrorOf(other), "SCAN_ID_REUSED");

  v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  scan.set_scan_id(request.scan_id());
  EXPECT_EQ(DoorFixture::ErrorOf(scan), "SCAN_ID_REUSED");
  scan.set_scan_id(NewUuid());
  CheckIn(scan);
  other = NewPerson();
  other.set_scan_id(scan.scan_id());
  EXPECT_EQ(ErrorOf(other), "SCAN_ID_REUSED");
  EXPECT_EQ(CountOf("registration"), 2);
}

TEST_F(WalkInTest, TakesNobodyWhoIsRegistered) {
  Registration registration;
  registration.set_mode(MODE_IN_PERSON);
  registration.mutable_person()->set_email("known@example.org");
  registration.mutable_person()->set_external_id("E-1");
  const std::string known = forum_.Register(registration);

  v1::AdmitWalkInRequest request = NewPerson();
  request.mutable_person()->set_email(" KNOWN@example.org");
  v1::AdmitWalkInResponse response;
  grpc::Status status = Send(request, &response);
  EXPECT_EQ(ReasonOf(status), "EMAIL_TAKEN");
  EXPECT_EQ(MetadataOf(status)["registration"], known);

  request = NewPersonWithoutEmail();
  request.mutable_person()->set_external_id("E-1");
  status = Send(request, &response);
  EXPECT_EQ(ReasonOf(status), "EXTERNAL_ID_TAKEN");
  EXPECT_EQ(MetadataOf(status)["registration"], known);
  EXPECT_EQ(CountOf("registration"), 1);
  EXPECT_EQ(CountOf("decision"), 0);
}

TEST_F(WalkInTest, NeedsWhatItNames) {
  v1::AdmitWalkInRequest request = NewPerson();
  request.set_sector_id("astronomy");
  EXPECT_EQ(ErrorOf(request), "SECTOR_NOT_FOUND");
  request = NewPerson();
  request.set_session(forum_.Session("none"));
  EXPECT_EQ(ErrorOf(request), "SESSION_NOT_FOUND");
  request.set_session("events/none/sessions/venue");
  EXPECT_EQ(ErrorOf(request), "DEVICE_OF_ANOTHER_EVENT");
  request.set_device("events/none/devices/" + NewUuid());
  EXPECT_EQ(ErrorOf(request), "EVENT_NOT_FOUND");
  EXPECT_EQ(CountOf("registration"), 0);

  v1::AdmitWalkInResponse response;
  EXPECT_EQ(BadRequestOf(Send({}, &response)).field_violations_size(), 4);
  request = NewPerson();
  request.mutable_person()->set_email("nobody");
  EXPECT_EQ(ErrorOf(request), "INVALID_FIELD");
  request = NewPerson();
  request.set_country_code("XX");
  EXPECT_EQ(ErrorOf(request), "INVALID_FIELD");
}

TEST_F(WalkInTest, ConfirmsWhereARegistrarDecides) {
  ExecuteSql(
      "UPDATE rollcall.event SET approval_policy = 'REGISTRAR' WHERE "
      "event_id = '" +
      EventId() + "'");
  const auto response = Admit(NewPerson());
  EXPECT_EQ(Get(response.decision().registration()).state(),
            Registration::STATE_CONFIRMED);
}

TEST_F(WalkInTest, StaysRegisteredWhenTheDoorRefuses) {
  SetSession("panel", "closes_after_seconds = 0");
  v1::AdmitWalkInRequest request = NewPerson();
  request.set_session(forum_.Session("panel"));
  request.mutable_scan_time()->set_seconds(forum_.start_seconds() + 8 * 3600);
  const v1::AdmitWalkInResponse refused = Admit(request);
  EXPECT_EQ(refused.decision().reason(), v1::Decision::CLOSED);
  EXPECT_EQ(Get(refused.decision().registration()).state(),
            Registration::STATE_CONFIRMED);
  EXPECT_FALSE(refused.ticket_code().empty());
  EXPECT_EQ(Summary().total().registered_count(), 1);
  EXPECT_EQ(Summary().total().attended_count(), 0);
  EXPECT_TRUE(Admit(request).replayed());
}

TEST_F(WalkInTest, FindsTheRoomFull) {
  SetPlaces("panel", 1);
  v1::AdmitWalkInRequest request = NewPerson();
  request.set_session(forum_.Session("panel"));
  EXPECT_EQ(Admit(request).decision().outcome(),
            v1::Decision::OUTCOME_ADMITTED);
  request = NewPerson();
  request.set_session(forum_.Session("panel"));
  EXPECT_EQ(Admit(request).decision().reason(), v1::Decision::CAPACITY_FULL);
  EXPECT_EQ(InsideOf("panel"), 1);
  EXPECT_EQ(CountOf("registration"), 2);
}

TEST_F(WalkInTest, WritesNothingWithoutAPlace) {
  SetPlaces("venue", 1);
  Admit(NewPerson());
  v1::AdmitWalkInResponse response;
  const grpc::Status status = Send(NewPerson(), &response);
  EXPECT_EQ(ReasonOf(status), "NO_PLACE_LEFT");
  EXPECT_EQ(MetadataOf(status)["session"], forum_.Session("venue"));
  for (const char* table :
       {"registration", "person", "ticket", "decision", "attendance"}) {
    EXPECT_EQ(CountOf(table), 1) << table;
  }
  EXPECT_EQ(TakenPlaces(), 1);
}

TEST_F(WalkInTest, TakesPeopleWithoutAnAddress) {
  const std::string first =
      Admit(NewPersonWithoutEmail()).decision().registration();
  const std::string second =
      Admit(NewPersonWithoutEmail()).decision().registration();
  EXPECT_NE(first, second);
  EXPECT_EQ(Get(first).person().email(), "");

  registration::v1::ListRegistrationsRequest list;
  registration::v1::ListRegistrationsResponse listed;
  list.set_event(forum_.name());
  list.set_query("lovelace");
  ASSERT_TRUE(
      Call(forum_.stub(), &Registrar::ListRegistrations, list, &listed).ok());
  EXPECT_EQ(listed.registrations_size(), 2);

  registration::v1::ExportPersonalDataRequest data;
  registration::v1::ExportPersonalDataResponse document;
  data.set_name(first);
  EXPECT_TRUE(
      Call(forum_.stub(), &Registrar::ExportPersonalData, data, &document)
          .ok());
  registration::v1::ExportRegistrationsRequest all;
  registration::v1::ExportRegistrationsResponse part;
  all.set_event(forum_.name());
  const auto context = testing::NewContext();
  const auto reader = forum_.stub().ExportRegistrations(context.get(), all);
  int exported = 0;
  while (reader->Read(&part)) exported += part.registrations_size();
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(exported, 2);

  // No key of ours leaves.
  EXPECT_EQ(listed.DebugString().find('~'), std::string::npos);
}

TEST_F(WalkInTest, LetsPeopleWithoutAnAddressBeChanged) {
  const std::string name =
      Admit(NewPersonWithoutEmail()).decision().registration();
  registration::v1::UpdateRegistrationRequest request;
  registration::v1::UpdateRegistrationResponse response;
  request.mutable_registration()->set_name(name);
  request.mutable_registration()->mutable_person()->set_display_name("Ada");
  request.mutable_update_mask()->add_paths("person.display_name");
  grpc::Status status =
      Call(forum_.stub(), &Registrar::UpdateRegistration, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
  EXPECT_EQ(response.registration().person().display_name(), "Ada");

  request.mutable_registration()->mutable_person()->set_email("a@example.org");
  request.mutable_update_mask()->add_paths("person.email");
  status =
      Call(forum_.stub(), &Registrar::UpdateRegistration, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  v1::AdmitWalkInRequest same = NewPerson();
  same.mutable_person()->set_email("a@example.org");
  EXPECT_EQ(ErrorOf(same), "EMAIL_TAKEN");

  // Who has an address keeps one.
  request.mutable_registration()->mutable_person()->clear_email();
  EXPECT_EQ(ReasonOf(Call(forum_.stub(), &Registrar::UpdateRegistration,
                          request, &response)),
            "INVALID_FIELD");
}

TEST_F(WalkInTest, KnowsARetryAfterAnErasure) {
  for (const v1::AdmitWalkInRequest& request :
       {NewPerson(), NewPersonWithoutEmail()}) {
    const v1::AdmitWalkInResponse first = Admit(request);
    const std::string name = first.decision().registration();
    Erase(name);
    EXPECT_TRUE(Get(name).has_erase_time());
    const v1::AdmitWalkInResponse second = Admit(request);
    EXPECT_TRUE(second.replayed());
    EXPECT_EQ(second.decision().registration(), name);
    EXPECT_EQ(second.ticket_code(), first.ticket_code());
  }
  EXPECT_EQ(CountOf("person"), 0);
  EXPECT_EQ(Summary().total().registered_count(), 2);
}

// What a decision keeps tells nothing of the person, not even to who guesses.
TEST_F(WalkInTest, KeepsNoHashOfThePersonWithTheDecision) {
  v1::AdmitWalkInRequest request = NewPerson();
  const auto hash = [&] {
    return ExecuteSql(
        "SELECT encode(content_hash, 'hex') FROM "
        "rollcall.decision WHERE event_id = '" +
        EventId() + "' AND scan_id = '" + request.scan_id() + "'");
  };
  Admit(request);
  const std::string before = hash();
  ExecuteSql("DELETE FROM rollcall.decision WHERE event_id = '" + EventId() +
             "'");
  ExecuteSql("UPDATE rollcall.registration SET request_id = '" + NewUuid() +
             "' WHERE event_id = '" + EventId() + "'");
  request.mutable_person()->set_display_name("Grace Hopper");
  request.mutable_person()->set_email("grace@example.org");
  Admit(request);
  EXPECT_EQ(hash(), before);
}

TEST_F(WalkInTest, TakesExactlyAsManyAsThereArePlacesOnTwoInstances) {
  constexpr int kPlaces = 10;
  constexpr int kPeople = 30;
  SetPlaces("venue", kPlaces);
  const testing::Serving<v1::CheckInService, CheckInService> second;
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  std::vector<v1::AdmitWalkInRequest> people;
  for (int i = 0; i < kPeople; ++i) people.push_back(NewPersonWithoutEmail());
  std::atomic<int> admitted = 0;
  std::atomic<int> turned_away = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      v1::AdmitWalkInResponse response;
      const grpc::Status status =
          Call(i % 2 == 0 ? door_.stub() : *second_stub, &Stub::AdmitWalkIn,
               people[i], &response);
      if (!status.ok()) {
        EXPECT_EQ(ReasonOf(status), "NO_PLACE_LEFT");
        ++turned_away;
      } else if (response.decision().outcome() ==
                 v1::Decision::OUTCOME_ADMITTED) {
        ++admitted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, kPlaces);
  EXPECT_EQ(turned_away, kPeople - kPlaces);
  EXPECT_EQ(TakenPlaces(), kPlaces);
  EXPECT_EQ(InsideOf("venue"), kPlaces);
  for (const char* table :
       {"registration", "person", "ticket", "decision", "attendance"}) {
    EXPECT_EQ(CountOf(table), kPlaces) << table;
  }
  EXPECT_EQ(Summary().total().attended_count(), kPlaces);
}

// With places that are limited, the last of them too, and without.
TEST_F(WalkInTest, RegistersOnceWhateverIsRepeatedAtOnce) {
  constexpr int kCalls = 16;
  const testing::Serving<v1::CheckInService, CheckInService> second;
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  for (const bool limited : {false, true}) {
    if (limited) {
      SetPlaces("venue", 2);
      ExecuteSql(
          "UPDATE rollcall.capacity SET taken_count = 1 WHERE event_id "
          "= '" +
          EventId() + "'");
    }
    const v1::AdmitWalkInRequest request = NewPersonWithoutEmail();
    const int before = CountOf("registration");
    std::atomic<int> firsts = 0;
    std::vector<v1::AdmitWalkInResponse> responses(kCalls);
    std::vector<std::thread> threads;
    for (int i = 0; i < kCalls; ++i) {
      threads.emplace_back([&, i] {
        const grpc::Status status =
            Call(i % 2 == 0 ? door_.stub() : *second_stub, &Stub::AdmitWalkIn,
                 request, &responses[i]);
        EXPECT_TRUE(status.ok()) << ReasonOf(status);
        if (!responses[i].replayed()) ++firsts;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(firsts, 1);
    for (const auto& response : responses) {
      EXPECT_EQ(response.decision().SerializeAsString(),
                responses[0].decision().SerializeAsString());
      EXPECT_EQ(response.ticket_code(), responses[0].ticket_code());
    }
    EXPECT_EQ(CountOf("registration"), before + 1);
    EXPECT_EQ(CountOf("decision"), before + 1);
  }
  EXPECT_EQ(InsideOf("venue"), 2);
  EXPECT_EQ(Summary().total().attended_count(), 2);
}

// One address from many doors, registered by others at the same time.
TEST_F(WalkInTest, RegistersAPersonOnce) {
  constexpr int kCalls = 16;
  const testing::Serving<v1::CheckInService, CheckInService> second;
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  v1::AdmitWalkInRequest request = NewPerson();
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kCalls; ++i) {
    request.set_scan_id(NewUuid());
    threads.emplace_back([&, i, request] {
      v1::AdmitWalkInResponse response;
      const grpc::Status status = Call(i % 2 == 0 ? door_.stub() : *second_stub,
                                       &Stub::AdmitWalkIn, request, &response);
      if (status.ok()) {
        ++admitted;
      } else {
        EXPECT_EQ(ReasonOf(status), "EMAIL_TAKEN");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 1);
  EXPECT_EQ(CountOf("registration"), 1);
  EXPECT_EQ(InsideOf("venue"), 1);
}

}  // namespace
}  // namespace rollcall::checkin
