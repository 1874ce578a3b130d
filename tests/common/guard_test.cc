#include "common/auth/guard.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "rollcall/registration/v1/registration_service.pb.h"

namespace rollcall::auth {
namespace {

constexpr char kToken[] = "token-0123456789abcdef-0123456789abcdef";
constexpr char kHeadToken[] = "head";
constexpr char kPeer[] = "ipv4:192.0.2.1:4711";

// Of a method for admins, and of one that heads may call, too.
const Policy& ForAdmins() {
  return PolicyFor<registration::v1::ListEventsRequest>();
}
const Policy& ForHeadsToo() {
  return PolicyFor<registration::v1::GetRegistrationRequest>();
}

absl::StatusOr<Caller> Admit(const Guard& guard,
                             const std::string& authorization,
                             const Policy& policy = ForAdmins(),
                             const std::string& peer = kPeer) {
  return guard.Admit(authorization, peer, policy,
                     absl::Now() + absl::Seconds(10));
}

Caller Head() {
  Caller head;
  head.role = Role::ROLE_DELEGATION_HEAD;
  head.event = "forum";
  head.delegation = "7";
  return head;
}

// Knows the one token kHeadToken, and recalls nothing.
Resolver Heads() {
  return {nullptr,
          [](absl::string_view token,
             absl::Time) -> absl::StatusOr<std::optional<Caller>> {
            if (token != kHeadToken) return std::optional<Caller>();
            return std::optional(Head());
          }};
}

TEST(Guard, AcceptsTheTokenWithAnyCaseOfTheScheme) {
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER ", "bEaReR "}) {
    const auto caller = Admit(Guard(kToken), absl::StrCat(scheme, kToken));
    ASSERT_TRUE(caller.ok()) << scheme;
    EXPECT_EQ(caller->role, Role::ROLE_ADMIN);
    EXPECT_EQ(caller->event, "");
    EXPECT_EQ(caller->delegation, "");
  }
}

TEST(Guard, RefusesEverythingElse) {
  const std::string token = kToken;
  const Guard guards[] = {Guard(kToken), Guard(kToken, Heads())};
  for (const std::string& authorization : {
           std::string(),
           std::string("Bearer"),
           std::string("Bearer "),
           token,
           "Bearer" + token,
           "Basic " + token,
           "Bearer:" + token,
           "Bearer  " + token,
           " Bearer " + token,
           "Bearer " + token + " ",
           "Bearer " + token + "0",
           "Bearer " + token + std::string(1, '\0'),
           "Bearer " + token.substr(0, token.size() - 1),
           "Bearer " + token.substr(1),
           "Bearer " + absl::AsciiStrToUpper(token),
           "Bearer " + token + ", Bearer " + token,
           "Bearer " + std::string(100000, 'x'),
           std::string(kHeadToken),
           absl::StrCat("Basic ", kHeadToken),
       }) {
    for (const Guard& guard : guards) {
      EXPECT_EQ(ReasonOf(Admit(guard, authorization, ForHeadsToo()).status()),
                error::v1::UNAUTHENTICATED_CALL)
          << authorization.substr(0, 60);
    }
  }
}

TEST(Guard, DoesNotRepeatWhatItRefuses) {
  const absl::Status status = Admit(Guard(kToken), "Bearer hunter2").status();
  EXPECT_EQ(status.ToString().find("hunter2"), std::string::npos);
}

TEST(Guard, KnowsWhomTheResolverKnows) {
  const std::string authorization = absl::StrCat("Bearer ", kHeadToken);
  const auto caller =
      Admit(Guard(kToken, Heads()), authorization, ForHeadsToo());
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->role, Role::ROLE_DELEGATION_HEAD);
  EXPECT_EQ(caller->event, "forum");
  EXPECT_EQ(caller->delegation, "7");
  EXPECT_EQ(
      ReasonOf(Admit(Guard(kToken), authorization, ForHeadsToo()).status()),
      error::v1::UNAUTHENTICATED_CALL);
}

TEST(Guard, OpensAMethodToTheRolesThatItNames) {
  const Guard guard(kToken, Heads());
  const std::string head = absl::StrCat("Bearer ", kHeadToken);
  EXPECT_EQ(ReasonOf(Admit(guard, head).status()),
            error::v1::PERMISSION_DENIED_CALL);
  EXPECT_EQ(ReasonOf(Admit(guard, head, Policy()).status()),
            error::v1::PERMISSION_DENIED_CALL);
  EXPECT_TRUE(
      Admit(guard, absl::StrCat("Bearer ", kToken), ForHeadsToo()).ok());
}

TEST(Guard, SaysWhenItCannotTell) {
  const Guard guard(kToken, {nullptr, [](absl::string_view, absl::Time) {
                               return Error(error::v1::DATABASE_UNAVAILABLE,
                                            "Down.");
                             }});
  EXPECT_EQ(ReasonOf(Admit(guard, "Bearer somebody's").status()),
            error::v1::DATABASE_UNAVAILABLE);
  EXPECT_TRUE(Admit(guard, absl::StrCat("Bearer ", kToken)).ok());
}

TEST(Guard, LooksForNobodyAtAnAddressThatFailsTooOften) {
  int finds = 0;
  const Resolver resolver = {
      [](absl::string_view token) -> absl::StatusOr<std::optional<Caller>> {
        if (token != "known") return std::optional<Caller>();
        return std::optional(Head());
      },
      [&finds](absl::string_view token,
               absl::Time) -> absl::StatusOr<std::optional<Caller>> {
        ++finds;
        if (token != kHeadToken) return std::optional<Caller>();
        return std::optional(Head());
      }};
  const Guard guard(kToken, resolver, {1e-6, 3});
  const std::string head = absl::StrCat("Bearer ", kHeadToken);
  const auto reason = [&](const std::string& authorization,
                          const std::string& peer) {
    return ReasonOf(Admit(guard, authorization, ForHeadsToo(), peer).status());
  };
  EXPECT_TRUE(Admit(guard, head, ForHeadsToo()).ok());
  EXPECT_EQ(reason("", kPeer), error::v1::UNAUTHENTICATED_CALL);
  EXPECT_EQ(reason("Bearer a", "ipv4:192.0.2.1:1"),
            error::v1::UNAUTHENTICATED_CALL);
  EXPECT_EQ(reason("Bearer b", "ipv4:192.0.2.1:2"),
            error::v1::UNAUTHENTICATED_CALL);
  EXPECT_EQ(finds, 3);
  const absl::Status limited =
      Admit(guard, head, ForHeadsToo(), "ipv4:192.0.2.1:3").status();
  EXPECT_EQ(ReasonOf(limited), error::v1::RATE_LIMITED);
  EXPECT_EQ(ReasonOf(guard.CheckFailures(kPeer)), error::v1::RATE_LIMITED);
  EXPECT_EQ(finds, 3);
  // Whoever is known goes on, and so do other addresses.
  EXPECT_TRUE(Admit(guard, "Bearer known", ForHeadsToo()).ok());
  EXPECT_TRUE(Admit(guard, absl::StrCat("Bearer ", kToken)).ok());
  EXPECT_TRUE(Admit(guard, head, ForHeadsToo(), "ipv4:192.0.2.2:4").ok());
  EXPECT_TRUE(guard.CheckFailures("ipv4:192.0.2.2:4").ok());
}

}  // namespace
}  // namespace rollcall::auth
