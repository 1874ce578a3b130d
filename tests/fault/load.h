#pragma once

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "tests/fault/crowd.h"
#include "tests/fault/diary.h"
#include "tests/harness/forum.h"

namespace rollcall::testing {

// Where the clients of a load find the services: the instances of each.
struct Addresses {
  std::vector<std::string> registration;
  std::vector<std::string> checkin;
  std::vector<std::string> reporting;
};

// What the clients do while things break: kiosks scan the same few people in
// and out, by calls and by streams, and one that is offline uploads what it has
// decided; platforms report who watches, by calls and by streams, a registrar
// registers people, and an analyst asks for numbers. Each goes on with a call
// until it is answered, and all keep a diary.
class Load {
 public:
  // The clocks of kiosks are wrong by up to `clock_error`, and jump. Who is
  // ahead is told so, or uploads what does not count. Everything outlives the
  // load.
  Load(Forum& forum, const Addresses& addresses, Diary& diary,
       absl::Duration clock_error = absl::ZeroDuration());
  ~Load();

  // Waits until what was begun is answered, and begins no more.
  void Stop();

  // How many reports had fewer people than had been acknowledged before they
  // were asked for, or did not add up. After Stop.
  int64_t stale() const { return stale_; }

 private:
  // What a client does, under its number.
  void Scan(int number);
  void StreamScans(int number);
  void Upload(int number);
  void Report(int number);
  void StreamReports(int number);
  void Register();
  void Analyze();

  // Notes in the diary what is meant, and what a client was told.
  void Intend(const checkin::v1::CheckInRequest& scan);
  void Told(const checkin::v1::CheckInRequest& scan,
            const checkin::v1::Decision& decision);
  void Intend(const checkin::v1::ReportPresenceRequest& report);
  void Told(const checkin::v1::ReportPresenceResponse::Result& result);

  const Crowd crowd_;
  const Addresses addresses_;
  const absl::Duration clock_error_;
  Diary& diary_;
  std::vector<std::string> devices_;
  // Those who come to the kiosk that is offline, and nowhere else.
  std::vector<std::string> remote_visitors_;

  std::atomic<bool> is_over_ = false;
  std::atomic<int64_t> stale_ = 0;
  // Guests whose registration was acknowledged.
  std::atomic<int64_t> registered_ = 0;
  absl::Mutex mutex_;
  // Of whom somebody was told that they are in.
  std::set<std::string> admitted_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace rollcall::testing
