#include "clients/cli/verb_call.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/api/field_path.h"
#include "clients/api/unary_call.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/services.h"
#include "clients/cli/table.h"
#include "clients/cli/verb_request.h"
#include "common/base/status_macros.h"
#include "rollcall/registration/v1/registration_service.pb.h"

namespace rollcall::cli {
namespace {

namespace pb = google::protobuf;

constexpr int kPageSize = 500;

// The elements of a list's response: its one repeated field.
const pb::FieldDescriptor& ElementsOf(const pb::Message& response) {
  return *response.GetDescriptor()->field(0);
}

int CountOf(const pb::Message& response) {
  return response.GetReflection()->FieldSize(response, &ElementsOf(response));
}

void Clear(pb::Message& message, const std::string& path) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const auto* field = message.GetDescriptor()->FindFieldByName(parts.first);
  if (parts.second.empty()) {
    message.GetReflection()->ClearField(&message, field);
  } else if (message.GetReflection()->HasField(message, field)) {
    Clear(*message.GetReflection()->MutableMessage(&message, field),
          parts.second);
  }
}

// Reads every page into one response.
absl::Status CallList(const VerbCall& call, const client::Server& server,
                      pb::Message& request, pb::Message& response) {
  const pb::MethodDescriptor& method = MethodOf(*call.verb);
  const auto* size = request.GetDescriptor()->FindFieldByName("page_size");
  std::string token;
  do {
    const int wanted =
        call.limit == 0 ? kPageSize
                        : std::min(kPageSize, call.limit - CountOf(response));
    request.GetReflection()->SetInt32(&request, size, wanted);
    RETURN_IF_ERROR(client::SetField(request, "page_token", token));
    const auto page = client::NewMessage(*method.output_type());
    RETURN_IF_ERROR(client::CallUnary(server, AddressOf(server, method), method,
                                      request, *page, call.verb->deadline));
    token = client::FieldText(*page, "next_page_token");
    Clear(*page, "next_page_token");
    response.MergeFrom(*page);
  } while (!token.empty() &&
           (call.limit == 0 || CountOf(response) < call.limit));
  return absl::OkStatus();
}

void PrintList(const Verb& verb, const pb::Message& response,
               std::ostream& out) {
  std::vector<std::string> titles;
  for (const ListColumn& column : verb.columns) titles.push_back(column.title);
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < CountOf(response); ++i) {
    const pb::Message& element = response.GetReflection()->GetRepeatedMessage(
        response, &ElementsOf(response), i);
    auto& row = rows.emplace_back();
    for (const ListColumn& column : verb.columns) {
      row.push_back(client::FieldText(element, column.path));
    }
  }
  PrintTable(titles, rows, out);
}

bool IsGroup(const pb::FieldDescriptor& field) {
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->file()->package() != "google.protobuf";
}

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

// The resource's own fields, and whatever else was answered.
void PrintOne(const pb::Message& response, std::ostream& out) {
  Values values;
  const pb::Descriptor& type = *response.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::FieldDescriptor* field = type.field(i);
    if (!IsShown(response, *field)) continue;
    if (IsGroup(*field) && field->is_repeated()) {
      AddElements(response, *field, field->name(), values);
    } else if (IsGroup(*field)) {
      AddValues(response.GetReflection()->GetMessage(response, field), "",
                values);
    } else {
      values.emplace_back(field->name(), client::FieldText(response, *field));
    }
  }
  PrintValues(values, out);
}

// Moves secrets from the response into the files that were named for them.
absl::Status WriteSecrets(const VerbCall& call, pb::Message& response) {
  for (const Argument& argument : call.verb->arguments) {
    if (argument.kind != ArgumentKind::kSecret) continue;
    const auto given = call.values.find(argument.spelling);
    if (given == call.values.end()) continue;
    RETURN_IF_ERROR(WriteFile(
        given->second[0],
        absl::StrCat(client::FieldText(response, argument.path), "\n")));
    Clear(response, argument.path);
  }
  return absl::OkStatus();
}

// Moves pictures from the response into their files.
absl::Status WritePictures(const VerbCall& call, pb::Message& response) {
  for (const Argument& argument : call.verb->arguments) {
    if (argument.kind != ArgumentKind::kPicture) continue;
    const auto given = call.values.find(argument.spelling);
    if (given != call.values.end()) {
      const std::string picture = client::FieldText(response, argument.path);
      if (picture.empty()) {
        return absl::UnimplementedError(absl::StrCat(
            argument.spelling, ": The service drew no such picture."));
      }
      RETURN_IF_ERROR(WriteFile(given->second[0], picture));
    }
    Clear(response, argument.path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> Run(const VerbCall& call, const client::Server& server,
                        const Terminal& terminal) {
  const Verb& verb = *call.verb;
  ASSIGN_OR_RETURN(const auto request, BuildRequest(call, terminal.in));
  const pb::MethodDescriptor& method = MethodOf(verb);
  const auto response = client::NewMessage(*method.output_type());
  if (!verb.columns.empty()) {
    RETURN_IF_ERROR(CallList(call, server, *request, *response));
  } else {
    RETURN_IF_ERROR(client::CallUnary(server, AddressOf(server, method), method,
                                      *request, *response, verb.deadline));
    RETURN_IF_ERROR(WriteSecrets(call, *response));
    RETURN_IF_ERROR(WritePictures(call, *response));
  }
  for (const char* path : verb.hidden) Clear(*response, path);
  if (method.output_type() ==
      registration::v1::ExportPersonalDataResponse::descriptor()) {
    terminal.out << client::FieldText(*response, "json") << "\n";
  } else if (call.as_json) {
    terminal.out << client::ToJson(*response);
  } else if (!verb.columns.empty()) {
    PrintList(verb, *response, terminal.out);
  } else {
    PrintOne(*response, terminal.out);
  }
  return verb.exit_code == nullptr ? kExitOk : verb.exit_code(*response);
}

}  // namespace rollcall::cli
