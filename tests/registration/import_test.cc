#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/registration/queue_test_fixture.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using Policy = v1::ImportRegistrationsRequest;

class ImportTest : public QueueTest {
 protected:
  // A well-formed row for each of `first` to `last`, on the line of its number.
  Policy Rows(int first, int last) {
    Policy request;
    for (int i = first; i <= last; ++i) {
      auto* row = request.add_rows();
      row->set_line(i);
      *row->mutable_registration() =
          ValidRegistration(event(), absl::StrCat("p", i, "@example.org"))
              .registration();
      row->mutable_registration()->set_country_code("KE");
    }
    return request;
  }

  // Sends `messages` as they are, and no more.
  grpc::Status Stream(const std::vector<Policy>& messages) {
    v1::ImportRegistrationsResponse response;
    const auto context = NewContext();
    const auto writer = StubOf(0).ImportRegistrations(context.get(), &response);
    for (const Policy& message : messages) writer->Write(message);
    writer->WritesDone();
    return writer->Finish();
  }

  // Sends `request` as a whole import in messages of up to 300 rows.
  Answer<v1::ImportRegistrationsResponse> Import(const Policy& request,
                                                 int call = 0) {
    Answer<v1::ImportRegistrationsResponse> answer;
    const auto context = NewContext();
    const auto writer =
        StubOf(call).ImportRegistrations(context.get(), &answer.response);
    Policy message = request;
    message.set_event(event());
    message.clear_rows();
    for (const auto& row : request.rows()) {
      *message.add_rows() = row;
      if (message.rows_size() == 300) {
        writer->Write(message);
        message.Clear();
      }
    }
    message.set_complete(true);
    writer->Write(message);
    writer->WritesDone();
    answer.status = writer->Finish();
    return answer;
  }

  static std::string CountsOf(const v1::ImportRegistrationsResponse& response) {
    return absl::StrCat(response.created_count(), " created, ",
                        response.waitlisted_count(), " waiting, ",
                        response.unchanged_count(), " unchanged, ",
                        response.failed_count(), " failed");
  }

  int64_t Registered() { return RowsOf(event()).at("registration"); }
};

TEST_F(ImportTest, RegistersEveryRowAsCreateRegistrationDoes) {
  const auto answer = Import(Rows(1, 700));
  ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
  EXPECT_EQ(CountsOf(answer.response),
            "700 created, 0 waiting, 0 unchanged, 0 failed");
  const auto rows = RowsOf(event());
  for (const char* table :
       {"registration", "person", "ticket", "attendance", "rollup people"}) {
    EXPECT_EQ(rows.at(table), 700) << table;
  }
  const auto one =
      Send(StubOf(1), ValidRegistration(event(), "P7@example.org"));
  EXPECT_TRUE(one.response.already_registered());
  EXPECT_EQ(one.response.registration().country_code(), "KE");
}

TEST_F(ImportTest, ChangesNothingWhenItRunsAgain) {
  const Policy request = Rows(1, 50);
  ASSERT_TRUE(Import(request).ok());
  const auto rows = RowsOf(event());
  const auto again = Import(request, 1);
  EXPECT_EQ(CountsOf(again.response),
            "0 created, 0 waiting, 50 unchanged, 0 failed");
  EXPECT_EQ(RowsOf(event()), rows);
}

TEST_F(ImportTest, AnswersARepeatedRequestAsTheFirst) {
  Policy request = Rows(1, 50);
  request.set_request_id(NewUuid());
  const auto answers = Together(4, [&](int i) { return Import(request, i); });
  for (const auto& answer : answers) {
    EXPECT_EQ(CountsOf(answer.response),
              "50 created, 0 waiting, 0 unchanged, 0 failed");
  }
  EXPECT_EQ(Registered(), 50);
}

TEST_F(ImportTest, NamesTheLineAndTheFieldOfABadRow) {
  Policy request = Rows(1, 20);
  request.mutable_rows(16)->mutable_registration()->set_country_code("XX");
  request.mutable_rows(18)->mutable_registration()->set_sector_id("none");
  const auto refused = Import(request);
  ASSERT_TRUE(refused.ok()) << ReasonOf(refused.status);
  EXPECT_EQ(CountsOf(refused.response),
            "0 created, 0 waiting, 0 unchanged, 2 failed");
  ASSERT_EQ(refused.response.errors_size(), 2);
  EXPECT_EQ(refused.response.errors(0).line(), 17);
  EXPECT_EQ(refused.response.errors(0).field(), "country_code");
  EXPECT_EQ(refused.response.errors(0).reason(), "INVALID_FIELD");
  EXPECT_EQ(refused.response.errors(1).line(), 19);
  EXPECT_EQ(refused.response.errors(1).field(), "sector_id");
  EXPECT_EQ(refused.response.errors(1).reason(), "SECTOR_NOT_FOUND");
  EXPECT_EQ(Registered(), 0);

  request.set_error_policy(Policy::ERROR_POLICY_SKIP_BAD);
  EXPECT_EQ(CountsOf(Import(request).response),
            "18 created, 0 waiting, 0 unchanged, 2 failed");
  EXPECT_EQ(Registered(), 18);
}

TEST_F(ImportTest, GivesErrorsByLineWhereverTheyWereFound) {
  Policy request = Rows(1, 20);
  request.mutable_rows(4)->mutable_registration()->set_sector_id("none");
  request.mutable_rows(2)->mutable_registration()->set_country_code("XX");
  request.mutable_rows(6)->mutable_registration()->set_country_code("XX");
  const auto refused = Import(request);
  ASSERT_EQ(refused.response.errors_size(), 3);
  EXPECT_EQ(refused.response.errors(0).line(), 3);
  EXPECT_EQ(refused.response.errors(1).line(), 5);
  EXPECT_EQ(refused.response.errors(2).line(), 7);
}

TEST_F(ImportTest, KeepsTheOrderOfTheFile) {
  Limit(type::v1::MODE_IN_PERSON, 0);
  ASSERT_TRUE(Import(Rows(1, 700)).ok());
  const auto people = AllRegistrations(StubOf(0), event());
  ASSERT_EQ(people.size(), 700u);
  for (int i = 0; i < 700; ++i) {
    EXPECT_EQ(people[i].person().email(),
              absl::StrCat("p", i + 1, "@example.org"));
  }
  // As on the waiting list, where all came at the same time.
  Limit(type::v1::MODE_IN_PERSON, 1);
  EXPECT_TRUE(Get(people[0].name()).has_offer_expire_time());
}

TEST_F(ImportTest, TakesEachPersonOnce) {
  Policy request = Rows(1, 3);
  *request.add_rows() = request.rows(0);
  request.mutable_rows(3)->mutable_registration()->mutable_person()->set_email(
      " P1@Example.org ");
  EXPECT_EQ(CountsOf(Import(request).response),
            "3 created, 0 waiting, 1 unchanged, 0 failed");
}

TEST_F(ImportTest, GivesNoExternalIdTwice) {
  Policy request = Rows(1, 2);
  for (auto& row : *request.mutable_rows()) {
    row.mutable_registration()->mutable_person()->set_external_id("A1");
  }
  const auto answer = Import(request);
  ASSERT_EQ(answer.response.errors_size(), 1);
  EXPECT_EQ(answer.response.errors(0).reason(), "EXTERNAL_ID_TAKEN");
}

TEST_F(ImportTest, KeepsToTheQuotasOfDelegations) {
  v1::CreateDelegationRequest create;
  create.set_event(event());
  create.mutable_delegation()->set_display_name("Kenya");
  create.mutable_delegation()->set_country_code("KE");
  create.mutable_delegation()->mutable_quota()->set_in_person(2);
  v1::CreateDelegationResponse delegation;
  ASSERT_TRUE(rollcall::testing::Call(StubOf(0), &Stub::CreateDelegation,
                                      create, &delegation)
                  .ok());
  Policy request = Rows(1, 4);
  for (auto& row : *request.mutable_rows()) {
    row.mutable_registration()->clear_country_code();
    row.mutable_registration()->set_delegation(delegation.delegation().name());
  }
  request.mutable_rows(3)->mutable_registration()->set_delegation(
      event() + "/delegations/" + NewUuid());
  request.set_error_policy(Policy::ERROR_POLICY_SKIP_BAD);
  const auto answer = Import(request);
  EXPECT_EQ(CountsOf(answer.response),
            "2 created, 0 waiting, 0 unchanged, 2 failed");
  ASSERT_EQ(answer.response.errors_size(), 2);
  EXPECT_EQ(answer.response.errors(0).reason(), "DELEGATION_QUOTA_FULL");
  EXPECT_EQ(answer.response.errors(1).reason(), "DELEGATION_NOT_FOUND");
  EXPECT_EQ(AllRegistrations(StubOf(0), event())[0].country_code(), "KE");
}

TEST_F(ImportTest, BlocksThoseWhoseRowsSaySo) {
  Policy request = Rows(1, 3);
  request.mutable_rows(1)->mutable_registration()->set_blocked(true);
  ASSERT_TRUE(Import(request).ok());
  for (const auto& registration : AllRegistrations(StubOf(0), event())) {
    EXPECT_EQ(registration.blocked(),
              registration.person().email() == "p2@example.org");
  }
}

TEST_F(ImportTest, WritesNothingWhenItRunsDry) {
  Policy request = Rows(1, 30);
  request.set_dry_run(true);
  const auto rows = RowsOf(event());
  EXPECT_EQ(CountsOf(Import(request).response),
            "30 created, 0 waiting, 0 unchanged, 0 failed");
  EXPECT_EQ(RowsOf(event()), rows);
}

TEST_F(ImportTest, LetsThoseWaitForWhomNoPlaceIsLeft) {
  Limit(type::v1::MODE_IN_PERSON, 10);
  EXPECT_EQ(CountsOf(Import(Rows(1, 30)).response),
            "30 created, 20 waiting, 0 unchanged, 0 failed");
  ExpectPlacesAddUp();
}

TEST_F(ImportTest, SharesThePlacesWithOthersAtOnce) {
  Limit(type::v1::MODE_IN_PERSON, 40);
  Together(6, [&](int i) {
    if (i < 2) return Import(Rows(1 + i * 50, 50 + i * 50), i).ok();
    for (int k = 0; k < 10; ++k) {
      Register(absl::StrCat("q", i, "-", k, "@example.org"));
    }
    return true;
  });
  EXPECT_EQ(Taken(type::v1::MODE_IN_PERSON), 40);
  EXPECT_EQ(Registered(), 140);
  ExpectPlacesAddUp();
}

TEST_F(ImportTest, ImportsNothingOfAStreamThatBreaksOff) {
  {
    v1::ImportRegistrationsResponse response;
    const auto context = NewContext();
    const auto writer = StubOf(0).ImportRegistrations(context.get(), &response);
    Policy message = Rows(1, 100);
    message.set_event(event());
    writer->Write(message);
    context->TryCancel();
    writer->Finish();
  }
  Policy message = Rows(1, 100);
  message.set_event(event());
  EXPECT_THAT(FieldsOf(Stream({message})), ElementsAre("complete"));
  EXPECT_EQ(Registered(), 0);
  EXPECT_EQ(CountsOf(Import(Rows(1, 100)).response),
            "100 created, 0 waiting, 0 unchanged, 0 failed");
}

TEST_F(ImportTest, ImportsNothingOfAStreamThatCannotBeRead) {
  Policy message = Rows(1, 2);
  message.set_event(event());
  message.set_complete(true);
  Policy unreadable = message;
  unreadable.mutable_rows(1)->mutable_registration()->set_country_code("\xFF");
  EXPECT_THAT(FieldsOf(Stream({message, unreadable})), ElementsAre("request"));
  EXPECT_EQ(Registered(), 0);
}

TEST_F(ImportTest, RefusesAStreamThatNamesNoEvent) {
  EXPECT_THAT(FieldsOf(Stream({Rows(1, 1)})), ElementsAre("event"));
}

TEST_F(ImportTest, SaysWhenThereIsNoSuchEvent) {
  Policy message;
  message.set_event("events/none");
  message.set_complete(true);
  EXPECT_EQ(ReasonOf(Stream({message})), "EVENT_NOT_FOUND");
}

class ExportTest : public ImportTest {
 protected:
  // The e-mails that arrive after `token`, and the token of each part.
  std::vector<std::string> Export(const std::string& token,
                                  std::vector<std::string>& tokens) {
    v1::ExportRegistrationsRequest request;
    request.set_event(event());
    request.set_resume_token(token);
    const auto context = NewContext();
    const auto reader = StubOf(0).ExportRegistrations(context.get(), request);
    v1::ExportRegistrationsResponse part;
    std::vector<std::string> emails;
    while (reader->Read(&part)) {
      tokens.push_back(part.resume_token());
      for (const auto& registration : part.registrations()) {
        emails.push_back(registration.person().email());
      }
    }
    EXPECT_TRUE(reader->Finish().ok());
    return emails;
  }
};

TEST_F(ExportTest, StreamsEverybodyAndGoesOnWhereItWasLeft) {
  ASSERT_TRUE(Import(Rows(1, 1100)).ok());
  std::vector<std::string> tokens;
  const auto all = Export("", tokens);
  EXPECT_EQ(all.size(), 1100u);
  ASSERT_EQ(tokens.size(), 3u);
  std::vector<std::string> later;
  const auto rest = Export(tokens[0], later);
  EXPECT_EQ(std::vector<std::string>(all.begin() + 500, all.end()), rest);
  EXPECT_TRUE(Export(tokens[2], later).empty());
}

TEST_F(ExportTest, RefusesATokenOfAnotherEvent) {
  v1::ExportRegistrationsRequest request;
  request.set_event(event());
  request.set_resume_token("x");
  const auto context = NewContext();
  const auto reader = StubOf(0).ExportRegistrations(context.get(), request);
  v1::ExportRegistrationsResponse part;
  EXPECT_FALSE(reader->Read(&part));
  EXPECT_THAT(FieldsOf(reader->Finish()), ElementsAre("resume_token"));
}

}  // namespace
}  // namespace rollcall::registration
