#include "common/ticket/qr_image.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/qr_reader.h"

namespace rollcall::ticket {
namespace {

using ::testing::HasSubstr;
using testing::ReadQrPng;
using testing::ReadQrSvg;
using ::testing::StartsWith;

constexpr char kAlphanumeric[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
// All that version 9 holds at level M (ISO/IEC 18004, table 7).
std::string Longest() { return std::string(262, 'Z'); }

// The width of a PNG, a big-endian number in its first chunk (RFC 2083).
int WidthOf(const std::string& png) {
  int width = 0;
  for (size_t i = 16; i < 20; ++i) {
    width = width * 256 + static_cast<unsigned char>(png[i]);
  }
  return width;
}

TEST(RenderQrPng, IsReadAsItsText) {
  for (const std::string& text :
       {std::string("A"), std::string(kAlphanumeric), Longest()}) {
    const auto png = RenderQrPng(text);
    ASSERT_TRUE(png.ok()) << png.status();
    EXPECT_EQ(ReadQrPng(*png), text);
  }
}

// 53 modules and four on each side, in eight pixels.
TEST(RenderQrPng, HasTheSizeOfTheAlphanumericMode) {
  EXPECT_EQ(WidthOf(RenderQrPng(Longest()).value()), (53 + 8) * 8);
  EXPECT_EQ(WidthOf(RenderQrPng(Longest() + "Z").value()), (57 + 8) * 8);
}

TEST(RenderQrSvg, IsReadAsItsText) {
  for (const std::string& text :
       {std::string("A"), std::string(kAlphanumeric), Longest()}) {
    const auto svg = RenderQrSvg(text);
    ASSERT_TRUE(svg.ok()) << svg.status();
    EXPECT_EQ(ReadQrSvg(*svg), text);
  }
}

TEST(RenderQrSvg, IsOneDocumentInModules) {
  const std::string svg = RenderQrSvg(Longest()).value();
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" "
                              "viewBox=\"0 0 61 61\""));
  EXPECT_THAT(svg, HasSubstr("crispEdges"));
  // The corner of the first finder pattern.
  EXPECT_THAT(svg, HasSubstr("<path d=\"M4 4h7v1H4z"));
}

TEST(RenderQr, RefusesOtherCharactersAndTooManyOfThem) {
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("\u00C9"),
        std::string("A\0", 2), std::string(3392, 'Z')}) {
    EXPECT_EQ(RenderQrPng(text).status().code(), absl::StatusCode::kInternal);
    EXPECT_EQ(RenderQrSvg(text).status().code(), absl::StatusCode::kInternal);
  }
  EXPECT_TRUE(RenderQrPng(std::string(3391, 'Z')).ok());
}

}  // namespace
}  // namespace rollcall::ticket
