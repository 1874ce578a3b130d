#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::report {

// `text` as the content of an element or of an attribute in double quotation
// marks, of HTML or XML: nothing in it is markup. Bytes that are no UTF-8 and
// characters that XML forbids become `?`.
std::string EscapeHtml(absl::string_view text);

}  // namespace rollcall::report
