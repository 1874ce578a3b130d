#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "tests/simulation/door_store.h"
#include "tests/simulation/lane.h"
#include "tests/simulation/presence_store.h"

namespace rollcall::simulation {

// What a call is answered with, if anything.
template <typename Response>
using Reply = std::function<void(const absl::StatusOr<Response>&)>;

// One instance of the check-in service.
class Service {
 public:
  // All of them outlive the service. Its transactions have `writer_slot` and
  // the next two.
  Service(const Scene& scene, Timeline& timeline, Database& database,
          const LaneOptions& lanes, int writer_slot);

  void CheckIn(const checkin::v1::CheckInRequest& request, absl::Time deadline,
               Reply<checkin::v1::CheckInResponse> reply);
  void Upload(const checkin::v1::UploadScansRequest& request,
              absl::Time deadline,
              const Reply<checkin::v1::UploadScansResponse>& reply);
  void GetDecision(const checkin::v1::GetDecisionRequest& request,
                   const Reply<checkin::v1::Decision>& reply);
  void Annul(const checkin::v1::AnnulCheckInRequest& request,
             absl::Time deadline, const Reply<checkin::v1::Decision>& reply);
  void ReportPresence(const checkin::v1::ReportPresenceRequest& request,
                      absl::Time deadline,
                      Reply<checkin::v1::ReportPresenceResponse> reply);

  // Whether a lane has something to do now, and can.
  bool HasWork() const { return scans_.HasWork() || reports_.HasWork(); }
  // Has one lane handle a batch.
  void Work();

  DoorStore& doors() { return doors_; }
  PresenceStore& presence() { return presence_; }

 private:
  struct PendingScan {
    checkin::ScanRequest scan;
    absl::Time deadline;
    Reply<checkin::v1::CheckInResponse> reply;
  };
  struct PendingReports {
    std::vector<checkin::PresenceReport> reports;
    std::vector<std::string> ids;
    absl::Time deadline;
    Reply<checkin::v1::ReportPresenceResponse> reply;
  };

  // Answers a call for which its lane has no room.
  template <typename Response>
  void TurnAway(const Reply<Response>& reply);
  bool HandleScans(std::vector<PendingScan>& batch);
  bool HandleReports(std::vector<PendingReports>& batch);

  const Scene& scene_;
  Timeline& timeline_;
  // Lanes, and uploads beside them.
  DoorStore doors_;
  DoorStore uploads_;
  PresenceStore presence_;
  Lane<PendingScan> scans_;
  Lane<PendingReports> reports_;
};

}  // namespace rollcall::simulation
