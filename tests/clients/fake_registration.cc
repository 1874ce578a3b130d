#include "tests/clients/fake_registration.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/server_builder.h"

#include "tests/harness/calls.h"

namespace rollcall::testing {

using registration::v1::ImportRegistrationsRequest;
using registration::v1::ImportRegistrationsResponse;

FakeRegistration::FakeRegistration() {
  answer_import = [](const Import& import,
                     ImportRegistrationsResponse& response) {
    int rows = 0;
    for (const auto& message : import) rows += message.rows_size();
    response.set_created_count(rows);
    return grpc::Status::OK;
  };
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
}

FakeRegistration::~FakeRegistration() { server_->Shutdown(); }

client::Server FakeRegistration::server() const {
  client::Server server;
  server.registration = absl::StrCat("127.0.0.1:", port_);
  server.token = kToken;
  return server;
}

std::vector<FakeRegistration::Import> FakeRegistration::imports() const {
  const std::lock_guard lock(mutex_);
  return imports_;
}

grpc::Status FakeRegistration::ImportRegistrations(
    grpc::ServerContext*,
    grpc::ServerReader<ImportRegistrationsRequest>* reader,
    ImportRegistrationsResponse* response) {
  Import import;
  ImportRegistrationsRequest message;
  while (reader->Read(&message)) import.push_back(message);
  const std::lock_guard lock(mutex_);
  imports_.push_back(import);
  return answer_import(import, *response);
}

grpc::Status FakeRegistration::ExportRegistrations(
    grpc::ServerContext*,
    const registration::v1::ExportRegistrationsRequest* request,
    grpc::ServerWriter<registration::v1::ExportRegistrationsResponse>* writer) {
  const size_t attempt = resume_tokens.size();
  resume_tokens.push_back(request->resume_token());
  size_t next =
      request->resume_token().empty() ? 0 : std::stoul(request->resume_token());
  for (int sent = 0; next < exported.size(); ++sent) {
    if (attempt < break_after.size() && sent == break_after[attempt]) break;
    auto message = exported[next];
    message.set_resume_token(absl::StrCat(++next));
    writer->Write(message);
  }
  return next == exported.size()
             ? grpc::Status::OK
             : grpc::Status(grpc::StatusCode::UNAVAILABLE, "Broken off.");
}

grpc::Status FakeRegistration::RotateTicket(
    grpc::ServerContext*, const registration::v1::RotateTicketRequest* request,
    registration::v1::RotateTicketResponse* response) {
  rotated = *request;
  response->mutable_ticket()->set_registration(request->name());
  response->mutable_ticket()->set_text("SECRET-TEXT");
  response->mutable_ticket()->set_code("SECRET-CODE");
  for (const int format : request->image_formats()) {
    if (format == registration::v1::IMAGE_FORMAT_PNG) {
      response->set_png("PNG-BYTES");
    } else {
      response->set_svg("SVG-TEXT");
    }
  }
  return grpc::Status::OK;
}

grpc::Status FakeRegistration::CancelRegistration(
    grpc::ServerContext*,
    const registration::v1::CancelRegistrationRequest* request,
    registration::v1::CancelRegistrationResponse* response) {
  cancelled = *request;
  response->mutable_registration()->set_name(request->name());
  return grpc::Status::OK;
}

grpc::Status FakeRegistration::CreateDelegation(
    grpc::ServerContext*,
    const registration::v1::CreateDelegationRequest* request,
    registration::v1::CreateDelegationResponse* response) {
  delegated = *request;
  *response->mutable_delegation() = request->delegation();
  response->set_head_token("head-token");
  return grpc::Status::OK;
}

grpc::Status FakeRegistration::GetEvent(
    grpc::ServerContext* context, const registration::v1::GetEventRequest*,
    registration::v1::GetEventResponse* response) {
  const auto& metadata = context->client_metadata();
  const auto found = metadata.find("authorization");
  authorization = found == metadata.end()
                      ? ""
                      : std::string(found->second.data(), found->second.size());
  *response->mutable_event() = event;
  return grpc::Status::OK;
}

grpc::Status FakeRegistration::ListSessions(
    grpc::ServerContext*, const registration::v1::ListSessionsRequest* request,
    registration::v1::ListSessionsResponse* response) {
  size_t next =
      request->page_token().empty() ? 0 : std::stoul(request->page_token());
  if (next < sessions.size()) *response->add_sessions() = sessions[next++];
  if (next < sessions.size()) {
    response->set_next_page_token(absl::StrCat(next));
  }
  return grpc::Status::OK;
}

grpc::Status FakeRegistration::UpdateEvent(
    grpc::ServerContext*, const registration::v1::UpdateEventRequest* request,
    registration::v1::UpdateEventResponse* response) {
  updated = *request;
  *response->mutable_event() = request->event();
  return grpc::Status::OK;
}

}  // namespace rollcall::testing
