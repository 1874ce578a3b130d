#include "clients/cli/verb_request.h"

#include <algorithm>
#include <sysexits.h>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"

#include "clients/api/field_path.h"
#include "clients/api/unary_call.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/services.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "nlohmann/json.hpp"

namespace rollcall::cli {
namespace {

namespace pb = google::protobuf;

// Takes the document as the whole request where it has a member for the
// resource, as what a get or a list prints has, else as the resource.
absl::Status MergeDocument(const std::string& text, const std::string& resource,
                           pb::Message& request) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto read = client::NewMessage(*request.GetDescriptor());
  pb::Message* target = read.get();
  if (!json.is_object() || !json.contains(resource)) {
    const auto* field = request.GetDescriptor()->FindFieldByName(resource);
    target = read->GetReflection()->MutableMessage(read.get(), field);
  }
  const auto status = pb::util::JsonStringToMessage(text, target);
  if (!status.ok()) {
    return WithExitCode(
        absl::InvalidArgumentError(absl::StrCat(
            "The file is not a ", target->GetDescriptor()->full_name(),
            " in JSON: ", std::string(status.message()))),
        EX_DATAERR);
  }
  request.MergeFrom(*read);
  return absl::OkStatus();
}

// Sets a field to one of the words that the argument takes, in any spelling
// that SetField knows.
absl::Status SetWord(const Argument& argument, const std::string& value,
                     pb::Message& request) {
  const std::vector<std::string> words = absl::StrSplit(argument.words, ',');
  absl::Status status = client::SetField(request, argument.path, value);
  const std::string word =
      absl::AsciiStrToLower(client::FieldText(request, argument.path));
  const bool takes_it =
      std::find(words.begin(), words.end(), word) != words.end();
  if (status.ok() && takes_it) return status;
  return absl::InvalidArgumentError(
      absl::StrCat("Write one of: ", absl::StrJoin(words, ", "), "."));
}

absl::Status SetArgument(const Argument& argument, const std::string& value,
                         std::istream& in, pb::Message& request) {
  absl::Status status;
  switch (argument.kind) {
    case ArgumentKind::kDocument:
    case ArgumentKind::kSecret:
      break;
    case ArgumentKind::kText: {
      ASSIGN_OR_RETURN(const std::string text, ReadInput(value, in));
      status = client::SetField(request, argument.path,
                                std::string(absl::StripAsciiWhitespace(text)));
      break;
    }
    case ArgumentKind::kField:
      status = argument.words != nullptr
                   ? SetWord(argument, value, request)
                   : client::SetField(request, argument.path, value);
      break;
    case ArgumentKind::kEvent:
      status = client::SetField(
          request, argument.path,
          value.find('/') == std::string::npos ? "events/" + value : value);
      break;
    case ArgumentKind::kPicture:
      status = client::SetField(request, "image_formats", argument.path);
      break;
  }
  if (status.ok()) return status;
  return WithExitCode(absl::InvalidArgumentError(absl::StrCat(
                          argument.spelling, ": ", status.message())),
                      EX_USAGE);
}

// `event_id` of a CreateEventRequest, from the event's name.
void TakeIdFromName(pb::Message& request, const std::string& resource) {
  const std::string id = resource + "_id";
  const pb::Descriptor& type = *request.GetDescriptor();
  if (type.FindFieldByName(id) == nullptr) return;
  if (!client::FieldText(request, id).empty()) return;
  const std::string name = client::FieldText(request, resource + ".name");
  (void)client::SetField(request, id, name.substr(name.rfind('/') + 1));
}

}  // namespace

const pb::MethodDescriptor& MethodOf(const Verb& verb) {
  const std::vector<Service> services = AllServices();
  const auto service = std::find_if(
      services.begin(), services.end(), [&verb](const Service& each) {
        return each.descriptor->FindMethodByName(verb.method) != nullptr;
      });
  return *service->descriptor->FindMethodByName(verb.method);
}

absl::StatusOr<std::unique_ptr<pb::Message>> BuildRequest(const VerbCall& call,
                                                          std::istream& in) {
  auto request = client::NewMessage(*MethodOf(*call.verb).input_type());
  for (const Argument& argument : call.verb->arguments) {
    const auto given = call.values.find(argument.spelling);
    if (argument.kind != ArgumentKind::kDocument ||
        given == call.values.end()) {
      continue;
    }
    ASSIGN_OR_RETURN(const std::string text, ReadInput(given->second[0], in));
    RETURN_IF_ERROR(MergeDocument(text, argument.path, *request));
    TakeIdFromName(*request, argument.path);
  }
  for (const Argument& argument : call.verb->arguments) {
    const auto given = call.values.find(argument.spelling);
    if (given == call.values.end()) continue;
    for (const std::string& value : given->second) {
      RETURN_IF_ERROR(SetArgument(argument, value, in, *request));
    }
  }
  for (const char* name : {"request_id", "scan_id"}) {
    const auto* id = request->GetDescriptor()->FindFieldByName(name);
    if (id != nullptr && client::FieldText(*request, *id).empty()) {
      RETURN_IF_ERROR(client::SetField(*request, name, NewUuid()));
    }
  }
  return request;
}

}  // namespace rollcall::cli
