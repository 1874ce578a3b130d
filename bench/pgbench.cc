#include "bench/pgbench.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "absl/strings/str_cat.h"

#include "tests/harness/database.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::bench {
namespace {

constexpr char kPgbench[] = "/usr/lib/postgresql/15/bin/pgbench";

std::string OutputOf(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  if (pipe == nullptr) throw std::runtime_error("cannot run pgbench");
  std::string output;
  char buffer[4096];
  while (fgets(buffer, sizeof(buffer), pipe.get()) != nullptr) output += buffer;
  return output;
}

// The number after `label` in `text`.
double NumberAfter(const std::string& text, const std::string& label) {
  const size_t at = text.find(label);
  if (at == std::string::npos) throw std::runtime_error("pgbench: " + text);
  return std::atof(text.c_str() + at + label.size());
}

}  // namespace

PgbenchRate BestPgbenchRate(const std::string& script, int64_t first,
                            absl::Duration duration) {
  const testing::ScratchFolder folder;
  const std::string path = folder.File("script.sql");
  testing::WriteFile(
      path,
      absl::StrCat(
          "\\set n :n + 1\n\\set id :first + :n * :clients + :client_id\n",
          script));
  PgbenchRate best;
  for (int clients = 1; clients <= 64; clients *= 2) {
    const std::string output = OutputOf(absl::StrCat(
        kPgbench, " --no-vacuum --protocol=prepared --client=", clients,
        " --jobs=", clients == 1 ? 1 : 2,
        " --time=", absl::ToInt64Seconds(duration), " --define=n=-1",
        " --define=clients=", clients, " --define=first=", first,
        " --file=", path, " '", testing::DatabaseUrl(), "' 2>&1"));
    const double rate = NumberAfter(output, "tps = ");
    if (rate > best.rate) best = {rate, clients, 0};
    // Clients that are ahead of others leave gaps.
    first += static_cast<int64_t>(
        NumberAfter(output, "transactions actually processed: ") * 1.5);
    best.used = first;
  }
  return best;
}

}  // namespace rollcall::bench
