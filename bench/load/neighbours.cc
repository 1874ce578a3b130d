#include "bench/load/neighbours.h"

#include <utility>

#include "absl/time/clock.h"

#include "bench/load/roster.h"
#include "bench/report/analyst.h"
#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

constexpr absl::Duration kReportPeriod = absl::Milliseconds(100);
constexpr absl::Duration kImportPeriod = absl::Seconds(1);
constexpr int kRows = 1000;
// More than one number imports.
constexpr int64_t kPeopleOfNumber = 100'000'000;

double RateSince(absl::Time begin, int64_t count) {
  return static_cast<double>(count) /
         absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace

Reports::Reports(const std::string& address, const std::string& event)
    : begin_(absl::Now()) {
  const auto add = [&](auto ask) {
    analysts_.push_back(std::make_unique<Every>(
        kReportPeriod,
        [this, ask, analyst = std::make_shared<Analyst>(address, event)] {
          ask(*analyst);
          ++count_;
        }));
  };
  add([](Analyst& analyst) { analyst.GetSummary(); });
  add([](Analyst& analyst) { analyst.GetBreakdown(); });
  add([](Analyst& analyst) { analyst.GetTimelineAround(absl::Now()); });
}

double Reports::Stop() {
  analysts_.clear();
  return RateSince(begin_, count_);
}

Imports::Imports(const std::string& address, std::string event, int number)
    : begin_(absl::Now()),
      stub_(registration::v1::RegistrationService::NewStub(
          testing::ChannelTo(address))),
      files_(std::make_unique<Every>(
          kImportPeriod, [this, event = std::move(event), number] {
            Roster roster(number * kPeopleOfNumber + count_, kRows,
                          {"academia", "private"});
            roster.Import(*stub_, event);
            count_ += kRows;
          })) {}

double Imports::Stop() {
  files_.reset();
  return RateSince(begin_, count_);
}

}  // namespace rollcall::bench
