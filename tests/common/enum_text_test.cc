#include "common/api/enum_text.h"

#include "gtest/gtest.h"

#include "rollcall/checkin/v1/decision.pb.h"
#include "rollcall/registration/v1/session.pb.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall {
namespace {

using checkin::v1::Decision;
using registration::v1::Session;
using type::v1::Mode;

// Every value that has a name gets it back.
template <typename Enum>
void ExpectRoundTrip() {
  const auto& descriptor = *google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const auto value = static_cast<Enum>(descriptor.value(i)->number());
    const std::string text = EnumText(value);
    EXPECT_NE(text, "") << descriptor.value(i)->name();
    EXPECT_EQ(ParseEnumText<Enum>(text), value) << text;
  }
}

TEST(EnumText, LeavesOutThePrefix) {
  EXPECT_EQ(EnumText(type::v1::MODE_IN_PERSON), "IN_PERSON");
  EXPECT_EQ(EnumText(Session::KIND_VENUE), "VENUE");
}

TEST(EnumText, LeavesOutThePrefixOfSeveralWords) {
  EXPECT_EQ(EnumText(registration::v1::APPROVAL_POLICY_REGISTRAR), "REGISTRAR");
  EXPECT_EQ(ParseEnumText<registration::v1::ApprovalPolicy>("AUTOMATIC"),
            registration::v1::APPROVAL_POLICY_AUTOMATIC);
}

TEST(EnumText, IsTheWholeNameWithoutAPrefix) {
  EXPECT_EQ(EnumText(Decision::INVALID_CODE), "INVALID_CODE");
}

TEST(EnumText, IsEmptyForAnUnknownValue) {
  EXPECT_EQ(EnumText(static_cast<Mode>(99)), "");
  EXPECT_EQ(EnumText(static_cast<Mode>(-1)), "");
}

TEST(ParseEnumText, ReadsWhatEnumTextWrote) {
  ExpectRoundTrip<Mode>();
  ExpectRoundTrip<Session::Kind>();
  ExpectRoundTrip<Decision::Reason>();
  ExpectRoundTrip<Decision::Outcome>();
}

TEST(ParseEnumText, IsZeroForAnythingElse) {
  for (const char* text : {"", "in_person", "IN_PERSON ", "HYBRID", "_"}) {
    EXPECT_EQ(ParseEnumText<Mode>(text), type::v1::MODE_UNSPECIFIED) << text;
  }
  EXPECT_EQ(ParseEnumText<Decision::Reason>("invalid_code"),
            Decision::REASON_UNSPECIFIED);
}

TEST(ParseEnumText, IsZeroForANameWithItsPrefix) {
  EXPECT_EQ(ParseEnumText<Mode>("MODE_IN_PERSON"), type::v1::MODE_UNSPECIFIED);
}

}  // namespace
}  // namespace rollcall
