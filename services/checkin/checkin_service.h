#pragma once

#include "common/auth/guard.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "services/checkin/checkin_store.h"

namespace rollcall::checkin {

// Serves rollcall.checkin.v1.CheckInService: parses requests, asks the store,
// renders responses. It decides nothing.
class CheckInService final : public v1::CheckInService::Service {
 public:
  // Both outlive the service.
  CheckInService(db::Pool& pool, const auth::Guard& guard)
      : store_(pool), guard_(guard) {}

  grpc::Status CheckIn(grpc::ServerContext* context,
                       const v1::CheckInRequest* request,
                       v1::CheckInResponse* response) override;

 private:
  CheckInStore store_;
  const auth::Guard& guard_;
};

}  // namespace rollcall::checkin
