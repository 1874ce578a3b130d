#include "tests/access/raw_call.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/error_details.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "rollcall/registration/v1/access_service.pb.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall::access {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The error in the field `error` of `answer`, if it has one.
grpc::Status ErrorIn(const Message& answer) {
  const auto* field = answer.GetDescriptor()->FindFieldByName("error");
  if (field == nullptr || field->message_type() == nullptr ||
      !answer.GetReflection()->HasField(answer, field)) {
    return grpc::Status::OK;
  }
  google::rpc::Status wire;
  wire.ParseFromString(
      answer.GetReflection()->GetMessage(answer, field).SerializeAsString());
  grpc::Status status;
  grpc::SetErrorDetails(wire, &status);
  return status;
}

std::unique_ptr<Message> New(const google::protobuf::Descriptor& descriptor) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(&descriptor)
          ->New());
}

}  // namespace

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const google::protobuf::Descriptor* request :
       {registration::v1::GetEventRequest::descriptor(),
        registration::v1::CreateDeviceRequest::descriptor(),
        checkin::v1::CheckInRequest::descriptor(),
        checkin::v1::ReportPresenceRequest::descriptor(),
        reporting::v1::GetSummaryRequest::descriptor()}) {
    const auto& file = *request->file();
    for (int i = 0; i < file.service_count(); ++i) {
      for (int j = 0; j < file.service(i)->method_count(); ++j) {
        methods.push_back(file.service(i)->method(j));
      }
    }
  }
  return methods;
}

std::string NameOf(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->name(), ".", method.name());
}

grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                     const MethodDescriptor& method, const Message& request,
                     std::unique_ptr<grpc::ClientContext> context) {
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  grpc::GenericStub stub(channel);
  const auto call = stub.PrepareCall(
      context.get(), "/" + method.service()->full_name() + "/" + method.name(),
      &queue);
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  const grpc::Slice bytes(request.SerializeAsString());
  call->WriteLast(grpc::ByteBuffer(&bytes, 1), grpc::WriteOptions(), nullptr);
  queue.Next(&tag, &ok);
  grpc::Status in_answer;
  bool answered = false;
  const bool is_watch = method.name().rfind("Watch", 0) == 0;
  for (;;) {
    grpc::ByteBuffer response;
    call->Read(&response, nullptr);
    queue.Next(&tag, &ok);
    if (!ok) break;
    if (answered) continue;
    answered = true;
    grpc::Slice slice;
    response.DumpToSingleSlice(&slice);
    const auto answer = New(*method.output_type());
    answer->ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    in_answer = ErrorIn(*answer);
    if (is_watch) context->TryCancel();
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  if (answered && is_watch) return grpc::Status::OK;
  return status.ok() ? in_answer : status;
}

std::unique_ptr<Message> NewRequest(const MethodDescriptor& method) {
  return New(*method.input_type());
}

void SetText(Message& request, const std::string& path,
             const std::string& value) {
  Message* message = &request;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i + 1 < names.size(); ++i) {
    const auto* field = message->GetDescriptor()->FindFieldByName(names[i]);
    const auto* reflection = message->GetReflection();
    if (!field->is_repeated()) {
      message = reflection->MutableMessage(message, field);
    } else if (reflection->FieldSize(*message, field) > 0) {
      message = reflection->MutableRepeatedMessage(message, field, 0);
    } else {
      message = reflection->AddMessage(message, field);
    }
  }
  message->GetReflection()->SetString(
      message, message->GetDescriptor()->FindFieldByName(names.back()), value);
}

}  // namespace rollcall::access
