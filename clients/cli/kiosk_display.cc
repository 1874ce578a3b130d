#include "clients/cli/kiosk_display.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "clients/cli/table.h"
#include "common/api/enum_text.h"
#include "nlohmann/json.hpp"

namespace rollcall::cli {
namespace {

using checkin::v1::Decision;

// Bold letters on a ground.
constexpr char kGreen[] = "1;30;42";
constexpr char kYellow[] = "1;30;43";
constexpr char kRed[] = "1;97;41";
constexpr char kGrey[] = "1;30;47";
constexpr size_t kWordWidth = 9;

std::string JsonLine(const nlohmann::ordered_json& document) {
  return document.dump(-1, ' ', false,
                       nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

std::string DirectionText(Decision::Direction direction) {
  return absl::AsciiStrToLower(EnumText(direction));
}

std::string JsonOf(const Decision& decision) {
  auto reasons = nlohmann::ordered_json::array();
  for (const int reason : decision.all_reasons()) {
    reasons.push_back(EnumText(static_cast<Decision::Reason>(reason)));
  }
  return JsonLine({{"scan_id", decision.scan_id()},
                   {"scan_time", google::protobuf::util::TimeUtil::ToString(
                                     decision.scan_time())},
                   {"direction", DirectionText(decision.direction())},
                   {"outcome", EnumText(decision.outcome())},
                   {"reasons", reasons},
                   {"text", decision.text()},
                   {"offline", decision.offline()}});
}

std::string JsonOf(const KioskState& state) {
  return JsonLine({{"direction", DirectionText(state.direction)},
                   {"online", state.online},
                   {"settled", state.scans.settled},
                   {"waiting", state.scans.waiting},
                   {"lost", state.scans.lost},
                   {"failed", state.scans.failed},
                   {"error", state.last_sync.message()},
                   {"first_failure", state.first_error}});
}

std::string TextOf(const KioskState& state) {
  std::string text = absl::StrCat(
      DirectionText(state.direction), ", ", state.online ? "online" : "offline",
      ", ", state.scans.settled, " scans settled, ",
      state.scans.waiting + state.scans.lost, " to upload");
  if (state.scans.failed > 0) {
    absl::StrAppend(&text, ", ", state.scans.failed,
                    " not taken: ", state.first_error);
  }
  if (!state.last_sync.ok()) {
    absl::StrAppend(&text, "; ", state.last_sync.message());
  }
  return text;
}

}  // namespace

void KioskDisplay::Show(const Decision& decision) {
  if (format_ == KioskFormat::kJson) {
    out_ << JsonOf(decision) << std::flush;
    return;
  }
  const std::string text =
      absl::StrCat(decision.text(), decision.offline() ? " (offline)" : "");
  switch (decision.outcome()) {
    case Decision::OUTCOME_ADMITTED:
      return ShowLine(decision.offline() ? kYellow : kGreen, "ADMIT", text,
                      false);
    case Decision::OUTCOME_EXITED:
      return ShowLine(kYellow, "EXIT", text, false);
    default:
      return ShowLine(kRed, "REFUSED", text, true);
  }
}

void KioskDisplay::Show(const absl::Status& error) {
  if (format_ == KioskFormat::kJson) {
    out_ << JsonLine({{"error", error.message()}}) << std::flush;
    return;
  }
  ShowLine(kRed, "ERROR", std::string(error.message()), true);
}

void KioskDisplay::Show(const KioskState& state) {
  if (format_ == KioskFormat::kJson) {
    out_ << JsonOf(state) << std::flush;
    return;
  }
  ShowLine(kGrey, "STATUS", TextOf(state), false);
}

void KioskDisplay::ShowLine(const std::string& color, const std::string& word,
                            const std::string& text, bool ring) {
  const std::string line =
      absl::StrCat(PadRight(word, kWordWidth), CellText(text));
  if (format_ == KioskFormat::kPlain) {
    out_ << line << std::endl;
    return;
  }
  // Erasing to the end of the line paints it in the ground's colour.
  out_ << (ring ? "\a" : "") << "\033[" << color << "m " << line
       << "\033[K\033[0m" << std::endl;
}

}  // namespace rollcall::cli
