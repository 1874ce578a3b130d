#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "grpcpp/server.h"

#include "clients/api/server.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"

namespace rollcall::testing {

// A RegistrationService inside the test's process that keeps what it is sent
// and answers what the test says.
class FakeRegistration final
    : public registration::v1::RegistrationService::Service {
 public:
  FakeRegistration();
  ~FakeRegistration() override;

  // Where it is.
  client::Server server() const;

  // One import: the messages of its stream.
  using Import = std::vector<registration::v1::ImportRegistrationsRequest>;
  // Every import so far, those that were broken off included.
  std::vector<Import> imports() const;

  // Answers an import; by default all rows are created.
  std::function<grpc::Status(const Import&,
                             registration::v1::ImportRegistrationsResponse&)>
      answer_import;

  // The messages of an export. Their resume tokens are `1`, `2`, and so on.
  std::vector<registration::v1::ExportRegistrationsResponse> exported;
  // After how many messages each try of an export breaks off as UNAVAILABLE;
  // later ones do not.
  std::vector<int> break_after;
  // The resume tokens that tries brought.
  std::vector<std::string> resume_tokens;

  grpc::Status ImportRegistrations(
      grpc::ServerContext* context,
      grpc::ServerReader<registration::v1::ImportRegistrationsRequest>* reader,
      registration::v1::ImportRegistrationsResponse* response) override;
  grpc::Status ExportRegistrations(
      grpc::ServerContext* context,
      const registration::v1::ExportRegistrationsRequest* request,
      grpc::ServerWriter<registration::v1::ExportRegistrationsResponse>* writer)
      override;
  grpc::Status RotateTicket(
      grpc::ServerContext* context,
      const registration::v1::RotateTicketRequest* request,
      registration::v1::RotateTicketResponse* response) override;
  grpc::Status CancelRegistration(
      grpc::ServerContext* context,
      const registration::v1::CancelRegistrationRequest* request,
      registration::v1::CancelRegistrationResponse* response) override;
  grpc::Status CreateDelegation(
      grpc::ServerContext* context,
      const registration::v1::CreateDelegationRequest* request,
      registration::v1::CreateDelegationResponse* response) override;
  grpc::Status GetEvent(grpc::ServerContext* context,
                        const registration::v1::GetEventRequest* request,
                        registration::v1::GetEventResponse* response) override;
  grpc::Status ListSessions(
      grpc::ServerContext* context,
      const registration::v1::ListSessionsRequest* request,
      registration::v1::ListSessionsResponse* response) override;
  grpc::Status UpdateEvent(
      grpc::ServerContext* context,
      const registration::v1::UpdateEventRequest* request,
      registration::v1::UpdateEventResponse* response) override;

  // The last request of each unary method.
  registration::v1::RotateTicketRequest rotated;
  registration::v1::CancelRegistrationRequest cancelled;
  registration::v1::CreateDelegationRequest delegated;
  registration::v1::UpdateEventRequest updated;

  // What GetEvent answers, of whatever event, and ListSessions one by one.
  registration::v1::Event event;
  // The metadata `authorization` of the last GetEvent.
  std::string authorization;
  std::vector<registration::v1::Session> sessions;

 private:
  mutable std::mutex mutex_;
  std::vector<Import> imports_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace rollcall::testing
