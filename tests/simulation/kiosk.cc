#include "tests/simulation/kiosk.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "clients/kiosk/credential.h"
#include "clients/kiosk/offline.h"
#include "clients/kiosk/passage.h"
#include "clients/kiosk/upload.h"
#include "common/api/resource_name.h"
#include "common/api/timestamp.h"
#include "common/door/manifest.h"

namespace rollcall::simulation {

using checkin::v1::Decision;
using kiosk::ScanStatus;

namespace {

// How long the answer to a scan is waited for, as KioskOptions::patience is.
constexpr absl::Duration kPatience = absl::Seconds(2);
// And to whatever nobody waits for at the door.
constexpr absl::Duration kCallDeadline = absl::Seconds(10);

// As kiosk::Kiosk has it: any other failure says that nothing was recorded.
bool IsAway(const absl::Status& status) {
  return !absl::IsInvalidArgument(status) && !absl::IsNotFound(status) &&
         !absl::IsAlreadyExists(status) && !absl::IsFailedPrecondition(status);
}

bool IsPassage(const Decision& decision) {
  return decision.outcome() == Decision::OUTCOME_ADMITTED ||
         decision.outcome() == Decision::OUTCOME_EXITED;
}

}  // namespace

std::string Kiosk::DeviceName() const {
  return rollcall::DeviceName{options_.event, options_.device}.ToString();
}

std::string Kiosk::NewScanId() {
  return absl::StrFormat("%s-%012x", options_.device.substr(0, 23),
                         ++scan_count_);
}

JournalEntry& Kiosk::Find(const std::string& scan_id) {
  return *std::find_if(journal_.begin(), journal_.end(),
                       [&](const JournalEntry& entry) {
                         return entry.scan.request.scan_id() == scan_id;
                       });
}

void Kiosk::Present(const std::string& code, Decision::Direction direction) {
  line_.emplace_back(code, direction);
  Next();
}

void Kiosk::Next() {
  while (!is_serving_ && !line_.empty()) {
    const auto [code, direction] = line_.front();
    line_.pop_front();
    Scan(code, direction);
  }
}

void Kiosk::Scan(const std::string& code, Decision::Direction direction) {
  JournalEntry& entry = journal_.emplace_back();
  checkin::v1::CheckInRequest& request = entry.scan.request;
  request.set_session(SessionName{options_.event, options_.session}.ToString());
  kiosk::SetCredential(code, request);
  request.set_device(DeviceName());
  request.set_gate(dice_.Chance(1) ? kPoisonGate : options_.gate);
  request.set_direction(direction);
  request.set_scan_id(NewScanId());
  RenderTime(Now() + options_.clock_offset, *request.mutable_scan_time());
  request.set_language_code("en");
  entry.scan.clock_offset = options_.clock_offset;

  const kiosk::Credential credential =
      kiosk::ReadCredential(request, options_.event);
  const auto known = options_.entries.find(
      door::ManifestHash(options_.salt, credential.value));
  entry.person = kiosk::RegistrationHashOf(credential, options_.salt,
                                           known == options_.entries.end()
                                               ? std::nullopt
                                               : std::optional(known->second));
  const bool is_ahead =
      !entry.person.empty() &&
      std::any_of(journal_.begin(), journal_.end(), [&](const auto& other) {
        return other.person == entry.person &&
               other.status == ScanStatus::kDecided;
      });
  timeline_.Tell(options_.gate, " scans ", code, " ",
                 Decision::Direction_Name(direction), " as ",
                 request.scan_id());
  if (is_ahead || !is_online_) return DecideAlone(entry);
  is_serving_ = true;
  const absl::Time deadline = timeline_.now() + kPatience;
  network_.Call<checkin::v1::CheckInResponse>(
      kPatience,
      [request, deadline](Service& service, const auto& reply) {
        service.CheckIn(request, deadline, reply);
      },
      [this, scan_id = request.scan_id(), life = life_](const auto& response) {
        Answer(scan_id, life, response);
      });
}

void Kiosk::Answer(
    const std::string& scan_id, int life,
    const absl::StatusOr<checkin::v1::CheckInResponse>& response) {
  // Nobody is there any more to hear it.
  if (life != life_) return;
  JournalEntry& entry = Find(scan_id);
  is_serving_ = false;
  if (response.ok()) {
    entry.scan.decision = response->decision();
    entry.status = ScanStatus::kSettled;
    entry.told = response->decision().outcome();
    if (response->replayed()) timeline_.Count("scan replayed");
    acknowledged_.emplace_back(checkin::ScanKey(options_.device, scan_id),
                               response->decision());
    RegistrationName name;
    if (ParseName(response->decision().registration(), name)) {
      entry.person = door::ManifestHash(options_.salt, name.registration);
    }
    timeline_.Tell(options_.gate, " is answered ", scan_id, ": ",
                   Decision::Outcome_Name(*entry.told), " ",
                   Decision::Reason_Name(response->decision().reason()));
  } else if (!IsAway(response.status())) {
    timeline_.Count("scan that the service does not take");
    timeline_.Tell(options_.gate, " has to drop ", scan_id, ": ",
                   response.status().message());
    entry.is_dropped = true;
  } else {
    timeline_.Count("answer did not come");
    timeline_.Tell(options_.gate, " has no answer to ", scan_id, ": ",
                   response.status().message());
    DecideAlone(entry);
  }
  Next();
}

void Kiosk::DecideAlone(JournalEntry& entry) {
  const checkin::v1::CheckInRequest& request = entry.scan.request;
  if (!options_.door) {
    entry.status = ScanStatus::kLost;
    return;
  }
  kiosk::Knowledge knowledge;
  knowledge.salt = options_.salt;
  knowledge.time_zone = options_.time_zone;
  knowledge.door = *options_.door;
  const kiosk::Credential credential =
      kiosk::ReadCredential(request, options_.event);
  const auto known = options_.entries.find(
      door::ManifestHash(options_.salt, credential.value));
  if (known != options_.entries.end()) knowledge.entry = known->second;
  for (const JournalEntry& other : journal_) {
    if (!entry.person.empty() && other.person == entry.person &&
        !other.is_dropped && IsPassage(other.scan.decision)) {
      knowledge.passages.push_back(kiosk::PassageOf(other.scan.decision));
    }
  }
  entry.scan.decision = kiosk::DecideOffline(request, credential, knowledge);
  entry.status = ScanStatus::kDecided;
  entry.told = entry.scan.decision.outcome();
  timeline_.Count("decided alone");
  timeline_.Tell(options_.gate, " decides alone ", request.scan_id(), ": ",
                 Decision::Outcome_Name(*entry.told), " ",
                 Decision::Reason_Name(entry.scan.decision.reason()));
}

void Kiosk::Crash() {
  if (is_uploading_) return;
  ++life_;
  is_serving_ = false;
  for (JournalEntry& entry : journal_) {
    if (entry.status == ScanStatus::kSending) {
      entry.status = ScanStatus::kLost;
      timeline_.Count("scan lost in a crash");
      timeline_.Tell(options_.gate, " crashes and knows nothing of ",
                     entry.scan.request.scan_id());
    }
  }
  Next();
}

bool Kiosk::HasToCatchUp() const {
  return std::any_of(
      journal_.begin(), journal_.end(), [](const JournalEntry& entry) {
        return !entry.is_dropped && entry.status != ScanStatus::kSettled &&
               entry.status != ScanStatus::kFailed;
      });
}

void Kiosk::CatchUp() {
  if (!is_online_ || is_uploading_) return;
  Upload();
  for (JournalEntry& entry : journal_) {
    if (entry.status == ScanStatus::kLost && !entry.is_dropped) {
      Settle(entry);
    } else if (entry.status == ScanStatus::kToAnnul) {
      Annul(entry);
    }
  }
}

checkin::v1::UploadScansRequest Kiosk::UploadOf(
    const KioskOptions& options,
    const std::vector<const JournalEntry*>& entries) {
  checkin::v1::UploadScansRequest request;
  request.set_device(
      rollcall::DeviceName{options.event, options.device}.ToString());
  for (const JournalEntry* entry : entries) {
    *request.add_scans() = kiosk::ToOfflineScan(entry->scan);
  }
  return request;
}

void Kiosk::Upload() {
  std::vector<const JournalEntry*> waiting;
  for (const JournalEntry& entry : journal_) {
    if (entry.status == ScanStatus::kDecided) waiting.push_back(&entry);
  }
  if (waiting.empty()) return;
  dice_.Shuffle(waiting);
  waiting.resize(dice_.Between(1, static_cast<int>(waiting.size())));
  Entries scan_ids;
  for (const JournalEntry* entry : waiting) {
    scan_ids.push_back(entry->scan.request.scan_id());
  }
  is_uploading_ = true;
  timeline_.Tell(options_.gate, " uploads ", scan_ids.size(), " scans");
  const absl::Time deadline = timeline_.now() + kCallDeadline;
  network_.Call<checkin::v1::UploadScansResponse>(
      kCallDeadline,
      [request = UploadOf(options_, waiting), deadline](Service& service,
                                                        const auto& reply) {
        service.Upload(request, deadline, reply);
      },
      [this, scan_ids](const auto& response) {
        is_uploading_ = false;
        if (response.ok()) TakeResults(scan_ids, *response);
      });
}

void Kiosk::TakeResults(const Entries& scan_ids,
                        const checkin::v1::UploadScansResponse& response) {
  for (size_t i = 0; i < scan_ids.size(); ++i) {
    const auto& result = response.results(static_cast<int>(i));
    JournalEntry& entry = Find(scan_ids[i]);
    if (result.has_decision()) {
      acknowledged_.emplace_back(checkin::ScanKey(options_.device, scan_ids[i]),
                                 result.decision());
      if (result.replayed()) timeline_.Count("upload of a known scan");
    }
    switch (kiosk::NextStepOf(entry.scan, result)) {
      case kiosk::NextStep::kSettle:
        entry.status = ScanStatus::kSettled;
        break;
      case kiosk::NextStep::kFail:
        entry.status = ScanStatus::kFailed;
        timeline_.Count("scan that the service does not take");
        break;
      case kiosk::NextStep::kAnnul:
        entry.status = ScanStatus::kToAnnul;
        timeline_.Count("door refused what the service admitted");
        break;
      case kiosk::NextStep::kCorrect: {
        timeline_.Count("door admitted what the service refused");
        JournalEntry correction = entry;
        correction.scan = kiosk::CorrectionOf(entry.scan);
        entry.scan.decision = result.decision();
        entry.status = ScanStatus::kSettled;
        journal_.push_back(std::move(correction));
        break;
      }
    }
  }
}

void Kiosk::Settle(JournalEntry& entry) {
  const checkin::v1::CheckInRequest& scan = entry.scan.request;
  // The call may be under way still, and a moment longer than it is waited for.
  if (Now() + options_.clock_offset <
      ToTime(scan.scan_time()) + kPatience + absl::Seconds(1)) {
    return;
  }
  checkin::v1::GetDecisionRequest request;
  request.set_device(DeviceName());
  request.set_scan_id(scan.scan_id());
  network_.Call<Decision>(
      kCallDeadline,
      [request](Service& service, const auto& reply) {
        service.GetDecision(request, reply);
      },
      [this, scan_id = scan.scan_id()](const auto& response) {
        JournalEntry& asked = Find(scan_id);
        if (response.ok()) {
          asked.scan.decision = *response;
          asked.status = ScanStatus::kSettled;
          acknowledged_.emplace_back(checkin::ScanKey(options_.device, scan_id),
                                     *response);
          timeline_.Count("lost answer found");
        } else if (absl::IsNotFound(response.status())) {
          asked.is_dropped = true;
          timeline_.Count("lost scan forgotten");
        }
      });
}

void Kiosk::Annul(JournalEntry& entry) {
  checkin::v1::AnnulCheckInRequest request;
  request.set_device(DeviceName());
  request.set_annulling_device(DeviceName());
  request.set_scan_id(entry.scan.request.scan_id());
  const absl::Time deadline = timeline_.now() + kCallDeadline;
  timeline_.Tell(options_.gate, " annuls ", request.scan_id());
  network_.Call<Decision>(
      kCallDeadline,
      [request, deadline](Service& service, const auto& reply) {
        service.Annul(request, deadline, reply);
      },
      [this, scan_id = request.scan_id()](const auto& response) {
        JournalEntry& asked = Find(scan_id);
        if (response.ok()) {
          timeline_.Count("scan annulled");
          asked.status = ScanStatus::kSettled;
        } else if (!IsAway(response.status())) {
          timeline_.Tell(options_.gate, " cannot annul ", scan_id, ": ",
                         response.status().ToString());
          asked.status = ScanStatus::kFailed;
        }
      });
}

void Kiosk::TakeBack() {
  std::vector<JournalEntry*> passed;
  for (JournalEntry& entry : journal_) {
    if (is_online_ && entry.status == ScanStatus::kSettled &&
        IsPassage(entry.scan.decision)) {
      passed.push_back(&entry);
    }
  }
  if (passed.empty()) return;
  JournalEntry& entry = *dice_.Pick(passed);
  entry.is_taken_back = true;
  entry.status = ScanStatus::kToAnnul;
  Annul(entry);
}

}  // namespace rollcall::simulation
