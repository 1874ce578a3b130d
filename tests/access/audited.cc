#include "tests/access/audited.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"

#include "common/base/hash.h"
#include "common/base/uuid.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"

namespace rollcall::access {

using audit::Verified;
using registration::v1::RegistrationService;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::kToken;
using rollcall::testing::UniqueSlug;
using ::testing::HasSubstr;
using ::testing::Not;

std::string IdOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

Verified Audited::Verify(const std::optional<audit::Anchor>& kept) {
  return Verify(forum_, kept);
}

Verified Audited::Verify(const Forum& forum,
                         const std::optional<audit::Anchor>& kept) {
  client::Server server;
  server.registration = house_.access_address();
  server.token = kToken;
  auto verified = audit::Verify(server, forum.name(), kept, [](int64_t) {});
  EXPECT_TRUE(verified.ok()) << verified.status();
  return *std::move(verified);
}

bool Audited::Holds(const Verified& verified) {
  for (const audit::Finding& finding : verified.findings) {
    ADD_FAILURE() << audit::TextOf(finding);
  }
  return verified.findings.empty() && verified.remarks.empty();
}

std::string Audited::Register(const Forum& forum, const std::string& mark,
                              const std::string& token) {
  registration::v1::CreateRegistrationRequest request;
  request.set_event(forum.name());
  auto& registration = *request.mutable_registration();
  registration.set_mode(type::v1::MODE_IN_PERSON);
  registration.set_country_code("KE");
  registration.set_sector_id("academia");
  auto& person = *registration.mutable_person();
  person.set_display_name(mark);
  person.set_email(absl::StrCat(mark, "@example.org"));
  person.set_external_id(absl::StrCat("id-", mark));
  person.set_organization(absl::StrCat("org of ", mark));
  person.set_job_title(absl::StrCat("job of ", mark));
  return Do(house_.registrations(),
            &RegistrationService::Stub::CreateRegistration, request, token)
      .registration()
      .name();
}

checkin::v1::CheckInRequest Audited::Scan(const Forum& forum,
                                          const std::string& registration) {
  checkin::v1::CheckInRequest request;
  request.set_session(forum.Session("venue"));
  request.set_registration(registration);
  request.set_device(forum.Device(1));
  request.set_gate("north");
  request.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
  request.set_scan_id(NewUuid());
  request.mutable_scan_time()->set_seconds(forum.start_seconds() + 3600);
  request.mutable_scan_time()->set_nanos(123456789);
  return request;
}

void Audited::CheckIn(const checkin::v1::CheckInRequest& request) {
  Do(house_.doors(), &checkin::v1::CheckInService::Stub::CheckIn, request);
}

registration::v1::TransferRegistrationRequest Audited::TransferOf(
    const std::string& name) {
  registration::v1::TransferRegistrationRequest request;
  request.set_name(name);
  request.set_request_id(NewUuid());
  request.mutable_registration()->mutable_person()->set_display_name("Next");
  request.mutable_registration()->mutable_person()->set_email(
      absl::StrCat(UniqueSlug(), "@example.org"));
  return request;
}

std::vector<std::string> Audited::Entries() const {
  const std::string lines = ExecuteSql(absl::StrCat(
      "SELECT string_agg(concat_ws(' ', nullif(actor, ''), nullif(role, ''), "
      "nullif(method, ''), nullif(resource, ''), nullif(detail, '')), E'\\n' "
      "ORDER BY chain, number, ordinal) "
      "FROM rollcall.audit_entry WHERE event_id = '",
      Id(), "'"));
  return absl::StrSplit(lines, '\n', absl::SkipEmpty());
}

std::string Audited::Everything() const {
  std::string everything;
  for (const char* table : {"audit_head", "audit_batch", "audit_entry"}) {
    everything += ExecuteSql(
        absl::StrCat("SELECT string_agg(lower(t::text), ' ') FROM rollcall.",
                     table, " t WHERE event_id = '", Id(), "'"));
  }
  return everything;
}

void ExpectNothingOf(const std::vector<std::string>& secrets,
                     const std::string& text) {
  for (const std::string& secret : secrets) {
    for (const std::string& form :
         {secret, absl::BytesToHexString(secret),
          absl::BytesToHexString(Sha256(secret)),
          absl::BytesToHexString(Sha256(absl::StrCat(secret, "@example.org"))),
          absl::BytesToHexString(Sha256(absl::StrCat("id-", secret)))}) {
      EXPECT_THAT(text, Not(HasSubstr(absl::AsciiStrToLower(form))));
    }
  }
}

}  // namespace rollcall::access
