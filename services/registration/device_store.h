#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/registration/device.h"

namespace rollcall::registration {

// Devices in PostgreSQL. Each method is one transaction, and also fails as
// db::Transact does. Of codes and tokens only hashes are kept. Thread-safe.
class DeviceStore {
 public:
  // `pool` outlives the store.
  explicit DeviceStore(db::Pool& pool) : pool_(pool) {}

  // A device with the code or the token that it was given. Empty when it was
  // given none.
  struct Issued {
    Device device;
    std::string secret;
  };

  // Creates `device` in `event` with a code for `code_duration`. A repeated
  // `key` returns the device of the first call, with a new code in place of the
  // one before while it has not enrolled. Fails with EVENT_NOT_FOUND,
  // SESSION_NOT_FOUND or REQUEST_ID_REUSED.
  absl::StatusOr<Issued> CreateDevice(const EventName& event,
                                      const Device& device,
                                      absl::Duration code_duration,
                                      const RequestKey& key,
                                      const auth::Act& act,
                                      absl::Time deadline);

  // Gives the device of `event` with `code` a token, once. Fails with
  // ENROLLMENT_CODE_INVALID.
  absl::StatusOr<Issued> EnrollDevice(const EventName& event,
                                      const std::string& code,
                                      const auth::Act& act,
                                      absl::Time deadline);

  // Gives `name` another token. The one that it has stands for
  // limits::kPreviousToken if it asks itself, else not any more. Fails with
  // DEVICE_NOT_FOUND or DEVICE_NOT_ENROLLED.
  absl::StatusOr<std::string> RotateToken(const DeviceName& name,
                                          bool asks_itself,
                                          const auth::Act& act,
                                          absl::Time deadline);

  // Ends the access of `name`. Fails with DEVICE_NOT_FOUND.
  absl::StatusOr<Device> RevokeDevice(const DeviceName& name,
                                      const auth::Act& act,
                                      absl::Time deadline);

  // Up to `page.size` + 1 devices after `page.key`, by id. Fails with
  // EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Device>> ListDevices(const EventName& event,
                                                  const Page& page,
                                                  absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
