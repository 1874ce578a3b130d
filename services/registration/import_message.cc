#include "services/registration/import_message.h"

#include "common/base/uuid.h"
#include "services/registration/delegation_message.h"
#include "services/registration/registration_message.h"

namespace rollcall::registration {

ImportRequest ParseImport(const v1::ImportRegistrationsRequest& message,
                          FieldChecker& check) {
  ImportRequest request;
  request.event = check.ResourceName<EventName>("event", message.event());
  request.request_id =
      check.Uuid("request_id", message.request_id(), Requirement::kOptional)
          .value_or(NewUuid());
  switch (message.error_policy()) {
    case v1::ImportRegistrationsRequest::ERROR_POLICY_UNSPECIFIED:
    case v1::ImportRegistrationsRequest::ERROR_POLICY_ALL_OR_NOTHING:
      break;
    case v1::ImportRegistrationsRequest::ERROR_POLICY_SKIP_BAD:
      request.skip_bad = true;
      break;
    default:
      check.Fail("error_policy", "Must be ALL_OR_NOTHING or SKIP_BAD.");
  }
  request.dry_run = message.dry_run();
  return request;
}

ImportRow ParseRow(const v1::ImportRegistrationsRequest::Row& message,
                   const EventName& event, FieldChecker& check) {
  ImportRow row{message.line(),
                ParseRegistration("", message.registration(), event, check)};
  const auto delegation = ParseDelegationOf(
      event, "delegation", message.registration().delegation(), check);
  if (delegation) row.registration.delegation_id = delegation->delegation;
  return row;
}

void Render(const ImportResult& result, v1::ImportRegistrationsResponse& out) {
  out.set_created_count(result.created);
  out.set_waitlisted_count(result.waitlisted);
  out.set_unchanged_count(result.unchanged);
  out.set_failed_count(result.failed);
  for (const RowError& error : result.errors) {
    auto* rendered = out.add_errors();
    rendered->set_line(error.line);
    rendered->set_field(error.field);
    rendered->set_reason(error.reason);
    rendered->set_description(error.description);
  }
}

std::string RenderResult(const ImportResult& result) {
  v1::ImportRegistrationsResponse message;
  Render(result, message);
  return message.SerializeAsString();
}

ImportResult ParseResult(absl::string_view stored) {
  v1::ImportRegistrationsResponse message;
  message.ParseFromArray(stored.data(), static_cast<int>(stored.size()));
  ImportResult result{message.created_count(),
                      message.waitlisted_count(),
                      message.unchanged_count(),
                      message.failed_count(),
                      {}};
  for (const auto& error : message.errors()) {
    result.errors.push_back(
        {error.line(), error.field(), error.reason(), error.description()});
  }
  return result;
}

}  // namespace rollcall::registration
