#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
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

// What all images are made of, by deploy/Dockerfile.
constexpr char kBaseImage[] = "debian:bookworm-slim";

using Channel = std::shared_ptr<grpc::Channel>;

using Ask = std::function<grpc::Status(const Channel&)>;

// Calls `method` with `request`.
template <typename Service, typename Request, typename Response>
Ask AskBy(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                const Request&, Response*),
          const Request& request) {
  return [method, request](const Channel& channel) {
    Response response;
    return testing::Call(*Service::NewStub(channel), method, request,
                         &response);
  };
}

// By service, a question for what there is not: an answer that the database had
// to give.
std::map<std::string, Ask> Questions() {
  checkin::v1::GetDecisionRequest decision;
  decision.set_device(
      "events/footprint/devices/00000000-0000-4000-8000-000000000002");
  decision.set_scan_id("00000000-0000-4000-8000-000000000001");
  registration::v1::GetEventRequest event;
  event.set_name("events/footprint");
  reporting::v1::GetSummaryRequest summary;
  summary.set_event("events/footprint");
  using checkin::v1::CheckInService;
  using registration::v1::RegistrationService;
  using reporting::v1::ReportingService;
  return {{"checkin",
           AskBy<CheckInService>(&CheckInService::Stub::GetDecision, decision)},
          {"registration", AskBy<RegistrationService>(
                               &RegistrationService::Stub::GetEvent, event)},
          {"reporting", AskBy<ReportingService>(
                            &ReportingService::Stub::GetSummary, summary)}};
}

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

// The size of an image in MiB; none where there is no such image.
std::optional<double> ImageSize(const std::string& image) {
  for (const char* engine : {"/usr/bin/docker", "/usr/bin/podman"}) {
    if (!std::filesystem::exists(engine)) continue;
    const testing::Finished told = testing::RunProgram(
        engine, {"image", "inspect", "--format", "{{.Size}}", image});
    int64_t bytes = 0;
    if (told.exit_code == 0 && absl::SimpleAtoi(told.output, &bytes)) {
      return Mebibytes(bytes);
    }
  }
  return std::nullopt;
}

// Of the images of docker-compose.yml that are there.
void MeasureImages() {
  const std::optional<double> baseline = ImageSize(kBaseImage);
  for (const char* name : {"checkin", "registration", "reporting", "migrate",
                           "cli", "edge", "postgres", "prometheus"}) {
    const std::string image = absl::StrCat("rollcall-", name);
    const std::optional<double> ours = ImageSize(image);
    if (!ours || !baseline) {
      std::cerr << "no image " << (ours ? kBaseImage : image)
                << ": docker compose build makes it\n";
      continue;
    }
    Print({absl::StrCat("size_of_image_", name),
           *ours,
           *baseline,
           *baseline / *ours,
           "MiB",
           {{"baseline", kBaseImage}}});
  }
}

}  // namespace

void BenchFootprint() {
  for (const auto& [service, ask] : Questions()) {
    MeasureStart(service, ask);
    MeasureMemory(service, ask);
    MeasureSize("rollcall-" + service);
  }
  MeasureSize("rollcall");
  MeasureSize("rollcall-migrate");
  MeasureImages();
}

}  // namespace rollcall::bench
