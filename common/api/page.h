#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/api/field_checker.h"

namespace rollcall {

// Which entries of a list to return: at most `size`, those after `key` in the
// list's order. An empty key means from the beginning.
struct Page {
  int size = 0;
  std::string key;
};

// Makes the opaque page_token that continues after `key`. `filter` is whatever
// else selects the entries, rendered the same way for each call: a token is of
// use only with the filter it was made for.
std::string RenderPageToken(absl::string_view filter, absl::string_view key);

// What the keys of a list are.
enum class KeyForm { kUuid, kOther };

// Checks `page_size` and `page_token` as every list does: 0 means
// kDefaultPageSize, above kMaxPageSize means that, below 0 is a violation; so
// is a token that RenderPageToken did not make for `filter`, or whose key has
// not the form of the list's: anybody can make one.
Page ParsePage(absl::string_view filter, int page_size,
               absl::string_view page_token, FieldChecker& check,
               KeyForm form = KeyForm::kUuid);

// The key of `token`, which the field `field` holds; empty for an empty one. A
// token that RenderPageToken did not make for `filter`, or whose key has not
// the form of the list's, is a violation.
std::string ParsePageToken(absl::string_view filter, absl::string_view field,
                           absl::string_view token, FieldChecker& check,
                           KeyForm form = KeyForm::kUuid);

// All of a list's `request` but its page: what a token is bound to.
template <typename Request>
std::string SelectionOf(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return request.SerializeAsString();
}

// Cuts `entries`, read with a limit of `page.size` + 1, to the page. Returns
// the next_page_token, which continues after `key_of(last entry)`, or nothing
// when no entry is left.
template <typename Entry, typename KeyOf>
std::string CutToPage(const Page& page, absl::string_view filter,
                      std::vector<Entry>& entries, const KeyOf& key_of) {
  if (entries.size() <= static_cast<size_t>(page.size)) return {};
  entries.resize(page.size);
  return RenderPageToken(filter, key_of(entries.back()));
}

}  // namespace rollcall
