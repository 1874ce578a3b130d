#include "services/reporting/attendee_store.h"

#include <optional>

#include "common/api/enum_text.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "reporting_sql.h"
#include "services/reporting/event_store.h"

namespace rollcall::reporting {
namespace {

Attendee AttendeeOf(const pqxx::row& row) {
  Attendee attendee;
  attendee.registration = db::TextOf(row, "registration_id");
  attendee.delegation = db::TextOf(row, "delegation_id");
  attendee.display_name = db::TextOf(row, "display_name");
  attendee.email = db::TextOf(row, "email");
  attendee.external_id = db::TextOf(row, "external_id");
  attendee.organization = db::TextOf(row, "organization");
  attendee.job_title = db::TextOf(row, "job_title");
  attendee.country_code = db::TextOf(row, "country_code");
  attendee.sector_id = db::TextOf(row, "sector_id");
  attendee.mode = ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"));
  attendee.confirmed = db::TextOf(row, "state") == "CONFIRMED";
  attendee.bucket = attendance::ParseBucket(db::TextOf(row, "bucket"));
  attendee.online_seconds = db::IntOf(row, "online_seconds");
  attendee.in_person_seconds = db::IntOf(row, "in_person_seconds");
  attendee.first_time = db::OptionalTimeOf(row, "first_time");
  attendee.last_time = db::OptionalTimeOf(row, "last_time");
  return attendee;
}

using Values = std::optional<std::vector<std::string>>;

// A parameter that is NULL where anything will do.
Values ValuesOf(const std::set<std::string>& values) {
  if (values.empty()) return std::nullopt;
  return std::vector<std::string>(values.begin(), values.end());
}

Values ModesOf(const PeopleFilter& filter) {
  std::set<std::string> modes;
  for (const std::string& name : filter.modes) {
    type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
    if (type::v1::Mode_Parse(name, &mode)) modes.insert(EnumText(mode));
  }
  return ValuesOf(modes);
}

Values BucketsOf(const AttendeeFilter& filter) {
  std::set<std::string> buckets;
  for (const Bucket bucket : filter.buckets) {
    buckets.insert(attendance::BucketText(bucket));
  }
  return ValuesOf(buckets);
}

Values CountriesOf(const PeopleFilter& filter) {
  const auto countries = filter.CountriesMeant();
  if (!countries) return std::nullopt;
  return std::vector<std::string>(countries->begin(), countries->end());
}

}  // namespace

absl::StatusOr<AttendeePage> ListAttendees(db::Pool& pool,
                                           const SessionName& session,
                                           const AttendeeFilter& filter,
                                           const Page& page,
                                           absl::Time deadline) {
  return db::ReadSnapshot(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<AttendeePage> {
        AttendeePage found;
        ASSIGN_OR_RETURN(const EventState event, ReadEvent(tx, session));
        found.state = event.data;
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListAttendees, session.event, session.session,
                    page.key.empty() ? kNilUuid : page.key, page.size + 1,
                    CountriesOf(filter.people), ValuesOf(filter.people.sectors),
                    ValuesOf(filter.people.delegations), ModesOf(filter.people),
                    BucketsOf(filter)));
        for (const pqxx::row& row : rows) {
          found.attendees.push_back(AttendeeOf(row));
        }
        return found;
      });
}

}  // namespace rollcall::reporting
