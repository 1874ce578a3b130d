#include "common/rpc/call_ids.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace rollcall::rpc {
namespace {

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00f067aa0ba902b7";

TEST(IsRequestId, TakesShortTextsOfPlainCharacters) {
  for (const std::string& text :
       {std::string("a"), std::string("Aa0._-"), std::string(64, 'z')}) {
    EXPECT_TRUE(IsRequestId(text)) << text;
  }
  for (const std::string& text :
       {std::string(), std::string(65, 'z'), std::string("a b"),
        std::string("a\n"), std::string("a@b"), std::string("a\"b"),
        std::string("\xc3\xa4"), std::string("a\0b", 3)}) {
    EXPECT_FALSE(IsRequestId(text)) << text;
  }
}

TEST(TraceIdIn, ReadsWhatIsValid) {
  const std::string first = absl::StrCat(kTrace, "-", kParent);
  EXPECT_EQ(TraceIdIn(absl::StrCat("00-", first, "-01")), kTrace);
  EXPECT_EQ(TraceIdIn(absl::StrCat("00-", first, "-00")), kTrace);
  // Versions to come may say more.
  EXPECT_EQ(TraceIdIn(absl::StrCat("cc-", first, "-01")), kTrace);
  EXPECT_EQ(TraceIdIn(absl::StrCat("cc-", first, "-01-more")), kTrace);
}

TEST(TraceIdIn, IsEmptyWhenAnythingIsWrong) {
  const std::string first = absl::StrCat(kTrace, "-", kParent);
  const std::string zeros(32, '0');
  for (const std::string& text :
       {std::string(), absl::StrCat("00-", first),
        absl::StrCat("00-", first, "-"), absl::StrCat("00-", first, "-0"),
        absl::StrCat("00-", first, "-011"),
        absl::StrCat("00-", first, "-01-more"),
        absl::StrCat("00-", first, "-0g"), absl::StrCat("ff-", first, "-01"),
        absl::StrCat("0x-", first, "-01"),
        absl::StrCat("cc-", first, "-01more"),
        absl::StrCat("00-", zeros, "-", kParent, "-01"),
        absl::StrCat("00-", kTrace, "-", zeros.substr(16), "-01"),
        absl::StrCat("00_", first, "-01"),
        absl::StrCat("00-", kTrace, "_", kParent, "-01"),
        absl::StrCat("00-", kTrace, "-", kParent, "_01"),
        absl::StrCat("00-4BF92F3577B34DA6A3CE929D0E0E4736-", kParent, "-01"),
        absl::StrCat("00-", kTrace, "-00F067AA0BA902B7-01")}) {
    EXPECT_EQ(TraceIdIn(text), "") << text;
  }
}

TEST(LogFieldsOf, HasWhatThereIs) {
  EXPECT_TRUE(LogFieldsOf({}).empty());
  const LogScope::Fields fields = LogFieldsOf({"a", "b"});
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_STREQ(fields[0].first, "request_id");
  EXPECT_EQ(fields[0].second, "a");
  EXPECT_STREQ(fields[1].first, "trace_id");
  EXPECT_EQ(fields[1].second, "b");
}

}  // namespace
}  // namespace rollcall::rpc
