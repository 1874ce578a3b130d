#pragma once

#include "common/api/watch_hub.h"
#include "common/auth/guard.h"
#include "common/base/lanes.h"
#include "common/metrics/page.h"
#include "common/rpc/open_streams.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "services/checkin/checkin_store.h"
#include "services/checkin/conflict_store.h"
#include "services/checkin/decision_tally.h"
#include "services/checkin/key_store.h"
#include "services/checkin/lane_store.h"
#include "services/checkin/manifest_store.h"
#include "services/checkin/occupancy_store.h"
#include "services/checkin/search_store.h"
#include "services/checkin/walk_in_store.h"

namespace rollcall::checkin {

// The methods that answer when a lane is done, or watch; they hold no thread
// while they wait. All others are served by a thread each.
using CheckInServiceBase = v1::CheckInService::WithCallbackMethod_CheckIn<
    v1::CheckInService::WithCallbackMethod_StreamCheckIns<
        v1::CheckInService::WithCallbackMethod_WatchOccupancy<
            v1::CheckInService::Service>>>;

// Serves rollcall.checkin.v1.CheckInService: parses requests, asks the stores,
// renders responses. It decides nothing. The handlers of a kind of method are
// in *_handlers.cc.
class CheckInService final : public CheckInServiceBase {
 public:
  // What its pool acts as in the database.
  static constexpr char kDatabaseRole[] = "rollcall_checkin";

  // Both outlive the service.
  CheckInService(db::Pool& pool, const auth::Guard& guard,
                 const LaneOptions& lanes = {}, const WatchHubOptions& hub = {},
                 absl::Duration stream_idle = rpc::OpenStreams::kIdle);

  // Ends all calls that last as long as their callers like, and those that come
  // later; for a drain. Scans that were read are answered first.
  void EndStreams() {
    occupancy_hub_.End();
    scan_streams_.EndAll();
  }

  // Adds the decisions, the lanes of the doors, and their connections.
  void AddMetrics(metrics::Page& page) const;

  grpc::ServerUnaryReactor* CheckIn(grpc::CallbackServerContext* context,
                                    const v1::CheckInRequest* request,
                                    v1::CheckInResponse* response) override;
  grpc::ServerBidiReactor<v1::StreamCheckInsRequest,
                          v1::StreamCheckInsResponse>*
  StreamCheckIns(grpc::CallbackServerContext* context) override;

  grpc::Status UploadScans(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::UploadScansResponse, v1::UploadScansRequest>*
          stream) override;

  grpc::Status GetDecision(grpc::ServerContext* context,
                           const v1::GetDecisionRequest* request,
                           v1::GetDecisionResponse* response) override;
  grpc::Status AnnulCheckIn(grpc::ServerContext* context,
                            const v1::AnnulCheckInRequest* request,
                            v1::AnnulCheckInResponse* response) override;

  grpc::Status SearchRegistrations(
      grpc::ServerContext* context,
      const v1::SearchRegistrationsRequest* request,
      v1::SearchRegistrationsResponse* response) override;

  grpc::Status AdmitWalkIn(grpc::ServerContext* context,
                           const v1::AdmitWalkInRequest* request,
                           v1::AdmitWalkInResponse* response) override;

  grpc::Status ListConflicts(grpc::ServerContext* context,
                             const v1::ListConflictsRequest* request,
                             v1::ListConflictsResponse* response) override;
  grpc::Status ResolveConflict(grpc::ServerContext* context,
                               const v1::ResolveConflictRequest* request,
                               v1::ResolveConflictResponse* response) override;

  grpc::Status GetManifest(
      grpc::ServerContext* context, const v1::GetManifestRequest* request,
      grpc::ServerWriter<v1::GetManifestResponse>* writer) override;
  grpc::Status GetTicketKeys(grpc::ServerContext* context,
                             const v1::GetTicketKeysRequest* request,
                             v1::GetTicketKeysResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchOccupancyResponse>* WatchOccupancy(
      grpc::CallbackServerContext* context,
      const v1::WatchOccupancyRequest* request) override;

  grpc::Status SyncClock(grpc::ServerContext* context,
                         const v1::SyncClockRequest* request,
                         v1::SyncClockResponse* response) override;

 private:
  DecisionTally decisions_;
  CheckInStore store_;
  ConflictStore conflicts_;
  KeyStore keys_;
  ManifestStore manifests_;
  SearchStore searches_;
  WalkInStore walk_ins_;
  OccupancyStore occupancy_;
  WatchHub<SessionName, Occupancy> occupancy_hub_;
  rpc::OpenStreams scan_streams_;
  // They hold a thread each; a drain waits for them.
  rpc::OpenStreams upload_streams_;
  LaneStore lanes_;
  const auth::Guard& guard_;
};

}  // namespace rollcall::checkin
