#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/hash.h"
#include "common/base/uuid.h"
#include "rollcall/reporting/v1/report.pb.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// Reports that never change.
namespace rollcall::reporting {
namespace {

using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;
using Stub = v1::ReportingService::Stub;

class FrozenReportTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  v1::FreezeReportRequest Request() {
    v1::FreezeReportRequest request;
    request.set_event(hall_.forum().name());
    request.set_request_id(NewUuid());
    return request;
  }
  v1::FrozenReport Freeze(const v1::FreezeReportRequest& request) {
    v1::FreezeReportResponse response;
    const grpc::Status status =
        Call(hall_.reports(), &Stub::FreezeReport, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return response.frozen_report();
  }
  v1::GetFrozenReportResponse Get(const std::string& name) {
    v1::GetFrozenReportRequest request;
    v1::GetFrozenReportResponse response;
    request.set_name(name);
    const grpc::Status status =
        Call(hall_.reports(), &Stub::GetFrozenReport, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return response;
  }
  // `people` of a country enter.
  void Come(int people, const std::string& country) {
    for (int i = 0; i < people; ++i) {
      hall_.Enter(hall_.Session("venue"),
                  hall_.forum().Register(MODE_IN_PERSON, country),
                  hall_.At(absl::Minutes(5)));
    }
  }

 private:
  Hall hall_;
};

v1::Report Read(const v1::FrozenReport& frozen) {
  v1::Report report;
  EXPECT_TRUE(report.ParseFromString(frozen.content()));
  EXPECT_EQ(frozen.content_sha256(), Sha256(frozen.content()));
  return report;
}

TEST_F(FrozenReportTest, HasWhatReportsSay) {
  Come(2, "CN");
  hall().Watch(hall().Session("panel"), hall().forum().Register(MODE_ONLINE),
               hall().At(absl::Minutes(130)), hall().At(absl::Minutes(150)));
  const v1::FrozenReport frozen = Freeze(Request());
  const v1::Report report = Read(frozen);
  EXPECT_EQ(frozen.audience(), v1::AUDIENCE_INTERNAL);
  EXPECT_EQ(report.event().name(), hall().forum().name());
  EXPECT_FALSE(report.event().title().empty());
  auto summary = hall().Summary();
  EXPECT_EQ(report.summary().data_version(), summary.data_version());
  EXPECT_EQ(frozen.data_version(), summary.data_version());
  EXPECT_EQ(report.summary().total().SerializeAsString(),
            summary.total().SerializeAsString());
  ASSERT_THAT(report.breakdowns(), SizeIs(6));
  for (const auto& breakdown : report.breakdowns()) {
    const auto expected = hall().Breakdown({breakdown.dimension()});
    EXPECT_EQ(ValuesOf(breakdown.breakdown()), ValuesOf(expected));
    EXPECT_EQ(Text(breakdown.breakdown().total()), Text(expected.total()));
  }
  ASSERT_THAT(report.sessions(), SizeIs(1));
  EXPECT_EQ(Text(report.sessions(0).total()),
            Text(hall().SessionReport(hall().Session("panel")).total()));
  EXPECT_EQ(report.timeline().peaks().in_person().count(), 2);
  EXPECT_EQ(report.timeline().peaks().online().count(), 1);
  EXPECT_EQ(report.communique(), hall().Communique().text());
}

TEST_F(FrozenReportTest, StaysTheSameByteForByte) {
  Come(3, "CN");
  const auto request = Request();
  const v1::FrozenReport frozen = Freeze(request);
  EXPECT_THAT(Get(frozen.name()).adjustments(), IsEmpty());

  // Somebody whom a door had forgotten, of another country.
  Come(1, "KE");
  const auto later = Get(frozen.name());
  EXPECT_EQ(later.frozen_report().SerializeAsString(),
            frozen.SerializeAsString());
  EXPECT_EQ(Freeze(request).SerializeAsString(), frozen.SerializeAsString());
  EXPECT_GT(later.data_version(), frozen.data_version());

  std::vector<std::string> changes;
  for (const auto& change : later.adjustments()) {
    const std::string of =
        change.values_size() == 0 ? "all" : change.values(0).value();
    changes.push_back(absl::StrCat(of, " ", change.frozen().attended_count(),
                                   " ", change.current().attended_count()));
  }
  const std::string panel = hall().Session("panel");
  EXPECT_THAT(changes, UnorderedElementsAre("all 3 4", "MODE_IN_PERSON 3 4",
                                            "KE 0 1", "002 0 1", "academia 3 4",
                                            // One more did not come there.
                                            panel + " 0 0", "2022-09-03 3 4"));
}

TEST_F(FrozenReportTest, IsKeptOnceForARequest) {
  Come(1, "CN");
  ReportServer other;
  const auto request = Request();
  constexpr int kCallers = 8;
  std::vector<std::string> names(kCallers);
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      v1::FreezeReportResponse response;
      auto& stub = i % 2 == 0 ? hall().reports() : other.stub();
      EXPECT_TRUE(Call(stub, &Stub::FreezeReport, request, &response).ok());
      names[i] = response.frozen_report().SerializeAsString();
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(std::set<std::string>(names.begin(), names.end()), SizeIs(1));
  EXPECT_EQ(
      ExecuteSql(absl::StrCat(
          "SELECT count(*) FROM rollcall.frozen_report WHERE event_id = '",
          hall().forum().name().substr(sizeof("events/") - 1), "'")),
      "1");
  auto reused = request;
  reused.set_audience(v1::AUDIENCE_PUBLIC);
  v1::FreezeReportResponse response;
  EXPECT_EQ(
      ReasonOf(Call(hall().reports(), &Stub::FreezeReport, reused, &response)),
      "REQUEST_ID_REUSED");
}

TEST_F(FrozenReportTest, TellsThePublicNothingOfTheFew) {
  Come(12, "CN");
  Come(15, "FR");
  Come(2, "KE");
  auto request = Request();
  request.set_audience(v1::AUDIENCE_PUBLIC);
  const v1::FrozenReport frozen = Freeze(request);
  EXPECT_EQ(frozen.audience(), v1::AUDIENCE_PUBLIC);
  const v1::Report report = Read(frozen);
  EXPECT_FALSE(report.has_timeline());
  EXPECT_THAT(report.sessions(), IsEmpty());
  EXPECT_EQ(report.summary().total().attended_count(), 29);
  EXPECT_EQ(report.communique(), hall().Communique().text());
  EXPECT_THAT(report.communique(), HasSubstr(": 29 in person."));
  for (const auto& breakdown : report.breakdowns()) {
    if (breakdown.dimension() != v1::DIMENSION_COUNTRY) continue;
    std::vector<int64_t> shown;
    for (const auto& row : breakdown.breakdown().rows()) {
      shown.push_back(row.counts().registered_count());
    }
    // Of KE, and of one more that it could be had from.
    EXPECT_THAT(shown, ElementsAre(0, 15, 0));
  }
  Come(1, "KE");
  EXPECT_THAT(Get(frozen.name()).adjustments(), IsEmpty());
}

TEST_F(FrozenReportTest, IsFoundByItsName) {
  v1::GetFrozenReportRequest request;
  v1::GetFrozenReportResponse response;
  request.set_name(
      absl::StrCat(hall().forum().name(), "/frozenReports/", NewUuid()));
  EXPECT_EQ(ReasonOf(Call(hall().reports(), &Stub::GetFrozenReport, request,
                          &response)),
            "FROZEN_REPORT_NOT_FOUND");
  request.set_name("frozenReports/1");
  EXPECT_THAT(FieldsOf(Call(hall().reports(), &Stub::GetFrozenReport, request,
                            &response)),
              ElementsAre("name"));
}

TEST_F(FrozenReportTest, RefusesBadFields) {
  v1::FreezeReportRequest request;
  v1::FreezeReportResponse response;
  request.set_event("forum");
  request.set_audience(static_cast<v1::Audience>(99));
  request.set_request_id("1");
  request.set_min_data_version(-1);
  EXPECT_THAT(
      FieldsOf(Call(hall().reports(), &Stub::FreezeReport, request, &response)),
      UnorderedElementsAre("event", "audience", "request_id",
                           "min_data_version"));
}

}  // namespace
}  // namespace rollcall::reporting
