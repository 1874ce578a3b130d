#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/harness/calls.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

constexpr int kStarts = 11;
// Long enough for every job to have run.
constexpr absl::Duration kIdle = absl::Seconds(15);

using Channel = std::shared_ptr<grpc::Channel>;

// Asks for what there is not: an answer that the database had to give.
grpc::Status AskRegistration(const Channel& channel) {
  using registration::v1::RegistrationService;
  registration::v1::GetEventRequest request;
  request.set_name("events/footprint");
  registration::v1::GetEventResponse response;
  return testing::Call(*RegistrationService::NewStub(channel),
                       &RegistrationService::Stub::GetEvent, request,
                       &response);
}

grpc::Status AskCheckIn(const Channel& channel) {
  using checkin::v1::CheckInService;
  checkin::v1::GetDecisionRequest request;
  request.set_device(
      "events/footprint/devices/00000000-0000-4000-8000-000000000002");
  request.set_scan_id("00000000-0000-4000-8000-000000000001");
  checkin::v1::GetDecisionResponse response;
  return testing::Call(*CheckInService::NewStub(channel),
                       &CheckInService::Stub::GetDecision, request, &response);
}

grpc::Status AskReporting(const Channel& channel) {
  using reporting::v1::ReportingService;
  reporting::v1::GetSummaryRequest request;
  request.set_event("events/footprint");
  reporting::v1::GetSummaryResponse response;
  return testing::Call(*ReportingService::NewStub(channel),
                       &ReportingService::Stub::GetSummary, request, &response);
}

using Ask = std::function<grpc::Status(const Channel&)>;

void Answer(const ServiceProcess& process, const Ask& ask) {
  const grpc::Status status = ask(testing::ChannelTo(process.address()));
  if (status.error_code() != grpc::StatusCode::NOT_FOUND) {
    throw std::runtime_error("a first answer was " + status.error_message());
  }
}

// How long `body` takes, in milliseconds: the median of some times.
template <typename Body>
double MedianMillis(const Body& body) {
  std::vector<absl::Duration> times;
  for (int i = 0; i < kStarts; ++i) {
    const absl::Time begin = absl::Now();
    body();
    times.push_back(absl::Now() - begin);
  }
  std::sort(times.begin(), times.end());
  return absl::ToDoubleMilliseconds(Quantile(times, 0.5));
}

void MeasureStart(const std::string& service, const Ask& ask) {
  const double ours =
      MedianMillis([&] { Answer(ServiceProcess(service), ask); });
  const double baseline = MedianMillis(
      [&] { testing::RunProgram("rollcall-" + service, {"--version"}); });
  Print({"start_of_" + service,
         ours,
         baseline,
         baseline / ours,
         "ms",
         {{"baseline", "the same program telling its version"},
          {"target", 150},
          {"starts", kStarts}}});
}

void MeasureMemory(const std::string& service, const Ask& ask) {
  const ServiceProcess process(service);
  Answer(process, ask);
  absl::SleepFor(kIdle);
  const double ours = Mebibytes(process.Memory());
  const double baseline = Mebibytes(process.FileMemory());
  Print({"idle_memory_of_" + service,
         ours,
         baseline,
         baseline / ours,
         "MiB",
         {{"baseline", "what of it is pages of files: program and libraries"},
          {"target", 40},
          {"seconds", absl::ToDoubleSeconds(kIdle)}}});
}

// The libraries that `program` loads, by ldd.
std::vector<std::string> LibrariesOf(const std::string& program) {
  std::vector<std::string> paths;
  std::istringstream words(
      testing::RunProgram("/usr/bin/ldd", {program}).output);
  for (std::string word; words >> word;) {
    if (word.front() == '/') paths.push_back(word);
  }
  return paths;
}

void MeasureSize(const std::string& name) {
  const std::string program = testing::ProgramPath(name);
  const testing::ScratchFolder folder;
  const std::string stripped = folder.File();
  if (testing::RunProgram("/usr/bin/strip", {"-o", stripped, program})
          .exit_code != 0) {
    throw std::runtime_error("cannot strip " + program);
  }
  const auto ours = Mebibytes(std::filesystem::file_size(stripped));
  double baseline = 0;
  const std::vector<std::string> libraries = LibrariesOf(program);
  for (const std::string& library : libraries) {
    baseline += Mebibytes(std::filesystem::file_size(library));
  }
  Print({"size_of_" + name,
         ours,
         baseline,
         baseline / ours,
         "MiB",
         {{"baseline", "the libraries that it loads"},
          {"libraries", libraries.size()},
          {"without", "what debuggers read"}}});
}

}  // namespace

void BenchFootprint() {
  const std::map<std::string, Ask> services = {
      {"checkin", AskCheckIn},
      {"registration", AskRegistration},
      {"reporting", AskReporting}};
  for (const auto& [service, ask] : services) {
    MeasureStart(service, ask);
    MeasureMemory(service, ask);
    MeasureSize("rollcall-" + service);
  }
  MeasureSize("rollcall");
  MeasureSize("rollcall-migrate");
}

}  // namespace rollcall::bench
