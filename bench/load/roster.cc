#include "bench/load/roster.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

using registration::v1::ImportRegistrationsRequest;
using registration::v1::ImportRegistrationsResponse;

constexpr int kRowsInMessage = 1000;
constexpr absl::Duration kDeadline = absl::Minutes(5);

ImportRegistrationsRequest::Row RowOf(int64_t number, int line,
                                      const std::vector<std::string>& sectors) {
  static constexpr const char* kCountries[] = {"CN", "KE", "FR", "BR", "EG"};
  ImportRegistrationsRequest::Row row;
  row.set_line(line);
  auto& registration = *row.mutable_registration();
  registration.set_mode(number % 2 == 0 ? type::v1::MODE_IN_PERSON
                                        : type::v1::MODE_ONLINE);
  registration.set_country_code(kCountries[number % 5]);
  registration.set_sector_id(sectors[number % 2]);
  auto& person = *registration.mutable_person();
  person.set_display_name(absl::StrCat("Amélie Nguyễn-", number));
  person.set_email(absl::StrCat("Person.", number, "@example.org"));
  person.set_external_id(absl::StrCat("ext-", number));
  person.set_organization("An institute");
  person.set_job_title("Researcher");
  return row;
}

void Require(bool ok, const std::string& what) {
  if (!ok) throw std::runtime_error(what);
}

}  // namespace

Roster::Roster(int64_t first, int rows, const std::vector<std::string>& sectors)
    : rows_(rows) {
  for (int begin = 0; begin < rows; begin += kRowsInMessage) {
    ImportRegistrationsRequest message;
    for (int i = begin; i < std::min(begin + kRowsInMessage, rows); ++i) {
      // The first line has the names of the columns.
      *message.add_rows() = RowOf(first + i, i + 2, sectors);
    }
    messages_.push_back(std::move(message));
  }
  messages_.back().set_complete(true);
}

absl::Duration Roster::Import(registration::v1::RegistrationService::Stub& stub,
                              const std::string& event) {
  messages_.front().set_event(event);
  messages_.front().set_request_id(NewUuid());
  const auto context = testing::NewContext();
  context->set_deadline(absl::ToChronoTime(absl::Now() + kDeadline));
  ImportRegistrationsResponse response;
  const absl::Time begin = absl::Now();
  const auto writer = stub.ImportRegistrations(context.get(), &response);
  for (const auto& message : messages_) {
    Require(writer->Write(message), "an import was refused");
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  const absl::Duration duration = absl::Now() - begin;
  Require(status.ok(), status.error_message());
  Require(response.created_count() == rows_, "an import is incomplete");
  return duration;
}

}  // namespace rollcall::bench
