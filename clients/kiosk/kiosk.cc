#include "clients/kiosk/kiosk.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/kiosk/credential.h"
#include "clients/kiosk/offline.h"
#include "common/api/resource_name.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/door/manifest.h"
#include "rollcall/error/v1/error_reason.pb.h"

namespace rollcall::kiosk {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::Decision;
using Result = checkin::v1::UploadScansResponse::Result;

// Scans of one message of an upload.
constexpr int kUploadBatch = 500;
// For the call that finds out whether the service is there.
constexpr absl::Duration kProbeDeadline = absl::Seconds(1);
// For calls that nobody at the door waits for.
constexpr absl::Duration kCallDeadline = absl::Seconds(10);
constexpr absl::Duration kManifestDeadline = absl::Minutes(2);

// Whether the service may have recorded the scan, or a later call may succeed:
// whoever waits at the door does not wait for it. Any other failure says that
// nothing was recorded and what to mend.
bool IsAway(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
      return true;
    default:
      return false;
  }
}

std::string EventIdOf(const std::string& name) {
  EventName event;
  return ParseName(name, event) ? event.event : "";
}

// The hash of the registration that the service decided about; empty when it
// knows nobody.
std::string HashOf(const Decision& decision, const std::string& salt) {
  RegistrationName name;
  if (!ParseName(decision.registration(), name)) return "";
  return door::ManifestHash(salt, name.registration);
}

}  // namespace

Kiosk::Kiosk(const client::Server& server, KioskOptions options,
             Database& journal)
    : server_(server),
      options_(std::move(options)),
      stub_(checkin::v1::CheckInService::NewStub(
          client::OpenDoorChannel(server, server.checkin))),
      queue_(journal),
      manifest_(journal) {}

absl::StatusOr<std::unique_ptr<Kiosk>> Kiosk::Open(const client::Server& server,
                                                   KioskOptions options,
                                                   Database& journal) {
  std::unique_ptr<Kiosk> kiosk(new Kiosk(server, std::move(options), journal));
  RETURN_IF_ERROR(kiosk->queue_.Recover());
  return kiosk;
}

absl::StatusOr<Decision> Kiosk::Scan(absl::string_view typed,
                                     Decision::Direction direction) {
  ASSIGN_OR_RETURN(const ManifestHead head, manifest_.GetHead());
  const CheckInRequest request =
      NewRequest(typed, direction, head.clock_offset);
  ASSIGN_OR_RETURN(const Memory memory, Recall(request, head));
  ASSIGN_OR_RETURN(const bool is_ahead, queue_.HasWaiting(memory.person));
  // The service does not know yet what this person did last.
  if (is_ahead || !IsOnline()) {
    return DecideAlone(request, head, memory);
  }
  RETURN_IF_ERROR(queue_.Begin(request));
  Decision decision;
  const grpc::Status status = Ask(request, decision);
  if (status.ok()) {
    RETURN_IF_ERROR(queue_.Settle(request.scan_id(), decision,
                                  HashOf(decision, head.salt)));
    return decision;
  }
  if (!IsAway(status)) {
    RETURN_IF_ERROR(queue_.Drop(request.scan_id()));
    return client::Explain(status);
  }
  auto alone = DecideAlone(request, head, memory);
  if (!alone.ok()) {
    RETURN_IF_ERROR(queue_.SetStatus(request.scan_id(), ScanStatus::kLost));
  }
  return alone;
}

CheckInRequest Kiosk::NewRequest(absl::string_view typed,
                                 Decision::Direction direction,
                                 absl::Duration clock_offset) const {
  CheckInRequest request;
  request.set_session(options_.session);
  SetCredential(typed, request);
  request.set_device(options_.device);
  request.set_gate(options_.gate);
  request.set_direction(direction);
  request.set_scan_id(NewUuid());
  // Set, so that it is the same when the scan is uploaded.
  RenderTime(options_.clock() + clock_offset, *request.mutable_scan_time());
  request.set_language_code(options_.language_code);
  return request;
}

grpc::Status Kiosk::Ask(const CheckInRequest& request, Decision& decision) {
  grpc::ClientContext context;
  client::Prepare(server_, context, options_.patience);
  checkin::v1::CheckInResponse response;
  grpc::Status status = stub_->CheckIn(&context, request, &response);
  Note(status);
  decision = std::move(*response.mutable_decision());
  return status;
}

absl::StatusOr<Kiosk::Memory> Kiosk::Recall(const CheckInRequest& request,
                                            const ManifestHead& head) {
  Memory memory;
  memory.credential = ReadCredential(request, EventIdOf(options_.event));
  const auto& ticket = memory.credential.ticket;
  ASSIGN_OR_RETURN(memory.entry, manifest_.FindByCredential(door::ManifestHash(
                                     head.salt, memory.credential.value)));
  if (!memory.entry && ticket) {
    ASSIGN_OR_RETURN(memory.entry,
                     manifest_.FindByRegistration(door::ManifestHash(
                         head.salt, ticket->content.registration)));
  }
  memory.person =
      RegistrationHashOf(memory.credential, head.salt, memory.entry);
  return memory;
}

absl::StatusOr<Decision> Kiosk::DecideAlone(const CheckInRequest& request,
                                            const ManifestHead& head,
                                            const Memory& memory) {
  ASSIGN_OR_RETURN(const auto door, manifest_.FindDoor(options_.session));
  if (!door) {
    return absl::UnavailableError(
        "The service does not answer, and the journal does not have the door "
        "yet: nobody can decide.");
  }
  Knowledge knowledge;
  knowledge.salt = head.salt;
  knowledge.time_zone = head.time_zone;
  knowledge.door = *door;
  ASSIGN_OR_RETURN(knowledge.keys, manifest_.ListKeys());
  knowledge.entry = memory.entry;
  if (!memory.person.empty()) {
    ASSIGN_OR_RETURN(knowledge.passages,
                     queue_.ListPassages(options_.session, memory.person));
  }
  Decision decision = DecideOffline(request, memory.credential, knowledge);
  RETURN_IF_ERROR(
      queue_.Decide({request, decision, head.clock_offset, ""}, memory.person));
  return decision;
}

absl::Status Kiosk::Sync() {
  RETURN_IF_ERROR(SyncClock());
  RETURN_IF_ERROR(SyncKeys());
  return SyncManifest();
}

absl::Status Kiosk::SyncClock() {
  // The first call may wait for a connection, the second one measures.
  RETURN_IF_ERROR(MeasureClock().status());
  ASSIGN_OR_RETURN(const absl::Duration offset, MeasureClock());
  return manifest_.SetClockOffset(offset);
}

absl::StatusOr<absl::Duration> Kiosk::MeasureClock() {
  checkin::v1::SyncClockRequest request;
  checkin::v1::SyncClockResponse response;
  grpc::ClientContext context;
  client::Prepare(server_, context, kProbeDeadline);
  // gRPC gets on with a connection only while a call waits for it.
  context.set_wait_for_ready(true);
  const absl::Time before = options_.clock();
  const grpc::Status status = stub_->SyncClock(&context, request, &response);
  const absl::Time after = options_.clock();
  Note(status);
  if (IsAway(status)) {
    return absl::UnavailableError("The service does not answer.");
  }
  RETURN_IF_ERROR(client::Explain(status));
  return ToTime(response.server_time()) - (before + (after - before) / 2);
}

absl::Status Kiosk::SyncKeys() {
  checkin::v1::GetTicketKeysRequest request;
  checkin::v1::GetTicketKeysResponse response;
  request.set_event(options_.event);
  grpc::ClientContext context;
  client::Prepare(server_, context, kCallDeadline);
  RETURN_IF_ERROR(
      client::Explain(stub_->GetTicketKeys(&context, request, &response)));
  return manifest_.SetKeys(response);
}

absl::Status Kiosk::SyncManifest() {
  ASSIGN_OR_RETURN(const ManifestHead head, manifest_.GetHead());
  checkin::v1::GetManifestRequest request;
  request.set_event(options_.event);
  request.set_manifest_token(head.token);
  grpc::ClientContext context;
  client::Prepare(server_, context, kManifestDeadline);
  const auto stream = stub_->GetManifest(&context, request);
  std::vector<checkin::v1::GetManifestResponse> messages;
  checkin::v1::GetManifestResponse message;
  while (stream->Read(&message)) messages.push_back(std::move(message));
  RETURN_IF_ERROR(client::Explain(stream->Finish()));
  return manifest_.Apply(messages);
}

absl::Status Kiosk::Settle() {
  ASSIGN_OR_RETURN(const ManifestHead head, manifest_.GetHead());
  ASSIGN_OR_RETURN(const auto lost,
                   queue_.List(ScanStatus::kLost, kUploadBatch));
  const absl::Time now = options_.clock() + head.clock_offset;
  for (const QueuedScan& scan : lost) {
    // The call may be under way still.
    if (now < ToTime(scan.request.scan_time()) + options_.patience) continue;
    checkin::v1::GetDecisionRequest request;
    checkin::v1::GetDecisionResponse response;
    request.set_device(options_.device);
    request.set_scan_id(scan.request.scan_id());
    grpc::ClientContext context;
    client::Prepare(server_, context, kCallDeadline);
    const grpc::Status status =
        stub_->GetDecision(&context, request, &response);
    if (status.ok()) {
      RETURN_IF_ERROR(queue_.Settle(scan.request.scan_id(), response.decision(),
                                    HashOf(response.decision(), head.salt)));
    } else if (client::ReasonOf(status) ==
               error::v1::ErrorReason_Name(error::v1::DECISION_NOT_FOUND)) {
      RETURN_IF_ERROR(queue_.Drop(scan.request.scan_id()));
    } else {
      return client::Explain(status);
    }
  }
  return absl::OkStatus();
}

absl::Status Kiosk::Upload() {
  while (true) {
    ASSIGN_OR_RETURN(const auto scans,
                     queue_.List(ScanStatus::kDecided, kUploadBatch));
    if (scans.empty()) break;
    RETURN_IF_ERROR(UploadBatch(scans));
  }
  ASSIGN_OR_RETURN(const auto refused,
                   queue_.List(ScanStatus::kToAnnul, kUploadBatch));
  for (const QueuedScan& scan : refused) RETURN_IF_ERROR(Annul(scan));
  return absl::OkStatus();
}

absl::Status Kiosk::UploadBatch(const std::vector<QueuedScan>& scans) {
  checkin::v1::UploadScansRequest request;
  request.set_device(options_.device);
  for (const QueuedScan& scan : scans) {
    *request.add_scans() = ToOfflineScan(scan);
  }
  grpc::ClientContext context;
  client::Prepare(server_, context);
  const auto stream = stub_->UploadScans(&context);
  checkin::v1::UploadScansResponse response;
  const bool answered = stream->Write(request) && stream->Read(&response);
  stream->WritesDone();
  // What was stored is stored, however the stream ends.
  const grpc::Status status = stream->Finish();
  if (!answered) {
    RETURN_IF_ERROR(client::Explain(status));
    return absl::DataLossError("The service does not answer an upload.");
  }
  if (response.results_size() != request.scans_size()) {
    return absl::DataLossError("The service left scans out.");
  }
  std::vector<QueuedScan> settled;
  for (size_t i = 0; i < scans.size(); ++i) {
    const Result& result = response.results(static_cast<int>(i));
    const NextStep step = NextStepOf(scans[i], result);
    if (step == NextStep::kSettle) settled.push_back(scans[i]);
    RETURN_IF_ERROR(Reconcile(step, scans[i], result));
  }
  return queue_.SettleAll(settled);
}

absl::Status Kiosk::Reconcile(NextStep step, const QueuedScan& scan,
                              const Result& result) {
  const std::string& scan_id = scan.request.scan_id();
  switch (step) {
    case NextStep::kSettle:
      // With all others.
      break;
    case NextStep::kFail:
      return queue_.Fail(
          scan_id, std::string(client::Explain(result.error()).message()));
    case NextStep::kAnnul:
      return queue_.SetStatus(scan_id, ScanStatus::kToAnnul);
    case NextStep::kCorrect:
      return queue_.Correct(scan_id, result.decision(), CorrectionOf(scan));
  }
  return absl::OkStatus();
}

absl::Status Kiosk::Annul(const QueuedScan& scan) {
  const std::string& scan_id = scan.request.scan_id();
  checkin::v1::AnnulCheckInRequest request;
  checkin::v1::AnnulCheckInResponse response;
  request.set_device(options_.device);
  request.set_scan_id(scan_id);
  request.set_annulling_device(options_.device);
  grpc::ClientContext context;
  client::Prepare(server_, context, kCallDeadline);
  const grpc::Status status = stub_->AnnulCheckIn(&context, request, &response);
  if (status.ok()) return queue_.Settle(scan_id, scan.decision);
  absl::Status explained = client::Explain(status);
  if (IsAway(status)) return explained;
  return queue_.Fail(scan_id, std::string(explained.message()));
}

bool Kiosk::IsOnline() const {
  const absl::MutexLock lock(&mutex_);
  return options_.clock() >= paused_until_;
}

void Kiosk::Note(const grpc::Status& status) {
  const absl::MutexLock lock(&mutex_);
  paused_until_ =
      IsAway(status) ? options_.clock() + options_.pause : absl::InfinitePast();
}

}  // namespace rollcall::kiosk
