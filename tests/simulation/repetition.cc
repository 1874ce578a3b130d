#include "tests/simulation/repetition.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::simulation {
namespace {

// Nothing is lost any more: whatever takes long is awaited.
constexpr absl::Duration kPatience = absl::Hours(1);

// The conflicts that hold.
std::vector<std::string> HeldConflicts(const Tables& tables) {
  std::vector<std::string> ids;
  for (const auto& [id, conflict] : tables.conflicts) {
    if (conflict.holds) ids.push_back(id);
  }
  return ids;
}

bool AreSame(const Tables& a, const Tables& b) {
  return a.annulments == b.annulments && a.stays == b.stays &&
         a.occupancy == b.occupancy && a.snapshots == b.snapshots &&
         a.connections == b.connections && a.intervals == b.intervals &&
         a.records == b.records && SumOf(a) == SumOf(b) &&
         a.decisions.size() == b.decisions.size() &&
         a.presence_events.size() == b.presence_events.size() &&
         HeldConflicts(a) == HeldConflicts(b);
}

}  // namespace

std::vector<std::string> Repetition::Run() {
  timeline_.Tell("everything is said again");
  const Tables before = database_.tables;
  for (const auto& kiosk : kiosks_) {
    for (const JournalEntry& entry : kiosk->journal()) {
      const checkin::ScanKey key = {kiosk->options().device,
                                    entry.scan.request.scan_id()};
      if (before.decisions.count(key) > 0) Repeat(*kiosk, entry, key);
    }
  }
  timeline_.Run();
  for (const auto& platform : platforms_) platform->ReportAgain();
  timeline_.Run();
  if (!AreSame(before, database_.tables)) {
    violations_.emplace_back("what was said again has changed something");
  }
  return std::move(violations_);
}

// By whichever call: both know a scan by its key.
void Repetition::Repeat(const Kiosk& kiosk, const JournalEntry& entry,
                        const checkin::ScanKey& key) {
  if (dice_.Chance(50)) {
    CheckIn(entry.scan.request, key);
  } else {
    Upload(Kiosk::UploadOf(kiosk.options(), {&entry}), key);
  }
}

void Repetition::CheckIn(const checkin::v1::CheckInRequest& request,
                         const checkin::ScanKey& key) {
  network_.Call<checkin::v1::CheckInResponse>(
      kPatience,
      [request, deadline = timeline_.now() + kPatience](Service& service,
                                                        const auto& reply) {
        service.CheckIn(request, deadline, reply);
      },
      [this, key](const auto& response) {
        // All of them at once may be too much.
        if (absl::IsResourceExhausted(response.status())) return;
        if (!response.ok()) return Report("no answer to ", key);
        if (!response->replayed()) Report("decided again: ", key);
        Compare(key, response->decision());
      });
}

void Repetition::Upload(const checkin::v1::UploadScansRequest& request,
                        const checkin::ScanKey& key) {
  network_.Call<checkin::v1::UploadScansResponse>(
      kPatience,
      [request, deadline = timeline_.now() + kPatience](Service& service,
                                                        const auto& reply) {
        service.Upload(request, deadline, reply);
      },
      [this, key](const auto& response) {
        if (!response.ok() || !response->results(0).has_decision()) {
          return Report("no answer to ", key);
        }
        Compare(key, response->results(0).decision());
      });
}

void Repetition::Compare(const checkin::ScanKey& key,
                         const checkin::v1::Decision& answer) {
  const checkin::Decision& kept = database_.tables.decisions.at(key).decision;
  if (answer.outcome() != kept.verdict.outcome) {
    Report("another answer to ", key);
  }
}

void Repetition::Report(const std::string& what, const checkin::ScanKey& key) {
  violations_.push_back(absl::StrCat(what, key.second));
}

}  // namespace rollcall::simulation
