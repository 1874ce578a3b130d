#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"

#include "clients/api/server.h"
#include "clients/kiosk/credential.h"
#include "clients/kiosk/manifest_table.h"
#include "clients/kiosk/scan_queue.h"
#include "clients/kiosk/sqlite.h"
#include "clients/kiosk/upload.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"

namespace rollcall::kiosk {

// Where a kiosk stands, and how it works.
struct KioskOptions {
  // Names: events/{event}, events/{event}/sessions/{session} and
  // events/{event}/devices/{device}.
  std::string event;
  std::string session;
  std::string device;
  // In the operator's words.
  std::string gate;
  // Of what the operator is told, BCP 47.
  std::string language_code;
  // How long the answer to a scan is waited for.
  absl::Duration patience = absl::Seconds(2);
  // How long after a failed call scans are not sent at all, unless Sync finds
  // the service before.
  absl::Duration pause = absl::Seconds(10);
  // What time it is.
  std::function<absl::Time()> clock = absl::Now;
};

// A device at a door: asks the service about each scan, decides alone by the
// same rules while there is no answer, and uploads that later. Every scan is in
// the journal before it is sent, and its decision before anybody is told, so
// that a crash loses none and sends none twice.
//
// Scan is for one thread, the other methods are for one other.
class Kiosk {
 public:
  // `journal` is the device's (see OpenJournal) and outlives the kiosk. Fails
  // when it cannot be written.
  static absl::StatusOr<std::unique_ptr<Kiosk>> Open(
      const client::Server& server, KioskOptions options, Database& journal);

  // Decides a scan of what was `typed`, the text of a ticket or a short code.
  // Decision.offline says that the kiosk decided alone, as it also does for
  // somebody whose scan it has still to upload.
  //
  // Fails when nobody can decide: the service says that the call is wrong, or
  // cannot be asked and there is no manifest. Nobody may be let in then; what
  // the service has recorded nevertheless is settled later.
  absl::StatusOr<checkin::v1::Decision> Scan(
      absl::string_view typed, checkin::v1::Decision::Direction direction);

  // Compares the clocks and fetches the keys of tickets and what has changed in
  // the manifest. Scans are sent again once the service answers.
  absl::Status Sync();
  // Asks the service about the scans whose answers were lost. What it has not
  // recorded is forgotten, since nobody was told.
  absl::Status Settle();
  // Sends the service what was decided alone. What the service had recorded
  // otherwise, before its answer was lost, is put right: an admission that it
  // had refused is uploaded as an attempt of its own, and one that the door
  // refused is annulled. Scans that the service does not take stay, with the
  // reason.
  absl::Status Upload();

  // Whether scans are sent at present.
  bool IsOnline() const;
  ScanQueue& queue() { return queue_; }
  ManifestTable& manifest() { return manifest_; }

 private:
  Kiosk(const client::Server& server, KioskOptions options, Database& journal);

  checkin::v1::CheckInRequest NewRequest(
      absl::string_view typed, checkin::v1::Decision::Direction direction,
      absl::Duration clock_offset) const;
  grpc::Status Ask(const checkin::v1::CheckInRequest& request,
                   checkin::v1::Decision& decision);
  // What the journal knows about the scan `request`.
  struct Memory {
    Credential credential;
    std::optional<checkin::v1::ManifestEntry> entry;
    // The hash of the registration; empty when nobody is known.
    std::string person;
  };
  absl::StatusOr<Memory> Recall(const checkin::v1::CheckInRequest& request,
                                const ManifestHead& head);
  // Decides a scan alone and makes it kDecided.
  absl::StatusOr<checkin::v1::Decision> DecideAlone(
      const checkin::v1::CheckInRequest& request, const ManifestHead& head,
      const Memory& memory);
  // Sends scans that were decided alone and takes the results.
  absl::Status UploadBatch(const std::vector<QueuedScan>& scans);
  // Takes the result of an upload, unless there is nothing to be done.
  absl::Status Reconcile(
      NextStep step, const QueuedScan& scan,
      const checkin::v1::UploadScansResponse::Result& result);
  absl::Status Annul(const QueuedScan& scan);
  absl::Status SyncClock();
  // How far this clock is behind the service's.
  absl::StatusOr<absl::Duration> MeasureClock();
  absl::Status SyncKeys();
  absl::Status SyncManifest();
  // Remembers whether the service answered.
  void Note(const grpc::Status& status);

  const client::Server server_;
  const KioskOptions options_;
  const std::unique_ptr<checkin::v1::CheckInService::Stub> stub_;
  ScanQueue queue_;
  ManifestTable manifest_;
  mutable absl::Mutex mutex_;
  // Until when scans are not sent.
  absl::Time paused_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace rollcall::kiosk
