#include "common/api/etag.h"

#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall {
namespace {

TEST(EtagTest, IsThatOfOneVersionOnly) {
  EXPECT_TRUE(CheckEtag(EtagOf(7), 7, "events/a").ok());
  for (const char* other : {"6", "8", "07", "7 ", "+7", "seven", "\"7\""}) {
    EXPECT_EQ(ReasonOf(CheckEtag(other, 7, "events/a")),
              error::v1::ETAG_MISMATCH)
        << other;
  }
}

TEST(EtagTest, MayBeLeftOut) { EXPECT_TRUE(CheckEtag("", 7, "events/a").ok()); }

TEST(EtagTest, NamesTheResource) {
  const absl::Status status = CheckEtag("6", 7, "events/a");
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(MetadataOf(status), (ErrorMetadata{{"name", "events/a"}}));
}

}  // namespace
}  // namespace rollcall
