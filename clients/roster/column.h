#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::roster {

// One column of a file of registrations.
struct Column {
  // How our own files call it.
  const char* header;
  // The path from the registration, as errors of the API name it.
  const char* field;
  // A file without it, or a row without a value, cannot be imported.
  bool required;
  // How others call it, as HeaderKey writes it.
  std::vector<const char*> aliases;
};

// All columns, in the order of an export. Those that only the service decides
// (registration_name, registration_state, create_time) come last.
const std::vector<Column>& Columns();

// The column that `header` names, by its own header or an alias, whatever the
// case and what stands between words. Null if there is none.
const Column* FindColumn(absl::string_view header);

// The column that an error of the API about `field` (`person.email`,
// `sessions[0]`) is about. Null if there is none.
const Column* ColumnOfField(absl::string_view field);

// The form in which headers are compared: lower case, `_` between words.
std::string HeaderKey(absl::string_view header);

// Reads the cell `text` into a registration for `event` (`events/{event}`).
// Blanks around it do not count; an empty cell sets nothing. Returns what to
// write instead, for people to read, or nothing.
std::string ParseCell(const Column& column, const std::string& text,
                      const std::string& event,
                      registration::v1::Registration& registration);

// The cell of a registration, so that ParseCell reads back the same. Empty when
// there is no value.
std::string RenderCell(const Column& column,
                       const registration::v1::Registration& registration);

}  // namespace rollcall::roster
