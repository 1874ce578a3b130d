#include "bench/load/neighbours.h"

#include <utility>

#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/load/roster.h"
#include "bench/report/analyst.h"
#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

// More than one number imports.
constexpr int64_t kPeopleOfNumber = 100'000'000;

}  // namespace

Reports::Reports(const std::string& address, const std::string& event,
                 absl::Duration period)
    : begin_(absl::Now()) {
  const auto add = [&](auto ask) {
    analysts_.push_back(std::make_unique<Every>(
        period,
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

Imports::Imports(const std::string& address, std::string event, int number,
                 int rows, absl::Duration period)
    : begin_(absl::Now()),
      stub_(registration::v1::RegistrationService::NewStub(
          testing::ChannelTo(address))),
      files_(std::make_unique<Every>(
          period, [this, event = std::move(event), number, rows] {
            Roster roster(number * kPeopleOfNumber + count_, rows,
                          {"academia", "private"});
            roster.Import(*stub_, event);
            count_ += rows;
          })) {}

double Imports::Stop() {
  files_.reset();
  return RateSince(begin_, count_);
}

}  // namespace rollcall::bench
