#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/csv/formula.h"
#include "clients/csv/reader.h"
#include "clients/csv/writer.h"

namespace rollcall::csv {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Fields = std::vector<std::string>;

// All that a reader finds, up to the end or a broken record, which comes last.
std::vector<Record> ReadAll(const std::string& text,
                            const Limits& limits = {}) {
  std::istringstream in(text);
  Reader reader(in, limits);
  std::vector<Record> records;
  while (true) {
    Record record;
    const Reader::Outcome outcome = reader.Next(record);
    if (outcome == Reader::Outcome::kEnd) return records;
    records.push_back(record);
    if (outcome == Reader::Outcome::kBroken) return records;
  }
}

// As ReadAll, for a text that is well formed.
std::vector<Fields> FieldsOf(const std::string& text) {
  std::vector<Fields> all;
  for (const Record& record : ReadAll(text)) {
    EXPECT_EQ(record.problem, "");
    all.push_back(record.fields);
  }
  return all;
}

std::string Written(const Fields& fields) {
  std::ostringstream out;
  Write(fields, out);
  return out.str();
}

TEST(CsvReader, ReadsTheExamplesOfRfc4180) {
  const auto same = ElementsAre(ElementsAre("aaa", "bbb", "ccc"),
                                ElementsAre("zzz", "yyy", "xxx"));
  EXPECT_THAT(FieldsOf("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), same);
  EXPECT_THAT(FieldsOf("aaa,bbb,ccc\r\nzzz,yyy,xxx"), same);
  EXPECT_THAT(FieldsOf("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"), same);
  EXPECT_THAT(FieldsOf("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
              ElementsAre(ElementsAre("aaa", "b\r\nbb", "ccc"),
                          ElementsAre("zzz", "yyy", "xxx")));
  EXPECT_THAT(FieldsOf("\"aaa\",\"b\"\"bb\",\"ccc\""),
              ElementsAre(ElementsAre("aaa", "b\"bb", "ccc")));
}

TEST(CsvReader, TakesEveryEndOfALineAndAByteOrderMark) {
  const auto same = ElementsAre(ElementsAre("a", "b"), ElementsAre("c", ""));
  EXPECT_THAT(FieldsOf("a,b\nc,\n"), same);
  EXPECT_THAT(FieldsOf("a,b\rc,\r"), same);
  EXPECT_THAT(FieldsOf("\xEF\xBB\xBF"
                       "a,b\r\nc,"),
              same);
  EXPECT_THAT(FieldsOf("\xEF\xBB\xBF\"a\",b\r\nc,"), same);
}

TEST(CsvReader, KeepsBlanksAndSkipsBlankLines) {
  EXPECT_THAT(FieldsOf("\n\na , b\n\r\n\" \"\n\n"),
              ElementsAre(ElementsAre("a ", " b"), ElementsAre(" ")));
  EXPECT_THAT(FieldsOf(""), ElementsAre());
  EXPECT_THAT(FieldsOf("\xEF\xBB\xBF"), ElementsAre());
  EXPECT_THAT(FieldsOf("\"\""), ElementsAre(ElementsAre("")));
}

TEST(CsvReader, SaysOnWhichLineARecordBegins) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const std::vector<Record> records = ReadAll(
        "a" + end + end + "\"b" + end + end + "\",x" + end + ",c" + end + "d");
    ASSERT_EQ(records.size(), 4u);
    EXPECT_EQ(records[0].line, 1);
    EXPECT_EQ(records[1].line, 3);
    EXPECT_EQ(records[2].line, 6);
    EXPECT_EQ(records[3].line, 7);
  }
}

TEST(CsvReader, EndsAtAStrayQuotationMark) {
  for (const std::string text : {"a,b\nc,d\"e\nf,g\n", "a,b\nc,\"d\"e\nf,g\n",
                                 "a,b\nc,\"d\" \nf,g\n", "a,b\nc,\"d\nf,g\n"}) {
    std::istringstream in(text);
    Reader reader(in);
    Record record;
    EXPECT_EQ(reader.Next(record), Reader::Outcome::kRecord);
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(reader.Next(record), Reader::Outcome::kBroken) << text;
      EXPECT_EQ(record.line, 2);
      EXPECT_EQ(record.column, 2u);
      EXPECT_THAT(record.problem, HasSubstr("quotation mark"));
    }
  }
}

TEST(CsvReader, GoesOnAfterARecordThatIsNotUtf8) {
  for (const std::string& bad :
       {std::string("\xE9"), std::string("\xC0\x80"),
        std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"),
        std::string("\xE4\xB8"), std::string("a\0b", 3)}) {
    const std::vector<Record> records = ReadAll("a,b\nc," + bad + "\ne,f\n");
    ASSERT_EQ(records.size(), 3u);
    EXPECT_NE(records[1].problem, "");
    EXPECT_EQ(records[1].line, 2);
    EXPECT_EQ(records[1].column, 2u);
    EXPECT_EQ(records[2].problem, "");
  }
}

TEST(CsvReader, HasLimits) {
  const Limits limits = {.field_bytes = 4, .record_bytes = 6, .fields = 3};
  EXPECT_EQ(ReadAll("abcd,ef,\n", limits).back().problem, "");
  const Record field = ReadAll("a\nb,abcde\n", limits).back();
  EXPECT_EQ(field.line, 2);
  EXPECT_EQ(field.column, 2u);
  EXPECT_THAT(field.problem, HasSubstr("4 bytes"));
  const Record record = ReadAll("abcd,efg\n", limits).back();
  EXPECT_EQ(record.column, 2u);
  EXPECT_THAT(record.problem, HasSubstr("6 bytes"));
  const Record fields = ReadAll(",,,\n", limits).back();
  EXPECT_EQ(fields.column, 4u);
  EXPECT_THAT(fields.problem, HasSubstr("3 fields"));
}

TEST(CsvReader, ShowsEveryByteToItsObserver) {
  std::string seen;
  const std::string text = "\xEF\xBB\xBF" + std::string(200'000, 'x') + "\n";
  std::istringstream in(text);
  Reader reader(in, {.field_bytes = 1 << 20, .record_bytes = 1 << 20},
                [&seen](absl::string_view part) { seen += std::string(part); });
  Record record;
  EXPECT_EQ(reader.Next(record), Reader::Outcome::kRecord);
  EXPECT_EQ(reader.Next(record), Reader::Outcome::kEnd);
  EXPECT_EQ(seen, text);
}

TEST(CsvWriter, QuotesWhatNeedsIt) {
  EXPECT_EQ(Written({"a", " b ", ""}), "a, b ,\r\n");
  EXPECT_EQ(Written({"a,b", "c\"d", "e\nf"}),
            "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n");
  EXPECT_EQ(Written({""}), "\"\"\r\n");
  EXPECT_EQ(Written({"\xEF\xBB\xBFz"}), "\"\xEF\xBB\xBFz\"\r\n");
}

TEST(CsvWriter, NeutralizesFormulas) {
  EXPECT_EQ(Written({"=1+1", "+49", "-2", "@SUM(A1)"}),
            "'=1+1,'+49,'-2,'@SUM(A1)\r\n");
  EXPECT_EQ(Written({"\tx", "\rx", "＝1"}), "'\tx,\"'\rx\",'＝1\r\n");
  EXPECT_EQ(Written({"a=b", "'t Hooft", "O'Neill"}),
            "a=b,'t Hooft,O'Neill\r\n");
}

TEST(CsvWriter, KeepsApostrophesThatStoodBeforeAFormula) {
  for (const std::string text : {"=1", "'=1", "''=1", "'", "''", "'a", ""}) {
    EXPECT_EQ(RestoreFormula(NeutralizeFormula(text)), text);
  }
}

// Whatever is written is read back, on the lines that it was written to.
TEST(CsvProperty, ReadsBackWhatWasWritten) {
  constexpr const char* kPieces[] = {"a",
                                     ",",
                                     "\"",
                                     "'",
                                     "=",
                                     "+",
                                     "-",
                                     "@",
                                     "\t",
                                     "\r",
                                     "\n",
                                     " ",
                                     ";",
                                     "名",
                                     "é",
                                     "＝",
                                     "\xF0\x9F\x98\x80",
                                     "",
                                     "\xEF\xBB\xBF"};
  std::mt19937 random(20220903);
  const auto below = [&random](size_t end) {
    return std::uniform_int_distribution<size_t>(0, end - 1)(random);
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<Fields> records(1 + below(4));
    std::ostringstream out;
    for (Fields& fields : records) {
      fields.resize(1 + below(4));
      for (std::string& field : fields) {
        for (size_t i = below(6); i > 0; --i) {
          field += kPieces[below(std::size(kPieces))];
        }
      }
      Write(fields, out);
    }
    const std::string text = out.str();
    // A file that begins with a byte order mark loses it.
    if (text.rfind("\xEF\xBB\xBF", 0) == 0) continue;
    EXPECT_EQ(FieldsOf(text), records) << text;
  }
}

}  // namespace
}  // namespace rollcall::csv
