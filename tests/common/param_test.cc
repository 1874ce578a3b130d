#include "common/db/param.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/db/transact.h"
#include "common/status/error.h"
#include "tests/harness/database.h"

namespace rollcall::db {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::Eq;
using ::testing::Optional;

constexpr Statement kEchoArray = {
    "echo_array",
    "SELECT element FROM unnest($1::text[]) WITH ORDINALITY AS t (element, n) "
    "ORDER BY n"};
constexpr Statement kEchoText = {"echo_text", "SELECT $1::text AS text"};
constexpr Statement kEchoTime = {
    "echo_time",
    "SELECT time, (extract(epoch FROM time) * 1000000)::bigint AS micros "
    "FROM (SELECT $1::timestamptz AS time) AS given"};
constexpr Statement kEchoTimeRanges = {"echo_time_ranges",
                                       "SELECT $1::tstzmultirange AS ranges"};
constexpr Statement kEchoBytes = {
    "echo_bytes",
    "SELECT bytes, length(bytes) AS size, "
    "encode(sha256(bytes), 'hex') AS digest FROM (SELECT $1::bytea AS bytes) "
    "AS given"};
constexpr Statement kEchoNumbers = {
    "echo_numbers",
    "SELECT $1::integer AS small, $2::bigint AS large, $3::boolean AS yes, "
    "$4::boolean AS no"};

// The rows of `statement`, of which `args` go through PostgreSQL.
template <typename... Args>
absl::StatusOr<pqxx::result> Select(const Statement& statement,
                                    const Args&... args) {
  Pool pool(testing::TestPoolOptions());
  return ReadSnapshot(
      pool, absl::Now() + absl::Seconds(60),
      [&](Transaction& tx) { return tx.Exec(statement, args...); });
}

std::vector<Param> Echoed(const std::vector<Param>& elements) {
  std::vector<Param> echoed;
  const pqxx::result rows = Select(kEchoArray, elements).value();
  for (const pqxx::row& row : rows) {
    echoed.push_back(OptionalTextOf(row, "element"));
  }
  return echoed;
}

std::string EchoedText(const std::string& text) {
  return TextOf(Select(kEchoText, text).value().front(), "text");
}

TEST(ArrayParam, KeepsEveryElementWhatItIs) {
  const std::vector<Param> elements = {
      "plain", "",      "NULL",         "null",    std::nullopt, "a,b",
      "\"",    "\"\"",  "\\",           "\\\\\"",  "'",          "{}",
      "{a,b}", " pad ", "two\nlines",   "tab\t\r", "北京, 论坛", "😀",
      "$1",    "\\N",   "\\\"NULL\\\"", "\x7F\x01"};
  EXPECT_THAT(Echoed(elements), ElementsAreArray(elements));
}

TEST(ArrayParam, MayBeEmpty) { EXPECT_THAT(Echoed({}), ElementsAre()); }

TEST(ArrayParam, TellsNullFromTheWord) {
  EXPECT_THAT(Echoed({std::nullopt, "NULL"}),
              ElementsAre(Eq(std::nullopt), Optional(std::string("NULL"))));
}

TEST(ArrayParam, HoldsAThousandElements) {
  const std::vector<Param> elements(1000, "a \"quoted\" text");
  EXPECT_THAT(Echoed(elements), ElementsAreArray(elements));
}

TEST(ArrayParam, IsMadeOfVectorsOfOtherTypes) {
  constexpr Statement kSum = {
      "sum_params",
      "SELECT (SELECT sum(n) FROM unnest($1::integer[]) AS n) AS total, "
      "(SELECT max(t) FROM unnest($2::timestamptz[]) AS t) AS latest"};
  const absl::Time early = absl::FromUnixSeconds(1662166800);
  const absl::Time late = early + absl::Microseconds(1);
  const pqxx::result rows = Select(kSum, std::vector<int>{1, -2, 40},
                                   std::vector<absl::Time>{late, early})
                                .value();
  EXPECT_EQ(IntOf(rows.front(), "total"), 39);
  EXPECT_EQ(TimeOf(rows.front(), "latest"), late);
}

TEST(TextParam, IsWhatItWas) {
  for (const std::string& text :
       {std::string(), std::string("NULL"), std::string("'; DROP TABLE x; --"),
        std::string("\\x41"), std::string("北京\n\t'\"\\"),
        std::string(100000, 'x')}) {
    EXPECT_EQ(EchoedText(text), text);
  }
}

TEST(TextParam, IsNullWhenThereIsNothing) {
  for (const Param& nothing :
       {Param(), ToParam(std::optional<std::string>()), ToParam(std::nullopt),
        ToParam(std::optional<absl::Time>())}) {
    const pqxx::result rows = Select(kEchoText, nothing).value();
    EXPECT_EQ(OptionalTextOf(rows.front(), "text"), std::nullopt);
  }
}

// libpq would cut the text there.
TEST(TextParam, IsRefusedWithAZeroByte) {
  const std::string text("before\0after", 12);
  const absl::Status alone = Select(kEchoText, text).status();
  EXPECT_EQ(alone.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(alone), error::v1::ERROR_REASON_UNSPECIFIED);
  const absl::Status element =
      Select(kEchoArray, std::vector<std::string>{"a", text}).status();
  EXPECT_EQ(element.code(), absl::StatusCode::kInternal);
}

TEST(NumberParam, ReachesTheEndsOfItsType) {
  constexpr int kSmall = std::numeric_limits<int>::min();
  for (const int64_t large : {std::numeric_limits<int64_t>::min(),
                              std::numeric_limits<int64_t>::max()}) {
    const pqxx::result rows =
        Select(kEchoNumbers, kSmall, large, true, false).value();
    EXPECT_EQ(IntOf(rows.front(), "small"), kSmall);
    EXPECT_EQ(IntOf(rows.front(), "large"), large);
    EXPECT_TRUE(BoolOf(rows.front(), "yes"));
    EXPECT_FALSE(BoolOf(rows.front(), "no"));
  }
}

TEST(TimeParam, KeepsMicroseconds) {
  for (const int64_t micros : {
           int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{-1000000},
           int64_t{-86400000001}, int64_t{1662166800123456},
           int64_t{1662166800000000}, int64_t{1662166800100000},
           int64_t{946684800000000},
           int64_t{253402300799999999},  // the end of 9999
           int64_t{-30610224000000000},  // the beginning of 1000
       }) {
    const absl::Time time = absl::FromUnixMicros(micros);
    const pqxx::result rows = Select(kEchoTime, time).value();
    EXPECT_EQ(IntOf(rows.front(), "micros"), micros);
    EXPECT_EQ(TimeOf(rows.front(), "time"), time);
  }
}

TEST(TimeParam, DropsWhatIsFinerThanAMicrosecond) {
  const absl::Time second = absl::FromUnixSeconds(1662166800);
  const pqxx::result rows =
      Select(kEchoTime, second + absl::Nanoseconds(999)).value();
  EXPECT_EQ(TimeOf(rows.front(), "time"), second);
}

TEST(TimeParam, KeepsInfinity) {
  constexpr Statement kEcho = {"echo_instant",
                               "SELECT $1::timestamptz AS time"};
  const pqxx::result rows = Select(kEcho, absl::InfiniteFuture()).value();
  EXPECT_EQ(TimeOf(rows.front(), "time"), absl::InfiniteFuture());
}

TEST(TimeRangesParam, KeepsEveryRange) {
  using Ranges = std::vector<std::pair<absl::Time, absl::Time>>;
  const absl::Time start = absl::FromUnixSeconds(1662166800);
  const Ranges ranges = {
      {start, start + absl::Minutes(2)},
      {start + absl::Minutes(5), start + absl::Minutes(9)},
      {start + absl::Hours(1) + absl::Microseconds(1), start + absl::Hours(2)}};
  for (const Ranges& some : {Ranges(), Ranges{ranges.front()}, ranges}) {
    const pqxx::result rows =
        Select(kEchoTimeRanges, TimeRangesParam(some)).value();
    EXPECT_EQ(TimeRangesOf(rows.front(), "ranges"), some);
  }
}

TEST(ByteaParam, KeepsEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const pqxx::result rows = Select(kEchoBytes, ByteaParam(bytes)).value();
  EXPECT_EQ(BytesOf(rows.front(), "bytes"), bytes);
  EXPECT_EQ(IntOf(rows.front(), "size"), 256);
  EXPECT_EQ(TextOf(rows.front(), "digest"),
            "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880");
}

TEST(ByteaParam, MayBeEmpty) {
  const pqxx::result rows = Select(kEchoBytes, ByteaParam("")).value();
  EXPECT_EQ(BytesOf(rows.front(), "bytes"), "");
}

}  // namespace
}  // namespace rollcall::db
