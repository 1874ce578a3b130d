#include "common/ticket/ticket.h"

#include <memory>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "common/base/uuid.h"
#include "common/status/error.h"
#include "common/ticket/code.h"
#include "services/registration/ticket_store.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/harness/qr_reader.h"
#include "tests/harness/sql.h"
#include "tests/harness/ticket_keys.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::ReadQrPng;
using rollcall::testing::ReadQrSvg;
using rollcall::testing::ReasonOf;
using rollcall::testing::TestTicketKeys;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;

RegistrationName NameOf(const std::string& text) {
  RegistrationName name;
  EXPECT_TRUE(ParseName(text, name)) << text;
  return name;
}

// The condition on a table's rows that they are of `registration`.
std::string RowOf(const std::string& registration) {
  const RegistrationName name = NameOf(registration);
  return " WHERE event_id = '" + name.event + "' AND registration_id = '" +
         name.registration + "' ";
}

// How many valid tickets a registration has.
std::string ValidTicketsOf(const std::string& registration) {
  return ExecuteSql("SELECT count(*) FROM rollcall.ticket" +
                    RowOf(registration) + "AND NOT revoked");
}

void SetState(const std::string& registration, const std::string& state) {
  const std::string queue_time = state == "WAITLISTED" ? "now()" : "NULL";
  ExecuteSql("UPDATE rollcall.registration SET state = '" + state +
             "', queue_time = " + queue_time + RowOf(registration));
}

class TicketTest : public ::testing::Test {
 protected:
  TicketTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  RegistrationServer& server() { return server_; }
  std::shared_ptr<grpc::Channel> channel() { return server_.NewChannel(); }
  Forum& forum() { return forum_; }

  Answer<v1::GetTicketResponse> Get(const std::string& registration) {
    return Send(stub(), Named<v1::GetTicketRequest>(registration));
  }
  Answer<v1::RotateTicketResponse> Rotate(const std::string& registration,
                                          const std::string& request_id = "") {
    auto request = Named<v1::RotateTicketRequest>(registration);
    request.set_request_id(request_id);
    return Send(stub(), request);
  }

 private:
  RegistrationServer server_;
  Forum forum_;
};

using GetTicketTest = TicketTest;
using RotateTicketTest = TicketTest;
using PublishKeysTest = TicketTest;

TEST_F(GetTicketTest, GivesASignedTextAndACode) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const auto answer = Get(name);
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  const v1::Ticket& ticket = answer.response.ticket();
  EXPECT_EQ(ticket.registration(), name);
  EXPECT_GT(ticket.create_time().seconds(), 0);

  const auto text = ticket::ParseText(ticket.text());
  ASSERT_TRUE(text) << ticket.text();
  EXPECT_EQ(text->content.event, NameOf(name).event);
  EXPECT_EQ(text->content.registration, NameOf(name).registration);
  EXPECT_EQ(text->content.serial,
            ExecuteSql("SELECT serial FROM rollcall.ticket" + RowOf(name)));
  // Version 4: nobody can guess it.
  EXPECT_EQ(text->content.serial[14], '4');
  const ticket::SigningKey key = TestTicketKeys().back();
  EXPECT_EQ(text->content.key_id, key.id());
  EXPECT_TRUE(IsSignedWith(*text, key.public_key()));

  EXPECT_EQ(ticket.code().size(), 9u);
  EXPECT_EQ(ticket::ParseCode(ticket.code()), ticket.code());
}

// The event is from 01:00 to 10:00.
TEST_F(GetTicketTest, IsValidFromADayBeforeTheEventToADayAfter) {
  constexpr int kHour = 3600;
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const v1::Ticket ticket = Get(name).response.ticket();
  const auto text = ticket::ParseText(ticket.text());
  ASSERT_TRUE(text);
  EXPECT_EQ(absl::ToUnixSeconds(text->content.not_before),
            forum().start_seconds() - 24 * kHour);
  EXPECT_EQ(absl::ToUnixSeconds(text->content.not_after),
            forum().start_seconds() + (9 + 24) * kHour);
  EXPECT_EQ(ticket.expire_time().seconds(),
            absl::ToUnixSeconds(text->content.not_after));
}

TEST_F(GetTicketTest, GivesTheSameTicketEachTime) {
  const std::string name = forum().Register(type::v1::MODE_ONLINE);
  EXPECT_EQ(Get(name).response.DebugString(), Get(name).response.DebugString());
}

TEST_F(GetTicketTest, GivesEachPersonAnother) {
  constexpr int kPeople = 40;
  std::set<std::string> texts;
  std::set<std::string> codes;
  for (int i = 0; i < kPeople; ++i) {
    const auto answer = Get(forum().Register(type::v1::MODE_IN_PERSON));
    ASSERT_TRUE(answer.ok());
    texts.insert(answer.response.ticket().text());
    codes.insert(answer.response.ticket().code());
  }
  EXPECT_EQ(texts.size(), static_cast<size_t>(kPeople));
  EXPECT_EQ(codes.size(), static_cast<size_t>(kPeople));
}

TEST_F(GetTicketTest, DrawsThePicturesThatAreAskedFor) {
  auto request =
      Named<v1::GetTicketRequest>(forum().Register(type::v1::MODE_IN_PERSON));
  EXPECT_EQ(Send(stub(), request).response.png(), "");
  EXPECT_EQ(Send(stub(), request).response.svg(), "");
  request.add_image_formats(v1::IMAGE_FORMAT_PNG);
  const auto png = Send(stub(), request).response;
  EXPECT_EQ(ReadQrPng(png.png()), png.ticket().text());
  EXPECT_EQ(png.svg(), "");
  request.add_image_formats(v1::IMAGE_FORMAT_SVG);
  request.add_image_formats(v1::IMAGE_FORMAT_PNG);
  const auto both = Send(stub(), request).response;
  EXPECT_EQ(both.png(), png.png());
  EXPECT_EQ(ReadQrSvg(both.svg()), both.ticket().text());
}

TEST_F(GetTicketTest, RefusesUnknownPictures) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  auto get = Named<v1::GetTicketRequest>(name);
  auto rotate = Named<v1::RotateTicketRequest>(name);
  for (const int format : {static_cast<int>(v1::IMAGE_FORMAT_PNG), 0, 77}) {
    get.add_image_formats(static_cast<v1::ImageFormat>(format));
    rotate.add_image_formats(static_cast<v1::ImageFormat>(format));
  }
  for (const grpc::Status& status :
       {Send(stub(), get).status, Send(stub(), rotate).status}) {
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
    EXPECT_THAT(FieldsOf(status),
                ElementsAre("image_formats[1]", "image_formats[2]"));
  }
}

TEST_F(GetTicketTest, TakesANameInUpperCase) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string id = name.substr(name.rfind('/') + 1);
  const auto answer =
      Get(forum().name() + "/registrations/" + absl::AsciiStrToUpper(id));
  ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
  EXPECT_EQ(answer.response.ticket().registration(), name);
}

TEST_F(TicketTest, SaysWhenTheEventHasNoSuchRegistration) {
  const Forum other(channel());
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string id = name.substr(forum().name().size());
  for (const std::string& unknown :
       {other.name() + id, forum().name() + "/registrations/" + NewUuid(),
        "events/" + UniqueSlug() + id}) {
    for (const grpc::Status& status :
         {Get(unknown).status, Rotate(unknown).status}) {
      EXPECT_EQ(ReasonOf(status), "REGISTRATION_NOT_FOUND") << unknown;
      EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    }
  }
}

TEST_F(TicketTest, IsOfConfirmedRegistrationsOnly) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  for (const char* state :
       {"PENDING", "WAITLISTED", "REJECTED", "CANCELLED", "WITHDRAWN"}) {
    SetState(name, state);
    for (const grpc::Status& status : {Get(name).status, Rotate(name).status}) {
      EXPECT_EQ(ReasonOf(status), "TICKET_NOT_FOUND") << state;
      EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    }
    EXPECT_EQ(ValidTicketsOf(name), "1");
  }
  SetState(name, "CONFIRMED");
  EXPECT_TRUE(Get(name).ok());
}

TEST_F(GetTicketTest, GivesNoTicketThatWasRevoked) {
  const std::string revoked = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string other = forum().Register(type::v1::MODE_IN_PERSON);
  ExecuteSql("UPDATE rollcall.ticket SET revoked = true, revoke_time = now()" +
             RowOf(revoked));
  EXPECT_EQ(ReasonOf(Get(revoked).status), "TICKET_NOT_FOUND");
  EXPECT_TRUE(Get(other).ok());
  EXPECT_TRUE(Rotate(revoked).ok());
  EXPECT_TRUE(Get(revoked).ok());
}

TEST_F(RotateTicketTest, ReplacesTheTextAndTheCode) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string other = forum().Register(type::v1::MODE_IN_PERSON);
  const v1::Ticket others = Get(other).response.ticket();
  const v1::Ticket before = Get(name).response.ticket();
  const auto rotated = Rotate(name);
  ASSERT_TRUE(rotated.ok()) << ReasonOf(rotated.status);
  const v1::Ticket after = rotated.response.ticket();
  EXPECT_EQ(after.registration(), name);
  EXPECT_NE(after.text(), before.text());
  EXPECT_NE(after.code(), before.code());
  EXPECT_EQ(Get(name).response.ticket().DebugString(), after.DebugString());
  EXPECT_EQ(Get(other).response.ticket().DebugString(), others.DebugString());
  EXPECT_EQ(ValidTicketsOf(name), "1");
}

TEST_F(RotateTicketTest, DrawsThePicturesThatAreAskedFor) {
  auto request = Named<v1::RotateTicketRequest>(
      forum().Register(type::v1::MODE_IN_PERSON));
  request.add_image_formats(v1::IMAGE_FORMAT_PNG);
  request.add_image_formats(v1::IMAGE_FORMAT_SVG);
  const auto response = Send(stub(), request).response;
  EXPECT_EQ(ReadQrPng(response.png()), response.ticket().text());
  EXPECT_EQ(ReadQrSvg(response.svg()), response.ticket().text());
}

TEST_F(RotateTicketTest, RotatesAgainWithoutARequestId) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  EXPECT_NE(Rotate(name).response.ticket().text(),
            Rotate(name).response.ticket().text());
}

TEST_F(RotateTicketTest, GivesARepeatedRequestTheTicketMadeThen) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string request_id = NewUuid();
  const v1::Ticket first = Rotate(name, request_id).response.ticket();
  EXPECT_EQ(Rotate(name, absl::AsciiStrToUpper(request_id))
                .response.ticket()
                .DebugString(),
            first.DebugString());
  EXPECT_EQ(Get(name).response.ticket().text(), first.text());

  const v1::Ticket second = Rotate(name).response.ticket();
  SetState(name, "CANCELLED");
  EXPECT_EQ(Rotate(name, request_id).response.ticket().DebugString(),
            first.DebugString());
  SetState(name, "CONFIRMED");
  EXPECT_EQ(Get(name).response.ticket().text(), second.text());
}

TEST_F(RotateTicketTest, RefusesTheRequestOfAnotherRegistration) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string other = forum().Register(type::v1::MODE_IN_PERSON);
  const v1::Ticket others = Get(other).response.ticket();
  const std::string request_id = NewUuid();
  ASSERT_TRUE(Rotate(name, request_id).ok());
  EXPECT_EQ(ReasonOf(Rotate(other, request_id).status), "REQUEST_ID_REUSED");
  EXPECT_EQ(Get(other).response.ticket().DebugString(), others.DebugString());
  // Of another event it is another request.
  Forum elsewhere(channel());
  EXPECT_TRUE(
      Rotate(elsewhere.Register(type::v1::MODE_IN_PERSON), request_id).ok());
}

TEST_F(RotateTicketTest, RefusesARequestIdThatIsNone) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  EXPECT_THAT(FieldsOf(Rotate(name, "once").status), ElementsAre("request_id"));
}

TEST_F(PublishKeysTest, TakesKeysOnceAndRefusesOthersOfTheirNumbers) {
  TicketStore store(server().pool());
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  const std::vector<ticket::SigningKey> keys = TestTicketKeys();
  EXPECT_TRUE(store.PublishKeys(keys, "keys", deadline).ok());
  EXPECT_TRUE(store.PublishKeys(keys, "keys", deadline).ok());
  const ticket::SigningKey unpublished(8801,
                                       std::string(ticket::kSeedBytes, 'n'));
  const ticket::SigningKey other(keys.back().id(),
                                 std::string(ticket::kSeedBytes, 'o'));
  const absl::Status status =
      store.PublishKeys({unpublished, other}, "keys", deadline);
  EXPECT_EQ(rollcall::ReasonOf(status), error::v1::TICKET_KEY_UNUSABLE);
  EXPECT_EQ(MetadataOf(status)["path"], "keys/0001.key");
  // All or nothing.
  EXPECT_EQ(ExecuteSql("SELECT count(*) FROM rollcall.ticket_key"
                       " WHERE key_id = 8801"),
            "0");
}

}  // namespace
}  // namespace rollcall::registration
