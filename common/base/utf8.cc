#include "common/base/utf8.h"

#include <algorithm>
#include <utf8proc.h>

namespace rollcall {
namespace {

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The character at the beginning of a text.
struct Character {
  utf8proc_int32_t code_point = 0;
  // Its bytes; 0 when they are not UTF-8.
  size_t size = 0;
};

Character FirstOf(absl::string_view text) {
  Character first;
  const utf8proc_ssize_t size = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &first.code_point);
  first.size = size > 0 ? static_cast<size_t>(size) : 0;
  return first;
}

bool IsSpaceOrControl(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
      return true;
    default:
      return false;
  }
}

}  // namespace

size_t Utf8Length(absl::string_view text) {
  return text.size() - std::count_if(text.begin(), text.end(), IsContinuation);
}

absl::string_view Utf8Prefix(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && IsContinuation(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

bool IsUtf8Text(absl::string_view text) {
  while (!text.empty()) {
    const Character character = FirstOf(text);
    if (character.size == 0 || character.code_point == 0) return false;
    text.remove_prefix(character.size);
  }
  return true;
}

std::string ToUtf8(absl::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const size_t size = FirstOf(text).size;
    clean += size == 0 ? "?" : std::string(text.substr(0, size));
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return clean;
}

absl::string_view Utf8Trim(absl::string_view text) {
  size_t begin = text.size();
  size_t end = 0;
  for (size_t at = 0; at < text.size();) {
    const Character character = FirstOf(text.substr(at));
    const size_t next = at + std::max<size_t>(character.size, 1);
    if (!IsSpaceOrControl(character.code_point)) {
      begin = std::min(begin, at);
      end = next;
    }
    at = next;
  }
  return begin < end ? text.substr(begin, end - begin) : absl::string_view();
}

bool HasUtf8SpaceOrControl(absl::string_view text) {
  while (!text.empty()) {
    const Character character = FirstOf(text);
    if (IsSpaceOrControl(character.code_point)) return true;
    text.remove_prefix(std::max<size_t>(character.size, 1));
  }
  return false;
}

std::vector<absl::string_view> Utf8Words(absl::string_view text) {
  std::vector<absl::string_view> words;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const Character character = FirstOf(text.substr(at));
    const size_t next = at + std::max<size_t>(character.size, 1);
    if (IsSpaceOrControl(character.code_point)) {
      if (begin < at) words.push_back(text.substr(begin, at - begin));
      begin = next;
    }
    at = next;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

std::vector<absl::string_view> Utf8Graphemes(absl::string_view text) {
  std::vector<absl::string_view> graphemes;
  utf8proc_int32_t before = 0;
  utf8proc_int32_t state = 0;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const Character character = FirstOf(text.substr(at));
    if (at > begin && utf8proc_grapheme_break_stateful(
                          before, character.code_point, &state)) {
      graphemes.push_back(text.substr(begin, at - begin));
      begin = at;
    }
    before = character.code_point;
    at += std::max<size_t>(character.size, 1);
  }
  if (begin < text.size()) graphemes.push_back(text.substr(begin));
  return graphemes;
}

}  // namespace rollcall
