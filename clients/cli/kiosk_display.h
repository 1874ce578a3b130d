#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"

#include "clients/kiosk/scan_queue.h"
#include "rollcall/checkin/v1/decision.pb.h"

namespace rollcall::cli {

// How a kiosk's answers are written.
enum class KioskFormat {
  // A line of text.
  kPlain,
  // A bar of colour as wide as the terminal, and a bell with each refusal.
  kColor,
  // A document in JSON on a line of its own.
  kJson,
};

// How things stand with a kiosk.
struct KioskState {
  // Which way people go.
  checkin::v1::Decision::Direction direction =
      checkin::v1::Decision::DIRECTION_UNSPECIFIED;
  bool online = false;
  kiosk::ScanCounts scans;
  // Of the last exchange with the service, and what the first scan of those
  // that failed failed with.
  absl::Status last_sync;
  std::string first_error;
};

// Writes what the operator of a kiosk is to see, each a line and at once. Never
// what was scanned.
class KioskDisplay {
 public:
  // `out` outlives the display.
  KioskDisplay(std::ostream& out, KioskFormat format)
      : out_(out), format_(format) {}

  void Show(const checkin::v1::Decision& decision);
  // Nobody may be let in.
  void Show(const absl::Status& error);
  void Show(const KioskState& state);

 private:
  // Writes a line; `color` is of SGR (ECMA-48, 8.3.117).
  void ShowLine(const std::string& color, const std::string& word,
                const std::string& text, bool ring);

  std::ostream& out_;
  const KioskFormat format_;
};

}  // namespace rollcall::cli
