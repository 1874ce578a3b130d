#include "clients/cli/call_command.h"

#include <iterator>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "rollcall/registration/v1/access_service.pb.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall::cli {
namespace {

namespace pb = google::protobuf;

struct Target {
  const pb::MethodDescriptor* method = nullptr;
  std::string address;
};

absl::StatusOr<Target> FindMethod(const client::Server& server,
                                  const std::string& name) {
  const std::pair<const pb::FileDescriptor*, std::string> files[] = {
      {registration::v1::GetEventRequest::descriptor()->file(),
       server.registration},
      {registration::v1::ListDevicesRequest::descriptor()->file(),
       server.registration},
      {checkin::v1::CheckInRequest::descriptor()->file(), server.checkin},
      {checkin::v1::ReportPresenceRequest::descriptor()->file(),
       server.checkin},
      {reporting::v1::GetSummaryRequest::descriptor()->file(),
       server.reporting},
  };
  std::string known;
  for (const auto& [file, address] : files) {
    const pb::ServiceDescriptor* service = file->service(0);
    absl::StrAppend(&known, "\n  ", service->full_name());
    const std::vector<std::string> parts = absl::StrSplit(name, '/');
    if (parts.size() != 2 || parts[0] != service->full_name()) continue;
    const pb::MethodDescriptor* method = service->FindMethodByName(parts[1]);
    if (method == nullptr || method->client_streaming() ||
        method->server_streaming()) {
      return absl::InvalidArgumentError(
          absl::StrCat(service->full_name(), " has no unary method ", parts[1],
                       "."));
    }
    return Target{method, address};
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "The method must be Service/Method, the service one of", known));
}

std::unique_ptr<pb::Message> New(const pb::Descriptor* type) {
  return std::unique_ptr<pb::Message>(
      pb::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

grpc::Status CallUnary(const client::Server& server, const Target& target,
                       const pb::Message& request, pb::Message& response) {
  grpc::GenericStub stub(client::OpenChannel(target.address));
  grpc::ClientContext context;
  client::Prepare(server, context);
  grpc::ByteBuffer sent;
  bool own_buffer = false;
  grpc::Status status = grpc::GenericSerialize<grpc::ProtoBufferWriter,
                                               pb::Message>(request, &sent,
                                                            &own_buffer);
  if (!status.ok()) return status;
  grpc::CompletionQueue queue;
  const std::string path = absl::StrCat("/", target.method->service()->full_name(),
                                        "/", target.method->name());
  auto call = stub.PrepareUnaryCall(&context, path, sent, &queue);
  call->StartCall();
  grpc::ByteBuffer received;
  call->Finish(&received, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (!status.ok()) return status;
  return grpc::GenericDeserialize<grpc::ProtoBufferReader, pb::Message>(
      &received, &response);
}

}  // namespace

absl::Status Call(const client::Server& server, const std::string& method,
                  const std::string& request, std::istream& in,
                  std::ostream& out) {
  ASSIGN_OR_RETURN(const Target target, FindMethod(server, method));
  const std::string json =
      request == "-" ? std::string(std::istreambuf_iterator<char>(in), {})
                     : request;
  const auto message = New(target.method->input_type());
  const auto parsed = pb::util::JsonStringToMessage(json, message.get());
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The request is not a ",
                     target.method->input_type()->full_name(), " in JSON: ",
                     std::string(parsed.message())));
  }
  const auto response = New(target.method->output_type());
  RETURN_IF_ERROR(
      client::Explain(CallUnary(server, target, *message, *response)));

  pb::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!pb::util::MessageToJsonString(*response, &text, options).ok()) {
    return absl::InternalError("The response cannot be written as JSON.");
  }
  out << text;
  return absl::OkStatus();
}

}  // namespace rollcall::cli
