#include "clients/kiosk/offline.h"

#include <algorithm>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/api/timestamp.h"
#include "common/door/door.h"
#include "common/door/manifest.h"
#include "common/door/message.h"

namespace rollcall::kiosk {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::Decision;
using checkin::v1::ManifestEntry;
using registration::v1::Registration;

std::string SessionIdOf(const std::string& name) {
  SessionName session;
  return ParseName(name, session) ? session.session : "";
}

// The id in a device's name.
std::string DeviceIdOf(const std::string& name) {
  DeviceName device;
  return ParseName(name, device) ? device.device : "";
}

// The limit of places and the venue are left out: other devices know about
// them.
door::Policy PolicyOf(const checkin::v1::ManifestSession& session) {
  door::Policy policy;
  policy.reentry = session.reentry();
  if (session.has_opens_time()) policy.opens = ToTime(session.opens_time());
  if (session.has_closes_time()) policy.closes = ToTime(session.closes_time());
  for (const int mode : session.allowed_modes()) {
    policy.allowed_modes.insert(static_cast<type::v1::Mode>(mode));
  }
  policy.included_only = session.included_only();
  policy.devices.insert(session.device_ids().begin(),
                        session.device_ids().end());
  return policy;
}

bool IsRevoked(const ManifestEntry& entry, const std::string& hash) {
  return std::find(entry.revoked_hashes().begin(), entry.revoked_hashes().end(),
                   hash) != entry.revoked_hashes().end();
}

// Whether the manifest knows the serial or code behind `hash`.
bool HasCredential(const std::optional<ManifestEntry>& entry,
                   const std::string& hash) {
  return entry && (entry->serial_hash() == hash || entry->code_hash() == hash ||
                   IsRevoked(*entry, hash));
}

bool IsSigned(const ticket::SignedTicket& ticket,
              const std::vector<checkin::v1::TicketKey>& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
    return key.key_id() == ticket.content.key_id &&
           IsSignedWith(ticket, key.public_key());
  });
}

door::Holder HolderOf(const Credential& credential, const Knowledge& knowledge,
                      const std::string& session) {
  door::Holder holder;
  holder.registration =
      RegistrationHashOf(credential, knowledge.salt, knowledge.entry);
  holder.includes_session = session == kVenueSession;
  if (const auto& entry = knowledge.entry) {
    holder.ticket_revoked =
        IsRevoked(*entry, door::ManifestHash(knowledge.salt, credential.value));
    holder.state = entry->state();
    holder.blocked = entry->blocked();
    holder.mode = entry->mode();
    holder.includes_session |=
        std::find(entry->session_ids().begin(), entry->session_ids().end(),
                  session) != entry->session_ids().end();
  } else {
    holder.state = Registration::STATE_CONFIRMED;
    holder.mode = type::v1::MODE_IN_PERSON;
  }
  if (credential.ticket) {
    holder.valid_from = credential.ticket->content.not_before;
    holder.valid_until = credential.ticket->content.not_after;
  }
  holder.passages = knowledge.passages;
  return holder;
}

door::Verdict JudgeScan(const CheckInRequest& request,
                        const Credential& credential,
                        const Knowledge& knowledge) {
  door::Scan scan;
  scan.direction = request.direction();
  scan.scan_time = ToTime(request.scan_time());
  scan.device = DeviceIdOf(request.device());
  scan.wrong_event = credential.wrong_event;
  const bool is_known =
      !credential.value.empty() &&
      HasCredential(knowledge.entry,
                    door::ManifestHash(knowledge.salt, credential.value));
  std::optional<door::Holder> holder;
  if (credential.ticket) {
    scan.bad_signature =
        !is_known && !IsSigned(*credential.ticket, knowledge.keys);
    // A serial that is another registration's is known under no ticket.
    const std::string named = door::ManifestHash(
        knowledge.salt, credential.ticket->content.registration);
    if (!knowledge.entry || knowledge.entry->registration_hash() == named) {
      holder = HolderOf(credential, knowledge, SessionIdOf(request.session()));
    }
  } else if (is_known) {
    holder = HolderOf(credential, knowledge, SessionIdOf(request.session()));
  }
  return door::Judge(PolicyOf(knowledge.door), 0, holder, scan);
}

}  // namespace

std::string RegistrationHashOf(const Credential& credential,
                               const std::string& salt,
                               const std::optional<ManifestEntry>& entry) {
  if (entry) return entry->registration_hash();
  if (!credential.ticket || credential.wrong_event) return "";
  return door::ManifestHash(salt, credential.ticket->content.registration);
}

Decision DecideOffline(const CheckInRequest& request,
                       const Credential& credential,
                       const Knowledge& knowledge) {
  const door::Verdict verdict = JudgeScan(request, credential, knowledge);
  Decision decision;
  decision.set_scan_id(request.scan_id());
  decision.set_session(request.session());
  decision.set_device(request.device());
  decision.set_gate(request.gate());
  decision.set_direction(request.direction());
  *decision.mutable_scan_time() = request.scan_time();
  decision.set_attempt_of(request.attempt_of());
  decision.set_offline(true);
  door::Render(verdict, decision);
  if (verdict.first_admission) {
    decision.mutable_first_admission()->set_device(
        verdict.first_admission->device);
  }
  decision.set_text(
      door::TextOf(decision, request.language_code(), knowledge.time_zone));
  return decision;
}

}  // namespace rollcall::kiosk
