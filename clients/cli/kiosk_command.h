#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "clients/api/server.h"
#include "clients/cli/kiosk_display.h"
#include "clients/cli/terminal.h"
#include "clients/kiosk/kiosk.h"
#include "rollcall/checkin/v1/decision.pb.h"

namespace rollcall::cli {

// What `rollcall kiosk` is told.
struct KioskSettings {
  kiosk::KioskOptions kiosk;
  // The journal's file.
  std::string journal;
  // Which way people go at first.
  checkin::v1::Decision::Direction direction =
      checkin::v1::Decision::DIRECTION_ENTRY;
  KioskFormat format = KioskFormat::kPlain;
  // How often the service is asked for what is new and sent what waits.
  absl::Duration sync_interval = absl::Seconds(5);
};

// `rollcall kiosk`: a scan for each line of `in`, until its end or /quit, and
// its answer on `out`. Also /entry and /exit, which say where the next people
// go, and /status. Returns 0, or kExitScansLeft when the service does not have
// all scans of the journal.
absl::StatusOr<int> RunKiosk(const client::Server& server,
                             const KioskSettings& settings,
                             const Terminal& terminal);

}  // namespace rollcall::cli
