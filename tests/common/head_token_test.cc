#include "common/auth/head_token.h"

#include <string>

#include "gtest/gtest.h"

#include "common/base/base32.h"

namespace rollcall::auth {
namespace {

TEST(HeadToken, BeginsWithItsKindAndItsEvent) {
  const std::string token = NewHeadToken("forum-2022");
  const std::string beginning = "rchead_forum-2022_";
  EXPECT_EQ(token.substr(0, beginning.size()), beginning);
  const std::string secret = token.substr(beginning.size());
  EXPECT_EQ(secret.size(), 26u);
  EXPECT_TRUE(IsBase32(secret)) << secret;
  EXPECT_EQ(EventOfHeadToken(token), "forum-2022");
}

TEST(HeadToken, IsNeverTheSame) {
  EXPECT_NE(NewHeadToken("forum"), NewHeadToken("forum"));
}

TEST(HeadToken, IsNothingElse) {
  const std::string secret(26, '7');
  ASSERT_EQ(EventOfHeadToken("rchead_forum_" + secret), "forum");
  for (const std::string& token :
       {std::string(), secret, "rchead_" + secret, "rchead__" + secret,
        "rchead_Forum_" + secret, "RCHEAD_forum_" + secret,
        "rchead_forum_" + secret + "7", "rchead_forum_" + secret.substr(1),
        "rchead_forum_" + secret + "_", " rchead_forum_" + secret,
        "rchead_forum_" + secret.substr(1) + "U", "rchead-forum-" + secret,
        "rchead_forum_" + secret.substr(1) + "a"}) {
    EXPECT_EQ(EventOfHeadToken(token), std::nullopt) << token;
  }
}

}  // namespace
}  // namespace rollcall::auth
