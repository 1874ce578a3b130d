#include "clients/roster/header.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/base/utf8.h"

namespace rollcall::roster {
namespace {

std::string Quoted(const std::vector<std::string>& texts) {
  return absl::StrJoin(texts, ", ",
                       [](std::string* out, const std::string& text) {
                         absl::StrAppend(out, "`", text, "`");
                       });
}

std::string AllHeaders() {
  std::vector<std::string> headers;
  for (const Column& column : Columns()) headers.push_back(column.header);
  return Quoted(headers);
}

absl::Status ApplyChoices(const std::vector<Choice>& choices,
                          Mapping& mapping) {
  for (const Choice& choice : choices) {
    std::replace(mapping.columns.begin(), mapping.columns.end(), choice.column,
                 static_cast<const Column*>(nullptr));
  }
  for (const Choice& choice : choices) {
    bool found = false;
    for (size_t i = 0; i < mapping.headers.size(); ++i) {
      if (HeaderKey(mapping.headers[i]) != HeaderKey(choice.header)) continue;
      mapping.columns[i] = choice.column;
      found = true;
    }
    if (!found) {
      return absl::InvalidArgumentError(
          absl::StrCat("No column is called `", choice.header,
                       "`. The file has ", Quoted(mapping.headers), "."));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMapping(const Mapping& mapping) {
  std::vector<std::string> missing;
  for (const Column& column : Columns()) {
    const auto count =
        std::count(mapping.columns.begin(), mapping.columns.end(), &column);
    if (count == 0 && column.required) missing.push_back(column.header);
    if (count > 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "More than one column is `", column.header, "`. The file has ",
          Quoted(mapping.headers),
          ". Choose one with --map \"Header=", column.header, "\"."));
    }
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "There is no column ", Quoted(missing), ". The file has ",
      Quoted(mapping.headers),
      ". Say which it is with --map \"Header=", missing[0], "\"."));
}

}  // namespace

absl::StatusOr<std::vector<Choice>> ParseChoices(
    const std::vector<std::string>& texts) {
  std::vector<Choice> choices;
  for (const std::string& text : texts) {
    const size_t at = text.rfind('=');
    const Column* column =
        at == std::string::npos ? nullptr : FindColumn(text.substr(at + 1));
    if (column == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--map ", text, ": write \"Their header=column\"; the columns are ",
          AllHeaders(), "."));
    }
    choices.push_back({text.substr(0, at), column});
  }
  return choices;
}

std::vector<std::string> Mapping::Unread() const {
  std::vector<std::string> unread;
  for (size_t i = 0; i < headers.size(); ++i) {
    if (columns[i] == nullptr && !Utf8Trim(headers[i]).empty()) {
      unread.push_back(headers[i]);
    }
  }
  return unread;
}

std::string Mapping::HeaderOf(const Column& column) const {
  for (size_t i = 0; i < headers.size(); ++i) {
    if (columns[i] == &column) return headers[i];
  }
  return column.header;
}

absl::StatusOr<Mapping> MapHeaders(const std::vector<std::string>& headers,
                                   const std::vector<Choice>& choices) {
  Mapping mapping;
  mapping.headers = headers;
  for (const std::string& header : headers) {
    mapping.columns.push_back(FindColumn(header));
  }
  RETURN_IF_ERROR(ApplyChoices(choices, mapping));
  RETURN_IF_ERROR(CheckMapping(mapping));
  return mapping;
}

}  // namespace rollcall::roster
