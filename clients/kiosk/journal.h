#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "clients/kiosk/sqlite.h"

namespace rollcall::kiosk {

// Opens the file in which the device `device` of `event` (both names) keeps the
// manifest and its scans, and makes it if it is missing. Fails with
// FAILED_PRECONDITION when it is another device's, of another version, or in
// use by another process.
absl::StatusOr<std::unique_ptr<Database>> OpenJournal(
    const std::string& path, const std::string& event,
    const std::string& device);

}  // namespace rollcall::kiosk
