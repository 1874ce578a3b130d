#include "clients/kiosk/manifest_table.h"

#include "common/base/status_macros.h"

namespace rollcall::kiosk {
namespace {

using checkin::v1::GetManifestResponse;
using checkin::v1::ManifestEntry;
using checkin::v1::ManifestSession;
using checkin::v1::TicketKey;

constexpr char kSetHead[] =
    "UPDATE kiosk SET salt = ?1, time_zone = ?2, manifest_token = ?3";
constexpr char kInsertDoor[] =
    "INSERT INTO door (session, door) VALUES (?1, ?2)";
constexpr char kSaveEntry[] =
    "INSERT OR REPLACE INTO entry (registration_hash, entry) VALUES (?1, ?2)";
constexpr char kDeleteCredentials[] =
    "DELETE FROM credential WHERE registration_hash = ?1";
constexpr char kSaveCredential[] =
    "INSERT OR REPLACE INTO credential (hash, registration_hash)"
    " VALUES (?1, ?2)";
constexpr char kGetHead[] =
    "SELECT salt, manifest_token, time_zone, clock_offset_micros FROM kiosk";
constexpr char kFindByCredential[] =
    "SELECT e.entry FROM credential c"
    " JOIN entry e ON e.registration_hash = c.registration_hash"
    " WHERE c.hash = ?1";
constexpr char kFindByRegistration[] =
    "SELECT entry FROM entry WHERE registration_hash = ?1";

absl::Status SaveCredential(Database::Transaction& tx, const std::string& hash,
                            const ManifestEntry& entry) {
  if (hash.empty()) return absl::OkStatus();
  return tx.Run(kSaveCredential, {Blob{hash}, Blob{entry.registration_hash()}});
}

absl::Status SaveEntry(Database::Transaction& tx, const ManifestEntry& entry) {
  RETURN_IF_ERROR(tx.Run(kSaveEntry, {Blob{entry.registration_hash()},
                                      Blob{entry.SerializeAsString()}}));
  RETURN_IF_ERROR(
      tx.Run(kDeleteCredentials, {Blob{entry.registration_hash()}}));
  RETURN_IF_ERROR(SaveCredential(tx, entry.serial_hash(), entry));
  RETURN_IF_ERROR(SaveCredential(tx, entry.code_hash(), entry));
  for (const std::string& hash : entry.revoked_hashes()) {
    RETURN_IF_ERROR(SaveCredential(tx, hash, entry));
  }
  return absl::OkStatus();
}

absl::Status SaveHead(Database::Transaction& tx,
                      const GetManifestResponse& first,
                      const std::string& token) {
  if (first.complete()) {
    RETURN_IF_ERROR(tx.Run("DELETE FROM entry"));
    RETURN_IF_ERROR(tx.Run("DELETE FROM credential"));
  }
  RETURN_IF_ERROR(
      tx.Run(kSetHead, {Blob{first.salt()}, first.time_zone(), token}));
  RETURN_IF_ERROR(tx.Run("DELETE FROM door"));
  for (const ManifestSession& door : first.sessions()) {
    RETURN_IF_ERROR(
        tx.Run(kInsertDoor, {door.name(), Blob{door.SerializeAsString()}}));
  }
  return absl::OkStatus();
}

// The message in the only column of the first row; nothing without a row.
template <typename Message>
absl::StatusOr<std::optional<Message>> FindMessage(Database& journal,
                                                   const char* statement,
                                                   const Value& key) {
  std::optional<Message> message;
  RETURN_IF_ERROR(
      journal.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows, tx.Query(statement, {key}));
        if (rows.empty()) return absl::OkStatus();
        if (!message.emplace().ParseFromString(BytesOf(rows[0], 0))) {
          return absl::DataLossError(
              "The journal has a manifest that is none.");
        }
        return absl::OkStatus();
      }));
  return message;
}

}  // namespace

absl::Status ManifestTable::Apply(
    const std::vector<GetManifestResponse>& messages) {
  if (messages.empty() || messages.back().manifest_token().empty()) {
    return absl::DataLossError("The manifest has no end.");
  }
  return journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(
        SaveHead(tx, messages.front(), messages.back().manifest_token()));
    for (const GetManifestResponse& message : messages) {
      for (const ManifestEntry& entry : message.entries()) {
        RETURN_IF_ERROR(SaveEntry(tx, entry));
      }
    }
    return absl::OkStatus();
  });
}

absl::Status ManifestTable::SetKeys(
    const checkin::v1::GetTicketKeysResponse& keys) {
  return journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run("DELETE FROM ticket_key"));
    for (const TicketKey& key : keys.keys()) {
      RETURN_IF_ERROR(
          tx.Run("INSERT INTO ticket_key (key_id, public_key) VALUES (?1, ?2)",
                 {int64_t{key.key_id()}, Blob{key.public_key()}}));
    }
    return absl::OkStatus();
  });
}

absl::Status ManifestTable::SetClockOffset(absl::Duration offset) {
  return journal_.Transact([&](Database::Transaction& tx) {
    return tx.Run("UPDATE kiosk SET clock_offset_micros = ?1",
                  {absl::ToInt64Microseconds(offset)});
  });
}

absl::StatusOr<ManifestHead> ManifestTable::GetHead() {
  ManifestHead head;
  RETURN_IF_ERROR(
      journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows, tx.Query(kGetHead));
        head = {BytesOf(rows[0], 0), BytesOf(rows[0], 1), BytesOf(rows[0], 2),
                absl::Microseconds(IntOf(rows[0], 3))};
        return absl::OkStatus();
      }));
  return head;
}

absl::StatusOr<std::vector<TicketKey>> ManifestTable::ListKeys() {
  std::vector<TicketKey> keys;
  RETURN_IF_ERROR(
      journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows,
                         tx.Query("SELECT key_id, public_key FROM ticket_key"));
        for (const Row& row : rows) {
          TicketKey& key = keys.emplace_back();
          key.set_key_id(static_cast<int32_t>(IntOf(row, 0)));
          key.set_public_key(BytesOf(row, 1));
        }
        return absl::OkStatus();
      }));
  return keys;
}

absl::StatusOr<std::optional<ManifestSession>> ManifestTable::FindDoor(
    const std::string& session) {
  return FindMessage<ManifestSession>(
      journal_, "SELECT door FROM door WHERE session = ?1", session);
}

absl::StatusOr<std::optional<ManifestEntry>> ManifestTable::FindByCredential(
    const std::string& hash) {
  return FindMessage<ManifestEntry>(journal_, kFindByCredential, Blob{hash});
}

absl::StatusOr<std::optional<ManifestEntry>> ManifestTable::FindByRegistration(
    const std::string& hash) {
  return FindMessage<ManifestEntry>(journal_, kFindByRegistration, Blob{hash});
}

}  // namespace rollcall::kiosk
