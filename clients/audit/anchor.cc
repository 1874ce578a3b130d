#include "clients/audit/anchor.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace rollcall::audit {
namespace {

bool ParseLine(const std::vector<std::string>& words, Anchor& anchor) {
  if (words.size() == 2 && words[0] == "event") {
    anchor.event = words[1];
    return true;
  }
  if (words.size() == 2 && words[0] == "unaudited") {
    return absl::SimpleAtoi(words[1], &anchor.unaudited_count) &&
           anchor.unaudited_count >= 0;
  }
  Head head;
  if (words.size() != 4 || words[0] != "chain" ||
      !absl::SimpleAtoi(words[1], &head.chain) || head.chain < 0 ||
      !absl::SimpleAtoi(words[2], &head.number) || head.number < 1 ||
      words[3].size() != 2 * kHashBytes) {
    return false;
  }
  for (const char c : words[3]) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return false;
  }
  head.hash = absl::HexStringToBytes(words[3]);
  anchor.heads.push_back(std::move(head));
  return true;
}

}  // namespace

std::string RenderAnchor(const Anchor& anchor) {
  std::string text = absl::StrCat("event ", anchor.event, "\n");
  for (const Head& head : anchor.heads) {
    absl::StrAppend(&text, "chain ", head.chain, " ", head.number, " ",
                    absl::BytesToHexString(head.hash), "\n");
  }
  absl::StrAppend(&text, "unaudited ", anchor.unaudited_count, "\n");
  return text;
}

absl::StatusOr<Anchor> ParseAnchor(std::istream& in) {
  Anchor anchor;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string text(absl::StripAsciiWhitespace(line));
    if (text.empty()) continue;
    if (!ParseLine(absl::StrSplit(text, ' ', absl::SkipEmpty()), anchor)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number,
                       ": not a line of an anchor: give what `rollcall "
                       "audit verify` printed before as a table."));
    }
  }
  if (anchor.event.empty()) {
    return absl::InvalidArgumentError(
        "no event: give what `rollcall audit verify` printed before as a "
        "table.");
  }
  return anchor;
}

}  // namespace rollcall::audit
