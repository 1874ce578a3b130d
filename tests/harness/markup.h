#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace rollcall::testing {

// What keeps `markup`, HTML or a part of it, from being well-formed: elements
// that are not closed in order, attributes without quotation marks or given
// twice, stray `<`, `>` or `&`, ids given twice. Empty when nothing does. The
// content of <style> is not looked at.
std::string ProblemOf(absl::string_view markup);

// The names of all elements, in order: `html`, `head` …
std::vector<std::string> ElementsOf(absl::string_view markup);

// The text of `markup` without elements, entities resolved.
std::string TextOf(absl::string_view markup);

// The parts of `markup` between `begin` and the next `end`, without them.
std::vector<std::string> PartsOf(absl::string_view markup,
                                 absl::string_view begin,
                                 absl::string_view end);

// The rows of the table whose caption is `caption`, as the texts of their
// cells; the heads are the first row. Nothing if there is no such table.
std::vector<std::vector<std::string>> TableOf(absl::string_view markup,
                                              const std::string& caption);

}  // namespace rollcall::testing
