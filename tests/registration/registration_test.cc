#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;

class CreateRegistrationTest : public ::testing::Test {
 protected:
  CreateRegistrationTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  Stub& other_stub() { return other_server_.stub(); }
  std::shared_ptr<grpc::Channel> channel() { return server_.NewChannel(); }
  const std::string& event() const { return forum_.name(); }

  v1::CreateRegistrationRequest FullRegistration() const {
    v1::CreateRegistrationRequest request =
        ValidRegistration(event(), "Ada.Ёлкина@Example.org");
    auto* registration = request.mutable_registration();
    registration->set_mode(type::v1::MODE_ONLINE);
    registration->set_country_code("KE");
    registration->set_sector_id("foreign-embassy");
    auto* person = registration->mutable_person();
    person->set_display_name("王 \"Ada\" O'Ёлкина");
    person->set_external_id("A/17 'x' {}");
    person->set_organization("An embassy, \\ of somewhere");
    person->set_job_title("Attaché");
    registration->set_blocked(true);
    return request;
  }

  v1::Registration Stored(const std::string& name) {
    const auto answer = Send(stub(), Named<v1::GetRegistrationRequest>(name));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.registration();
  }

 private:
  RegistrationServer server_;
  RegistrationServer other_server_;
  Forum forum_;
};

TEST_F(CreateRegistrationTest, KeepsEveryFieldAndConfirms) {
  const v1::CreateRegistrationRequest request = FullRegistration();
  const auto created = Send(stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  EXPECT_FALSE(created.response.already_registered());

  const v1::Registration& registration = created.response.registration();
  EXPECT_EQ(registration.name().rfind(event() + "/registrations/", 0), 0u);
  EXPECT_GT(registration.create_time().seconds(), 0);
  v1::Registration expected = request.registration();
  expected.set_name(registration.name());
  expected.set_state(v1::Registration::STATE_CONFIRMED);
  *expected.mutable_create_time() = registration.create_time();
  expected.set_etag(registration.etag());
  EXPECT_EQ(registration.DebugString(), expected.DebugString());
  EXPECT_EQ(Stored(registration.name()).DebugString(), expected.DebugString());
}

TEST_F(CreateRegistrationTest, WritesAllOfARegistrationAndCountsIt) {
  auto expected = RowsOf(event());
  ASSERT_TRUE(Send(stub(), FullRegistration()).ok());
  for (const char* table :
       {"registration", "person", "ticket", "attendance", "rollup people"}) {
    expected[table] += 1;
  }
  auto rows = RowsOf(event());
  EXPECT_GT(rows["rollup version"], expected["rollup version"]);
  rows.erase("rollup version");
  expected.erase("rollup version");
  EXPECT_EQ(rows, expected);
}

TEST_F(CreateRegistrationTest, TakesPeopleOfUnknownCountryAndSector) {
  const auto created =
      Send(stub(), ValidRegistration(event(), "ada@example.org"));
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  const v1::Registration stored =
      Stored(created.response.registration().name());
  EXPECT_EQ(stored.country_code(), "");
  EXPECT_EQ(stored.sector_id(), "");
  EXPECT_EQ(stored.person().external_id(), "");
}

TEST_F(CreateRegistrationTest, TakesManyPeopleWithoutExternalId) {
  for (const char* email : {"ada@example.org", "bob@example.org"}) {
    const auto created = Send(stub(), ValidRegistration(event(), email));
    ASSERT_TRUE(created.ok()) << ReasonOf(created.status);
    EXPECT_FALSE(created.response.already_registered());
  }
  EXPECT_EQ(AllRegistrations(stub(), event()).size(), 2u);
}

TEST_F(CreateRegistrationTest, IgnoresWhatIsOutputOnly) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  auto* registration = request.mutable_registration();
  registration->set_name(event() +
                         "/registrations/018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93");
  registration->set_state(v1::Registration::STATE_CANCELLED);
  registration->mutable_create_time()->set_seconds(1);
  const auto created = Send(stub(), request);
  ASSERT_TRUE(created.ok());
  const v1::Registration& answer = created.response.registration();
  EXPECT_NE(answer.name(), registration->name());
  EXPECT_EQ(answer.state(), v1::Registration::STATE_CONFIRMED);
  EXPECT_GT(answer.create_time().seconds(), 1);
}

TEST_F(CreateRegistrationTest, KnowsAnEmailInEveryForm) {
  // Composed: Zoë with U+00EB.
  const auto first =
      Send(stub(), ValidRegistration(event(), "Zo\u00EB@Example.org"));
  ASSERT_TRUE(first.ok());
  const std::string stored = first.response.registration().DebugString();
  const auto rows = RowsOf(event());
  for (const char* email :
       {"Zo\u00EB@Example.org", "zo\u00EB@example.ORG", "ZO\u00CB@EXAMPLE.ORG",
        "zoe\u0308@example.org", "ZOE\u0308@example.org",
        "  zo\u00EB@example.org ", "\tzo\u00EB@example.org\n"}) {
    SCOPED_TRACE(email);
    v1::CreateRegistrationRequest request = ValidRegistration(event(), email);
    request.mutable_registration()->set_mode(type::v1::MODE_ONLINE);
    request.mutable_registration()->set_country_code("FR");
    const auto again = Send(other_stub(), request);
    ASSERT_TRUE(again.ok()) << ReasonOf(again.status);
    EXPECT_TRUE(again.response.already_registered());
    EXPECT_EQ(again.response.registration().DebugString(), stored);
  }
  EXPECT_EQ(RowsOf(event()), rows);
}

TEST_F(CreateRegistrationTest, TellsEmailsApartThatOnlyLookAlike) {
  for (const char* email : {"zoe@example.org", "zo\u00EB@example.org",
                            "z\u043Ee@example.org", "zoe+a@example.org"}) {
    const auto created = Send(stub(), ValidRegistration(event(), email));
    ASSERT_TRUE(created.ok());
    EXPECT_FALSE(created.response.already_registered()) << email;
  }
}

TEST_F(CreateRegistrationTest, RegistersAnEmailOnceForEachEvent) {
  const Forum other(channel());
  for (const std::string& name : {event(), other.name()}) {
    const auto created =
        Send(stub(), ValidRegistration(name, "ada@example.org"));
    ASSERT_TRUE(created.ok());
    EXPECT_FALSE(created.response.already_registered());
  }
}

TEST_F(CreateRegistrationTest, AnswersARepeatedRequestAsBefore) {
  v1::CreateRegistrationRequest request = FullRegistration();
  request.set_request_id(NewUuid());
  const auto first = Send(stub(), request);
  ASSERT_TRUE(first.ok());
  const auto rows = RowsOf(event());
  const auto second = Send(other_stub(), request);
  ASSERT_TRUE(second.ok()) << ReasonOf(second.status);
  EXPECT_EQ(second.response.DebugString(), first.response.DebugString());
  EXPECT_EQ(RowsOf(event()), rows);
}

TEST_F(CreateRegistrationTest, RefusesOtherContentUnderARequestId) {
  v1::CreateRegistrationRequest request = FullRegistration();
  request.set_request_id(NewUuid());
  const auto first = Send(stub(), request);
  ASSERT_TRUE(first.ok());
  const auto rows = RowsOf(event());

  v1::CreateRegistrationRequest other = request;
  other.mutable_registration()->mutable_person()->set_email("b@example.org");
  other.mutable_registration()->mutable_person()->clear_external_id();
  const auto answer = Send(stub(), other);
  EXPECT_EQ(ReasonOf(answer.status), "REQUEST_ID_REUSED");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);

  other = request;
  other.mutable_registration()->set_mode(type::v1::MODE_IN_PERSON);
  EXPECT_EQ(ReasonOf(Send(stub(), other).status), "REQUEST_ID_REUSED");

  EXPECT_EQ(Stored(first.response.registration().name()).DebugString(),
            first.response.registration().DebugString());
  EXPECT_EQ(RowsOf(event()), rows);
}

TEST_F(CreateRegistrationTest, RefusesATakenExternalId) {
  ASSERT_TRUE(Send(stub(), FullRegistration()).ok());
  const auto rows = RowsOf(event());
  v1::CreateRegistrationRequest other =
      ValidRegistration(event(), "bob@example.org");
  other.mutable_registration()->mutable_person()->set_external_id(
      FullRegistration().registration().person().external_id());
  const auto answer = Send(stub(), other);
  EXPECT_EQ(ReasonOf(answer.status), "EXTERNAL_ID_TAKEN");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(RowsOf(event()), rows);

  other.mutable_registration()->mutable_person()->clear_external_id();
  EXPECT_TRUE(Send(stub(), other).ok());
}

TEST_F(CreateRegistrationTest, NamesTheHolderOfTheEmailNotOfTheExternalId) {
  v1::CreateRegistrationRequest ada =
      ValidRegistration(event(), "ada@example.org");
  ada.mutable_registration()->mutable_person()->set_external_id("1");
  v1::CreateRegistrationRequest bob =
      ValidRegistration(event(), "bob@example.org");
  bob.mutable_registration()->mutable_person()->set_external_id("2");
  const auto first = Send(stub(), ada);
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(Send(stub(), bob).ok());

  ada.mutable_registration()->mutable_person()->set_external_id("2");
  const auto again = Send(stub(), ada);
  ASSERT_TRUE(again.ok()) << ReasonOf(again.status);
  EXPECT_TRUE(again.response.already_registered());
  EXPECT_EQ(again.response.registration().DebugString(),
            first.response.registration().DebugString());
}

TEST_F(CreateRegistrationTest, RefusesASectorThatTheEventDoesNotHave) {
  const auto rows = RowsOf(event());
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  request.mutable_registration()->set_sector_id("guild");
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "SECTOR_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(RowsOf(event()), rows);
}

TEST_F(CreateRegistrationTest, SaysWhenThereIsNoEvent) {
  const std::string nowhere = "events/" + UniqueSlug();
  v1::CreateRegistrationRequest request =
      ValidRegistration(nowhere, "ada@example.org");
  request.mutable_registration()->set_sector_id("guild");
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "EVENT_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(RowsOf(nowhere).at("registration"), 0);
}

// A request_id is stored with what it created, so that one that failed is free.
TEST_F(CreateRegistrationTest, TakesTheRequestIdOfAFailedCallAgain) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  request.set_request_id(NewUuid());
  request.mutable_registration()->set_sector_id("guild");
  ASSERT_EQ(ReasonOf(Send(stub(), request).status), "SECTOR_NOT_FOUND");
  request.mutable_registration()->set_sector_id("academia");
  EXPECT_TRUE(Send(stub(), request).ok());
}

TEST(GetRegistrationTest, SaysWhenTheEventHasNoSuchRegistration) {
  RegistrationServer server;
  Forum forum(server.NewChannel());
  const Forum other(server.NewChannel());
  const std::string name = forum.Register(type::v1::MODE_IN_PERSON);
  const std::string id = name.substr(forum.name().size());
  for (const std::string& unknown :
       {other.name() + id, forum.name() + "/registrations/" + NewUuid(),
        "events/" + UniqueSlug() + id}) {
    const auto answer =
        Send(server.stub(), Named<v1::GetRegistrationRequest>(unknown));
    EXPECT_EQ(ReasonOf(answer.status), "REGISTRATION_NOT_FOUND") << unknown;
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  }
}

}  // namespace
}  // namespace rollcall::registration
