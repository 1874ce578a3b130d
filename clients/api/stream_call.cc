#include "clients/api/stream_call.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

#include "clients/api/unary_call.h"

namespace rollcall::client {
namespace {

namespace pb = google::protobuf;

// Waits for the one operation that is under way; whether it was done.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

absl::Status CallStream(
    const Server& server, const std::string& address,
    const pb::MethodDescriptor& method, const pb::Message& request,
    const std::function<bool(const pb::Message& response)>& take) {
  grpc::ByteBuffer sent;
  bool own_buffer = false;
  grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, pb::Message>(
          request, &sent, &own_buffer);
  if (!status.ok()) return Explain(status);

  grpc::GenericStub stub(OpenDoorChannel(server, address));
  grpc::ClientContext context;
  Prepare(server, context, absl::InfiniteDuration());
  grpc::CompletionQueue queue;
  const std::string path =
      absl::StrCat("/", method.service()->full_name(), "/", method.name());
  const auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  bool is_open = Next(queue);
  if (is_open) {
    call->WriteLast(sent, grpc::WriteOptions(), nullptr);
    is_open = Next(queue);
  }
  bool is_wanted = true;
  grpc::ByteBuffer received;
  while (is_open && is_wanted) {
    call->Read(&received, nullptr);
    if (!Next(queue)) break;
    const auto response = NewMessage(*method.output_type());
    status = grpc::GenericDeserialize<grpc::ProtoBufferReader, pb::Message>(
        &received, response.get());
    is_wanted = status.ok() && take(*response);
  }
  if (!is_wanted) context.TryCancel();
  grpc::Status ended;
  call->Finish(&ended, nullptr);
  Next(queue);
  return Explain(is_wanted ? ended : status);
}

}  // namespace rollcall::client
