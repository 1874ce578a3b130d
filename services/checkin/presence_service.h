#pragma once

#include "common/auth/guard.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "services/checkin/presence_store.h"

namespace rollcall::checkin {

// Serves rollcall.checkin.v1.PresenceService: parses requests, asks the store,
// renders responses. It decides nothing.
class PresenceService final : public v1::PresenceService::Service {
 public:
  // Both outlive the service.
  PresenceService(db::Pool& pool, const auth::Guard& guard)
      : store_(pool), guard_(guard) {}

  grpc::Status ReportPresence(grpc::ServerContext* context,
                              const v1::ReportPresenceRequest* request,
                              v1::ReportPresenceResponse* response) override;

 private:
  PresenceStore store_;
  const auth::Guard& guard_;
};

}  // namespace rollcall::checkin
