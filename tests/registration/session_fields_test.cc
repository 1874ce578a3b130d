#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// 1999-12-31 23:59:59.
constexpr int64_t kTooEarly = 946684799;

// One way to spoil a valid request, and the field that is to blame.
struct Mistake {
  std::string field;
  std::function<void(v1::CreateSessionRequest&)> make;
};

Mistake In(const std::string& field,
           const std::function<void(v1::Session&)>& make) {
  return {field, [make](v1::CreateSessionRequest& request) {
            make(*request.mutable_session());
          }};
}

v1::Speaker& AddSpeaker(v1::Session& session) {
  v1::Speaker& speaker = *session.add_speakers();
  speaker.set_role(v1::Speaker::ROLE_SPEAKER);
  speaker.set_full_name("Ada");
  return speaker;
}

void ExpectRefused(const std::vector<Mistake>& mistakes) {
  RegistrationServer server;
  const Forum forum(server.NewChannel());
  const auto rows = RowsOf(forum.name());
  for (size_t i = 0; i < mistakes.size(); ++i) {
    SCOPED_TRACE(mistakes[i].field + " of mistake " + std::to_string(i));
    v1::CreateSessionRequest request = ValidSession(forum.name(), "talk");
    mistakes[i].make(request);
    const auto answer = Send(server.stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(mistakes[i].field));
  }
  EXPECT_EQ(RowsOf(forum.name()), rows);
}

TEST(SessionFieldsTest, RefusesBadIds) {
  const auto id = [](const std::string& text) {
    return Mistake{"session_id", [text](v1::CreateSessionRequest& request) {
                     request.set_session_id(text);
                   }};
  };
  ExpectRefused({id(""),
                 id("Venue"),
                 id("2nd"),
                 id("a/b"),
                 id(std::string(64, 'a')),
                 {"request_id", [](v1::CreateSessionRequest& request) {
                    request.set_request_id("retry-1");
                  }}});
}

TEST(SessionFieldsTest, RefusesKindsThatAreNotForRequests) {
  const auto kind = [](int number) {
    return In("session.kind", [number](auto& session) {
      session.set_kind(static_cast<v1::Session::Kind>(number));
    });
  };
  ExpectRefused({kind(v1::Session::KIND_UNSPECIFIED),
                 kind(v1::Session::KIND_VENUE), kind(99), kind(-1)});
}

TEST(SessionFieldsTest, RefusesTextsThatAreMissingLongOrUnprintable) {
  ExpectRefused({
      In("session.title", [](auto& session) { session.clear_title(); }),
      In("session.title",
         [](auto& session) { session.set_title(std::string(301, 'a')); }),
      In("session.title", [](auto& session) { session.set_title("a\rz"); }),
      In("session.description",
         [](auto& session) {
           session.set_description(std::string(2001, 'a'));
         }),
      In("session.room",
         [](auto& session) { session.set_room(std::string(101, 'a')); }),
  });
}

TEST(SessionFieldsTest, RefusesTimesThatAreMissingOrOutOfOrder) {
  ExpectRefused({
      In("session.start_time",
         [](auto& session) { session.clear_start_time(); }),
      In("session.start_time",
         [](auto& session) {
           session.mutable_start_time()->set_seconds(kTooEarly);
         }),
      In("session.end_time", [](auto& session) { session.clear_end_time(); }),
      In("session.end_time",
         [](auto& session) {
           *session.mutable_end_time() = session.start_time();
         }),
      In("session.end_time",
         [](auto& session) {
           session.mutable_end_time()->set_seconds(
               session.start_time().seconds() - 1);
         }),
  });
}

TEST(SessionFieldsTest, RefusesBadSpeakers) {
  ExpectRefused({
      In("session.speakers[0].role",
         [](auto& session) {
           AddSpeaker(session).set_role(v1::Speaker::ROLE_UNSPECIFIED);
         }),
      In("session.speakers[1].role",
         [](auto& session) {
           AddSpeaker(session);
           AddSpeaker(session).set_role(static_cast<v1::Speaker::Role>(99));
         }),
      In("session.speakers[0].honorific",
         [](auto& session) {
           AddSpeaker(session).set_honorific(std::string(33, 'a'));
         }),
      In("session.speakers[0].full_name",
         [](auto& session) { AddSpeaker(session).clear_full_name(); }),
      In("session.speakers[0].full_name",
         [](auto& session) {
           AddSpeaker(session).set_full_name(std::string(201, 'a'));
         }),
      In("session.speakers[0].job_title",
         [](auto& session) {
           AddSpeaker(session).set_job_title(std::string(301, 'a'));
         }),
      In("session.speakers[0].affiliation",
         [](auto& session) {
           AddSpeaker(session).set_affiliation(std::string(301, 'a'));
         }),
      In("session.speakers[0].country_code",
         [](auto& session) { AddSpeaker(session).set_country_code("ke"); }),
      In("session.speakers",
         [](auto& session) {
           for (int i = 0; i < 101; ++i) AddSpeaker(session);
         }),
  });
}

TEST(SessionFieldsTest, RefusesBadLaunches) {
  ExpectRefused({
      In("session.launches[0].title",
         [](auto& session) { session.add_launches(); }),
      In("session.launches[0].title",
         [](auto& session) {
           session.add_launches()->set_title(std::string(301, 'a'));
         }),
      In("session.launches",
         [](auto& session) {
           for (int i = 0; i < 101; ++i) {
             session.add_launches()->set_title("A launch");
           }
         }),
  });
}

TEST(SessionFieldsTest, RefusesBadCapacitiesAndAccess) {
  const auto modes = [](const std::string& field,
                        const std::vector<int>& numbers) {
    return In(field, [numbers](auto& session) {
      for (const int number : numbers) {
        session.add_allowed_modes(static_cast<type::v1::Mode>(number));
      }
    });
  };
  ExpectRefused({
      In("session.capacity.in_person",
         [](auto& session) { session.mutable_capacity()->set_in_person(-1); }),
      In("session.capacity.online",
         [](auto& session) {
           session.mutable_capacity()->set_online(10000001);
         }),
      In("session.access",
         [](auto& session) {
           session.set_access(static_cast<v1::Session::Access>(99));
         }),
      modes("session.allowed_modes[0]", {0}),
      modes("session.allowed_modes[1]", {type::v1::MODE_ONLINE, 99}),
      modes("session.allowed_modes[1]",
            {type::v1::MODE_ONLINE, type::v1::MODE_ONLINE}),
      modes("session.allowed_modes",
            {type::v1::MODE_ONLINE, type::v1::MODE_IN_PERSON,
             type::v1::MODE_ONLINE}),
  });
}

TEST(SessionFieldsTest, RefusesBadAdmission) {
  const auto in = [](const std::string& field,
                     const std::function<void(v1::AdmissionPolicy&)>& make) {
    return In("session.admission." + field,
              [make](auto& session) { make(*session.mutable_admission()); });
  };
  const std::string a = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";
  std::vector<Mistake> mistakes = {
      in("reentry",
         [](auto& admission) {
           admission.set_reentry(static_cast<v1::AdmissionPolicy::Reentry>(99));
         }),
      {"session.admission.devices[1]",
       [a](v1::CreateSessionRequest& request) {
         auto* admission = request.mutable_session()->mutable_admission();
         for (const std::string& device : {a, absl::AsciiStrToUpper(a)}) {
           admission->add_devices(request.event() + "/devices/" + device);
         }
       }},
      in("devices[0]",
         [a](auto& admission) {
           admission.add_devices("events/another/devices/" + a);
         }),
      {"session.admission.devices",
       [](v1::CreateSessionRequest& request) {
         for (int i = 0; i < 101; ++i) {
           request.mutable_session()->mutable_admission()->add_devices(
               request.event() + "/devices/" + NewUuid());
         }
       }},
  };
  for (const std::string& name : {a, "devices/" + a, std::string()}) {
    mistakes.push_back(in("devices[0]", [name](auto& admission) {
      admission.add_devices(name);
    }));
  }
  constexpr int64_t kMost = 366 * 24 * 3600;
  for (const auto& [seconds, nanos] : std::vector<std::pair<int64_t, int>>{
           {-1, 0},
           {0, -1},
           {60, 1},
           {kMost + 1, 0},
           {std::numeric_limits<int64_t>::max(), 0}}) {
    google::protobuf::Duration offset;
    offset.set_seconds(seconds);
    offset.set_nanos(nanos);
    mistakes.push_back(in("opens_before", [offset](auto& admission) {
      *admission.mutable_opens_before() = offset;
    }));
    mistakes.push_back(in("closes_after", [offset](auto& admission) {
      *admission.mutable_closes_after() = offset;
    }));
  }
  ExpectRefused(mistakes);
}

TEST(SessionFieldsTest, AcceptsAdmissionWithinTheLimits) {
  RegistrationServer server;
  const Forum forum(server.NewChannel());
  v1::CreateSessionRequest request = ValidSession(forum.name(), "talk");
  auto* admission = request.mutable_session()->mutable_admission();
  admission->set_reentry(v1::AdmissionPolicy::REENTRY_ALWAYS);
  admission->mutable_opens_before()->set_seconds(366 * 24 * 3600);
  admission->mutable_closes_after()->set_seconds(366 * 24 * 3600);
  for (int i = 0; i < 100; ++i) {
    admission->add_devices(forum.name() + "/devices/" + NewUuid());
  }
  const auto created = Send(server.stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  EXPECT_EQ(created.response.session().admission().DebugString(),
            admission->DebugString());
}

TEST(SessionFieldsTest, NamesEveryMistakeAtOnce) {
  RegistrationServer server;
  v1::CreateSessionRequest request;
  request.set_event("forum");
  request.set_session_id("Not a slug");
  request.set_request_id("not a UUID");
  request.mutable_session()->set_room(std::string(101, 'a'));
  request.mutable_session()->add_speakers();
  request.mutable_session()->add_launches();
  request.mutable_session()->mutable_capacity()->set_online(-1);
  request.mutable_session()->add_allowed_modes(type::v1::MODE_UNSPECIFIED);
  auto* admission = request.mutable_session()->mutable_admission();
  admission->mutable_opens_before()->set_seconds(-1);
  admission->mutable_closes_after()->set_nanos(1);
  admission->add_devices("a kiosk");
  const auto answer = Send(server.stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(
      FieldsOf(answer.status),
      UnorderedElementsAre(
          "event", "session_id", "request_id", "session.kind", "session.title",
          "session.start_time", "session.end_time", "session.room",
          "session.speakers[0].role", "session.speakers[0].full_name",
          "session.launches[0].title", "session.capacity.online",
          "session.allowed_modes[0]", "session.admission.opens_before",
          "session.admission.closes_after", "session.admission.devices[0]"));
}

}  // namespace
}  // namespace rollcall::registration
