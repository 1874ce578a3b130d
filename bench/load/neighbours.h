#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "bench/load/every.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"

// Work of other services on the event whose door is measured. What fails ends
// the program.
namespace rollcall::bench {

// Analysts who ask for the summary, the breakdown and the timeline, once in
// every `period` each.
class Reports {
 public:
  // Of `event`, `events/{event}`, from the reporting service at `address`.
  Reports(const std::string& address, const std::string& event,
          absl::Duration period);
  // The reports so far.
  int64_t count() const { return count_; }
  // Returns the reports per second. Once.
  double Stop();

 private:
  const absl::Time begin_;
  std::atomic<int64_t> count_ = 0;
  std::vector<std::unique_ptr<Every>> analysts_;
};

// A file of `rows` people once in every `period`.
class Imports {
 public:
  // Into `event`, `events/{event}`, by the registration service at `address`;
  // each `number` imports other people.
  Imports(const std::string& address, std::string event, int number, int rows,
          absl::Duration period);
  // The people imported so far.
  int64_t count() const { return count_; }
  // Waits for the import under way. Returns the registrations per second. Once.
  double Stop();

 private:
  const absl::Time begin_;
  const std::unique_ptr<registration::v1::RegistrationService::Stub> stub_;
  std::atomic<int64_t> count_ = 0;
  std::unique_ptr<Every> files_;
};

}  // namespace rollcall::bench
