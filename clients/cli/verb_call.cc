#include "clients/cli/verb_call.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/api/field_path.h"
#include "clients/api/retry.h"
#include "clients/api/stream_call.h"
#include "clients/api/unary_call.h"
#include "clients/cli/action.h"
#include "clients/cli/answer.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/progress.h"
#include "clients/cli/services.h"
#include "clients/cli/verb_request.h"
#include "common/base/status_macros.h"
#include "rollcall/registration/v1/registration_service.pb.h"

namespace rollcall::cli {
namespace {

namespace pb = google::protobuf;

constexpr int kPageSize = 500;

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

absl::Status CallOnce(const VerbCall& call, const client::Server& server,
                      const pb::Message& request, pb::Message& response,
                      const Terminal& terminal) {
  const pb::MethodDescriptor& method = MethodOf(*call.verb);
  const Waiting waiting(terminal);
  return client::CallUnary(server, AddressOf(server, method), method, request,
                           response, call.verb->deadline);
}

// Reads every page into one response.
absl::Status CallPages(const VerbCall& call, const client::Server& server,
                       pb::Message& request, pb::Message& response,
                       const Terminal& terminal) {
  const auto* size = request.GetDescriptor()->FindFieldByName("page_size");
  ProgressBar bar(terminal, ElementsOf(response).name());
  std::string token;
  do {
    const int wanted =
        call.limit == 0 ? kPageSize
                        : std::min(kPageSize, call.limit - CountOf(response));
    request.GetReflection()->SetInt32(&request, size, wanted);
    RETURN_IF_ERROR(client::SetField(request, "page_token", token));
    const auto page = client::NewMessage(*response.GetDescriptor());
    RETURN_IF_ERROR(CallOnce(call, server, request, *page, terminal));
    token = client::FieldText(*page, "next_page_token");
    Clear(*page, "next_page_token");
    response.MergeFrom(*page);
    if (!token.empty()) bar.Show(CountOf(response), -1);
  } while (!token.empty() &&
           (call.limit == 0 || CountOf(response) < call.limit));
  return absl::OkStatus();
}

// Whether the method answers in pages; what it lists comes at once otherwise.
bool HasPages(const pb::MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("page_token") != nullptr;
}

// A list that comes at once is cut here.
void Limit(int limit, pb::Message& response) {
  const pb::Reflection& reflection = *response.GetReflection();
  while (limit > 0 && CountOf(response) > limit) {
    reflection.RemoveLast(&response, &ElementsOf(response));
  }
}

// Shows the answers of a stream until as many as wanted have come. A stream
// that breaks off goes on after the last one.
absl::Status Watch(const VerbCall& call, const client::Server& server,
                   pb::Message& request, const Terminal& terminal) {
  const Verb& verb = *call.verb;
  const pb::MethodDescriptor& method = MethodOf(verb);
  RowWriter rows(verb, call.output, terminal.out);
  int count = 0;
  client::Retry retry;
  absl::Status status;
  do {
    std::string seen;
    status = client::CallStream(
        server, AddressOf(server, method), method, request,
        [&](const pb::Message& response) {
          rows.Write(response);
          terminal.out.flush();
          seen = client::FieldText(response, verb.resume.seen);
          retry.Reset();
          return ++count != call.limit && terminal.out.good();
        });
    if (!seen.empty()) {
      RETURN_IF_ERROR(client::SetField(request, verb.resume.after, seen));
    }
  } while (retry.Again(status));
  return status;
}

// The files that were named for parts of the answer, by the arguments'
// spellings.
using OutputFiles = std::map<std::string, std::unique_ptr<OutputFile>>;

// Opens them all. That comes before the call: a secret is told once, and would
// be lost with a file that cannot be written.
absl::StatusOr<OutputFiles> OpenFiles(const VerbCall& call) {
  OutputFiles files;
  for (const Argument& argument : call.verb->arguments) {
    if (argument.kind != ArgumentKind::kSecret &&
        argument.kind != ArgumentKind::kPicture) {
      continue;
    }
    const auto given = call.values.find(argument.spelling);
    if (given == call.values.end()) continue;
    ASSIGN_OR_RETURN(files[argument.spelling],
                     OutputFile::Open(given->second[0]));
  }
  return files;
}

absl::Status Complete(OutputFile& file, const std::string& content) {
  file.stream() << content;
  return file.Commit();
}

// Moves secrets from the response into the files that were named for them.
absl::Status WriteSecrets(const VerbCall& call, const OutputFiles& files,
                          pb::Message& response) {
  for (const Argument& argument : call.verb->arguments) {
    if (argument.kind != ArgumentKind::kSecret) continue;
    const auto file = files.find(argument.spelling);
    if (file == files.end()) continue;
    RETURN_IF_ERROR(Complete(
        *file->second,
        absl::StrCat(client::FieldText(response, argument.path), "\n")));
    Clear(response, argument.path);
  }
  return absl::OkStatus();
}

// Moves pictures from the response into their files.
absl::Status WritePictures(const VerbCall& call, const OutputFiles& files,
                           pb::Message& response) {
  for (const Argument& argument : call.verb->arguments) {
    if (argument.kind != ArgumentKind::kPicture) continue;
    const auto file = files.find(argument.spelling);
    if (file != files.end()) {
      const std::string picture = response.GetReflection()->GetString(
          response,
          client::FindField(*response.GetDescriptor(), argument.path));
      if (picture.empty()) {
        return absl::UnimplementedError(absl::StrCat(
            argument.spelling, ": The service drew no such picture."));
      }
      RETURN_IF_ERROR(Complete(*file->second, picture));
    }
    Clear(response, argument.path);
  }
  return absl::OkStatus();
}

// Makes the call, and moves what was asked for from the answer into files.
absl::Status CallForFiles(const VerbCall& call, const client::Server& server,
                          const pb::Message& request, pb::Message& response,
                          const Terminal& terminal) {
  ASSIGN_OR_RETURN(const OutputFiles files, OpenFiles(call));
  RETURN_IF_ERROR(CallOnce(call, server, request, response, terminal));
  RETURN_IF_ERROR(WriteSecrets(call, files, response));
  return WritePictures(call, files, response);
}

}  // namespace

absl::StatusOr<int> Run(const VerbCall& call, const client::Server& server,
                        const Terminal& terminal) {
  const Verb& verb = *call.verb;
  ASSIGN_OR_RETURN(const auto request, BuildRequest(call, terminal.in));
  const pb::MethodDescriptor& method = MethodOf(verb);
  if (method.server_streaming()) {
    return Done(Watch(call, server, *request, terminal));
  }
  const auto response = client::NewMessage(*method.output_type());
  if (!verb.columns.empty() && HasPages(method)) {
    RETURN_IF_ERROR(CallPages(call, server, *request, *response, terminal));
  } else {
    RETURN_IF_ERROR(CallForFiles(call, server, *request, *response, terminal));
  }
  if (!verb.columns.empty()) Limit(call.limit, *response);
  for (const char* path : verb.hidden) Clear(*response, path);
  if (method.output_type() ==
      registration::v1::ExportPersonalDataResponse::descriptor()) {
    terminal.out << client::FieldText(*response, "json") << "\n";
  } else if (verb.columns.empty()) {
    WriteAnswer(*response, call.output, terminal.out);
  } else {
    WriteList(verb, *response, call.output, terminal.out);
  }
  return verb.exit_code == nullptr ? kExitOk : verb.exit_code(*response);
}

}  // namespace rollcall::cli
