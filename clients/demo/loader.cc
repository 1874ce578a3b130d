#include "clients/demo/loader.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"

#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "demo_event_json.h"
#include "demo_sessions_json.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"

namespace rollcall::demo {
namespace {

constexpr int kGates = 4;
constexpr int kBatchItems = 500;
constexpr char kSource[] = "demo-platform";

// The same id for the same thing in every load.
std::string IdOf(uint64_t seed, absl::string_view what, int number) {
  return UuidOfName(
      absl::StrCat("rollcall demo ", seed, " ", what, " ", number));
}

template <typename Message>
absl::Status ParseJson(const char* json, Message& message) {
  const auto status =
      google::protobuf::util::JsonStringToMessage(json, &message);
  if (status.ok()) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("deploy/demo: ", std::string(status.message())));
}

// One load on its way.
class Loader {
 public:
  Loader(const client::Server& server, const PopulationOptions& options,
         const Progress& progress)
      : server_(server),
        options_(options),
        progress_(progress),
        registration_(registration::v1::RegistrationService::NewStub(
            client::OpenChannel(server, server.registration))),
        checkin_channel_(client::OpenChannel(server, server.checkin)),
        checkin_(checkin::v1::CheckInService::NewStub(checkin_channel_)),
        presence_(checkin::v1::PresenceService::NewStub(checkin_channel_)) {}

  absl::Status Run() {
    RETURN_IF_ERROR(CreateEvent());
    RETURN_IF_ERROR(CreateSessions());
    const auto population = GeneratePopulation(options_);
    RETURN_IF_ERROR(RegisterAll(population));
    RETURN_IF_ERROR(CheckInAll(population));
    return ReportPresence(population);
  }

 private:
  template <typename Stub, typename Method, typename Request, typename Response>
  absl::Status Call(Stub& stub, const Method& method, const Request& request,
                    Response& response) {
    grpc::ClientContext context;
    client::Prepare(server_, context);
    return client::Explain((stub.*method)(&context, request, &response));
  }

  absl::Status CreateEvent() {
    registration::v1::CreateEventRequest request;
    registration::v1::CreateEventResponse response;
    RETURN_IF_ERROR(ParseJson(event::kTexts[0], request));
    RETURN_IF_ERROR(
        Call(*registration_,
             &registration::v1::RegistrationService::Stub::CreateEvent, request,
             response));
    start_time_ =
        absl::FromUnixSeconds(response.event().start_time().seconds());
    progress_("event", 1, 1);
    return absl::OkStatus();
  }

  absl::Status CreateSessions() {
    int done = 0;
    for (const char* json : sessions::kTexts) {
      registration::v1::CreateSessionRequest request;
      registration::v1::CreateSessionResponse response;
      RETURN_IF_ERROR(ParseJson(json, request));
      RETURN_IF_ERROR(
          Call(*registration_,
               &registration::v1::RegistrationService::Stub::CreateSession,
               request, response));
      progress_("sessions", ++done, std::size(sessions::kTexts));
    }
    return absl::OkStatus();
  }

  absl::Status RegisterAll(const std::vector<Participant>& population) {
    for (const Participant& participant : population) {
      registration::v1::CreateRegistrationRequest request;
      request.set_event(kEvent);
      request.set_request_id(
          IdOf(options_.seed, "registration", participant.number));
      auto* wanted = request.mutable_registration();
      wanted->set_mode(participant.mode == Mode::kInPerson
                           ? type::v1::MODE_IN_PERSON
                           : type::v1::MODE_ONLINE);
      wanted->set_country_code(participant.country_code);
      wanted->set_sector_id(participant.sector_id);
      auto* person = wanted->mutable_person();
      person->set_display_name(participant.display_name);
      person->set_email(participant.email);
      person->set_organization(participant.organization);
      person->set_job_title(participant.job_title);
      registration::v1::CreateRegistrationResponse response;
      RETURN_IF_ERROR(
          Call(*registration_,
               &registration::v1::RegistrationService::Stub::CreateRegistration,
               request, response));
      names_[participant.number] = response.registration().name();
      progress_("registrations", participant.number,
                static_cast<int>(population.size()));
    }
    return absl::OkStatus();
  }

  absl::Status CheckInAll(const std::vector<Participant>& population) {
    const auto total = static_cast<int>(
        std::count_if(population.begin(), population.end(),
                      [](const auto& p) { return p.door_second.has_value(); }));
    int done = 0;
    for (const Participant& participant : population) {
      if (!participant.door_second) continue;
      RETURN_IF_ERROR(CheckIn(participant));
      progress_("check-ins", ++done, total);
    }
    return absl::OkStatus();
  }

  // Scans the ticket as a kiosk would, by its text.
  absl::Status CheckIn(const Participant& participant) {
    registration::v1::GetTicketRequest ticket_request;
    registration::v1::GetTicketResponse ticket;
    ticket_request.set_name(names_[participant.number]);
    RETURN_IF_ERROR(Call(
        *registration_, &registration::v1::RegistrationService::Stub::GetTicket,
        ticket_request, ticket));

    const int gate = participant.number % kGates + 1;
    checkin::v1::CheckInRequest request;
    request.set_session(absl::StrCat(kEvent, "/sessions/venue"));
    request.set_ticket(ticket.ticket().text());
    request.set_device(
        absl::StrCat(kEvent, "/devices/", IdOf(options_.seed, "device", gate)));
    request.set_gate(absl::StrCat("Gate ", gate));
    request.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
    request.set_scan_id(IdOf(options_.seed, "scan", participant.number));
    RenderTime(start_time_ + absl::Seconds(*participant.door_second),
               *request.mutable_scan_time());
    checkin::v1::CheckInResponse response;
    RETURN_IF_ERROR(Call(*checkin_, &checkin::v1::CheckInService::Stub::CheckIn,
                         request, response));
    if (response.decision().outcome() ==
        checkin::v1::Decision::OUTCOME_ADMITTED) {
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "The door refused participant ", participant.number, ": ",
        checkin::v1::Decision::Reason_Name(response.decision().reason())));
  }

  // Leaves come before joins, as a platform's retries may bring them.
  absl::Status ReportPresence(const std::vector<Participant>& population) {
    std::vector<checkin::v1::PresenceEvent> events;
    for (const Participant& participant : population) {
      int visit_number = 0;
      for (const OnlineVisit& visit : participant.online_visits) {
        const std::string connection =
            absl::StrCat("c", participant.number, "-", ++visit_number);
        events.push_back(EventOf(participant, visit, connection,
                                 checkin::v1::PresenceEvent::KIND_LEAVE));
        events.push_back(EventOf(participant, visit, connection,
                                 checkin::v1::PresenceEvent::KIND_JOIN));
      }
    }
    const auto total = static_cast<int>(events.size());
    for (int begin = 0; begin < total; begin += kBatchItems) {
      const int end = std::min(begin + kBatchItems, total);
      checkin::v1::ReportPresenceRequest request;
      request.set_event(kEvent);
      request.set_source(kSource);
      for (int i = begin; i < end; ++i) {
        *request.add_presence_events() = events[i];
      }
      RETURN_IF_ERROR(Report(request));
      progress_("presence events", end, total);
    }
    return absl::OkStatus();
  }

  checkin::v1::PresenceEvent EventOf(const Participant& participant,
                                     const OnlineVisit& visit,
                                     const std::string& connection,
                                     checkin::v1::PresenceEvent::Kind kind) {
    const bool is_join = kind == checkin::v1::PresenceEvent::KIND_JOIN;
    checkin::v1::PresenceEvent event;
    event.set_source_event_id(
        absl::StrCat(options_.seed, "-", connection, is_join ? "-in" : "-out"));
    event.set_kind(kind);
    RenderTime(start_time_ + absl::Seconds(is_join ? visit.join_second
                                                   : visit.leave_second),
               *event.mutable_event_time());
    event.set_session(absl::StrCat(kEvent, "/sessions/", visit.session_id));
    event.set_instance_id(absl::StrCat("broadcast-", visit.session_id));
    event.set_connection_id(connection);
    // A platform says who it was when the connection begins.
    if (is_join) event.mutable_participant()->set_email(participant.email);
    return event;
  }

  absl::Status Report(const checkin::v1::ReportPresenceRequest& request) {
    checkin::v1::ReportPresenceResponse response;
    RETURN_IF_ERROR(Call(*presence_,
                         &checkin::v1::PresenceService::Stub::ReportPresence,
                         request, response));
    for (const auto& result : response.results()) {
      if (result.outcome() ==
          checkin::v1::ReportPresenceResponse::Result::OUTCOME_REJECTED) {
        return absl::FailedPreconditionError(
            absl::StrCat("Presence event ", result.source_event_id(),
                         " was rejected: ", result.error().message()));
      }
    }
    return absl::OkStatus();
  }

  const client::Server& server_;
  const PopulationOptions options_;
  const Progress& progress_;
  const std::unique_ptr<registration::v1::RegistrationService::Stub>
      registration_;
  const std::shared_ptr<grpc::Channel> checkin_channel_;
  const std::unique_ptr<checkin::v1::CheckInService::Stub> checkin_;
  const std::unique_ptr<checkin::v1::PresenceService::Stub> presence_;
  absl::Time start_time_;
  // Registration names by participant number.
  std::map<int, std::string> names_;
};

}  // namespace

absl::Status Load(const client::Server& server,
                  const PopulationOptions& options, const Progress& progress) {
  return Loader(server, options, progress).Run();
}

}  // namespace rollcall::demo
