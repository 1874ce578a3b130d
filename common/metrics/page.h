#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/lane_tally.h"
#include "common/base/tally.h"

namespace prometheus {
struct ClientMetric;
struct MetricFamily;
}  // namespace prometheus

namespace rollcall::metrics {

// What tells samples of one name apart: names and values. All values of a label
// are known when the program is built: never an event, a caller or a text.
using Labels = std::vector<std::pair<const char*, std::string>>;

// What is told to who asks for metrics, sample by sample. Names and units are
// as Prometheus has them. The first `help` of a name is told.
class Page {
 public:
  Page();
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // What only grows, while the process lives.
  void AddCounter(const char* name, const char* help, Labels labels,
                  double value);
  void AddCounter(const char* name, const char* help, Labels labels,
                  const Counter& counter);
  // What goes up and down.
  void AddGauge(const char* name, const char* help, Labels labels,
                double value);
  // Values of `histogram` are told as they are, and durations in seconds.
  void AddHistogram(const char* name, const char* help, Labels labels,
                    const Histogram& histogram);
  void AddHistogram(const char* name, const char* help, Labels labels,
                    const DurationHistogram& histogram);

  // All that was added, families by name.
  std::vector<prometheus::MetricFamily> Take();

 private:
  prometheus::MetricFamily& Family(const char* name, const char* help);
  void Add(const char* name, const char* help, Labels labels,
           const Histogram& histogram, double unit);

  std::map<std::string, prometheus::MetricFamily> families_;
};

// Adds what lanes have done. `lane` names them, and `queued` is the weight of
// what waits for them.
void AddLanes(const LaneTally& tally, int64_t queued, const char* lane,
              Page& page);

// Adds what the system tells of this process: memory, processors, files, since
// when it runs.
void AddProcess(Page& page);

}  // namespace rollcall::metrics
