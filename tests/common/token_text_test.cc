#include "common/auth/token_text.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

#include "common/base/base32.h"
#include "common/base/uuid.h"

namespace rollcall::auth {
namespace {

TEST(HeadToken, BeginsWithItsKindAndItsEvent) {
  const std::string token = NewHeadToken("forum-2022");
  const std::string beginning = "rchead_forum-2022_";
  EXPECT_EQ(token.substr(0, beginning.size()), beginning);
  const std::string secret = token.substr(beginning.size());
  EXPECT_EQ(secret.size(), 26u);
  EXPECT_TRUE(IsBase32(secret)) << secret;
  const auto text = ParseTokenText(token);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->kind, TokenKind::kDelegationHead);
  EXPECT_EQ(text->event, "forum-2022");
  EXPECT_EQ(text->id, "");
}

TEST(HeadToken, IsNeverTheSame) {
  EXPECT_NE(NewHeadToken("forum"), NewHeadToken("forum"));
}

TEST(HeadToken, IsNothingElse) {
  const std::string secret(26, '7');
  ASSERT_TRUE(ParseTokenText("rchead_forum_" + secret));
  for (const std::string& token :
       {std::string(), secret, "rchead_" + secret, "rchead__" + secret,
        "rchead_Forum_" + secret, "RCHEAD_forum_" + secret,
        "rchead_forum_" + secret + "7", "rchead_forum_" + secret.substr(1),
        "rchead_forum_" + secret + "_", " rchead_forum_" + secret,
        "rchead_forum_" + secret.substr(1) + "U", "rchead-forum-" + secret,
        "rchead_forum_" + secret.substr(1) + "a"}) {
    EXPECT_FALSE(ParseTokenText(token)) << token;
  }
}

TEST(TokenText, SaysWhichDeviceOrKeyItIsOf) {
  const std::string id = NewUuid();
  const std::string device = NewDeviceToken("forum", id);
  const std::string key = NewApiKeyText("forum", id);
  EXPECT_EQ(device.substr(0, 12), "rcdev_forum_");
  EXPECT_EQ(key.substr(0, 12), "rckey_forum_");
  for (const std::string& token : {device, key}) {
    const auto text = ParseTokenText(token);
    ASSERT_TRUE(text) << token;
    EXPECT_EQ(text->kind,
              token == device ? TokenKind::kDevice : TokenKind::kApiKey);
    EXPECT_EQ(text->event, "forum");
    EXPECT_EQ(text->id, id);
    for (const std::string& other :
         {token + "0", token.substr(1), token.substr(0, token.size() - 1),
          "rchead" + token.substr(5), token + "_", "_" + token}) {
      EXPECT_FALSE(ParseTokenText(other)) << other;
    }
  }
  EXPECT_NE(device, NewDeviceToken("forum", id));
}

TEST(EnrollmentCode, IsReadHoweverItIsTyped) {
  const std::string code = NewEnrollmentCode();
  EXPECT_EQ(code.size(), 19u);
  std::string typed = absl::AsciiStrToLower(code);
  EXPECT_EQ(ParseEnrollmentCode(typed), code);
  typed = absl::StrReplaceAll(typed, {{"-", " "}});
  EXPECT_EQ(ParseEnrollmentCode(typed), code);
  typed = absl::StrReplaceAll(typed, {{" ", ""}});
  EXPECT_EQ(ParseEnrollmentCode(typed), code);
  EXPECT_NE(NewEnrollmentCode(), code);
}

TEST(EnrollmentCode, IsNothingElse) {
  for (const char* text :
       {"", "-", "AAAA-AAAA-AAAA-AAA", "AAAA-AAAA-AAAA-AAAAA",
        "AAAA-AAAA-AAAA-AAAU", "AAAA_AAAA_AAAA_AAAA"}) {
    EXPECT_FALSE(ParseEnrollmentCode(text)) << text;
  }
}

}  // namespace
}  // namespace rollcall::auth
