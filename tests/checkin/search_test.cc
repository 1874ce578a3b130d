#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

#include "tests/checkin/door_fixture.h"
#include "tests/harness/calls.h"

namespace rollcall::checkin {
namespace {

using registration::v1::Registration;
using testing::Call;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ReasonOf;
using ::testing::UnorderedElementsAreArray;

class SearchTest : public DoorFixture {
 protected:
  std::string Register(const std::string& name,
                       const std::string& organization = "") {
    registration::v1::CreateRegistrationRequest request;
    registration::v1::CreateRegistrationResponse response;
    request.set_event(forum_.name());
    auto& registration = *request.mutable_registration();
    registration.set_mode(type::v1::MODE_IN_PERSON);
    registration.set_country_code("CN");
    auto& person = *registration.mutable_person();
    person.set_display_name(name);
    person.set_organization(organization);
    person.set_email(absl::StrCat("p", ++people_, "@example.org"));
    const grpc::Status status =
        Call(forum_.stub(),
             &registration::v1::RegistrationService::Stub::CreateRegistration,
             request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
    return response.registration().name();
  }

  v1::SearchRegistrationsRequest Query(const std::string& name_part) {
    v1::SearchRegistrationsRequest request;
    request.set_event(forum_.name());
    request.set_name_part(name_part);
    return request;
  }

  grpc::Status Search(const v1::SearchRegistrationsRequest& request,
                      v1::SearchRegistrationsResponse* response) {
    return Call(door_.stub(), &Stub::SearchRegistrations, request, response);
  }

  // The registrations found, page by page.
  std::vector<std::string> Find(v1::SearchRegistrationsRequest request) {
    std::vector<std::string> found;
    do {
      v1::SearchRegistrationsResponse response;
      const grpc::Status status = Search(request, &response);
      EXPECT_TRUE(status.ok()) << ReasonOf(status);
      for (const auto& match : response.matches()) {
        found.push_back(match.registration());
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return found;
  }

  std::string ErrorOf(const v1::SearchRegistrationsRequest& request) {
    v1::SearchRegistrationsResponse response;
    return ReasonOf(Search(request, &response));
  }

 private:
  int people_ = 0;
};

TEST_F(SearchTest, FindsPartsOfNamesInAnyScript) {
  const std::string jose = Register("José Müller");
  const std::string soren = Register("Søren Łukasz");
  const std::string ouyang = Register("欧阳修文");
  EXPECT_THAT(Find(Query("jose mull")), ElementsAre(jose));
  EXPECT_THAT(Find(Query("OREN LUK")), ElementsAre(soren));
  EXPECT_THAT(Find(Query("阳修文")), ElementsAre(ouyang));
  EXPECT_THAT(Find(Query("nobody")), IsEmpty());
  // Patterns have no meaning.
  EXPECT_THAT(Find(Query("J%r")), IsEmpty());
}

TEST_F(SearchTest, MasksWhomItFinds) {
  Register("Marie Curie", "Institut du Radium");
  v1::SearchRegistrationsResponse response;
  ASSERT_TRUE(Search(Query("curie"), &response).ok());
  ASSERT_EQ(response.matches_size(), 1);
  const auto& match = response.matches(0);
  EXPECT_EQ(match.masked_name(), "M•••• C••••");
  EXPECT_EQ(match.masked_organization(), "I•••• d• R••••");
  EXPECT_EQ(match.state(), Registration::STATE_CONFIRMED);
  const std::string all = response.DebugString();
  for (const char* secret : {"arie", "adium", "@", "CN"}) {
    EXPECT_THAT(all, Not(::testing::HasSubstr(secret)));
  }
}

TEST_F(SearchTest, FindsACredential) {
  Register("Ada Lovelace");
  const std::vector<std::string> found = Find(Query("lovelace"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(OutcomeOf(ScanOf(found.front())), "ADMITTED");
}

TEST_F(SearchTest, FindsNobodyWhoHasEndedOrIsErased) {
  const std::string cancelled = Register("Grace Hopper");
  Cancel(cancelled);
  registration::v1::EraseRegistrationRequest erase;
  registration::v1::EraseRegistrationResponse erased;
  erase.set_name(Register("Grace Kelly"));
  ASSERT_TRUE(
      Call(forum_.stub(),
           &registration::v1::RegistrationService::Stub::EraseRegistration,
           erase, &erased)
          .ok());
  const std::string live = Register("Grace Slick");
  EXPECT_THAT(Find(Query("grace")), ElementsAre(live));
}

TEST_F(SearchTest, PagesInTheOrderOfIds) {
  std::vector<std::string> people;
  for (int i = 0; i < 5; ++i) people.push_back(Register("Twin Person"));
  v1::SearchRegistrationsRequest request = Query("twin");
  request.set_page_size(2);
  const std::vector<std::string> found = Find(request);
  EXPECT_THAT(found, UnorderedElementsAreArray(people));
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));

  v1::SearchRegistrationsResponse response;
  ASSERT_TRUE(Search(request, &response).ok());
  v1::SearchRegistrationsRequest other = Query("person");
  other.set_page_token(response.next_page_token());
  EXPECT_EQ(ErrorOf(other), "INVALID_FIELD");
}

TEST_F(SearchTest, NeedsThreeCharactersThatCount) {
  EXPECT_EQ(ErrorOf(Query("")), "INVALID_FIELD");
  EXPECT_EQ(ErrorOf(Query("ab ")), "INVALID_FIELD");
  EXPECT_EQ(ErrorOf(Query("e\u0301e\u0301")), "INVALID_FIELD");
  EXPECT_EQ(ErrorOf(Query(std::string(201, 'a'))), "INVALID_FIELD");
  EXPECT_EQ(ErrorOf(Query(std::string(200, 'a'))), "");
}

TEST_F(SearchTest, NeedsAnEvent) {
  v1::SearchRegistrationsRequest request = Query("abc");
  request.set_event("events/none");
  EXPECT_EQ(ErrorOf(request), "EVENT_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::checkin
