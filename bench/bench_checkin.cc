#include <stdexcept>

#include "bench/bench.h"
#include "common/base/uuid.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/checkin_service.h"
#include "services/registration/registration_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"

namespace rollcall::bench {
namespace {

using checkin::v1::CheckInService;
using testing::Forum;
using testing::Serving;

constexpr int kThreads = 16;
constexpr int kPeople = 512;
constexpr absl::Duration kDuration = absl::Seconds(5);

// Scans of people who go in and out, so that every scan changes something. No
// two threads scan one person.
checkin::v1::CheckInRequest ScanOf(const Forum& forum,
                                   const std::vector<std::string>& people,
                                   int thread, int call) {
  constexpr int kOwn = kPeople / kThreads;
  checkin::v1::CheckInRequest request;
  request.set_session(forum.Session("venue"));
  request.set_registration(people[thread * kOwn + call % kOwn]);
  request.set_device(forum.Device(thread));
  request.set_direction(call / kOwn % 2 == 0
                            ? checkin::v1::Decision::DIRECTION_ENTRY
                            : checkin::v1::Decision::DIRECTION_EXIT);
  request.set_scan_id(NewUuid());
  return request;
}

void Require(bool ok) {
  if (!ok) throw std::runtime_error("a check-in failed");
}

std::vector<std::string> Register(Forum& forum) {
  std::vector<std::string> people;
  for (int i = 0; i < kPeople; ++i) {
    people.push_back(forum.Register(type::v1::MODE_IN_PERSON));
  }
  return people;
}

}  // namespace

void BenchCheckIn() {
  const Serving<registration::v1::RegistrationService,
                registration::RegistrationService>
      registrar;
  Serving<CheckInService, checkin::CheckInService> door;

  // Histories of the same length for both: a decision reads a person's scans.
  Forum direct_forum(registrar.NewChannel());
  const std::vector<std::string> direct_people = Register(direct_forum);
  checkin::CheckInStore store(door.pool());
  const double baseline =
      RateOf(kThreads, kDuration, [&](int thread, int call) {
        FieldChecker check;
        const auto scan = checkin::ParseScan(
            ScanOf(direct_forum, direct_people, thread, call), check);
        Require(store.Decide(scan.session.event, {scan}, absl::InfiniteFuture())
                    .ok());
      });

  Forum forum(registrar.NewChannel());
  const std::vector<std::string> people = Register(forum);
  const double ours = RateOf(kThreads, kDuration, [&](int thread, int call) {
    checkin::v1::CheckInResponse response;
    Require(testing::Call(door.stub(), &CheckInService::Stub::CheckIn,
                          ScanOf(forum, people, thread, call), &response)
                .ok());
  });
  Print({"checkin",
         ours,
         baseline,
         ours / baseline,
         "scans/s",
         {{"baseline", "the store without gRPC"},
          {"threads", kThreads},
          {"people", kPeople},
          {"connections", door.pool().options().size}}});
}

}  // namespace rollcall::bench
