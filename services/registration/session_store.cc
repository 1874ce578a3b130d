#include "services/registration/session_store.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/api/enum_text.h"
#include "common/api/etag.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/capacity_store.h"

namespace rollcall::registration {
namespace {

std::vector<std::string> TextsOf(const std::vector<type::v1::Mode>& modes) {
  return db::ColumnOf(modes, [](const auto& mode) { return EnumText(mode); });
}

AdmissionPolicy AdmissionOf(const pqxx::row& row) {
  AdmissionPolicy admission;
  admission.reentry =
      ParseEnumText<v1::AdmissionPolicy::Reentry>(db::TextOf(row, "reentry"));
  if (const auto seconds = db::OptionalIntOf(row, "opens_before_seconds")) {
    admission.opens_before = absl::Seconds(*seconds);
  }
  if (const auto seconds = db::OptionalIntOf(row, "closes_after_seconds")) {
    admission.closes_after = absl::Seconds(*seconds);
  }
  admission.requires_venue = db::BoolOf(row, "requires_venue");
  admission.devices =
      absl::StrSplit(db::TextOf(row, "devices"), ',', absl::SkipEmpty());
  return admission;
}

std::optional<int64_t> SecondsOf(const std::optional<absl::Duration>& offset) {
  if (!offset) return std::nullopt;
  return absl::ToInt64Seconds(*offset);
}

Session SessionOf(const std::string& event, const pqxx::row& row) {
  Session session;
  session.name = {event, db::TextOf(row, "session_id")};
  session.kind = ParseEnumText<v1::Session::Kind>(db::TextOf(row, "kind"));
  session.title = db::TextOf(row, "title");
  session.description = db::TextOf(row, "description");
  session.start_time = db::TimeOf(row, "start_time");
  session.end_time = db::TimeOf(row, "end_time");
  session.room = db::TextOf(row, "room");
  session.capacity = CapacityOf(row);
  session.taken = PlacesTakenOf(row);
  session.access =
      ParseEnumText<v1::Session::Access>(db::TextOf(row, "access"));
  for (const absl::string_view mode : absl::StrSplit(
           db::TextOf(row, "allowed_modes"), ',', absl::SkipEmpty())) {
    session.allowed_modes.push_back(ParseEnumText<type::v1::Mode>(mode));
  }
  session.admission = AdmissionOf(row);
  session.create_time = db::TimeOf(row, "create_time");
  session.version = db::IntOf(row, "version");
  return session;
}

// Adds speakers and launches to `sessions`, all of `event`.
absl::Status LoadParts(db::Transaction& tx, const std::string& event,
                       std::vector<Session>& sessions) {
  std::vector<std::string> ids;
  std::map<std::string, Session*> by_id;
  for (Session& session : sessions) {
    ids.push_back(session.name.session);
    by_id[session.name.session] = &session;
  }
  ASSIGN_OR_RETURN(const pqxx::result speakers,
                   tx.Exec(sql::kListSpeakers, event, ids));
  for (const pqxx::row& row : speakers) {
    by_id[db::TextOf(row, "session_id")]->speakers.push_back(
        {ParseEnumText<v1::Speaker::Role>(db::TextOf(row, "role")),
         db::TextOf(row, "honorific"), db::TextOf(row, "full_name"),
         db::TextOf(row, "job_title"), db::TextOf(row, "affiliation"),
         db::TextOf(row, "country_code")});
  }
  ASSIGN_OR_RETURN(const pqxx::result launches,
                   tx.Exec(sql::kListLaunches, event, ids));
  for (const pqxx::row& row : launches) {
    by_id[db::TextOf(row, "session_id")]->launches.push_back(
        db::TextOf(row, "title"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Session> LoadSession(db::Transaction& tx,
                                    const SessionName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetSession, name.event, name.session));
  if (rows.empty()) return NotFound(name);
  std::vector<Session> sessions = {SessionOf(name.event, rows.front())};
  RETURN_IF_ERROR(LoadParts(tx, name.event, sessions));
  return std::move(sessions.front());
}

// False when the id or the request_id is taken.
absl::StatusOr<bool> Insert(db::Transaction& tx, const Session& session,
                            const RequestKey& key) {
  const AdmissionPolicy& admission = session.admission;
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(sql::kInsertSession, session.name.event, session.name.session,
              EnumText(session.kind), session.title, session.description,
              session.start_time, session.end_time, session.room,
              EnumText(session.access), TextsOf(session.allowed_modes), key.id,
              db::ByteaParam(key.hash), EnumText(admission.reentry),
              SecondsOf(admission.opens_before),
              SecondsOf(admission.closes_after), admission.requires_venue,
              admission.devices));
  return !added.empty();
}

absl::Status InsertParts(db::Transaction& tx, const Session& session) {
  const auto& speakers = session.speakers;
  RETURN_IF_ERROR(
      tx.Exec(
            sql::kInsertSpeakers, session.name.event, session.name.session,
            db::ColumnOf(speakers,
                         [](const auto& s) { return EnumText(s.role); }),
            db::ColumnOf(speakers, [](const auto& s) { return s.honorific; }),
            db::ColumnOf(speakers, [](const auto& s) { return s.full_name; }),
            db::ColumnOf(speakers, [](const auto& s) { return s.job_title; }),
            db::ColumnOf(speakers, [](const auto& s) { return s.affiliation; }),
            db::ColumnOf(speakers,
                         [](const auto& s) { return s.country_code; }))
          .status());
  return tx
      .Exec(sql::kInsertLaunches, session.name.event, session.name.session,
            session.launches)
      .status();
}

absl::Status UpdateParts(db::Transaction& tx, const Session& stored,
                         const Session& next) {
  const auto& [event, session] = next.name;
  if (next.speakers != stored.speakers || next.launches != stored.launches) {
    RETURN_IF_ERROR(tx.Exec(sql::kDeleteSpeakers, event, session).status());
    RETURN_IF_ERROR(tx.Exec(sql::kDeleteLaunches, event, session).status());
    RETURN_IF_ERROR(InsertParts(tx, next));
  }
  if (next.capacity != stored.capacity) {
    RETURN_IF_ERROR(ChangeCapacity(tx, next.name, next.capacity));
  }
  return absl::OkStatus();
}

absl::StatusOr<Session> Update(db::Transaction& tx, const Session& stored,
                               const Session& next) {
  const AdmissionPolicy& admission = next.admission;
  RETURN_IF_ERROR(
      tx.Exec(sql::kUpdateSession, next.name.event, next.name.session,
              EnumText(next.kind), next.title, next.description,
              next.start_time, next.end_time, next.room, EnumText(next.access),
              TextsOf(next.allowed_modes), EnumText(admission.reentry),
              SecondsOf(admission.opens_before),
              SecondsOf(admission.closes_after), admission.requires_venue,
              admission.devices)
          .status());
  RETURN_IF_ERROR(UpdateParts(tx, stored, next));
  ASSIGN_OR_RETURN(Session written, LoadSession(tx, next.name));
  if (next.start_time != stored.start_time ||
      next.end_time != stored.end_time) {
    RETURN_IF_ERROR(attendance::MarkPresenceDue(tx, next.name.event));
    RETURN_IF_ERROR(
        attendance::RecountOnline(tx, next.name.event, next.name.session));
  }
  return written;
}

absl::Status SessionTaken(const SessionName& name) {
  return Error(error::v1::SESSION_ALREADY_EXISTS,
               "The event has another session with this id.",
               {{"session", name.ToString()}});
}

struct SessionKey {
  std::optional<absl::Time> start_time;
  std::string session_id;
};

// 9999-12-31, in microseconds since 1970.
constexpr int64_t kLastMicros = 253402214400000000;

SessionKey ParsePageKey(const std::string& key) {
  const std::vector<std::string> parts =
      absl::StrSplit(key, absl::MaxSplits('/', 1));
  int64_t micros = 0;
  // What no session has begins the list.
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &micros) || micros < 0 ||
      micros > kLastMicros) {
    return {};
  }
  return {absl::FromUnixMicros(micros), parts[1]};
}

}  // namespace

absl::StatusOr<Session> SessionStore::CreateSession(const Session& session,
                                                    const RequestKey& key,
                                                    const auth::Act& act,
                                                    absl::Time deadline) {
  const SessionName& name = session.name;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Session> {
        // What platforms report at the same time is mapped to the session, or
        // is derived anew.
        ASSIGN_OR_RETURN(const pqxx::result event,
                         tx.Exec(sql::kLockEventForUpdate, name.event));
        if (event.empty()) return NotFound(EventName{name.event});
        if (name.session == kVenueSession) return SessionTaken(name);
        ASSIGN_OR_RETURN(const bool added, Insert(tx, session, key));
        if (added) {
          RETURN_IF_ERROR(InsertParts(tx, session));
          RETURN_IF_ERROR(SetCapacity(tx, name, session.capacity));
          RETURN_IF_ERROR(attendance::MarkPresenceDue(tx, name.event));
          RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
        } else {
          ASSIGN_OR_RETURN(const pqxx::result request,
                           tx.Exec(sql::kFindSessionRequest, name.event,
                                   name.session, key.id));
          RETURN_IF_ERROR(
              CheckReplay(key, db::TextOf(request.front(), "request_id"),
                          db::BytesOf(request.front(), "request_hash"),
                          SessionTaken(name)));
          RETURN_IF_ERROR(tx.ConfirmReads());
        }
        return LoadSession(tx, name);
      });
}

absl::StatusOr<Session> SessionStore::GetSession(const SessionName& name,
                                                 absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
    return LoadSession(tx, name);
  });
}

absl::StatusOr<std::vector<Session>> SessionStore::ListSessions(
    const EventName& event, const Page& page, absl::Time deadline) {
  const SessionKey after = ParsePageKey(page.key);
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Session>> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListSessions, event.event, after.start_time,
                    after.session_id, page.size + 1));
        // Every event has its venue, so that only a first page is ever empty.
        if (rows.empty() && page.key.empty()) return NotFound(event);
        std::vector<Session> sessions;
        for (const pqxx::row& row : rows) {
          sessions.push_back(SessionOf(event.event, row));
        }
        RETURN_IF_ERROR(LoadParts(tx, event.event, sessions));
        return sessions;
      });
}

std::string SessionStore::PageKeyOf(const Session& session) {
  return absl::StrCat(absl::ToUnixMicros(session.start_time), "/",
                      session.name.session);
}

absl::StatusOr<Session> SessionStore::UpdateSession(
    const SessionName& name, const std::string& etag,
    absl::FunctionRef<absl::StatusOr<Session>(const Session&)> change,
    const auth::Act& act, absl::Time deadline) {
  int64_t written = 0;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Session> {
        RETURN_IF_ERROR(tx.Exec(sql::kLockEventForUpdate, name.event).status());
        ASSIGN_OR_RETURN(const Session stored, LoadSession(tx, name));
        // The version may be that of an earlier run whose commit was in doubt.
        const absl::Status fresh =
            CheckEtag(etag, stored.version, name.ToString());
        if (stored.version != written) RETURN_IF_ERROR(fresh);
        ASSIGN_OR_RETURN(const Session next, change(stored));
        if (next == stored) return stored;
        RETURN_IF_ERROR(fresh);
        written = stored.version + 1;
        ASSIGN_OR_RETURN(Session updated, Update(tx, stored, next));
        RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
        return updated;
      });
}

}  // namespace rollcall::registration
