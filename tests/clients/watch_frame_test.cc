#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/text/width.h"
#include "clients/watch/frame.h"
#include "clients/watch/sparkline.h"
#include "clients/watch/window.h"
#include "common/api/timestamp.h"

namespace rollcall {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using watch::LiveView;

constexpr absl::Duration kMinute = absl::Minutes(1);

absl::Time At(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

const absl::Time sample_now = At("2022-09-03T10:00:30+08:00");

// A forum in its second hour.
LiveView SampleView() {
  LiveView view;
  view.title = "2022 International Forum on South-South Cooperation";
  view.name = "events/forum-2022";
  absl::LoadTimeZone("Asia/Shanghai", &view.zone);
  view.start = At("2022-09-03T09:00:00+08:00");
  view.end = At("2022-09-03T18:00:00+08:00");
  auto& occupancy = view.occupancy.emplace();
  occupancy.set_inside_count(540);
  occupancy.set_place_count(600);
  occupancy.set_level(checkin::v1::WatchOccupancyResponse::LEVEL_WARN);
  auto& summary = view.summary.emplace();
  summary.mutable_total()->set_registered_count(683);
  summary.mutable_total()->set_attended_count(656);
  summary.mutable_total()->set_in_person_only_count(328);
  summary.mutable_total()->set_both_count(164);
  summary.mutable_total()->set_online_only_count(164);
  summary.set_country_count(31);
  RenderTime(sample_now - absl::Seconds(5), *summary.mutable_as_of());
  auto& sector = *summary.add_sectors();
  sector.set_sector_id("academia");
  sector.set_display_name("academia");
  sector.mutable_counts()->set_attended_count(86);
  view.online_count = 128;
  view.countries = {
      {"China", 264}, {"República 民主 Κόσμος", 26}, {"Nepal", 1}};
  for (int i = 179; i >= 0; --i) {
    view.arrivals.push_back(
        {At("2022-09-03T10:00:00+08:00") - i * kMinute, i < 70 ? i % 7 : 0});
  }
  return view;
}

TEST(WatchFrame, ShowsAnEventOnATerminalOf80Columns) {
  const std::vector<std::string> lines =
      watch::RenderFrame(SampleView(), sample_now, {80, 24, false, true});
  const std::string frame = absl::StrJoin(lines, "\n");
  EXPECT_EQ(frame,
            R"( 2022 International Forum on South-South Cooperation
 events/forum-2022                                              10:00:30 +08:00
 ● live                                                     3 Sep 09:00 – 18:00
 ──────────────────────────────────────────────────────────────────────────────
 INSIDE NOW         ONLINE NOW         ATTENDED           COUNTRIES
 540 of 600         128                656                31
 ━━━━━━━━━━━━━━                        96 % of 683        1 sector
 ━━ in person 328   ╍╍ both ways 164   ── online 164
 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍────────────────────
 ──────────────────────────────────────────────────────────────────────────────
 ARRIVALS EVERY MINUTE                                    210 in all, at most 6
)" + absl::StrJoin(std::vector<std::string>(lines.begin() + 11, lines.end()),
                   "\n"));
  EXPECT_EQ(lines.size(), 24u);
  EXPECT_THAT(lines[14], HasSubstr("09:00"));
  EXPECT_THAT(lines[16],
              AllOf(StartsWith(" BY COUNTRY"), HasSubstr("BY SECTOR")));
  EXPECT_THAT(lines[17], AllOf(StartsWith(" China"), HasSubstr("264"),
                               HasSubstr("academia")));
  EXPECT_THAT(lines[18], StartsWith(" República 民主 Κόσμος"));
  EXPECT_THAT(lines[23],
              AllOf(HasSubstr("counted at 10:00:25"), HasSubstr("q ends")));
}

TEST(WatchFrame, FitsEveryTerminal) {
  LiveView lost = SampleView();
  lost.reporting_lost = sample_now - absl::Seconds(12);
  lost.title =
      "第二十届国际南南合作与服务贸易论坛暨第二十届国际南南合作与服务贸易论坛";
  for (const LiveView& view : {SampleView(), lost, LiveView()}) {
    for (const size_t width : {1, 2, 3, 9, 20, 39, 63, 64, 79, 80, 132, 210}) {
      for (const size_t height : {1, 2, 3, 5, 9, 13, 17, 23, 24, 25, 30, 60}) {
        const auto lines =
            watch::RenderFrame(view, sample_now, {width, height, false, true});
        EXPECT_EQ(lines.size(), height);
        for (const std::string& line : lines) {
          EXPECT_LE(text::DisplayWidth(line), width)
              << width << "x" << height << ": " << line;
        }
      }
    }
  }
}

TEST(WatchFrame, HasColorsOnlyWhereTheyAreWanted) {
  for (const std::string& line :
       watch::RenderFrame(SampleView(), sample_now, {80, 24, false, true})) {
    EXPECT_THAT(line, Not(HasSubstr("\033")));
  }
  EXPECT_THAT(
      watch::RenderFrame(SampleView(), sample_now, {80, 24, true, true}),
      Contains(HasSubstr("\033[")));
}

TEST(WatchFrame, SendsTheTerminalNoCommandsOfOthers) {
  LiveView view = SampleView();
  view.title = "a\033[2Jb";
  view.countries[0].label = "c\033[2Jd";
  for (const std::string& line :
       watch::RenderFrame(view, sample_now, {80, 24, false, true})) {
    EXPECT_THAT(line, Not(HasSubstr("\033")));
  }
}

TEST(WatchFrame, SaysWhoDoesNotAnswerAndForHowLong) {
  LiveView view = SampleView();
  const auto state = [&view] {
    return watch::RenderFrame(view, sample_now, {80, 24, false, false})[2];
  };
  view.reporting_lost = sample_now - absl::Seconds(12);
  EXPECT_THAT(state(), HasSubstr("○ no answer from reporting for 12 s"));
  view.checkin_lost = sample_now - absl::Seconds(90);
  EXPECT_THAT(state(), HasSubstr("○ no answer from the services for 90 s"));
  view.reporting_lost.reset();
  EXPECT_THAT(state(), HasSubstr("○ no answer from checkin for 90 s"));
  view = LiveView();
  EXPECT_THAT(state(), HasSubstr("○ connecting"));
}

TEST(WatchFrame, TellsStandbysThatAreBehind) {
  LiveView view = SampleView();
  view.summary->mutable_staleness()->set_seconds(7);
  EXPECT_THAT(
      watch::RenderFrame(view, sample_now, {80, 24, false, false}).back(),
      HasSubstr("7 s behind"));
}

TEST(WatchLine, HasAllNumbers) {
  EXPECT_EQ(watch::RenderLine(SampleView(), sample_now),
            "10:00:30 inside 540/600 online 128 attended 656/683 "
            "in-person-only 328 both 164 online-only 164 countries 31");
}

TEST(Sparkline, IsAsHighAsThereIsRoom) {
  EXPECT_THAT(watch::Sparkline({0, 1, 8, 16}, 2), ElementsAre("   █", " ▁██"));
  // What is not 0 can be seen.
  EXPECT_THAT(watch::Sparkline({1, 1000}, 1), ElementsAre("▁█"));
  EXPECT_THAT(watch::Sparkline({0, 0}, 2), ElementsAre("  ", "  "));
  EXPECT_THAT(watch::Sparkline({}, 1), ElementsAre(""));
}

TEST(TimeAxis, LabelsTheColumnsWhereTheyBegin) {
  std::vector<watch::Arrivals> arrivals;
  for (int i = 0; i < 30; ++i) {
    arrivals.push_back({At("2022-09-03T09:56:00+08:00") + i * kMinute, 0});
  }
  absl::TimeZone zone;
  absl::LoadTimeZone("Asia/Shanghai", &zone);
  EXPECT_EQ(watch::TimeAxis(arrivals, kMinute, zone),
            "    10:00     10:10     10:20 ");
}

TEST(Window, IsOfTheLastHoursWhileTheEventGoesOn) {
  LiveView view = SampleView();
  for (const absl::Time now : {*view.start - absl::Hours(50), sample_now,
                               *view.end + absl::Minutes(59)}) {
    const watch::Window window = watch::WindowOf(view, now);
    EXPECT_TRUE(window.reaches_now);
    EXPECT_EQ(window.stretch, kMinute);
    EXPECT_EQ(window.end - window.start, absl::Hours(3));
    EXPECT_GT(window.end, now);
    EXPECT_LE(window.end - kMinute, now);
  }
}

TEST(Window, IsOfAllOfAnEventThatIsOver) {
  LiveView view = SampleView();
  const watch::Window window =
      watch::WindowOf(view, *view.end + absl::Hours(24 * 365));
  EXPECT_FALSE(window.reaches_now);
  EXPECT_LE(window.start, *view.start);
  EXPECT_GE(window.end, *view.end);
  EXPECT_EQ(window.stretch, absl::Minutes(10));
  // The service takes no more than 10,000.
  view.end = *view.start + absl::Hours(24 * 400);
  const watch::Window longest =
      watch::WindowOf(view, *view.end + absl::Hours(24));
  EXPECT_LE((longest.end - longest.start) / longest.stretch, 80);
}

}  // namespace
}  // namespace rollcall
