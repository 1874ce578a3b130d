#include "tests/fault/trial.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/client.h"
#include "tests/fault/oracle.h"
#include "tests/fault/recount.h"
#include "tests/fault/run.h"
#include "tests/harness/calls.h"

namespace rollcall::testing {
namespace {

using checkin::v1::CheckInService;
using checkin::v1::Decision;
using reporting::v1::ReportingService;

// Of those who judge: a recount takes its time.
constexpr absl::Duration kPatience = absl::Minutes(1);
// How many answers are asked for again.
constexpr size_t kMostAskedAgain = 1000;

Addresses Find(const TrialOptions& options, Site& site) {
  if (options.find) return options.find(site);
  return {site.AddressesOf(Role::kRegistration),
          site.AddressesOf(Role::kCheckIn), site.AddressesOf(Role::kReporting)};
}

}  // namespace

Trial::Trial(std::string name, const TrialOptions& options)
    : name_(std::move(name)),
      database_url_(options.database_url),
      clocks_agree_(options.clock_error == absl::ZeroDuration()),
      random_(Seed()),
      site_(options.services_url.empty() ? options.database_url
                                         : options.services_url,
            options.environment),
      forum_(ChannelTo(site_.At(Role::kRegistration, 0).address())),
      diary_(folder_.File("diary")),
      load_(forum_, Find(options, site_), diary_, options.clock_error) {}

void Trial::Cycle(const std::function<void()>& harm,
                  const std::function<void()>& mend) {
  diary_.AwaitAnswers(1 + static_cast<int64_t>(random_() % 100));
  harm();
  mend();
  AwaitSuccess(absl::Now());
}

void Trial::Cycle(const std::function<void()>& harm) {
  diary_.AwaitAnswers(1 + static_cast<int64_t>(random_() % 100));
  const absl::Time begin = absl::Now();
  harm();
  AwaitSuccess(begin);
}

void Trial::Judge(absl::Duration target) {
  load_.Stop();
  const Verdict verdict =
      testing::Judge(folder_.File("diary"), database_url_, clocks_agree_);
  EXPECT_GT(verdict.acknowledged, 0);
  EXPECT_EQ(verdict.lost + verdict.phantom + verdict.duplicate, 0)
      << absl::StrJoin(verdict.examples, "\n");
  EXPECT_EQ(load_.stale(), 0);
  ExpectRecount(database_url_);
  Client<ReportingService> analyst(site_.AddressesOf(Role::kReporting), diary_,
                                   500, kPatience);
  const int64_t differences = DifferencesOfRecount(analyst, forum_.name());
  EXPECT_EQ(differences, 0);
  AskAgain();
  if (::testing::Test::HasFailure()) std::cout << site_.Errors();
  nlohmann::ordered_json result = {
      {"name", name_},
      {"cycles", cycles_},
      {"acknowledged", verdict.acknowledged},
      {"lost", verdict.lost},
      {"phantom", verdict.phantom},
      {"duplicate", verdict.duplicate},
      {"stale", load_.stale()},
      {"recount_differences", differences},
      {"time_to_first_success_ms", absl::ToInt64Milliseconds(longest_)}};
  if (target < absl::InfiniteDuration()) {
    result["target_ms"] = absl::ToInt64Milliseconds(target);
    EXPECT_TRUE(longest_ <= target || !HasMachineToItself()) << longest_;
  }
  PrintResult(result);
}

void Trial::AwaitSuccess(absl::Time begin) {
  diary_.AwaitNewScan();
  longest_ = std::max(longest_, absl::Now() - begin);
  for (const Role role : kRoles) diary_.AwaitNewCall(role);
  ++cycles_;
}

// What was answered is answered so for ever.
void Trial::AskAgain() {
  const auto accounts = ReadDiary(folder_.File("diary"));
  const auto& told = accounts.at(Deed::kScan).told;
  const size_t step = told.size() / kMostAskedAgain + 1;
  Client<CheckInService> client(site_.AddressesOf(Role::kCheckIn), diary_, 400,
                                kPatience);
  size_t number = 0;
  for (const auto& [scan_id, answer] : told) {
    if (number++ % step != 0) continue;
    std::string bytes;
    Decision decision;
    ASSERT_TRUE(absl::WebSafeBase64Unescape(answer.substr(answer.find('/') + 1),
                                            &bytes));
    ASSERT_TRUE(decision.ParseFromString(bytes));
    checkin::v1::GetDecisionRequest request;
    request.set_device(decision.device());
    request.set_scan_id(scan_id);
    const auto response = client.Ask<checkin::v1::GetDecisionResponse>(
        &CheckInService::Stub::GetDecision, request);
    EXPECT_EQ(response.decision().SerializeAsString(), bytes) << scan_id;
  }
}

}  // namespace rollcall::testing
