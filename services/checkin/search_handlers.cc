#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/search_message.h"

// People whom an operator looks for.
namespace rollcall::checkin {
namespace {

void Render(const std::string& event, const Match& match,
            v1::SearchRegistrationsResponse::Match& out) {
  out.set_registration(RegistrationName{event, match.registration}.ToString());
  out.set_masked_name(match.masked_name);
  out.set_masked_organization(match.masked_organization);
  out.set_state(match.state);
}

}  // namespace

grpc::Status CheckInService::SearchRegistrations(
    grpc::ServerContext* context, const v1::SearchRegistrationsRequest* request,
    v1::SearchRegistrationsResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string name_part =
            ParseNamePart(request->name_part(), check);
        const std::string key = absl::StrCat(event.event, "/", name_part);
        const Page page =
            ParsePage(key, request->page_size(), request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            std::vector<Match> matches,
            searches_.Search(event, name_part, page, call.deadline));
        response->set_next_page_token(CutToPage(
            page, key, matches, [](const Match& m) { return m.registration; }));
        for (const Match& match : matches) {
          Render(event.event, match, *response->add_matches());
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::checkin
