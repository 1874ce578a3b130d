#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

#include "services/checkin/presence_service.h"
#include "services/registration/registration_service.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"
#include "tests/harness/sql.h"

namespace rollcall::checkin {

// The panel is from 120 to 240 minutes after the event's start.
inline constexpr int kPanelStart = 120 * 60;

// An event whose panel is broadcast, and what a platform reports of that.
class PresenceFixture : public ::testing::Test {
 protected:
  // An event of connection `connection` in the panel, `second` seconds after
  // its start.
  v1::PresenceEvent EventOf(v1::PresenceEvent::Kind kind,
                            const std::string& connection, int second,
                            const std::string& email = "") {
    v1::PresenceEvent event;
    event.set_source_event_id(absl::StrCat(
        connection, "/", v1::PresenceEvent::Kind_Name(kind), "/", second));
    event.set_kind(kind);
    event.mutable_event_time()->set_seconds(forum_.start_seconds() +
                                            kPanelStart + second);
    event.set_session(forum_.Session("panel"));
    event.set_instance_id("broadcast");
    event.set_connection_id(connection);
    if (!email.empty()) event.mutable_participant()->set_email(email);
    return event;
  }

  v1::PresenceEvent Join(const std::string& connection, int second,
                         const std::string& email = "") {
    return EventOf(v1::PresenceEvent::KIND_JOIN, connection, second, email);
  }

  v1::PresenceEvent Leave(const std::string& connection, int second) {
    return EventOf(v1::PresenceEvent::KIND_LEAVE, connection, second);
  }

  v1::ReportPresenceRequest RequestOf(
      const std::vector<v1::PresenceEvent>& events) {
    v1::ReportPresenceRequest request;
    request.set_event(forum_.name());
    request.set_source("stream");
    for (const auto& event : events) *request.add_presence_events() = event;
    return request;
  }

  v1::ReportPresenceResponse Report(
      v1::PresenceService::Stub& stub,
      const std::vector<v1::PresenceEvent>& events) {
    v1::ReportPresenceResponse response;
    const grpc::Status status = rollcall::testing::Call(
        stub, &v1::PresenceService::Stub::ReportPresence, RequestOf(events),
        &response);
    EXPECT_TRUE(status.ok())
        << rollcall::testing::ReasonOf(status) << status.error_message();
    EXPECT_EQ(response.results_size(), static_cast<int>(events.size()));
    return response;
  }

  // The outcomes, one letter each: Recorded, Duplicate, Unmatched, reJected,
  // eXcluded.
  std::string OutcomesOf(const std::vector<v1::PresenceEvent>& events) {
    std::string text;
    const v1::ReportPresenceResponse response = Report(stub(), events);
    for (const auto& result : response.results()) {
      text += "?RDUJX"[result.outcome()];
    }
    return text;
  }

  std::string ErrorOf(const v1::ReportPresenceRequest& request) {
    v1::ReportPresenceResponse response;
    return rollcall::testing::ReasonOf(rollcall::testing::Call(
        stub(), &v1::PresenceService::Stub::ReportPresence, request,
        &response));
  }

  reporting::v1::Counts Counts(const std::string& session = "venue") {
    reporting::v1::GetSummaryRequest request;
    reporting::v1::GetSummaryResponse response;
    request.set_event(forum_.name());
    request.set_session(forum_.Session(session));
    EXPECT_TRUE(rollcall::testing::Call(
                    reports_.stub(),
                    &reporting::v1::ReportingService::Stub::GetSummary, request,
                    &response)
                    .ok());
    return response.total();
  }

  std::string EventId() { return forum_.name().substr(sizeof("events/") - 1); }

  // The rows of `query`, which has the event's id for $event, in a fixed order.
  std::string RowsOf(const std::string& query) {
    return rollcall::testing::ExecuteSql(absl::StrReplaceAll(
        absl::StrCat("SELECT string_agg(t::text, E'\\n' ORDER BY t::text) "
                     "FROM (",
                     query, ") AS t"),
        {{"$event", EventId()}}));
  }

  // Every derived row of the event, as text in a fixed order.
  std::string DerivedState() {
    return absl::StrCat(
        RowsOf("SELECT mode, registration_id, session_id, source, instance_id, "
               "connection_id, ordinal, start_time, end_time, end_source, "
               "anomaly FROM rollcall.presence_interval "
               "WHERE event_id = '$event'"),
        "\n",
        RowsOf("SELECT session_id, source, instance_id, connection_id, "
               "registration_id, match_rank, kind, heartbeats, "
               "counted_session_id, first_time, last_time, online_seconds, "
               "due_time FROM rollcall.presence_connection "
               "WHERE event_id = '$event'"),
        "\n",
        RowsOf("SELECT source, instance_id, session_id, first_time, last_time "
               "FROM rollcall.presence_instance WHERE event_id = '$event'"),
        "\n",
        RowsOf("SELECT session_id, connection_id, external_id, email, "
               "unverified_email, display_name "
               "FROM rollcall.presence_participant WHERE event_id = '$event'"),
        "\n",
        RowsOf("SELECT session_id, day, country_code, mode, bucket, "
               "sum(person_count), sum(online_seconds) "
               "FROM rollcall.attendance_rollup WHERE event_id = '$event' "
               "GROUP BY 1, 2, 3, 4, 5 HAVING sum(person_count) <> 0"),
        "\n",
        RowsOf("SELECT session_id, series, minute, sum(arrival_count), "
               "sum(start_count), sum(end_count), sum(open_count) "
               "FROM rollcall.presence_rollup WHERE event_id = '$event' "
               "GROUP BY 1, 2, 3 HAVING sum(arrival_count) <> 0 OR "
               "sum(start_count) <> 0 OR sum(end_count) <> 0 OR "
               "sum(open_count) <> 0"),
        "\n",
        RowsOf("SELECT session_id, second_session_id, sum(person_count) "
               "FROM rollcall.session_pair_rollup WHERE event_id = '$event' "
               "GROUP BY 1, 2 HAVING sum(person_count) <> 0"));
  }

  // Forgets all that platforms reported, but not what was counted.
  void ForgetPresence() {
    for (const char* table :
         {"presence_event", "presence_snapshot", "presence_instance",
          "presence_connection", "presence_interval", "presence_participant"}) {
      rollcall::testing::ExecuteSql(absl::StrCat("DELETE FROM rollcall.", table,
                                                 " WHERE event_id = '",
                                                 EventId(), "'"));
    }
  }

  int OnlineSeconds(const std::string& session) {
    return std::stoi(rollcall::testing::ExecuteSql(absl::StrCat(
        "SELECT coalesce(sum(online_seconds), 0) FROM rollcall.attendance "
        "WHERE event_id = '",
        EventId(), "' AND session_id = '", session, "'")));
  }

  void Cancel(const std::string& registration) {
    registration::v1::CancelRegistrationRequest request;
    registration::v1::CancelRegistrationResponse response;
    request.set_name(registration);
    EXPECT_TRUE(
        rollcall::testing::Call(
            forum_.stub(),
            &registration::v1::RegistrationService::Stub::CancelRegistration,
            request, &response)
            .ok());
  }

  v1::PresenceService::Stub& stub() { return platform_.stub(); }

  rollcall::testing::Serving<registration::v1::RegistrationService,
                             registration::RegistrationService>
      registrar_;
  rollcall::testing::Serving<v1::PresenceService, PresenceService> platform_;
  rollcall::testing::Serving<reporting::v1::ReportingService,
                             reporting::ReportingService>
      reports_;
  rollcall::testing::Forum forum_{registrar_.NewChannel()};
};

}  // namespace rollcall::checkin
