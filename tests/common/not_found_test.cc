#include "common/api/not_found.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kUuid[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

TEST(NotFound, HasAReasonForEachKindAndTheName) {
  const EventName event{"forum"};
  EXPECT_EQ(ReasonOf(NotFound(event)), error::v1::EVENT_NOT_FOUND);
  EXPECT_THAT(MetadataOf(NotFound(event)),
              ElementsAre(Pair("event", event.ToString())));

  const SessionName session{"forum", "venue"};
  EXPECT_EQ(ReasonOf(NotFound(session)), error::v1::SESSION_NOT_FOUND);
  EXPECT_THAT(MetadataOf(NotFound(session)),
              ElementsAre(Pair("session", session.ToString())));

  const RegistrationName registration{"forum", kUuid};
  EXPECT_EQ(ReasonOf(NotFound(registration)),
            error::v1::REGISTRATION_NOT_FOUND);
  EXPECT_THAT(MetadataOf(NotFound(registration)),
              ElementsAre(Pair("registration", registration.ToString())));

  const DelegationName delegation{"forum", kUuid};
  EXPECT_EQ(ReasonOf(NotFound(delegation)), error::v1::DELEGATION_NOT_FOUND);
  EXPECT_THAT(MetadataOf(NotFound(delegation)),
              ElementsAre(Pair("delegation", delegation.ToString())));
}

}  // namespace
}  // namespace rollcall
