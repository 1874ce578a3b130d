#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/e2e/command_line_fixture.h"

namespace rollcall {
namespace {

using nlohmann::json;
using testing::Finished;

// Words that are in no log line unless somebody is told about.
constexpr char kName[] = "Xanthippe Quuxington";
constexpr char kEmail[] = "xanthippe.quux@example.org";
constexpr char kInstitution[] = "Institute of Frobnication";
constexpr char kJobTitle[] = "Chief Frobnicator";
constexpr char kExternalId[] = "passport-X1234567";
constexpr char kForceReason[] = "Known to Brunhilde from the staff";
constexpr char kPlatformName[] = "Xanthippe at home";
constexpr char kUnknownCode[] = "frobnicated-credential-77";
constexpr char kWrongToken[] = "wrong-token-that-somebody-typed";

class LogPrivacyTest : public testing::CommandLineFixture {
 protected:
  // Calls `method` of `service` with `request`; what it answers is of no
  // interest but for its name.
  json Call(const std::string& method, const json& request) {
    const Finished finished = Run({"call", method, request.dump()});
    return json::parse(finished.output, nullptr, false);
  }

  std::string Register() {
    return JsonOf({"registration", "create", "--event", forum_.name(),
                   "--email", kEmail, "--name", kName, "--mode", "in_person",
                   "--country", "MW", "--organization", kInstitution,
                   "--job-title", kJobTitle, "--external-id",
                   kExternalId})["registration"]["name"];
  }

  json Scan(const json& what, bool force) {
    json request = {{"session", forum_.Session("venue")},
                    {"device", forum_.Device(1)},
                    {"direction", "DIRECTION_ENTRY"},
                    {"scan_id", NewUuid()},
                    {"scan_time", "2022-09-03T02:00:00Z"}};
    if (force) {
      request["force"] = true;
      request["force_reason"] = kForceReason;
    }
    request.update(what);
    return Call("rollcall.checkin.v1.CheckInService/CheckIn", request);
  }

  std::string Logs() const {
    return absl::StrCat(services_.registration.Log(), services_.checkin.Log(),
                        services_.reporting.Log());
  }
};

// What goes wrong is logged too, and quotes nothing.
TEST_F(LogPrivacyTest, SaysNothingOfPeopleAndSecrets) {
  std::vector<std::string> secrets = {
      kName,        kEmail,        kInstitution,   kJobTitle,   kExternalId,
      kForceReason, kPlatformName, kUnknownCode,   kWrongToken, "Xanthippe",
      "quux",       "Brunhilde",   testing::kToken};
  const std::string name = Register();
  Register();
  Run({"registration", "create", "--event", forum_.name(), "--email", "x@y@z",
       "--name", kName, "--mode", "online"});
  const json ticket = JsonOf({"ticket", "get", name})["ticket"];
  for (const char* part : {"text", "code", "join_token"}) {
    if (ticket.contains(part)) secrets.push_back(ticket[part]);
  }
  secrets.push_back(JsonOf({"delegation", "create", "--event", forum_.name(),
                            "--display-name", "Ministry"})["head_token"]);
  const json device = JsonOf({"device", "create", "--event", forum_.name(),
                              "--display-name", "Main gate"});
  secrets.push_back(device["enrollment_code"]);
  const json enrolled = JsonOf({"device", "enroll", "--event", forum_.name(),
                                "--code", device["enrollment_code"]});
  secrets.push_back(enrolled["device_token"]);
  Run({"device", "enroll", "--event", forum_.name(), "--code",
       device["enrollment_code"]});
  secrets.push_back(JsonOf({"key", "create", "--event", forum_.name(), "--role",
                            "analyst", "--display-name", "Press"})["key_text"]);
  for (const std::string& token :
       {std::string(kWrongToken), secrets.back(),
        enrolled["device_token"].get<std::string>()}) {
    RunWithToken(token, {"registration", "list", "--event", forum_.name()});
    RunWithToken(token, {"report", forum_.name()});
  }

  Scan({{"ticket", ticket["text"]}}, false);
  Scan({{"code", ticket["code"]}}, true);
  Scan({{"code", kUnknownCode}}, false);
  Scan({{"ticket", kUnknownCode}}, true);
  Call("rollcall.checkin.v1.CheckInService/SearchRegistrations",
       {{"event", forum_.name()}, {"name_part", "Xanthippe"}});
  Call("rollcall.checkin.v1.CheckInService/AdmitWalkIn",
       {{"session", forum_.Session("venue")},
        {"person", {{"display_name", kName}, {"email", kEmail}}},
        {"device", forum_.Device(1)},
        {"scan_id", NewUuid()}});
  for (const char* email : {kEmail, "not an address"}) {
    Call("rollcall.checkin.v1.PresenceService/ReportPresence",
         {{"event", forum_.name()},
          {"source", "stream"},
          {"presence_events",
           {{{"source_event_id", NewUuid()},
             {"kind", "KIND_JOIN"},
             {"event_time", "2022-09-03T03:10:00Z"},
             {"session", forum_.Session("panel")},
             {"instance_id", "1"},
             {"connection_id", "c"},
             {"participant",
              {{"email", email}, {"display_name", kPlatformName}}}}}}});
  }
  Import(absl::StrCat("email,name,mode\n", kEmail, ",", kName,
                      ",nowhere\nx@y@z,", kName, ",online\n"));
  Run({"registration", "list", "--event", forum_.name(), "--query",
       "Xanthippe"});
  Run({"attendance", "list", "--event", forum_.name()});
  Run({"registration", "export-data", name});
  Run({"registration", "erase", name});
  Run({"registration", "get", name});

  const std::string logs = Logs();
  EXPECT_GT(std::count(logs.begin(), logs.end(), '\n'), 20);
  for (const std::string& secret : secrets) {
    ASSERT_FALSE(secret.empty());
    EXPECT_EQ(logs.find(secret), std::string::npos) << secret;
    EXPECT_EQ(logs.find(absl::Base64Escape(secret)), std::string::npos)
        << secret;
  }
}

}  // namespace
}  // namespace rollcall
