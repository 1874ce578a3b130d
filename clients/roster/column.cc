#include "clients/roster/column.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"

#include "clients/api/field_path.h"
#include "common/base/utf8.h"

namespace rollcall::roster {
namespace {

using registration::v1::Registration;

constexpr absl::string_view kSector = "sector_id";
constexpr absl::string_view kSessions = "sessions";
constexpr absl::string_view kDelegation = "delegation";
constexpr absl::string_view kCreateTime = "create_time";

std::string LastSegment(absl::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

// Takes a whole name as it is, and an id as one of `event`.
std::string NameOf(const std::string& event, absl::string_view collection,
                   absl::string_view id) {
  if (absl::StrContains(id, '/')) return std::string(id);
  return absl::StrCat(event, "/", collection, "/", id);
}

// `Research institute` is the sector `research-institute`.
std::string SectorOf(absl::string_view text) {
  std::string id = HeaderKey(text);
  std::replace(id.begin(), id.end(), '_', '-');
  return id;
}

void ParseSessions(absl::string_view text, const std::string& event,
                   Registration& registration) {
  for (const absl::string_view part : absl::StrSplit(text, ';')) {
    const absl::string_view id = Utf8Trim(part);
    if (!id.empty()) registration.add_sessions(NameOf(event, "sessions", id));
  }
}

}  // namespace

const std::vector<Column>& Columns() {
  static const auto* const columns = new std::vector<Column>{
      {"email",
       "person.email",
       true,
       {"e_mail", "mail", "email_address", "e_mail_address"}},
      {"name",
       "person.display_name",
       true,
       {"full_name", "display_name", "participant", "participant_name"}},
      {"mode",
       "mode",
       true,
       {"participation", "attendance", "attendance_mode", "participation_mode",
        "mode_of_participation"}},
      {"country", "country_code", false, {"country_code", "country_region"}},
      {"sector",
       "sector_id",
       false,
       {"sector_id", "institution_type", "kind_of_institution"}},
      {"organization",
       "person.organization",
       false,
       {"organisation", "institution", "affiliation", "company", "employer"}},
      {"job_title", "person.job_title", false, {"position", "job", "function"}},
      {"external_id", "person.external_id", false, {"reference", "badge_id"}},
      {"sessions", "sessions", false, {"session"}},
      {"delegation", "delegation", false, {"delegation_id"}},
      {"waitlist_priority", "waitlist_priority", false, {"priority"}},
      {"blocked", "blocked", false, {}},
      {"registration_name", "name", false, {}},
      {"registration_state", "state", false, {}},
      {"create_time", "create_time", false, {}},
  };
  return *columns;
}

const Column* FindColumn(absl::string_view header) {
  const std::string key = HeaderKey(header);
  for (const Column& column : Columns()) {
    if (key == column.header ||
        std::count(column.aliases.begin(), column.aliases.end(), key) > 0) {
      return &column;
    }
  }
  return nullptr;
}

const Column* ColumnOfField(absl::string_view field) {
  const absl::string_view path = field.substr(0, field.find('['));
  for (const Column& column : Columns()) {
    if (path == column.field) return &column;
  }
  return nullptr;
}

std::string HeaderKey(absl::string_view header) {
  std::string key;
  for (const char c : Utf8Trim(header)) {
    if (absl::ascii_isalnum(c) || !absl::ascii_isascii(c)) {
      key += absl::ascii_tolower(c);
    } else if (!key.empty() && key.back() != '_') {
      key += '_';
    }
  }
  while (absl::EndsWith(key, "_")) key.pop_back();
  return key;
}

std::string ParseCell(const Column& column, const std::string& text,
                      const std::string& event, Registration& registration) {
  const std::string value(Utf8Trim(text));
  if (value.empty() || column.field == kCreateTime) return {};
  if (column.field == kSessions) {
    ParseSessions(value, event, registration);
    return {};
  }
  std::string meant = value;
  if (column.field == kSector) meant = SectorOf(value);
  if (column.field == kDelegation) meant = NameOf(event, "delegations", value);
  return std::string(
      client::SetField(registration, column.field, meant).message());
}

std::string RenderCell(const Column& column, const Registration& registration) {
  if (column.field == kSessions) {
    return absl::StrJoin(registration.sessions(), ";",
                         [](std::string* out, const std::string& name) {
                           absl::StrAppend(out, LastSegment(name));
                         });
  }
  std::string text = client::FieldText(registration, column.field);
  if (column.field == kDelegation) return LastSegment(text);
  if (column.field == absl::string_view("mode") ||
      column.field == absl::string_view("state")) {
    return absl::AsciiStrToLower(text);
  }
  return text;
}

}  // namespace rollcall::roster
