#include "common/auth/guard.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall::auth {
namespace {

constexpr char kToken[] = "token-0123456789abcdef-0123456789abcdef";
constexpr char kHeadToken[] = "head";
constexpr Role kHeadsToo[] = {Role::kAdmin, Role::kDelegationHead};

absl::StatusOr<Caller> Admit(const Guard& guard,
                             const std::string& authorization,
                             absl::Span<const Role> open_to = kAdminOnly) {
  return guard.Admit(authorization, open_to, absl::Now() + absl::Seconds(10));
}

// Knows the one token kHeadToken.
absl::StatusOr<std::optional<Caller>> ResolveHead(absl::string_view token,
                                                  absl::Time) {
  if (token != kHeadToken) return std::optional<Caller>();
  return std::optional(Caller{Role::kDelegationHead, "forum", "7"});
}

TEST(Guard, AcceptsTheTokenWithAnyCaseOfTheScheme) {
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER ", "bEaReR "}) {
    const auto caller = Admit(Guard(kToken), absl::StrCat(scheme, kToken));
    ASSERT_TRUE(caller.ok()) << scheme;
    EXPECT_EQ(caller->role, Role::kAdmin);
    EXPECT_EQ(caller->event, "");
    EXPECT_EQ(caller->delegation, "");
  }
}

TEST(Guard, RefusesEverythingElse) {
  const std::string token = kToken;
  const Guard guards[] = {Guard(kToken), Guard(kToken, ResolveHead)};
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
      EXPECT_EQ(ReasonOf(Admit(guard, authorization, kHeadsToo).status()),
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
      Admit(Guard(kToken, ResolveHead), authorization, kHeadsToo);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->role, Role::kDelegationHead);
  EXPECT_EQ(caller->event, "forum");
  EXPECT_EQ(caller->delegation, "7");
  EXPECT_EQ(ReasonOf(Admit(Guard(kToken), authorization, kHeadsToo).status()),
            error::v1::UNAUTHENTICATED_CALL);
}

TEST(Guard, OpensAMethodToTheRolesThatItNames) {
  const Guard guard(kToken, ResolveHead);
  const std::string head = absl::StrCat("Bearer ", kHeadToken);
  EXPECT_EQ(ReasonOf(Admit(guard, head).status()),
            error::v1::PERMISSION_DENIED_CALL);
  EXPECT_EQ(ReasonOf(Admit(guard, head, {}).status()),
            error::v1::PERMISSION_DENIED_CALL);
  EXPECT_TRUE(Admit(guard, absl::StrCat("Bearer ", kToken), kHeadsToo).ok());
}

TEST(Guard, SaysWhenItCannotTell) {
  const Guard guard(kToken, [](absl::string_view, absl::Time) {
    return Error(error::v1::DATABASE_UNAVAILABLE, "Down.");
  });
  EXPECT_EQ(ReasonOf(Admit(guard, "Bearer somebody's").status()),
            error::v1::DATABASE_UNAVAILABLE);
  EXPECT_TRUE(Admit(guard, absl::StrCat("Bearer ", kToken)).ok());
}

}  // namespace
}  // namespace rollcall::auth
