#include "tests/harness/metrics.h"

#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"
#include "tests/harness/http.h"

namespace rollcall::testing {
namespace {

Samples Parse(const std::string& text) {
  Samples samples;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "#")) continue;
    const size_t space = line.rfind(' ');
    double value = 0;
    if (!absl::SimpleAtod(line.substr(space + 1), &value) ||
        !samples.emplace(std::string(line.substr(0, space)), value).second) {
      throw std::runtime_error("wrong or told twice: " + std::string(line));
    }
  }
  return samples;
}

}  // namespace

Samples SamplesAt(const std::string& address) {
  const HttpAnswer answer = HttpGet(address, "/metrics");
  if (answer.status != 200) throw std::runtime_error("no metrics are told");
  return Parse(answer.body);
}

Samples SamplesOf(const metrics::Endpoint::Collect& collect) {
  metrics::Page page;
  collect(page);
  return Parse(prometheus::TextSerializer().Serialize(page.Take()));
}

}  // namespace rollcall::testing
