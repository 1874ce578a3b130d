#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"

#include "common/base/uuid.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/sql.h"

// The same scans give the same state, whatever order they arrive in, however
// they are cut into batches, and however many instances take them.
namespace rollcall::checkin {
namespace {

using testing::Call;
using testing::ExecuteSql;
using testing::Forum;
using testing::ReasonOf;
using testing::Serving;
using type::v1::MODE_IN_PERSON;

constexpr int kPeople = 6;
constexpr int kDevices = 3;
constexpr int kScans = 60;
constexpr int kPanelPlaces = 2;

// One scan, for a forum yet to be made.
struct Scan {
  std::string scan_id;
  // -1 is somebody whom nobody knows.
  int person = 0;
  int device = 0;
  int minute = 0;
  const char* session = "";
  bool exit = false;
  bool forced = false;
  bool annulled = false;
};

std::vector<Scan> RandomHistory(std::mt19937_64& random) {
  std::vector<Scan> scans;
  for (int i = 0; i < kScans; ++i) {
    Scan scan;
    scan.scan_id = NewUuid();
    scan.person = static_cast<int>(random() % (kPeople + 1)) - 1;
    scan.device = static_cast<int>(random() % kDevices) + 1;
    // Few minutes, so that equal times are common.
    scan.minute = static_cast<int>(random() % 20);
    scan.session = random() % 2 == 0 ? "venue" : "panel";
    scan.exit = random() % 3 == 0;
    scan.forced = random() % 8 == 0;
    scan.annulled = random() % 10 == 0;
    scans.push_back(scan);
  }
  return scans;
}

class HistoryTest : public DoorFixture {
 protected:
  // Plays `scans` in the order of `random` into a forum of their own, through
  // one to three instances, and returns what is left of it: everything that is
  // derived, people by their numbers.
  std::string Play(std::vector<Scan> scans, std::mt19937_64& random) {
    Forum forum(registrar_.NewChannel());
    const std::string event = forum.name().substr(sizeof("events/") - 1);
    std::vector<std::string> people;
    for (int i = 0; i < kPeople; ++i) {
      people.push_back(
          forum.Register(MODE_IN_PERSON, i % 2 == 0 ? "CN" : "KE"));
    }
    ExecuteSql(absl::StrCat("INSERT INTO rollcall.capacity VALUES ('", event,
                            "', 'panel', 'IN_PERSON', ", kPanelPlaces, ", 0)"));
    std::shuffle(scans.begin(), scans.end(), random);
    const size_t instances = 1 + random() % 3;
    std::vector<std::thread> threads;
    for (size_t t = 0; t < instances; ++t) {
      // Each device uploads for itself, as devices do.
      std::vector<v1::OfflineScan> batch;
      std::vector<std::vector<v1::OfflineScan>> batches;
      for (int device = 1; device <= kDevices; ++device) {
        if (device % instances != t) continue;
        for (const Scan& scan : scans) {
          if (scan.device != device) continue;
          batch.push_back(UploadOf(forum, people, scan));
          if (random() % 5 == 0) batches.push_back(std::exchange(batch, {}));
        }
        if (!batch.empty()) batches.push_back(std::exchange(batch, {}));
      }
      std::shuffle(batches.begin(), batches.end(), random);
      threads.emplace_back([this, t, batches] {
        for (const auto& uploaded : batches) {
          for (const auto& result : Upload(*stubs_[t], uploaded)) {
            EXPECT_TRUE(result.has_decision());
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    Annul(forum, scans, random);
    return StateOf(event, people);
  }

 private:
  v1::OfflineScan UploadOf(const Forum& forum,
                           const std::vector<std::string>& people,
                           const Scan& scan) {
    v1::OfflineScan upload;
    v1::CheckInRequest& check_in = *upload.mutable_check_in();
    check_in.set_session(forum.Session(scan.session));
    if (scan.person < 0) {
      check_in.set_code("0000-0000-0");
    } else {
      check_in.set_registration(people[scan.person]);
    }
    check_in.set_device(forum.Device(scan.device));
    check_in.set_direction(scan.exit ? v1::Decision::DIRECTION_EXIT
                                     : v1::Decision::DIRECTION_ENTRY);
    check_in.set_scan_id(scan.scan_id);
    check_in.mutable_scan_time()->set_seconds(forum.start_seconds() +
                                              scan.minute * 60);
    if (scan.forced) {
      check_in.set_force(true);
      check_in.set_force_reason("A guest of the chair.");
      upload.add_reasons(v1::Decision::ALREADY_INSIDE);
    }
    upload.set_outcome(scan.exit ? v1::Decision::OUTCOME_EXITED
                                 : v1::Decision::OUTCOME_ADMITTED);
    return upload;
  }

  void Annul(const Forum& forum, const std::vector<Scan>& scans,
             std::mt19937_64& random) {
    for (const Scan& scan : scans) {
      if (!scan.annulled) continue;
      v1::AnnulCheckInRequest request;
      v1::AnnulCheckInResponse response;
      request.set_device(forum.Device(scan.device));
      request.set_scan_id(scan.scan_id);
      request.set_annulling_device(forum.Device(scan.device));
      const grpc::Status status = Call(*stubs_[random() % stubs_.size()],
                                       &Stub::AnnulCheckIn, request, &response);
      EXPECT_TRUE(status.ok()) << ReasonOf(status);
    }
  }

  static std::string StateOf(const std::string& event,
                             const std::vector<std::string>& people) {
    // Everything derived, in its order, each kind as one line of text.
    const std::string of = " WHERE event_id = '" + event + "'";
    const char* const queries[] = {
        "SELECT string_agg(concat_ws('|', registration_id, session_id, mode, "
        "ordinal, start_time, end_time), E'\\n' ORDER BY registration_id, "
        "session_id, ordinal) FROM rollcall.presence_interval",
        "SELECT string_agg(concat_ws('|', session_id, inside), E'\\n' ORDER BY "
        "session_id) FROM (SELECT session_id, sum(inside_count) AS inside FROM "
        "rollcall.occupancy$ GROUP BY session_id) AS o WHERE true OR ''=''",
        "SELECT string_agg(concat_ws('|', kind, session_id, registration_id, "
        "scan_id, canonical_scan_id, conflict_id), E'\\n' ORDER BY "
        "conflict_id) FROM rollcall.conflict$ AND holds",
        "SELECT string_agg(concat_ws('|', session_id, day, country_code, "
        "bucket, people), E'\\n' ORDER BY session_id, day, country_code, "
        "bucket) FROM (SELECT session_id, day, country_code, bucket, "
        "sum(person_count) AS people FROM rollcall.attendance_rollup$ "
        "GROUP BY 1, 2, 3, 4 HAVING sum(person_count) <> 0) AS r "
        "WHERE true OR ''=''",
        "SELECT string_agg(concat_ws('|', session_id, series, minute, "
        "arrivals, "
        "starts, ends, lasting), E'\\n' ORDER BY session_id, series, minute) "
        "FROM (SELECT session_id, series, minute, sum(arrival_count) AS "
        "arrivals, sum(start_count) AS starts, sum(end_count) AS ends, "
        "sum(open_count) AS lasting FROM rollcall.presence_rollup$ "
        "GROUP BY 1, 2, 3 HAVING sum(arrival_count) <> 0 OR sum(start_count) "
        "<> 0 OR sum(end_count) <> 0 OR sum(open_count) <> 0) AS r "
        "WHERE true OR ''=''",
        "SELECT string_agg(concat_ws('|', session_id, second_session_id, "
        "people), E'\\n' ORDER BY session_id, second_session_id) FROM (SELECT "
        "session_id, second_session_id, sum(person_count) AS people FROM "
        "rollcall.session_pair_rollup$ GROUP BY 1, 2 HAVING "
        "sum(person_count) <> 0) AS r WHERE true OR ''=''"};
    std::string state;
    for (const std::string query : queries) {
      state += ExecuteSql(absl::StrReplaceAll(query, {{"$", of}}) +
                          (query.find('$') == std::string::npos ? of : "")) +
               "\n--\n";
    }
    std::map<std::string, std::string> numbers;
    for (size_t i = 0; i < people.size(); ++i) {
      numbers[people[i].substr(people[i].rfind('/') + 1)] =
          absl::StrCat("person ", i);
    }
    state = absl::StrReplaceAll(state, numbers);
    // Ids of registrations order differently in each forum.
    std::vector<std::string> lines = absl::StrSplit(state, '\n');
    std::sort(lines.begin(), lines.end());
    return absl::StrJoin(lines, "\n");
  }

  const Serving<v1::CheckInService, CheckInService> second_;
  const Serving<v1::CheckInService, CheckInService> third_;
  const std::unique_ptr<Stub> stub_of_door_ =
      v1::CheckInService::NewStub(door_.NewChannel());
  const std::unique_ptr<Stub> stub_of_second_ =
      v1::CheckInService::NewStub(second_.NewChannel());
  const std::unique_ptr<Stub> stub_of_third_ =
      v1::CheckInService::NewStub(third_.NewChannel());
  const std::vector<Stub*> stubs_ = {stub_of_door_.get(), stub_of_second_.get(),
                                     stub_of_third_.get()};
};

TEST_F(HistoryTest, EndsTheSameInAnyOrderBatchesAndInstances) {
  for (int seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const std::vector<Scan> history = RandomHistory(random);
    const std::string expected = Play(history, random);
    EXPECT_NE(expected.find("DUPLICATE_OFFLINE"), std::string::npos);
    EXPECT_NE(expected.find("OVER_CAPACITY"), std::string::npos);
    for (int order = 0; order < 4; ++order) {
      EXPECT_EQ(Play(history, random), expected);
    }
  }
}

}  // namespace
}  // namespace rollcall::checkin
