#include "common/api/resource_name.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

constexpr char kUuid[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";
constexpr char kUpperUuid[] = "018F2D5E-7C3A-7B60-9A4E-5D2B8C1F0E93";

template <typename Name>
bool Parses(absl::string_view text) {
  Name name;
  return ParseName(text, name);
}

TEST(IsSlug, AcceptsLettersDigitsAndHyphens) {
  for (const std::string& text :
       {std::string("a"), std::string("forum-2022"), std::string("a--"),
        std::string("z9"), std::string(63, 'a')}) {
    EXPECT_TRUE(IsSlug(text)) << text;
  }
}

TEST(IsSlug, RefusesEverythingElse) {
  for (const std::string& text :
       {std::string(), std::string(64, 'a'), std::string("1st"),
        std::string("-a"), std::string("Forum"), std::string("foruM"),
        std::string("a_b"), std::string("a.b"), std::string(".."),
        std::string("a b"), std::string("a/b"), std::string("a%20b"),
        std::string("a:b"), std::string("é"), std::string("forum-é"),
        std::string("a\n"), std::string("a\0b", 3)}) {
    EXPECT_FALSE(IsSlug(text)) << text;
  }
}

TEST(EventName, RoundTrips) {
  EventName name;
  ASSERT_TRUE(ParseName("events/forum-2022", name));
  EXPECT_EQ(name, EventName{"forum-2022"});
  EXPECT_EQ(name.ToString(), "events/forum-2022");
}

TEST(SessionName, RoundTrips) {
  SessionName name;
  ASSERT_TRUE(ParseName("events/forum/sessions/venue", name));
  EXPECT_EQ(name, (SessionName{"forum", kVenueSession}));
  EXPECT_EQ(name.ToString(), "events/forum/sessions/venue");
}

TEST(RegistrationName, RoundTrips) {
  const std::string text = absl::StrCat("events/forum/registrations/", kUuid);
  RegistrationName name;
  ASSERT_TRUE(ParseName(text, name));
  EXPECT_EQ(name, (RegistrationName{"forum", kUuid}));
  EXPECT_EQ(name.ToString(), text);
}

TEST(DeviceName, RoundTrips) {
  const std::string text = absl::StrCat("events/forum/devices/", kUuid);
  DeviceName name;
  ASSERT_TRUE(ParseName(text, name));
  EXPECT_EQ(name, (DeviceName{"forum", kUuid}));
  EXPECT_EQ(name.ToString(), text);
}

TEST(DelegationName, RoundTrips) {
  const std::string text = absl::StrCat("events/forum/delegations/", kUuid);
  DelegationName name;
  ASSERT_TRUE(ParseName(text, name));
  EXPECT_EQ(name, (DelegationName{"forum", kUuid}));
  EXPECT_EQ(name.ToString(), text);
}

TEST(RegistrationName, TakesUpperCaseUuidsToLower) {
  RegistrationName name;
  ASSERT_TRUE(
      ParseName(absl::StrCat("events/forum/registrations/", kUpperUuid), name));
  EXPECT_EQ(name.registration, kUuid);
}

TEST(EventName, RefusesEverythingElse) {
  const std::string longest(63, 'a');
  EXPECT_TRUE(Parses<EventName>(absl::StrCat("events/", longest)));
  for (const std::string& text : {
           std::string(),
           std::string("/"),
           std::string("events"),
           std::string("events/"),
           std::string("events//"),
           std::string("/events/forum"),
           std::string("events/forum/"),
           std::string("events/forum/sessions"),
           std::string("events/forum/sessions/venue"),
           std::string("event/forum"),
           std::string("Events/forum"),
           std::string("events/Forum"),
           std::string("events/.."),
           std::string("events/../events/forum"),
           std::string("events/forum%2Fa"),
           std::string("events/%66orum"),
           std::string("events/форум"),
           std::string("events/ forum"),
           std::string("events/forum "),
           std::string("events/forum\n"),
           std::string("events/-"),
           std::string("events/*"),
           std::string("//rollcall/events/forum"),
           absl::StrCat("events/", longest, "a"),
           std::string("events/forum\0", 13),
       }) {
    EXPECT_FALSE(Parses<EventName>(text)) << text;
  }
}

TEST(SessionName, RefusesEverythingElse) {
  const std::string longest(63, 'a');
  EXPECT_TRUE(Parses<SessionName>(
      absl::StrCat("events/", longest, "/sessions/", longest)));
  for (const std::string& text : {
           std::string(),
           std::string("events/forum"),
           std::string("events/forum/sessions"),
           std::string("events/forum/sessions/"),
           std::string("events/forum/sessions/venue/"),
           std::string("events//sessions/venue"),
           std::string("events/forum/session/venue"),
           std::string("events/forum/devices/venue"),
           std::string("events/forum/Sessions/venue"),
           std::string("events/forum/sessions/Venue"),
           std::string("events/forum/sessions/.."),
           std::string("events/../sessions/venue"),
           std::string("events/forum/sessions/ven%75e"),
           std::string("events/forum/sessions/зал"),
           std::string("events/forum//sessions/venue"),
           std::string("sessions/venue"),
           absl::StrCat("events/forum/sessions/", longest, "a"),
           absl::StrCat("events/", longest, "a/sessions/venue"),
       }) {
    EXPECT_FALSE(Parses<SessionName>(text)) << text;
  }
}

// These differ only in the collection.
template <typename Name>
void ExpectRefusals(const std::string& collection, const std::string& other) {
  const std::string parent = absl::StrCat("events/forum/", collection, "/");
  ASSERT_TRUE(Parses<Name>(absl::StrCat(parent, kUuid)));
  for (const std::string& text : {
           std::string(),
           parent,
           absl::StrCat(parent, "venue"),
           absl::StrCat(parent, kUuid, "/"),
           absl::StrCat(parent, kUuid, "0"),
           absl::StrCat(parent, "{", kUuid, "}"),
           absl::StrCat(parent, "00000000-0000-0000-0000-000000000000"),
           absl::StrCat(parent, "018f2d5e7c3a7b609a4e5d2b8c1f0e93"),
           absl::StrCat("events/forum/", other, "/", kUuid),
           absl::StrCat("events/Forum/", collection, "/", kUuid),
           absl::StrCat("events//", collection, "/", kUuid),
           absl::StrCat("events/../", collection, "/", kUuid),
           absl::StrCat("/", parent, kUuid),
           absl::StrCat(collection, "/", kUuid),
           std::string(kUuid),
       }) {
    EXPECT_FALSE(Parses<Name>(text)) << text;
  }
}

TEST(RegistrationName, RefusesEverythingElse) {
  ExpectRefusals<RegistrationName>("registrations", "devices");
}

TEST(DeviceName, RefusesEverythingElse) {
  ExpectRefusals<DeviceName>("devices", "registrations");
}

TEST(DelegationName, RefusesEverythingElse) {
  ExpectRefusals<DelegationName>("delegations", "devices");
}

}  // namespace
}  // namespace rollcall
