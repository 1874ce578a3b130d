#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RegistrationSearchTest : public ::testing::Test {
 protected:
  RegistrationSearchTest() : forum_(server_.NewChannel()) {}

  void Register(const std::string& display_name,
                const std::string& country = "") {
    auto request = ValidRegistration(
        forum_.name(), "p" + std::to_string(++people_) + "@example.org");
    request.mutable_registration()->mutable_person()->set_display_name(
        display_name);
    request.mutable_registration()->set_country_code(country);
    const auto created = Send(server_.stub(), request);
    ASSERT_TRUE(created.ok()) << ReasonOf(created.status);
    last_ = created.response.registration().name();
  }

  v1::ListRegistrationsRequest Query(const std::string& query) {
    v1::ListRegistrationsRequest request;
    request.set_event(forum_.name());
    request.set_query(query);
    return request;
  }

  // The names of the people found, page by page.
  std::vector<std::string> Find(v1::ListRegistrationsRequest request) {
    std::vector<std::string> names;
    do {
      const auto page = Send(server_.stub(), request);
      EXPECT_TRUE(page.ok()) << ReasonOf(page.status);
      for (const auto& registration : page.response.registrations()) {
        names.push_back(registration.person().display_name());
      }
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  RegistrationServer server_;
  Forum forum_;
  std::string last_;

 private:
  int people_ = 0;
};

TEST_F(RegistrationSearchTest, IgnoresCaseAndAccents) {
  Register("José Müller");
  Register("Søren Łukasz");
  Register("Ёлкина Анна");
  Register("Ada Lovelace");
  EXPECT_THAT(Find(Query("jose mull")), ElementsAre("José Müller"));
  EXPECT_THAT(Find(Query("ÉMÜ")), IsEmpty());
  EXPECT_THAT(Find(Query("SOREN luk")), ElementsAre("Søren Łukasz"));
  EXPECT_THAT(Find(Query("елкина")), ElementsAre("Ёлкина Анна"));
  EXPECT_THAT(Find(Query("lovelace")), ElementsAre("Ada Lovelace"));
}

TEST_F(RegistrationSearchTest, FindsPartsInAnyScript) {
  Register("欧阳修文");
  Register("محمد علي");
  EXPECT_THAT(Find(Query("阳修文")), ElementsAre("欧阳修文"));
  EXPECT_THAT(Find(Query("حمد")), ElementsAre("محمد علي"));
}

TEST_F(RegistrationSearchTest, TakesPatternsAsTheyStand) {
  Register("100% real_name \\ here");
  Register("1000 realXname");
  EXPECT_THAT(Find(Query("100%")), ElementsAre("100% real_name \\ here"));
  EXPECT_THAT(Find(Query("real_name")), ElementsAre("100% real_name \\ here"));
  EXPECT_THAT(Find(Query("\\ he")), ElementsAre("100% real_name \\ here"));
}

TEST_F(RegistrationSearchTest, GoesOnPageByPage) {
  for (int i = 0; i < 7; ++i) Register("Ada " + std::to_string(i));
  Register("Bob");
  auto request = Query("ada");
  request.set_page_size(3);
  EXPECT_EQ(Find(request).size(), 7u);
}

TEST_F(RegistrationSearchTest, WantsThreeCharacters) {
  for (const char* query : {"ab", "李明", "   ", "a\u0301b"}) {
    EXPECT_THAT(FieldsOf(Send(server_.stub(), Query(query)).status),
                ElementsAre("query"))
        << query;
  }
  EXPECT_THAT(
      FieldsOf(Send(server_.stub(), Query(std::string(101, 'a'))).status),
      ElementsAre("query"));
}

TEST_F(RegistrationSearchTest, FiltersByEveryField) {
  Register("From China", "CN");
  Register("From Kenya", "KE");
  auto request = Query("");
  request.set_country_code("KE");
  EXPECT_THAT(Find(request), ElementsAre("From Kenya"));
  request.set_mode(type::v1::MODE_ONLINE);
  EXPECT_THAT(Find(request), IsEmpty());
  request = Query("from");
  request.add_states(v1::Registration::STATE_CANCELLED);
  EXPECT_THAT(Find(request), IsEmpty());
  ASSERT_TRUE(
      Send(server_.stub(), Named<v1::CancelRegistrationRequest>(last_)).ok());
  EXPECT_THAT(Find(request), ElementsAre("From Kenya"));
  request.set_sector_id("academia");
  EXPECT_THAT(Find(request), IsEmpty());
}

TEST_F(RegistrationSearchTest, BindsAPageToItsFilter) {
  for (int i = 0; i < 3; ++i) Register("Ada " + std::to_string(i));
  auto request = Query("ada");
  request.set_page_size(1);
  request.set_page_token(
      Send(server_.stub(), request).response.next_page_token());
  request.set_query("bob");
  EXPECT_THAT(FieldsOf(Send(server_.stub(), request).status),
              ElementsAre("page_token"));
}

}  // namespace
}  // namespace rollcall::registration
