#include "common/api/page.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

#include "common/api/limits.h"
#include "common/base/uuid.h"

namespace rollcall {
namespace {

constexpr char kFilter[] = "events/forum";

Page Parse(int page_size, absl::string_view token,
           absl::string_view filter = kFilter) {
  FieldChecker check;
  Page page = ParsePage(filter, page_size, token, check, KeyForm::kOther);
  EXPECT_TRUE(check.Check().ok()) << check.Check();
  return page;
}

// The one field that is wrong, or nothing.
std::string WrongField(int page_size, absl::string_view token,
                       absl::string_view filter = kFilter) {
  FieldChecker check;
  ParsePage(filter, page_size, token, check, KeyForm::kOther);
  return MetadataOf(check.Check())["field"];
}

std::vector<int> Numbers(int count) {
  std::vector<int> numbers;
  for (int i = 1; i <= count; ++i) numbers.push_back(i);
  return numbers;
}

std::string KeyOf(int number) { return absl::StrCat("key-", number); }

TEST(ParsePage, BeginsWithoutAToken) {
  const Page page = Parse(7, "");
  EXPECT_EQ(page.size, 7);
  EXPECT_EQ(page.key, "");
}

TEST(ParsePage, TakesASizeOfZeroForTheDefault) {
  EXPECT_EQ(Parse(0, "").size, limits::kDefaultPageSize);
}

TEST(ParsePage, CapsTheSize) {
  EXPECT_EQ(Parse(1, "").size, 1);
  EXPECT_EQ(Parse(limits::kMaxPageSize, "").size, limits::kMaxPageSize);
  EXPECT_EQ(Parse(limits::kMaxPageSize + 1, "").size, limits::kMaxPageSize);
  EXPECT_EQ(Parse(std::numeric_limits<int>::max(), "").size,
            limits::kMaxPageSize);
}

TEST(ParsePage, RefusesANegativeSize) {
  EXPECT_EQ(WrongField(-1, ""), "page_size");
  EXPECT_EQ(WrongField(std::numeric_limits<int>::min(), ""), "page_size");
}

TEST(ParsePage, ContinuesAfterTheKeyOfAToken) {
  for (const std::string& key :
       {std::string("a"), std::string("Ünïcode/and spaces"),
        std::string("\0\xFF", 2), std::string(1000, 'k')}) {
    const std::string token = RenderPageToken(kFilter, key);
    EXPECT_EQ(Parse(3, token).key, key);
  }
}

TEST(ParsePage, RefusesATokenOfAnotherFilter) {
  const std::string token = RenderPageToken(kFilter, "key");
  EXPECT_EQ(WrongField(0, token, "events/other"), "page_token");
  EXPECT_EQ(WrongField(0, token, ""), "page_token");
  // Nor may what belongs to the filter pass for the key.
  EXPECT_EQ(WrongField(0, token, "events/forumk"), "page_token");
  EXPECT_EQ(WrongField(0, token, "events/foru"), "page_token");
}

TEST(ParsePage, RefusesGarbage) {
  for (const std::string& token :
       {std::string("a"), std::string("next"), std::string("!!!!"),
        std::string("AAAAAAAAAAA"), std::string(10000, 'A'),
        std::string("\xFF\xFE"), std::string("key")}) {
    EXPECT_EQ(WrongField(0, token), "page_token") << token.substr(0, 20);
  }
}

TEST(ParsePage, RefusesATruncatedToken) {
  const std::string token = RenderPageToken(kFilter, "a key of some length");
  for (size_t size = 1; size < token.size(); ++size) {
    EXPECT_EQ(WrongField(0, token.substr(0, size)), "page_token") << size;
  }
}

TEST(ParsePage, RefusesAChangedToken) {
  const std::string token = RenderPageToken(kFilter, "some key");
  for (size_t i = 0; i + 1 < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(WrongField(0, changed), "page_token") << i;
  }
}

TEST(ParsePage, RefusesATokenInAnotherForm) {
  // 9 bytes, so that nothing of the last character is left over, and 10.
  for (const std::string key : {"k", "ky"}) {
    const std::string token = RenderPageToken(kFilter, key);
    EXPECT_EQ(Parse(3, token).key, key);
    EXPECT_EQ(WrongField(0, token + "="), "page_token");
    EXPECT_EQ(WrongField(0, token + "=="), "page_token");
    EXPECT_EQ(WrongField(0, token + "\n"), "page_token");
    EXPECT_EQ(WrongField(0, "\r" + token), "page_token");
  }
}

TEST(ParsePage, NotesEverythingThatIsWrong) {
  FieldChecker check;
  ParsePage(kFilter, -1, "garbage", check, KeyForm::kOther);
  google::rpc::BadRequest wrong;
  const auto payload =
      check.Check().GetPayload("type.googleapis.com/google.rpc.BadRequest");
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(wrong.ParseFromString(std::string(*payload)));
  ASSERT_EQ(wrong.field_violations_size(), 2);
  EXPECT_EQ(wrong.field_violations(0).field(), "page_size");
  EXPECT_EQ(wrong.field_violations(1).field(), "page_token");
}

TEST(RenderPageToken, NeedsNoEscapingInAUrl) {
  const std::string token =
      RenderPageToken(kFilter, std::string("\xFB\xEF\xBE\xFF\xFF\xFF", 6));
  EXPECT_EQ(token.find_first_of("+/ %&?"), std::string::npos) << token;
}

TEST(CutToPage, LeavesTheLastPageWhole) {
  for (const int count : {0, 1, 3}) {
    std::vector<int> entries = Numbers(count);
    EXPECT_EQ(CutToPage({3, ""}, kFilter, entries, KeyOf), "");
    EXPECT_EQ(entries, Numbers(count));
  }
}

TEST(CutToPage, ContinuesAfterTheLastEntryKept) {
  std::vector<int> entries = Numbers(4);
  const std::string token = CutToPage({3, ""}, kFilter, entries, KeyOf);
  EXPECT_EQ(entries, Numbers(3));
  EXPECT_EQ(Parse(3, token).key, "key-3");
}

TEST(CutToPage, CutsToASingleEntry) {
  std::vector<int> entries = Numbers(2);
  const std::string token = CutToPage({1, ""}, kFilter, entries, KeyOf);
  EXPECT_EQ(entries, Numbers(1));
  EXPECT_EQ(Parse(1, token).key, "key-1");
}

TEST(ParsePage, TakesKeysOfTheFormOfTheList) {
  const std::string uuid = NewUuid();
  FieldChecker check;
  EXPECT_EQ(ParsePage(kFilter, 0, RenderPageToken(kFilter, uuid), check).key,
            uuid);
  EXPECT_TRUE(check.Check().ok());
  for (const std::string& key :
       {std::string("no-uuid"), uuid + "0", absl::AsciiStrToUpper(uuid)}) {
    FieldChecker wrong;
    ParsePage(kFilter, 0, RenderPageToken(kFilter, key), wrong);
    EXPECT_EQ(wrong.violations().size(), 1u) << key;
  }
}

}  // namespace
}  // namespace rollcall
