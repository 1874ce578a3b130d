#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/access/house.h"
#include "tests/access/raw_call.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"

namespace rollcall::access {
namespace {

using google::protobuf::MethodDescriptor;
using rollcall::testing::Forum;
using rollcall::testing::kToken;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;

// Who may call what, as the issue of access says it: the options beside the
// protos have to say the same. One letter a role: Kiosk, Supervisor, sTreaming,
// Analyst, Registrar, Head, admin (X). `-` is for who is bound to no event, and
// `*` for anybody.
const std::map<std::string, std::string>& Matrix() {
  static const auto& matrix = *new std::map<std::string, std::string>{
      {"RegistrationService.CreateEvent", "-"},
      {"RegistrationService.GetEvent", "KSTARHX"},
      {"RegistrationService.ListEvents", "-"},
      {"RegistrationService.UpdateEvent", "X"},
      {"RegistrationService.CreateSession", "X"},
      {"RegistrationService.GetSession", "KSTARHX"},
      {"RegistrationService.ListSessions", "KSTARHX"},
      {"RegistrationService.UpdateSession", "X"},
      {"RegistrationService.CreateRegistration", "RHX"},
      {"RegistrationService.GetRegistration", "RHX"},
      {"RegistrationService.ListRegistrations", "RHX"},
      {"RegistrationService.UpdateRegistration", "RX"},
      {"RegistrationService.ApproveRegistration", "RX"},
      {"RegistrationService.RejectRegistration", "RX"},
      {"RegistrationService.CancelRegistration", "RHX"},
      {"RegistrationService.ChangeMode", "RX"},
      {"RegistrationService.TransferRegistration", "RX"},
      {"RegistrationService.ImportRegistrations", "RX"},
      {"RegistrationService.ExportRegistrations", "RX"},
      {"RegistrationService.GetTicket", "RHX"},
      {"RegistrationService.RotateTicket", "RX"},
      {"RegistrationService.CreateDelegation", "RX"},
      {"RegistrationService.ListDelegations", "RX"},
      {"RegistrationService.UpdateDelegation", "RX"},
      {"RegistrationService.EraseRegistration", "RX"},
      {"RegistrationService.ExportPersonalData", "RX"},
      {"AccessService.CreateDevice", "X"},
      {"AccessService.EnrollDevice", "*"},
      {"AccessService.RotateDeviceToken", "KSX"},
      {"AccessService.RevokeDevice", "X"},
      {"AccessService.ListDevices", "X"},
      {"AccessService.CreateApiKey", "X"},
      {"AccessService.RevokeApiKey", "X"},
      {"AccessService.ListApiKeys", "X"},
      {"AccessService.ExportAudit", "X"},
      {"CheckInService.CheckIn", "KSX"},
      {"CheckInService.StreamCheckIns", "KSX"},
      {"CheckInService.UploadScans", "KSX"},
      {"CheckInService.GetDecision", "KSX"},
      {"CheckInService.AnnulCheckIn", "KSX"},
      {"CheckInService.SearchRegistrations", "KSX"},
      {"CheckInService.AdmitWalkIn", "KSX"},
      {"CheckInService.GetManifest", "KSX"},
      {"CheckInService.GetTicketKeys", "KSX"},
      {"CheckInService.ListConflicts", "SX"},
      {"CheckInService.ResolveConflict", "SX"},
      {"CheckInService.WatchOccupancy", "KSARX"},
      {"CheckInService.SyncClock", "KSTX"},
      {"PresenceService.ReportPresence", "TX"},
      {"PresenceService.StreamPresence", "TX"},
      {"PresenceService.ListUnmatched", "RX"},
      {"PresenceService.ResolveUnmatched", "RX"},
      {"PresenceService.ListPresence", "RX"},
      {"ReportingService.GetSummary", "ARX"},
      {"ReportingService.GetBreakdown", "ARX"},
      {"ReportingService.GetTimeline", "ARX"},
      {"ReportingService.GetSessionReport", "ARX"},
      {"ReportingService.ListAttendance", "RX"},
      {"ReportingService.ExportAttendance", "RX"},
      {"ReportingService.ExportLedger", "RX"},
      {"ReportingService.WatchSummary", "ARX"},
      {"ReportingService.FreezeReport", "ARX"},
      {"ReportingService.GetFrozenReport", "ARX"},
      {"ReportingService.GetCommunique", "ARX"},
      {"ReportingService.AuditRollups", "AX"},
  };
  return matrix;
}

const std::map<Role, char>& Letters() {
  static const auto& letters = *new std::map<Role, char>{
      {Role::ROLE_KIOSK, 'K'},     {Role::ROLE_SUPERVISOR, 'S'},
      {Role::ROLE_STREAMING, 'T'}, {Role::ROLE_ANALYST, 'A'},
      {Role::ROLE_REGISTRAR, 'R'}, {Role::ROLE_DELEGATION_HEAD, 'H'},
      {Role::ROLE_ADMIN, 'X'}};
  return letters;
}

// The collection that the resource of `method` is in; empty for the event.
std::string CollectionOf(const MethodDescriptor& method,
                         const std::string& path) {
  static const auto& by_name = *new std::map<std::string, std::string>{
      {"GetSession", "sessions"},           {"RotateDeviceToken", "devices"},
      {"RevokeDevice", "devices"},          {"RevokeApiKey", "apiKeys"},
      {"ResolveConflict", "conflicts"},     {"ResolveUnmatched", "unmatched"},
      {"GetFrozenReport", "frozenReports"}, {"GetEvent", ""}};
  const std::string field = path.substr(path.rfind('.') + 1);
  if (field == "event" || path == "event.name") return "";
  if (field == "session" || path == "session.name") return "sessions";
  if (field == "device") return "devices";
  if (path == "delegation.name") return "delegations";
  const auto found = by_name.find(method.name());
  return found == by_name.end() ? "registrations" : found->second;
}

// What one caller names.
struct Subject {
  std::string event;
  // Full names that exist, by collection; an id of nobody for the others.
  std::map<std::string, std::string> existing;

  std::string NameIn(const std::string& collection) const {
    if (collection.empty()) return event;
    const auto found = existing.find(collection);
    if (found != existing.end()) return found->second;
    return absl::StrCat(event, "/", collection,
                        "/0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b");
  }
};

// A request of `method` that names what it is about, and nothing else.
std::unique_ptr<google::protobuf::Message> RequestAbout(
    const MethodDescriptor& method, const Subject& subject) {
  const auto& policy = method.options().GetExtension(v1::policy);
  auto request = NewRequest(method);
  const auto name = [&](const std::string& path) {
    SetText(*request, path, subject.NameIn(CollectionOf(method, path)));
  };
  if (!policy.resource().empty()) name(policy.resource());
  for (const std::string& path : policy.device()) {
    if (path != policy.resource() && path != "annulling_device") name(path);
  }
  return request;
}

bool IsRefusal(const std::string& reason) {
  return reason == "UNAUTHENTICATED_CALL" || reason == "PERMISSION_DENIED_CALL";
}

class MatrixTest : public ::testing::Test {
 protected:
  std::string ReasonFor(const MethodDescriptor& method, const Subject& subject,
                        const std::string& token) {
    return ReasonOf(StatusFor(method, subject, token));
  }

  grpc::Status StatusFor(const MethodDescriptor& method, const Subject& subject,
                         const std::string& token) {
    return CallRaw(house_.ChannelOf(method), method,
                   *RequestAbout(method, subject), NewContext(token));
  }

  // What the holder of the token of `role` may name in forum_.
  Subject OwnOf(Role role) const {
    Subject own = {forum_.name(), {{"sessions", forum_.Session("panel")}}};
    if (role == Role::ROLE_KIOSK)
      own.existing["devices"] = tokens_.kiosk.name();
    if (role == Role::ROLE_SUPERVISOR) {
      own.existing["devices"] = tokens_.supervisor.name();
    }
    return own;
  }

  House house_;
  Forum forum_{house_.RegistrationChannel()};
  const Tokens tokens_ = IssueAll(house_, forum_.name());
};

TEST_F(MatrixTest, HasEveryMethod) {
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_EQ(Matrix().count(NameOf(*method)), 1u) << NameOf(*method);
  }
  EXPECT_EQ(Methods().size(), Matrix().size());
}

TEST_F(MatrixTest, OpensEachMethodToWhomItIsFor) {
  for (const MethodDescriptor* method : Methods()) {
    const std::string& open_to = Matrix().at(NameOf(*method));
    for (const auto& [role, letter] : Letters()) {
      const std::string reason =
          ReasonFor(*method, OwnOf(role), tokens_.of.at(role));
      if (open_to == "*" || absl::StrContains(open_to, letter)) {
        EXPECT_FALSE(IsRefusal(reason))
            << NameOf(*method) << " for " << Role_Name(role) << ": " << reason;
      } else {
        EXPECT_EQ(reason, "PERMISSION_DENIED_CALL")
            << NameOf(*method) << " for " << Role_Name(role);
      }
    }
    EXPECT_FALSE(IsRefusal(ReasonFor(*method, OwnOf(Role::ROLE_ADMIN), kToken)))
        << NameOf(*method);
  }
}

TEST_F(MatrixTest, KnowsNobodyWithoutATokenThatStands) {
  const Enrolled revoked = Enroll(house_, forum_.name(), {});
  registration::v1::RevokeDeviceRequest revoke;
  registration::v1::RevokeDeviceResponse done;
  revoke.set_name(revoked.device.name());
  ASSERT_TRUE(rollcall::testing::Call(
                  house_.access(),
                  &registration::v1::AccessService::Stub::RevokeDevice, revoke,
                  &done)
                  .ok());
  const IssuedKey expired = CreateKey(house_, forum_.name(), Role::ROLE_ADMIN);
  rollcall::testing::ExecuteSql(absl::StrCat(
      "UPDATE rollcall.api_key SET expire_time = now() WHERE api_key_id = '",
      expired.key.name().substr(expired.key.name().rfind('/') + 1), "'"));
  const std::string& good = tokens_.of.at(Role::ROLE_ADMIN);
  for (const MethodDescriptor* method : Methods()) {
    if (Matrix().at(NameOf(*method)) == "*") continue;
    const Subject own = OwnOf(Role::ROLE_ADMIN);
    for (const std::string& token :
         {revoked.token, expired.text, std::string("nobody's"),
          good.substr(0, good.size() - 1) + (good.back() == '0' ? '1' : '0')}) {
      EXPECT_EQ(ReasonFor(*method, own, token), "UNAUTHENTICATED_CALL")
          << NameOf(*method);
    }
    EXPECT_EQ(ReasonOf(CallRaw(house_.ChannelOf(*method), *method,
                               *RequestAbout(*method, own),
                               std::make_unique<grpc::ClientContext>())),
              "UNAUTHENTICATED_CALL")
        << NameOf(*method);
  }
}

// All that a caller sees of an error, with the event's name taken out.
std::string Seen(const grpc::Status& status, const std::string& event) {
  google::rpc::Status wire;
  wire.ParseFromString(status.error_details());
  std::string text = absl::StrCat(
      status.error_code(), " ", status.error_message(), " ", ReasonOf(status));
  for (const auto& [key, value] : rollcall::testing::MetadataOf(status)) {
    absl::StrAppend(&text, " ", key, "=", value);
  }
  return absl::StrReplaceAll(text, {{event, "events/it"}});
}

// What is there of another event looks like what is not there at all.
TEST_F(MatrixTest, HidesOtherEvents) {
  Forum other(house_.RegistrationChannel());
  const Tokens others = IssueAll(house_, other.name());
  const std::string registration =
      other.Register(rollcall::type::v1::MODE_ONLINE);
  const Subject foreign = {other.name(),
                           {{"sessions", other.Session("panel")},
                            {"devices", others.kiosk.name()},
                            {"registrations", registration}}};
  const std::string nowhere = absl::StrCat("events/", UniqueSlug());
  Subject absent = {nowhere, {}};
  for (const auto& [collection, name] : foreign.existing) {
    absent.existing[collection] =
        absl::StrReplaceAll(name, {{other.name(), nowhere}});
  }
  int hidden = 0;
  for (const MethodDescriptor* method : Methods()) {
    const std::string& open_to = Matrix().at(NameOf(*method));
    if (method->options().GetExtension(v1::policy).resource().empty()) continue;
    for (const auto& [role, letter] : Letters()) {
      if (!absl::StrContains(open_to, letter)) continue;
      const std::string& token = tokens_.of.at(role);
      const grpc::Status there = StatusFor(*method, foreign, token);
      EXPECT_EQ(there.error_code(), grpc::StatusCode::NOT_FOUND)
          << NameOf(*method) << " for " << Role_Name(role) << ": "
          << there.error_message();
      EXPECT_EQ(Seen(there, other.name()),
                Seen(StatusFor(*method, absent, token), nowhere))
          << NameOf(*method) << " for " << Role_Name(role);
      ++hidden;
    }
  }
  EXPECT_GT(hidden, 100);
  // It is there, for its own.
  EXPECT_TRUE(StatusFor(*registration::v1::GetRegistrationRequest::descriptor()
                             ->file()
                             ->FindServiceByName("RegistrationService")
                             ->FindMethodByName("GetRegistration"),
                        foreign, others.of.at(Role::ROLE_REGISTRAR))
                  .ok());
}

// Names of other events in fields that a call is not about.
TEST_F(MatrixTest, HidesOtherEventsBehindOwnOnes) {
  Forum other(house_.RegistrationChannel());
  const std::string registration =
      other.Register(rollcall::type::v1::MODE_ONLINE);
  const Enrolled device = Enroll(house_, other.name(), {});
  const std::string nowhere = absl::StrCat("events/", UniqueSlug());
  const std::map<std::string, std::string> foreign = {
      {"session", other.Session("panel")},
      {"registration", registration},
      {"device", device.device.name()},
      {"annulling_device", device.device.name()}};
  int fields = 0;
  for (const MethodDescriptor* method : Methods()) {
    const auto& policy = method->options().GetExtension(v1::policy);
    if (policy.resource().empty()) continue;
    for (const auto& entry : foreign) {
      const std::string& field = entry.first;
      const std::string& name = entry.second;
      const auto* descriptor = method->input_type()->FindFieldByName(field);
      if (descriptor == nullptr || field == policy.resource() ||
          descriptor->type() !=
              google::protobuf::FieldDescriptor::TYPE_STRING) {
        continue;
      }
      const auto ask = [&](const std::string& value) {
        auto request = RequestAbout(*method, OwnOf(Role::ROLE_ADMIN));
        SetText(*request, field, value);
        return CallRaw(house_.ChannelOf(*method), *method, *request,
                       NewContext(tokens_.of.at(Role::ROLE_ADMIN)));
      };
      const grpc::Status there = ask(name);
      EXPECT_FALSE(there.ok()) << NameOf(*method) << " with " << field;
      EXPECT_EQ(Seen(there, other.name()),
                Seen(ask(absl::StrReplaceAll(name, {{other.name(), nowhere}})),
                     nowhere))
          << NameOf(*method) << " with " << field;
      ++fields;
    }
  }
  EXPECT_GT(fields, 10);
}

// Who is bound to an event has to say that the call is about it.
TEST_F(MatrixTest, NeedsToKnowWhatACallIsAbout) {
  Forum other(house_.RegistrationChannel());
  for (const MethodDescriptor* method : Methods()) {
    const auto& policy = method->options().GetExtension(v1::policy);
    if (policy.resource().empty()) continue;
    const auto ask = [&](const google::protobuf::Message& request) {
      return CallRaw(house_.ChannelOf(*method), *method, request,
                     NewContext(tokens_.of.at(Role::ROLE_ADMIN)));
    };
    auto request = NewRequest(*method);
    EXPECT_FALSE(ask(*request).ok()) << NameOf(*method);
    const auto* session = method->input_type()->FindFieldByName("session");
    if (session == nullptr || policy.resource() == "session" ||
        session->type() != google::protobuf::FieldDescriptor::TYPE_STRING) {
      continue;
    }
    SetText(*request, "session", other.Session("panel"));
    EXPECT_FALSE(ask(*request).ok()) << NameOf(*method);
  }
}

}  // namespace
}  // namespace rollcall::access
