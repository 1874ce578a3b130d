#include "services/checkin/search_message.h"

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/name_search.h"
#include "common/base/utf8.h"

namespace rollcall::checkin {

std::string ParseNamePart(const std::string& text, FieldChecker& check) {
  check.Text("name_part", text, limits::kMaxPersonName, Requirement::kRequired);
  std::string folded = FoldName(text);
  if (!text.empty() && Utf8Length(folded) < limits::kMinNamePart) {
    check.Fail("name_part",
               absl::StrCat("Must have at least ", limits::kMinNamePart,
                            " characters, accents and spaces at the ends "
                            "not counted."));
  }
  return folded;
}

}  // namespace rollcall::checkin
