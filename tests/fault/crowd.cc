#include "tests/fault/crowd.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/base/uuid.h"

namespace rollcall::testing {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::Decision;
using checkin::v1::PresenceEvent;
using checkin::v1::ReportPresenceRequest;

constexpr int kConnectionsOfReport = 4;
// Of the panel, which begins two hours after the event.
constexpr int64_t kPanelStart = 7200;

template <typename T>
const T& Pick(const std::vector<T>& items, std::mt19937_64& random) {
  return items[random() % items.size()];
}

}  // namespace

Crowd::Crowd(Forum& forum, int visitors, int viewers)
    : event_(forum.name()),
      venue_(forum.Session("venue")),
      panel_(forum.Session("panel")),
      start_seconds_(forum.start_seconds()) {
  for (int i = 0; i < visitors; ++i) {
    visitors_.push_back(forum.Register(type::v1::MODE_IN_PERSON));
  }
  for (int i = 0; i < viewers; ++i) {
    viewers_.push_back(forum.Register(type::v1::MODE_ONLINE));
  }
}

CheckInRequest Crowd::NewScan(const std::string& device,
                              std::mt19937_64& random) const {
  CheckInRequest scan;
  scan.set_session(random() % 4 == 0 ? panel_ : venue_);
  scan.set_registration(Pick(visitors_, random));
  scan.set_device(device);
  scan.set_direction(random() % 2 == 0 ? Decision::DIRECTION_ENTRY
                                       : Decision::DIRECTION_EXIT);
  scan.set_scan_id(NewUuid());
  return scan;
}

ReportPresenceRequest Crowd::NewReport(const std::string& source,
                                       const std::string& batch,
                                       std::mt19937_64& random) const {
  std::vector<PresenceEvent> events;
  for (int i = 0; i < kConnectionsOfReport; ++i) {
    PresenceEvent event;
    const std::string connection = absl::StrCat(batch, "-", i);
    event.set_session(panel_);
    event.set_instance_id("broadcast");
    event.set_connection_id(connection);
    event.mutable_participant()->set_registration(Pick(viewers_, random));
    event.set_kind(PresenceEvent::KIND_JOIN);
    event.set_source_event_id(connection + "-join");
    const auto join =
        start_seconds_ + kPanelStart + static_cast<int64_t>(random() % 5000);
    event.mutable_event_time()->set_seconds(join);
    events.push_back(event);
    event.clear_participant();
    event.set_kind(PresenceEvent::KIND_LEAVE);
    event.set_source_event_id(connection + "-leave");
    event.mutable_event_time()->set_seconds(
        join + 60 + static_cast<int64_t>(random() % 600));
    events.push_back(event);
  }
  std::shuffle(events.begin(), events.end(), random);
  ReportPresenceRequest request;
  request.set_event(event_);
  request.set_source(source);
  for (const PresenceEvent& event : events) {
    *request.add_presence_events() = event;
  }
  return request;
}

registration::v1::CreateRegistrationRequest Crowd::NewGuest(int number) const {
  const std::string id = absl::StrCat("guest-", number);
  registration::v1::CreateRegistrationRequest request;
  request.set_event(event_);
  request.set_request_id(NewUuid());
  auto& registration = *request.mutable_registration();
  registration.set_mode(type::v1::MODE_IN_PERSON);
  auto& person = *registration.mutable_person();
  person.set_display_name("A guest");
  person.set_email(absl::StrCat(id, "@example.org"));
  person.set_external_id(id);
  return request;
}

bool IsRecorded(const checkin::v1::ReportPresenceResponse::Result& result) {
  using Result = checkin::v1::ReportPresenceResponse::Result;
  return result.outcome() == Result::OUTCOME_RECORDED ||
         result.outcome() == Result::OUTCOME_DUPLICATE;
}

}  // namespace rollcall::testing
