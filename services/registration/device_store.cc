#include "services/registration/device_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

#include "common/api/enum_text.h"
#include "common/api/limits.h"
#include "common/api/not_found.h"
#include "common/auth/token_text.h"
#include "common/base/uuid.h"
#include "common/db/null_if_empty.h"
#include "common/db/secret_param.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/event_store.h"

namespace rollcall::registration {
namespace {

Device DeviceOf(const std::string& event, const pqxx::row& row) {
  Device device;
  device.name = {event, db::TextOf(row, "device_id")};
  device.display_name = db::TextOf(row, "display_name");
  device.role = ParseEnumText<access::v1::Role>(db::TextOf(row, "role"));
  device.sessions =
      absl::StrSplit(db::TextOf(row, "session_ids"), ',', absl::SkipEmpty());
  device.gate = db::TextOf(row, "gate");
  device.state = ParseEnumText<v1::Device::State>(db::TextOf(row, "state"));
  device.code_expire_time = db::OptionalTimeOf(row, "code_expire_time");
  device.create_time = db::TimeOf(row, "create_time");
  device.last_use_time = db::OptionalTimeOf(row, "last_use_time");
  return device;
}

absl::StatusOr<Device> Load(db::Transaction& tx, const DeviceName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetDevice, name.event, name.device));
  if (rows.empty()) return NotFound(name);
  return DeviceOf(name.event, rows.front());
}

absl::Status CheckSessions(db::Transaction& tx, const EventName& event,
                           const std::vector<std::string>& sessions) {
  if (sessions.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const pqxx::result missing,
                   tx.Exec(sql::kListMissingSessions, event.event, sessions));
  if (missing.empty()) return absl::OkStatus();
  return NotFound(
      SessionName{event.event, db::TextOf(missing.front(), "session_id")});
}

// Gives the device that `key` made another code, if it may have one.
absl::StatusOr<DeviceStore::Issued> ReplayCreate(db::Transaction& tx,
                                                 const EventName& event,
                                                 const RequestKey& key,
                                                 const std::string& code,
                                                 absl::Time code_expire_time) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindDeviceRequest, event.event, key.id));
  if (rows.empty()) return tx.RunAgain();
  const pqxx::row row = rows.front();
  RETURN_IF_ERROR(CheckReplay(key, key.id, db::BytesOf(row, "request_hash"),
                              RequestIdReused(key)));
  RETURN_IF_ERROR(tx.ConfirmReads());
  const DeviceName name{event.event, db::TextOf(row, "device_id")};
  ASSIGN_OR_RETURN(const pqxx::result changed,
                   tx.Exec(sql::kSetDeviceCode, name.event, name.device,
                           db::SecretParam(code), code_expire_time));
  ASSIGN_OR_RETURN(Device device, Load(tx, name));
  return DeviceStore::Issued{std::move(device),
                             changed.empty() ? std::string() : code};
}

absl::Status CodeInvalid() {
  return Error(error::v1::ENROLLMENT_CODE_INVALID,
               "The code is of no device, was used, or has expired: ask for a "
               "new one.");
}

}  // namespace

absl::StatusOr<DeviceStore::Issued> DeviceStore::CreateDevice(
    const EventName& event, const Device& device, absl::Duration code_duration,
    const RequestKey& key, const auth::Act& act, absl::Time deadline) {
  // One for all runs of the body: the answer of the last is the one that goes
  // out.
  const std::string code = auth::NewEnrollmentCode();
  const absl::Time code_expire_time = absl::Now() + code_duration;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Issued> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        RETURN_IF_ERROR(CheckSessions(tx, event, device.sessions));
        const DeviceName name{event.event, NewUuid()};
        ASSIGN_OR_RETURN(
            const pqxx::result added,
            tx.Exec(sql::kInsertDevice, name.event, name.device,
                    device.display_name, EnumText(device.role), device.sessions,
                    device.gate, db::SecretParam(code), code_expire_time,
                    key.id, db::ByteaParam(key.hash)));
        if (added.empty()) {
          ASSIGN_OR_RETURN(Issued again, ReplayCreate(tx, event, key, code,
                                                      code_expire_time));
          if (!again.secret.empty()) {
            RETURN_IF_ERROR(trail::Record(tx, event.event, act,
                                          again.device.name.ToString()));
          }
          return again;
        }
        ASSIGN_OR_RETURN(Device created, Load(tx, name));
        RETURN_IF_ERROR(trail::Record(tx, event.event, act, name.ToString()));
        return Issued{std::move(created), code};
      });
}

absl::StatusOr<DeviceStore::Issued> DeviceStore::EnrollDevice(
    const EventName& event, const std::string& code, const auth::Act& act,
    absl::Time deadline) {
  // What an earlier run gave whose commit was in doubt.
  std::optional<Issued> given;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Issued> {
        if (given) {
          const DeviceName& name = given->device.name;
          ASSIGN_OR_RETURN(
              const pqxx::result stands,
              tx.Exec(sql::kFindDeviceByToken, name.event, name.device,
                      db::SecretParam(given->secret)));
          if (!stands.empty()) return *given;
        }
        ASSIGN_OR_RETURN(const pqxx::result found,
                         tx.Exec(sql::kFindDeviceByCode, event.event,
                                 db::SecretParam(code)));
        if (found.empty()) return CodeInvalid();
        const DeviceName name{event.event,
                              db::TextOf(found.front(), "device_id")};
        const std::string token = auth::NewDeviceToken(name.event, name.device);
        ASSIGN_OR_RETURN(
            const pqxx::result enrolled,
            tx.Exec(sql::kEnrollDevice, name.event, name.device,
                    db::SecretParam(code), db::SecretParam(token)));
        if (enrolled.empty()) return CodeInvalid();
        ASSIGN_OR_RETURN(Device device, Load(tx, name));
        // Whoever has the code is the device, from now on.
        const auth::Act enrolment{absl::StrCat("devices/", name.device),
                                  EnumText(device.role), act.method,
                                  act.detail};
        RETURN_IF_ERROR(
            trail::Record(tx, name.event, enrolment, name.ToString()));
        given = Issued{std::move(device), token};
        return *given;
      });
}

absl::StatusOr<std::string> DeviceStore::RotateToken(const DeviceName& name,
                                                     bool asks_itself,
                                                     const auth::Act& act,
                                                     absl::Time deadline) {
  const std::string token = auth::NewDeviceToken(name.event, name.device);
  const std::optional<absl::Time> stands_until =
      asks_itself ? std::optional(absl::Now() + limits::kPreviousToken)
                  : std::nullopt;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(
            const pqxx::result rotated,
            tx.Exec(sql::kRotateDeviceToken, name.event, name.device,
                    db::SecretParam(token), stands_until));
        if (!rotated.empty()) {
          RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
          return token;
        }
        RETURN_IF_ERROR(Load(tx, name).status());
        return Error(error::v1::DEVICE_NOT_ENROLLED,
                     "The device has not enrolled, or was revoked.",
                     {{"device", name.ToString()}});
      });
}

absl::StatusOr<Device> DeviceStore::RevokeDevice(const DeviceName& name,
                                                 const auth::Act& act,
                                                 absl::Time deadline) {
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Device> {
        ASSIGN_OR_RETURN(const pqxx::result revoked,
                         tx.Exec(sql::kRevokeDevice, name.event, name.device));
        if (!revoked.empty()) {
          RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
        }
        return Load(tx, name);
      });
}

absl::StatusOr<std::vector<Device>> DeviceStore::ListDevices(
    const EventName& event, const Page& page, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Device>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListDevices, event.event,
                                 db::NullIfEmpty(page.key), page.size + 1));
        std::vector<Device> devices;
        for (const pqxx::row& row : rows) {
          devices.push_back(DeviceOf(event.event, row));
        }
        return devices;
      });
}

}  // namespace rollcall::registration
