#include "tests/simulation/service.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/api/field_checker.h"
#include "common/status/error.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/presence_message.h"

namespace rollcall::simulation {

namespace v1 = checkin::v1;

using checkin::Answers;
using checkin::PresenceReport;
using checkin::ScanRequest;

namespace {

absl::Status TooLate() {
  return Error(error::v1::DEADLINE_TOO_SHORT,
               "The call waited longer than its deadline.");
}

// Answers the calls whose time is up, and takes them out.
template <typename Pending>
void DropLate(absl::Time now, std::vector<Pending>& batch) {
  std::erase_if(batch, [&](const Pending& pending) {
    if (pending.deadline > now) return false;
    pending.reply(TooLate());
    return true;
  });
}

template <typename Pending>
absl::Time DeadlineOf(const std::vector<Pending>& batch) {
  absl::Time deadline = absl::InfinitePast();
  for (const Pending& pending : batch) {
    deadline = std::max(deadline, pending.deadline);
  }
  return deadline;
}

}  // namespace

Service::Service(const Scene& scene, Timeline& timeline, Database& database,
                 const LaneOptions& lanes, int writer_slot)
    : scene_(scene),
      timeline_(timeline),
      doors_(scene, timeline, database, writer_slot),
      uploads_(scene, timeline, database, writer_slot + 1),
      presence_(scene, timeline, database, writer_slot + 2),
      scans_(lanes),
      reports_(lanes) {}

void Service::CheckIn(const v1::CheckInRequest& request, absl::Time deadline,
                      Reply<v1::CheckInResponse> reply) {
  FieldChecker check;
  ScanRequest scan = checkin::ParseScan(request, check);
  absl::Status status = check.Check();
  if (status.ok()) status = checkin::CheckScan(scan, timeline_.now());
  if (!status.ok()) return reply(status);
  PendingScan pending = {std::move(scan), deadline, reply};
  if (!scans_.Add(1, std::move(pending), timeline_.now())) TurnAway(reply);
}

void Service::Upload(const v1::UploadScansRequest& request, absl::Time deadline,
                     const Reply<v1::UploadScansResponse>& reply) {
  DeviceName device;
  ParseName(request.device(), device);
  v1::UploadScansResponse response;
  std::vector<ScanRequest> scans;
  for (const v1::OfflineScan& message : request.scans()) {
    FieldChecker check;
    scans.push_back(checkin::ParseOfflineScan(message, device, check));
    if (!check.Check().ok()) return reply(check.Check());
  }
  const absl::StatusOr<Answers> answers = uploads_.Decide(scans, deadline);
  if (!answers.ok()) return reply(answers.status());
  for (size_t i = 0; i < answers->size(); ++i) {
    auto& result = *response.add_results();
    result.set_scan_id(scans[i].scan_id);
    const auto& answer = (*answers)[i];
    if (answer.ok()) {
      Render(answer->decision, "", *result.mutable_decision());
      result.set_replayed(answer->replayed);
    } else {
      result.mutable_error()->set_code(
          static_cast<int>(answer.status().code()));
    }
  }
  reply(response);
}

void Service::GetDecision(const v1::GetDecisionRequest& request,
                          const Reply<v1::Decision>& reply) {
  DeviceName device;
  ParseName(request.device(), device);
  const auto decision =
      uploads_.GetDecision({device.device, request.scan_id()});
  if (!decision.ok()) return reply(decision.status());
  v1::Decision message;
  Render(*decision, "", message);
  reply(message);
}

void Service::Annul(const v1::AnnulCheckInRequest& request, absl::Time deadline,
                    const Reply<v1::Decision>& reply) {
  FieldChecker check;
  const checkin::AnnulRequest annul = checkin::ParseAnnul(request, check);
  if (!check.Check().ok()) return reply(check.Check());
  const auto decision = uploads_.Annul(annul, deadline);
  if (!decision.ok()) return reply(decision.status());
  v1::Decision message;
  Render(*decision, "", message);
  reply(message);
}

void Service::ReportPresence(const v1::ReportPresenceRequest& request,
                             absl::Time deadline,
                             Reply<v1::ReportPresenceResponse> reply) {
  PendingReports pending = {{}, {}, deadline, reply};
  for (const v1::PresenceEvent& message : request.presence_events()) {
    auto report = checkin::ParseReport(message, {scene_.event},
                                       request.source(), timeline_.now());
    if (!report.ok()) return reply(report.status());
    pending.ids.push_back(message.source_event_id());
    pending.reports.push_back(*std::move(report));
  }
  const int weight = static_cast<int>(pending.reports.size());
  if (!reports_.Add(weight, std::move(pending), timeline_.now())) {
    TurnAway(reply);
  }
}

template <typename Response>
void Service::TurnAway(const Reply<Response>& reply) {
  timeline_.Tell("  turns a call away");
  timeline_.Count("call turned away");
  reply(absl::ResourceExhaustedError("The queue is full."));
}

void Service::Work() {
  if (scans_.HasWork()) {
    scans_.Work([this](auto& batch) { return HandleScans(batch); });
  } else {
    reports_.Work([this](auto& batch) { return HandleReports(batch); });
  }
}

bool Service::HandleScans(std::vector<PendingScan>& batch) {
  DropLate(timeline_.now(), batch);
  if (batch.empty()) return true;
  std::vector<ScanRequest> scans;
  for (const PendingScan& pending : batch) scans.push_back(pending.scan);
  timeline_.Tell("  decides ", scans.size(), " scans together");
  const auto answers = doors_.Decide(scans, DeadlineOf(batch));
  if (absl::IsCancelled(answers.status())) return false;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (!answers.ok()) {
      batch[i].reply(answers.status());
    } else if (!(*answers)[i].ok()) {
      batch[i].reply((*answers)[i].status());
    } else {
      v1::CheckInResponse response;
      Render(*(*answers)[i], "", response);
      batch[i].reply(response);
    }
  }
  return true;
}

bool Service::HandleReports(std::vector<PendingReports>& batch) {
  DropLate(timeline_.now(), batch);
  if (batch.empty()) return true;
  std::vector<PresenceReport> all;
  for (const PendingReports& pending : batch) {
    all.insert(all.end(), pending.reports.begin(), pending.reports.end());
  }
  timeline_.Tell("  records ", all.size(), " presence events together");
  const auto results = presence_.ReportPresence(all, DeadlineOf(batch));
  if (absl::IsCancelled(results.status())) return false;
  size_t next = 0;
  for (const PendingReports& pending : batch) {
    if (!results.ok()) {
      pending.reply(results.status());
      continue;
    }
    v1::ReportPresenceResponse response;
    for (const std::string& id : pending.ids) {
      Render((*results)[next++], id, {scene_.event}, *response.add_results());
    }
    pending.reply(response);
  }
  return true;
}

}  // namespace rollcall::simulation
