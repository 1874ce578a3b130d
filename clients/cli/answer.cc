#include "clients/cli/answer.h"

#include <algorithm>
#include <utility>

#include "clients/api/field_path.h"
#include "clients/api/unary_call.h"
#include "clients/cli/table.h"
#include "clients/csv/writer.h"

namespace rollcall::cli {
namespace {

namespace pb = google::protobuf;

std::vector<std::string> TitlesOf(const Verb& verb) {
  std::vector<std::string> titles;
  for (const ListColumn& column : verb.columns) titles.push_back(column.title);
  return titles;
}

std::vector<std::string> PathsOf(const Verb& verb) {
  std::vector<std::string> paths;
  for (const ListColumn& column : verb.columns) paths.push_back(column.path);
  return paths;
}

std::vector<std::string> CellsOf(const Verb& verb, const pb::Message& element) {
  std::vector<std::string> cells;
  for (const ListColumn& column : verb.columns) {
    cells.push_back(client::FieldText(element, column.path));
  }
  return cells;
}

using client::IsGroup;

using Values = std::vector<std::pair<std::string, std::string>>;

// One line for each element of a list.
void AddElements(const pb::Message& message, const pb::FieldDescriptor& field,
                 const std::string& label, Values& values) {
  const pb::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    values.emplace_back(
        label,
        client::MessageText(reflection.GetRepeatedMessage(message, &field, i)));
  }
}

// One line for each value below `message`.
void AddValues(const pb::Message& message, const std::string& prefix,
               Values& values) {
  std::vector<const pb::FieldDescriptor*> fields;
  const pb::Reflection& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const pb::FieldDescriptor* field : fields) {
    const std::string label = prefix + field->name();
    if (IsGroup(*field) && field->is_repeated()) {
      AddElements(message, *field, label, values);
    } else if (IsGroup(*field)) {
      AddValues(reflection.GetMessage(message, field), label + ".", values);
    } else {
      values.emplace_back(label, client::FieldText(message, *field));
    }
  }
}

// Numbers of the answer itself tell something when they are 0, too.
bool IsShown(const pb::Message& response, const pb::FieldDescriptor& field) {
  if (field.is_repeated()) {
    return response.GetReflection()->FieldSize(response, &field) > 0;
  }
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_INT64 ||
         response.GetReflection()->HasField(response, &field);
}

Values ValuesOf(const pb::Message& response) {
  Values values;
  const pb::Descriptor& type = *response.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::FieldDescriptor* field = type.field(i);
    if (!IsShown(response, *field)) continue;
    if (IsGroup(*field) && field->is_repeated()) {
      AddElements(response, *field, field->name(), values);
    } else if (IsGroup(*field)) {
      // The first is what was asked for.
      AddValues(response.GetReflection()->GetMessage(response, field),
                i == 0 ? "" : field->name() + ".", values);
    } else {
      values.emplace_back(field->name(), client::FieldText(response, *field));
    }
  }
  return values;
}

}  // namespace

const pb::FieldDescriptor& ElementsOf(const pb::Message& response) {
  return *response.GetDescriptor()->field(0);
}

void WriteList(const Verb& verb, const pb::Message& response, Output output,
               std::ostream& out) {
  if (output == Output::kJson) {
    out << client::ToJson(response);
    return;
  }
  std::vector<std::vector<std::string>> rows;
  const pb::FieldDescriptor& elements = ElementsOf(response);
  const pb::Reflection& reflection = *response.GetReflection();
  for (int i = 0; i < reflection.FieldSize(response, &elements); ++i) {
    rows.push_back(
        CellsOf(verb, reflection.GetRepeatedMessage(response, &elements, i)));
  }
  if (output == Output::kTable) {
    PrintTable(TitlesOf(verb), rows, out);
    return;
  }
  csv::Write(PathsOf(verb), out);
  for (const auto& row : rows) csv::Write(row, out);
}

void WriteAnswer(const pb::Message& response, Output output,
                 std::ostream& out) {
  switch (output) {
    case Output::kTable:
      PrintValues(ValuesOf(response), out);
      break;
    case Output::kJson:
      out << client::ToJson(response);
      break;
    case Output::kCsv:
      csv::Write({"field", "value"}, out);
      for (const auto& [field, value] : ValuesOf(response)) {
        csv::Write({field, value}, out);
      }
      break;
  }
}

RowWriter::RowWriter(const Verb& verb, Output output, std::ostream& out)
    : verb_(verb), output_(output), out_(out), widths_(verb.columns.size()) {}

void RowWriter::Write(const pb::Message& message) {
  if (output_ == Output::kJson) {
    out_ << client::ToJsonLine(message);
    return;
  }
  const bool is_first = !std::exchange(has_title_, true);
  std::vector<std::string> cells = CellsOf(verb_, message);
  if (output_ == Output::kCsv) {
    if (is_first) csv::Write(PathsOf(verb_), out_);
    csv::Write(cells, out_);
    return;
  }
  for (std::string& cell : cells) cell = CellText(cell);
  for (const auto& line : {TitlesOf(verb_), cells}) {
    for (size_t i = 0; i < line.size(); ++i) {
      widths_[i] = std::max(widths_[i], DisplayWidth(line[i]));
    }
  }
  if (is_first) WriteLine(TitlesOf(verb_));
  WriteLine(cells);
}

void RowWriter::WriteLine(const std::vector<std::string>& cells) {
  for (size_t i = 0; i + 1 < cells.size(); ++i) {
    out_ << PadRight(cells[i], widths_[i] + kTableGap);
  }
  out_ << cells.back() << "\n";
}

}  // namespace rollcall::cli
