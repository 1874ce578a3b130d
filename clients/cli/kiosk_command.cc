#include "clients/cli/kiosk_command.h"

#include <memory>
#include <sysexits.h>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

#include "clients/api/retry.h"
#include "clients/cli/exit_code.h"
#include "clients/kiosk/journal.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

using checkin::v1::Decision;

// Keeps a kiosk and the service together.
class Exchange {
 public:
  // Exchanges once before it returns, then about every `interval` on a thread
  // of its own.
  Exchange(kiosk::Kiosk& kiosk, absl::Duration interval) : kiosk_(kiosk) {
    Step();
    thread_ = std::thread([this, interval] {
      while (!stop_.WaitForNotificationWithTimeout(interval)) Step();
    });
  }
  // Waits for the exchange under way and exchanges a last time.
  ~Exchange() {
    stop_.Notify();
    thread_.join();
    Step();
  }

  // How the last one ended.
  absl::Status last() const {
    const absl::MutexLock lock(&mutex_);
    return last_;
  }

 private:
  void Step() {
    absl::Status status = kiosk_.Sync();
    if (status.ok()) status = kiosk_.Settle();
    if (status.ok()) status = kiosk_.Upload();
    const absl::MutexLock lock(&mutex_);
    last_ = status;
  }

  kiosk::Kiosk& kiosk_;
  absl::Notification stop_;
  mutable absl::Mutex mutex_;
  absl::Status last_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

absl::StatusOr<KioskState> StateOf(kiosk::Kiosk& kiosk,
                                   Decision::Direction direction,
                                   const absl::Status& last_sync) {
  KioskState state;
  state.direction = direction;
  state.online = kiosk.IsOnline();
  state.last_sync = last_sync;
  ASSIGN_OR_RETURN(state.scans, kiosk.queue().Count());
  ASSIGN_OR_RETURN(const auto failed,
                   kiosk.queue().List(kiosk::ScanStatus::kFailed, 1));
  if (!failed.empty()) state.first_error = failed[0].error;
  return state;
}

// Answers the lines of `in`.
absl::Status Serve(kiosk::Kiosk& kiosk, const Exchange& exchange,
                   Decision::Direction direction, KioskDisplay& display,
                   std::istream& in) {
  const auto show_state = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const KioskState state,
                     StateOf(kiosk, direction, exchange.last()));
    display.Show(state);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(show_state());
  std::string line;
  while (std::getline(in, line)) {
    const absl::string_view typed = absl::StripAsciiWhitespace(line);
    if (typed.empty()) continue;
    if (typed == "/quit") break;
    if (typed == "/entry" || typed == "/exit") {
      direction = typed == "/entry" ? Decision::DIRECTION_ENTRY
                                    : Decision::DIRECTION_EXIT;
    }
    if (typed == "/entry" || typed == "/exit" || typed == "/status") {
      RETURN_IF_ERROR(show_state());
    } else if (typed[0] == '/') {
      display.Show(absl::InvalidArgumentError(
          "The commands are /entry, /exit, /status and /quit."));
    } else if (const auto decision = kiosk.Scan(typed, direction);
               decision.ok()) {
      display.Show(*decision);
    } else {
      display.Show(decision.status());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RunKiosk(const client::Server& server,
                             const KioskSettings& settings,
                             const Terminal& terminal) {
  const auto journal = kiosk::OpenJournal(
      settings.journal, settings.kiosk.event, settings.kiosk.device);
  if (!journal.ok()) return WithExitCode(journal.status(), EX_IOERR);
  ASSIGN_OR_RETURN(const auto kiosk,
                   kiosk::Kiosk::Open(server, settings.kiosk, **journal));
  KioskDisplay display(terminal.out, settings.format);
  {
    const Exchange exchange(*kiosk, settings.sync_interval);
    // A kiosk begins without the service, but not when its first call says what
    // to mend.
    if (!client::MayPass(exchange.last())) return exchange.last();
    RETURN_IF_ERROR(
        Serve(*kiosk, exchange, settings.direction, display, terminal.in));
  }
  ASSIGN_OR_RETURN(const kiosk::ScanCounts scans, kiosk->queue().Count());
  const int64_t left = scans.waiting + scans.lost + scans.failed;
  if (left == 0) return kExitOk;
  terminal.err << left
               << " scans of the journal are not with the service: begin the "
                  "kiosk again with the same journal.\n";
  return kExitScansLeft;
}

}  // namespace rollcall::cli
