#include "clients/api/unary_call.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace rollcall::client {
namespace {

namespace pb = google::protobuf;

grpc::Status Call(const Server& server, const std::string& address,
                  const pb::MethodDescriptor& method,
                  const pb::Message& request, pb::Message& response,
                  absl::Duration deadline) {
  grpc::GenericStub stub(OpenChannel(server, address));
  grpc::ClientContext context;
  Prepare(server, context, deadline);
  grpc::ByteBuffer sent;
  bool own_buffer = false;
  grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, pb::Message>(
          request, &sent, &own_buffer);
  if (!status.ok()) return status;
  grpc::CompletionQueue queue;
  const std::string path =
      absl::StrCat("/", method.service()->full_name(), "/", method.name());
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

std::string Render(const pb::Message& message, bool on_lines) {
  pb::util::JsonPrintOptions options;
  options.add_whitespace = on_lines;
  options.preserve_proto_field_names = true;
  std::string text;
  // Of our own messages, all can be rendered.
  (void)pb::util::MessageToJsonString(message, &text, options);
  return text;
}

}  // namespace

absl::Status CallUnary(const Server& server, const std::string& address,
                       const pb::MethodDescriptor& method,
                       const pb::Message& request, pb::Message& response,
                       absl::Duration deadline) {
  return Explain(Call(server, address, method, request, response, deadline));
}

std::unique_ptr<pb::Message> NewMessage(const pb::Descriptor& type) {
  return std::unique_ptr<pb::Message>(
      pb::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::string ToJson(const pb::Message& message) { return Render(message, true); }

std::string ToJsonLine(const pb::Message& message) {
  return absl::StrCat(Render(message, false), "\n");
}

}  // namespace rollcall::client
