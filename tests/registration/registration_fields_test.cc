#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// One way to spoil a valid request, and the field that is to blame.
struct Mistake {
  std::string field;
  std::function<void(v1::CreateRegistrationRequest&)> make;
};

Mistake In(const std::string& field,
           const std::function<void(v1::Registration&)>& make) {
  return {field, [make](v1::CreateRegistrationRequest& request) {
            make(*request.mutable_registration());
          }};
}

Mistake InPerson(const std::string& field,
                 const std::function<void(v1::Person&)>& make) {
  return In("registration.person." + field,
            [make](v1::Registration& registration) {
              make(*registration.mutable_person());
            });
}

void ExpectRefused(const std::vector<Mistake>& mistakes) {
  RegistrationServer server;
  const Forum forum(server.NewChannel());
  const auto rows = RowsOf(forum.name());
  for (size_t i = 0; i < mistakes.size(); ++i) {
    SCOPED_TRACE(mistakes[i].field + " of mistake " + std::to_string(i));
    v1::CreateRegistrationRequest request =
        ValidRegistration(forum.name(), "ada@example.org");
    mistakes[i].make(request);
    const auto answer = Send(server.stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(mistakes[i].field));
  }
  EXPECT_EQ(RowsOf(forum.name()), rows);
}

TEST(RegistrationFieldsTest, RefusesUnknownModes) {
  const auto mode = [](int number) {
    return In("registration.mode", [number](auto& registration) {
      registration.set_mode(static_cast<type::v1::Mode>(number));
    });
  };
  ExpectRefused({mode(type::v1::MODE_UNSPECIFIED), mode(99), mode(-1)});
}

TEST(RegistrationFieldsTest, RefusesWhatIsNoCountry) {
  const auto country = [](const std::string& code) {
    return In("registration.country_code", [code](auto& registration) {
      registration.set_country_code(code);
    });
  };
  ExpectRefused({country("cn"), country("ZZ"), country("XX"), country("CHN"),
                 country("Kenya")});
}

TEST(RegistrationFieldsTest, RefusesWhatIsNoSlugOrRequestId) {
  ExpectRefused({
      In("registration.sector_id",
         [](auto& registration) { registration.set_sector_id("Academia"); }),
      In("registration.sector_id",
         [](auto& registration) {
           registration.set_sector_id(std::string(64, 'a'));
         }),
      {"request_id", [](auto& request) { request.set_request_id("1"); }},
      {"request_id",
       [](auto& request) {
         request.set_request_id("00000000-0000-0000-0000-000000000000");
       }},
  });
}

TEST(RegistrationFieldsTest, RefusesWhatIsNoEmail) {
  const auto email = [](const std::string& text) {
    return InPerson("email", [text](auto& person) { person.set_email(text); });
  };
  ExpectRefused({email(""), email("ada"), email("@example.org"), email("ada@"),
                 email("a da@example.org"), email("ada@exam ple.org"),
                 email("   "), email(std::string(243, 'a') + "@example.org")});
}

TEST(RegistrationFieldsTest, RefusesAnEmailWithAControlCharacter) {
  RegistrationServer server;
  const Forum forum(server.NewChannel());
  const auto answer = Send(
      server.stub(), ValidRegistration(forum.name(), "ada\x01@example.org"));
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(FieldsOf(answer.status), Contains("registration.person.email"));
}

TEST(RegistrationFieldsTest, RefusesTextsThatAreMissingLongOrUnprintable) {
  ExpectRefused({
      InPerson("display_name",
               [](auto& person) { person.clear_display_name(); }),
      InPerson(
          "display_name",
          [](auto& person) { person.set_display_name(std::string(201, 'a')); }),
      InPerson("display_name",
               [](auto& person) {
                 person.set_display_name(std::string("a\0z", 3));
               }),
      InPerson(
          "external_id",
          [](auto& person) { person.set_external_id(std::string(129, 'a')); }),
      InPerson(
          "organization",
          [](auto& person) { person.set_organization(std::string(301, 'a')); }),
      InPerson(
          "job_title",
          [](auto& person) { person.set_job_title(std::string(301, 'a')); }),
  });
}

TEST(RegistrationFieldsTest, NamesEveryMistakeAtOnce) {
  RegistrationServer server;
  v1::CreateRegistrationRequest request;
  request.set_event("forum");
  request.set_request_id("not a UUID");
  auto* registration = request.mutable_registration();
  registration->set_country_code("Nowhere");
  registration->set_sector_id("No slug");
  registration->mutable_person()->set_external_id(std::string(129, 'a'));
  registration->mutable_person()->set_organization(std::string(301, 'a'));
  registration->mutable_person()->set_job_title(std::string(301, 'a'));
  const auto answer = Send(server.stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(
      FieldsOf(answer.status),
      UnorderedElementsAre(
          "event", "request_id", "registration.mode",
          "registration.country_code", "registration.sector_id",
          "registration.person.display_name", "registration.person.email",
          "registration.person.external_id", "registration.person.organization",
          "registration.person.job_title"));
}

TEST(RegistrationFieldsTest, AcceptsWhatIsJustWithinTheLimits) {
  RegistrationServer server;
  const Forum forum(server.NewChannel());
  v1::CreateRegistrationRequest request =
      ValidRegistration(forum.name(), std::string(242, 'a') + "@example.org");
  auto* person = request.mutable_registration()->mutable_person();
  person->set_display_name(std::string(200, 'a'));
  person->set_external_id(std::string(128, 'a'));
  person->set_organization(std::string(300, 'a'));
  person->set_job_title(std::string(300, 'a'));
  const auto created = Send(server.stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  EXPECT_EQ(created.response.registration().person().DebugString(),
            person->DebugString());
}

}  // namespace
}  // namespace rollcall::registration
