#pragma once

#include "common/auth/token.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/event_store.h"
#include "services/registration/registration_store.h"

namespace rollcall::registration {

// Serves rollcall.registration.v1.RegistrationService: parses requests, asks
// the stores, renders responses. It decides nothing.
class RegistrationService final : public v1::RegistrationService::Service {
 public:
  // Both outlive the service.
  RegistrationService(db::Pool& pool, const auth::Guard& guard)
      : events_(pool), registrations_(pool), guard_(guard) {}

  grpc::Status CreateEvent(grpc::ServerContext* context,
                           const v1::CreateEventRequest* request,
                           v1::CreateEventResponse* response) override;
  grpc::Status GetEvent(grpc::ServerContext* context,
                        const v1::GetEventRequest* request,
                        v1::GetEventResponse* response) override;
  grpc::Status ListEvents(grpc::ServerContext* context,
                          const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* response) override;
  grpc::Status CreateSession(grpc::ServerContext* context,
                             const v1::CreateSessionRequest* request,
                             v1::CreateSessionResponse* response) override;
  grpc::Status GetSession(grpc::ServerContext* context,
                          const v1::GetSessionRequest* request,
                          v1::GetSessionResponse* response) override;
  grpc::Status ListSessions(grpc::ServerContext* context,
                            const v1::ListSessionsRequest* request,
                            v1::ListSessionsResponse* response) override;
  grpc::Status CreateRegistration(
      grpc::ServerContext* context,
      const v1::CreateRegistrationRequest* request,
      v1::CreateRegistrationResponse* response) override;
  grpc::Status GetRegistration(grpc::ServerContext* context,
                               const v1::GetRegistrationRequest* request,
                               v1::GetRegistrationResponse* response) override;
  grpc::Status ListRegistrations(
      grpc::ServerContext* context, const v1::ListRegistrationsRequest* request,
      v1::ListRegistrationsResponse* response) override;
  grpc::Status GetTicket(grpc::ServerContext* context,
                         const v1::GetTicketRequest* request,
                         v1::GetTicketResponse* response) override;

 private:
  EventStore events_;
  RegistrationStore registrations_;
  const auth::Guard& guard_;
};

}  // namespace rollcall::registration
