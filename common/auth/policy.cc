#include "common/auth/policy.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "common/api/not_found.h"
#include "common/api/resource_name.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"

namespace rollcall::auth {
namespace {

using access::v1::MethodPolicy;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

absl::Status Denied(absl::string_view why) {
  return Error(error::v1::PERMISSION_DENIED_CALL, why);
}

bool Has(const std::vector<Role>& roles, Role role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::vector<Role> RolesOf(const google::protobuf::RepeatedField<int>& numbers) {
  std::vector<Role> roles;
  for (const int number : numbers) roles.push_back(static_cast<Role>(number));
  return roles;
}

absl::StatusOr<FieldPath> ReadPath(const Descriptor& request,
                                   const std::string& text) {
  FieldPath path;
  const Descriptor* message = &request;
  for (const absl::string_view name : absl::StrSplit(text, '.')) {
    const FieldDescriptor* field =
        message == nullptr ? nullptr
                           : message->FindFieldByName(std::string(name));
    if (field == nullptr) {
      return absl::InternalError(
          absl::StrCat(request.full_name(), " has no field ", text));
    }
    path.push_back(field);
    message = field->message_type();
  }
  if (message != nullptr) {
    return absl::InternalError(
        absl::StrCat(request.full_name(), ".", text, " is a message"));
  }
  return path;
}

absl::StatusOr<FieldPath> ReadTextPath(const Descriptor& request,
                                       const std::string& text) {
  ASSIGN_OR_RETURN(FieldPath path, ReadPath(request, text));
  if (path.back()->type() != FieldDescriptor::TYPE_STRING ||
      path.back()->is_repeated()) {
    return absl::InternalError(
        absl::StrCat(request.full_name(), ".", text, " is no text"));
  }
  return path;
}

// Visits the messages that hold the last field of `path`, from its `step` on,
// until `visit` fails.
absl::Status VisitOwners(
    const Message& message, const FieldPath& path, size_t step,
    absl::FunctionRef<absl::Status(const Message&)> visit) {
  if (step + 1 == path.size()) return visit(message);
  const FieldDescriptor* field = path[step];
  const auto* reflection = message.GetReflection();
  if (!field->is_repeated()) {
    if (!reflection->HasField(message, field)) return absl::OkStatus();
    return VisitOwners(reflection->GetMessage(message, field), path, step + 1,
                       visit);
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    RETURN_IF_ERROR(
        VisitOwners(reflection->GetRepeatedMessage(message, field, i), path,
                    step + 1, visit));
  }
  return absl::OkStatus();
}

// Visits the texts that are not empty at the end of `path`; an empty path has
// none.
absl::Status VisitTexts(
    const Message& request, const FieldPath& path,
    absl::FunctionRef<absl::Status(const std::string&)> visit) {
  if (path.empty()) return absl::OkStatus();
  return VisitOwners(
      request, path, 0, [&](const Message& owner) -> absl::Status {
        std::string scratch;
        const std::string& text = owner.GetReflection()->GetStringReference(
            owner, path.back(), &scratch);
        return text.empty() ? absl::OkStatus() : visit(text);
      });
}

bool IsSet(const Message& owner, const FieldDescriptor* field) {
  const auto* reflection = owner.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(owner, field) > 0
                              : reflection->HasField(owner, field);
}

// Whether `name` is one of `event`, or the event itself; what is no name is
// left to whoever parses it.
bool IsOfEvent(absl::string_view name, absl::string_view event) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(name, absl::MaxSplits('/', 2));
  return parts.size() < 2 || parts[0] != "events" || parts[1] == event;
}

// The one method that takes `request`, if there is one.
const MethodDescriptor* FindMethod(const Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int i = 0; i < file.service_count(); ++i) {
    for (int j = 0; j < file.service(i)->method_count(); ++j) {
      const MethodDescriptor* method = file.service(i)->method(j);
      if (method->input_type() == &request) return method;
    }
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<Policy> Policy::Read(const MethodDescriptor& method) {
  if (!method.options().HasExtension(access::v1::policy)) {
    return absl::InternalError(
        absl::StrCat(method.full_name(), " has no policy"));
  }
  const MethodPolicy& option =
      method.options().GetExtension(access::v1::policy);
  Policy policy;
  policy.roles_ = RolesOf(option.roles());
  policy.anyone_ = option.anyone();
  policy.every_event_ = option.every_event();
  if (option.scope_case() == MethodPolicy::SCOPE_NOT_SET ||
      policy.roles_.empty() != policy.anyone_ ||
      Has(policy.roles_, Role::ROLE_UNSPECIFIED)) {
    return absl::InternalError(
        absl::StrCat(method.full_name(),
                     ": a policy has a scope, and roles unless it is "
                     "for anyone"));
  }
  const absl::Status read = policy.ReadPaths(*method.input_type(), option);
  if (!read.ok()) {
    return absl::InternalError(
        absl::StrCat(method.full_name(), ": ", read.message()));
  }
  return policy;
}

Policy Policy::ForAdmins() {
  Policy policy;
  policy.roles_ = {Role::ROLE_ADMIN};
  return policy;
}

absl::Status Policy::ReadPaths(const Descriptor& request,
                               const MethodPolicy& option) {
  if (!option.resource().empty()) {
    ASSIGN_OR_RETURN(resource_, ReadTextPath(request, option.resource()));
  }
  for (const std::string& device : option.device()) {
    ASSIGN_OR_RETURN(FieldPath path, ReadTextPath(request, device));
    device_.push_back(std::move(path));
  }
  if (!option.session().empty()) {
    ASSIGN_OR_RETURN(session_, ReadTextPath(request, option.session()));
  }
  if (!option.gate().empty()) {
    ASSIGN_OR_RETURN(gate_, ReadTextPath(request, option.gate()));
  }
  for (const auto& restriction : option.restrictions()) {
    ASSIGN_OR_RETURN(FieldPath path, ReadPath(request, restriction.field()));
    restrictions_.push_back({std::move(path), RolesOf(restriction.roles())});
  }
  return absl::OkStatus();
}

absl::Status Policy::CheckRole(const Caller& caller) const {
  if (!Has(roles_, caller.role)) {
    return Denied("The token does not allow the call.");
  }
  if (every_event_ && !caller.event.empty()) {
    return Denied("The token is for one event, and the call is about all.");
  }
  return absl::OkStatus();
}

absl::Status Policy::CheckRequest(const Caller& caller,
                                  const Message& request) const {
  if (caller.event.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(VisitTexts(
      request, resource_, [&](const std::string& name) -> absl::Status {
        return IsOfEvent(name, caller.event) ? absl::OkStatus()
                                             : NotFoundNamed(name);
      }));
  for (const Restriction& restriction : restrictions_) {
    if (Has(restriction.roles, caller.role)) continue;
    RETURN_IF_ERROR(
        VisitOwners(request, restriction.field, 0, [&](const Message& owner) {
          const FieldDescriptor* field = restriction.field.back();
          return IsSet(owner, field)
                     ? Denied(absl::StrCat("The token does not allow ",
                                           field->name(), "."))
                     : absl::OkStatus();
        }));
  }
  return caller.device.empty() ? absl::OkStatus()
                               : CheckDevice(caller, request);
}

absl::Status Policy::CheckDevice(const Caller& caller,
                                 const Message& request) const {
  const std::string own = DeviceName{caller.event, caller.device}.ToString();
  bool named = false;
  for (const FieldPath& path : device_) {
    RETURN_IF_ERROR(VisitTexts(request, path, [&](const std::string& name) {
      named = true;
      return absl::EqualsIgnoreCase(name, own)
                 ? absl::OkStatus()
                 : Denied("The token is of another device.");
    }));
    if (named) break;
  }
  if (!caller.sessions.empty()) {
    RETURN_IF_ERROR(VisitTexts(request, session_, [&](const std::string& name) {
      const auto is_it = [&](const std::string& session) {
        return name == SessionName{caller.event, session}.ToString();
      };
      return std::any_of(caller.sessions.begin(), caller.sessions.end(), is_it)
                 ? absl::OkStatus()
                 : Denied("The device is not for this session.");
    }));
  }
  if (caller.gate.empty()) return absl::OkStatus();
  return VisitTexts(request, gate_, [&](const std::string& gate) {
    return gate == caller.gate ? absl::OkStatus()
                               : Denied("The device is for another gate.");
  });
}

Policy PolicyOf(const Descriptor& request) {
  const MethodDescriptor* method = FindMethod(request);
  // What cannot be read allows nobody.
  return method == nullptr ? Policy()
                           : Policy::Read(*method).value_or(Policy());
}

std::string MethodNameOf(const Descriptor& request) {
  const MethodDescriptor* method = FindMethod(request);
  return method == nullptr
             ? ""
             : absl::StrCat(method->service()->name(), ".", method->name());
}

}  // namespace rollcall::auth
