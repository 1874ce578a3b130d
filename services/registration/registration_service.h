#pragma once

#include <vector>

#include "common/auth/guard.h"
#include "common/rpc/call.h"
#include "common/rpc/open_streams.h"
#include "common/ticket/signing_key.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/delegation_store.h"
#include "services/registration/event_store.h"
#include "services/registration/import_store.h"
#include "services/registration/privacy_store.h"
#include "services/registration/registration_store.h"
#include "services/registration/session_store.h"
#include "services/registration/ticket_store.h"
#include "services/registration/transition_store.h"

namespace rollcall::registration {

// Serves rollcall.registration.v1.RegistrationService: parses requests, asks
// the stores, renders responses. It decides nothing.
class RegistrationService final : public v1::RegistrationService::Service {
 public:
  // What its pool acts as in the database.
  static constexpr char kDatabaseRole[] = "rollcall_registration";

  // `pool` and `guard` outlive the service. The last of `keys`, of which there
  // is one at least, signs the tickets.
  RegistrationService(db::Pool& pool, const auth::Guard& guard,
                      const std::vector<ticket::SigningKey>& keys)
      : events_(pool),
        sessions_(pool),
        registrations_(pool),
        transitions_(pool),
        imports_(pool),
        tickets_(pool),
        delegations_(pool),
        privacy_(pool),
        guard_(guard),
        ticket_key_(keys.back()) {}

  grpc::Status CreateEvent(grpc::ServerContext* context,
                           const v1::CreateEventRequest* request,
                           v1::CreateEventResponse* response) override;
  grpc::Status GetEvent(grpc::ServerContext* context,
                        const v1::GetEventRequest* request,
                        v1::GetEventResponse* response) override;
  grpc::Status ListEvents(grpc::ServerContext* context,
                          const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* response) override;
  grpc::Status UpdateEvent(grpc::ServerContext* context,
                           const v1::UpdateEventRequest* request,
                           v1::UpdateEventResponse* response) override;
  grpc::Status CreateSession(grpc::ServerContext* context,
                             const v1::CreateSessionRequest* request,
                             v1::CreateSessionResponse* response) override;
  grpc::Status GetSession(grpc::ServerContext* context,
                          const v1::GetSessionRequest* request,
                          v1::GetSessionResponse* response) override;
  grpc::Status ListSessions(grpc::ServerContext* context,
                            const v1::ListSessionsRequest* request,
                            v1::ListSessionsResponse* response) override;
  grpc::Status UpdateSession(grpc::ServerContext* context,
                             const v1::UpdateSessionRequest* request,
                             v1::UpdateSessionResponse* response) override;
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
  grpc::Status UpdateRegistration(
      grpc::ServerContext* context,
      const v1::UpdateRegistrationRequest* request,
      v1::UpdateRegistrationResponse* response) override;
  grpc::Status ApproveRegistration(
      grpc::ServerContext* context,
      const v1::ApproveRegistrationRequest* request,
      v1::ApproveRegistrationResponse* response) override;
  grpc::Status RejectRegistration(
      grpc::ServerContext* context,
      const v1::RejectRegistrationRequest* request,
      v1::RejectRegistrationResponse* response) override;
  grpc::Status CancelRegistration(
      grpc::ServerContext* context,
      const v1::CancelRegistrationRequest* request,
      v1::CancelRegistrationResponse* response) override;
  grpc::Status ChangeMode(grpc::ServerContext* context,
                          const v1::ChangeModeRequest* request,
                          v1::ChangeModeResponse* response) override;
  grpc::Status TransferRegistration(
      grpc::ServerContext* context,
      const v1::TransferRegistrationRequest* request,
      v1::TransferRegistrationResponse* response) override;
  grpc::Status ImportRegistrations(
      grpc::ServerContext* context,
      grpc::ServerReader<v1::ImportRegistrationsRequest>* reader,
      v1::ImportRegistrationsResponse* response) override;
  grpc::Status ExportRegistrations(
      grpc::ServerContext* context,
      const v1::ExportRegistrationsRequest* request,
      grpc::ServerWriter<v1::ExportRegistrationsResponse>* writer) override;
  grpc::Status GetTicket(grpc::ServerContext* context,
                         const v1::GetTicketRequest* request,
                         v1::GetTicketResponse* response) override;
  grpc::Status EraseRegistration(
      grpc::ServerContext* context, const v1::EraseRegistrationRequest* request,
      v1::EraseRegistrationResponse* response) override;
  grpc::Status ExportPersonalData(
      grpc::ServerContext* context,
      const v1::ExportPersonalDataRequest* request,
      v1::ExportPersonalDataResponse* response) override;
  grpc::Status RotateTicket(grpc::ServerContext* context,
                            const v1::RotateTicketRequest* request,
                            v1::RotateTicketResponse* response) override;
  grpc::Status CreateDelegation(
      grpc::ServerContext* context, const v1::CreateDelegationRequest* request,
      v1::CreateDelegationResponse* response) override;
  grpc::Status ListDelegations(grpc::ServerContext* context,
                               const v1::ListDelegationsRequest* request,
                               v1::ListDelegationsResponse* response) override;
  grpc::Status UpdateDelegation(
      grpc::ServerContext* context, const v1::UpdateDelegationRequest* request,
      v1::UpdateDelegationResponse* response) override;

 private:
  // OK when the caller reaches `registration`, which may not exist; else
  // REGISTRATION_NOT_FOUND.
  absl::Status CheckVisible(const rpc::Call& call,
                            const RegistrationName& registration);

  EventStore events_;
  SessionStore sessions_;
  RegistrationStore registrations_;
  TransitionStore transitions_;
  ImportStore imports_;
  TicketStore tickets_;
  DelegationStore delegations_;
  PrivacyStore privacy_;
  // They hold a thread each; a drain waits for them.
  rpc::OpenStreams import_streams_{rpc::OpenStreams::kThreadIdle};
  const auth::Guard& guard_;
  const ticket::SigningKey ticket_key_;
};

}  // namespace rollcall::registration
