#include "clients/api/field_path.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "rollcall/checkin/v1/manifest.pb.h"
#include "rollcall/registration/v1/access_service.pb.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall {
namespace {

using client::FieldText;
using client::SetField;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(FieldPath, SetsTimesAndDurations) {
  registration::v1::CreateApiKeyRequest key;
  EXPECT_TRUE(
      SetField(key, "api_key.expire_time", "2022-09-03T09:00:00+08:00").ok());
  EXPECT_EQ(key.api_key().expire_time().seconds(), 1662166800);
  registration::v1::CreateDeviceRequest device;
  EXPECT_TRUE(SetField(device, "code_duration", "900s").ok());
  EXPECT_EQ(device.code_duration().seconds(), 900);

  EXPECT_THAT(
      std::string(SetField(key, "api_key.expire_time", "today").message()),
      HasSubstr("2022-09-03T09:00:00+08:00"));
  EXPECT_THAT(std::string(SetField(device, "code_duration", "9").message()),
              HasSubstr("900s"));
}

TEST(FieldPath, SetsWideNumbers) {
  reporting::v1::GetSummaryRequest request;
  EXPECT_TRUE(SetField(request, "min_data_version", "9000000000").ok());
  EXPECT_EQ(request.min_data_version(), 9000000000);
  EXPECT_FALSE(SetField(request, "min_data_version", "many").ok());
  EXPECT_FALSE(
      SetField(request, "min_data_version", "99999999999999999999").ok());
}

TEST(FieldPath, ShowsBytesInBase64) {
  checkin::v1::TicketKey key;
  key.set_public_key(std::string("\0\xff", 2));
  EXPECT_EQ(FieldText(key, "public_key"), "AP8=");
}

TEST(FieldPath, ShowsAFieldOfEveryElement) {
  reporting::v1::BreakdownRow row;
  row.add_values()->set_display_name("Kenya");
  row.add_values()->set_display_name("online");
  EXPECT_EQ(FieldText(row, "values.display_name"), "Kenya, online");
}

TEST(FieldPath, NamesTheNumbersOfAMessage) {
  reporting::v1::SectorCounts sector;
  sector.set_sector_id("academia");
  sector.mutable_counts()->set_both_count(3);
  sector.mutable_counts()->mutable_online_duration()->set_seconds(90);
  EXPECT_EQ(client::MessageText(sector),
            "academia, both_count 3, online_duration 90s");
}

TEST(FieldPath, KnowsTheWordsOfAnEnum) {
  EXPECT_THAT(
      client::EnumWords(
          *google::protobuf::GetEnumDescriptor<reporting::v1::Audience>()),
      ElementsAre("internal", "public"));
}

}  // namespace
}  // namespace rollcall
