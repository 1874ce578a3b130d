#pragma once

#include <memory>

#include "common/auth/guard.h"
#include "common/base/lanes.h"
#include "common/metrics/page.h"
#include "common/rpc/open_streams.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "services/checkin/presence_lane_store.h"
#include "services/checkin/presence_store.h"
#include "services/checkin/presence_tally.h"

namespace rollcall::checkin {

// Serves rollcall.checkin.v1.PresenceService: parses requests, asks the store,
// renders responses. It decides nothing.
class PresenceService final
    : public v1::PresenceService::WithCallbackMethod_ReportPresence<
          v1::PresenceService::WithCallbackMethod_StreamPresence<
              v1::PresenceService::Service>> {
 public:
  // What its pool acts as in the database.
  static constexpr char kDatabaseRole[] = "rollcall_checkin";

  // Both outlive the service. The writer slots of the lanes follow those of
  // `pool` and of as many lanes of another service. `tally` has what is
  // recorded and derived, also by others.
  PresenceService(
      db::Pool& pool, const auth::Guard& guard, const LaneOptions& lanes = {},
      std::shared_ptr<PresenceTally> tally = std::make_shared<PresenceTally>());

  // Ends all streams, and those that come later; for a drain. Events that were
  // read are answered first.
  void EndStreams() { streams_.EndAll(); }

  // Adds what was recorded and derived, the lanes, and their connections.
  void AddMetrics(metrics::Page& page) const;

  grpc::ServerUnaryReactor* ReportPresence(
      grpc::CallbackServerContext* context,
      const v1::ReportPresenceRequest* request,
      v1::ReportPresenceResponse* response) override;
  grpc::ServerBidiReactor<v1::StreamPresenceRequest,
                          v1::StreamPresenceResponse>*
  StreamPresence(grpc::CallbackServerContext* context) override;

  grpc::Status ListUnmatched(grpc::ServerContext* context,
                             const v1::ListUnmatchedRequest* request,
                             v1::ListUnmatchedResponse* response) override;
  grpc::Status ListPresence(grpc::ServerContext* context,
                            const v1::ListPresenceRequest* request,
                            v1::ListPresenceResponse* response) override;
  grpc::Status ResolveUnmatched(
      grpc::ServerContext* context, const v1::ResolveUnmatchedRequest* request,
      v1::ResolveUnmatchedResponse* response) override;

 private:
  db::Pool& pool_;
  const std::shared_ptr<PresenceTally> tally_;
  PresenceStore store_;
  const auth::Guard& guard_;
  rpc::OpenStreams streams_;
  // Last: it goes first, and finishes what is queued.
  PresenceLanes lanes_;
};

}  // namespace rollcall::checkin
