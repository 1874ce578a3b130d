#include "clients/cli/call_command.h"

#include <iterator>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

#include "clients/api/unary_call.h"
#include "clients/cli/progress.h"
#include "clients/cli/services.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

namespace pb = google::protobuf;

absl::StatusOr<const pb::MethodDescriptor*> FindMethod(
    const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  std::string known;
  for (const Service& service : AllServices()) {
    absl::StrAppend(&known, "\n  ", service.descriptor->full_name());
    if (parts.size() != 2 || parts[0] != service.descriptor->full_name()) {
      continue;
    }
    const auto* method = service.descriptor->FindMethodByName(parts[1]);
    if (method == nullptr || method->client_streaming() ||
        method->server_streaming()) {
      return absl::InvalidArgumentError(
          absl::StrCat(parts[0], " has no unary method ", parts[1], "."));
    }
    return method;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "The method must be Service/Method, the service one of", known));
}

}  // namespace

absl::StatusOr<Invocation> ParseInvocation(const std::string& method,
                                           const std::string& request,
                                           std::istream& in) {
  Invocation invocation;
  ASSIGN_OR_RETURN(invocation.method, FindMethod(method));
  const std::string json =
      request == "-" ? std::string(std::istreambuf_iterator<char>(in), {})
                     : request;
  const pb::Descriptor* type = invocation.method->input_type();
  invocation.request = client::NewMessage(*type);
  const auto parsed =
      pb::util::JsonStringToMessage(json, invocation.request.get());
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The request is not a ", type->full_name(),
                     " in JSON: ", std::string(parsed.message())));
  }
  return invocation;
}

absl::Status Invoke(const client::Server& server, const Invocation& invocation,
                    const Terminal& terminal) {
  const auto response = client::NewMessage(*invocation.method->output_type());
  {
    const Waiting waiting(terminal);
    RETURN_IF_ERROR(
        client::CallUnary(server, AddressOf(server, *invocation.method),
                          *invocation.method, *invocation.request, *response));
  }
  terminal.out << client::ToJson(*response);
  return absl::OkStatus();
}

}  // namespace rollcall::cli
