#include "common/metrics/page.h"

#include "prometheus/client_metric.h"
#include "prometheus/metric_family.h"

namespace rollcall::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricType;

ClientMetric& NewSample(prometheus::MetricFamily& family, MetricType type,
                        Labels&& labels) {
  family.type = type;
  ClientMetric& sample = family.metric.emplace_back();
  for (auto& [name, value] : labels) {
    sample.label.push_back({name, std::move(value)});
  }
  return sample;
}

}  // namespace

Page::Page() = default;
Page::~Page() = default;

prometheus::MetricFamily& Page::Family(const char* name, const char* help) {
  const auto [it, is_new] = families_.try_emplace(name);
  if (is_new) {
    it->second.name = name;
    it->second.help = help;
  }
  return it->second;
}

void Page::AddCounter(const char* name, const char* help, Labels labels,
                      double value) {
  NewSample(Family(name, help), MetricType::Counter, std::move(labels))
      .counter.value = value;
}

void Page::AddCounter(const char* name, const char* help, Labels labels,
                      const Counter& counter) {
  AddCounter(name, help, std::move(labels),
             static_cast<double>(counter.value()));
}

void Page::AddGauge(const char* name, const char* help, Labels labels,
                    double value) {
  NewSample(Family(name, help), MetricType::Gauge, std::move(labels))
      .gauge.value = value;
}

void Page::AddHistogram(const char* name, const char* help, Labels labels,
                        const Histogram& histogram) {
  Add(name, help, std::move(labels), histogram, 1);
}

void Page::AddHistogram(const char* name, const char* help, Labels labels,
                        const DurationHistogram& histogram) {
  Add(name, help, std::move(labels), histogram, 1e9);
}

void Page::Add(const char* name, const char* help, Labels labels,
               const Histogram& histogram, double unit) {
  auto& told =
      NewSample(Family(name, help), MetricType::Histogram, std::move(labels))
          .histogram;
  told.sample_sum = static_cast<double>(histogram.sum()) / unit;
  const std::vector<int64_t> counts = histogram.Counts();
  for (size_t i = 0; i < counts.size(); ++i) {
    told.sample_count += static_cast<uint64_t>(counts[i]);
    if (i == histogram.bounds().size()) break;
    told.bucket.push_back(
        {told.sample_count, static_cast<double>(histogram.bounds()[i]) / unit});
  }
}

std::vector<prometheus::MetricFamily> Page::Take() {
  std::vector<prometheus::MetricFamily> all;
  for (auto& [name, family] : families_) all.push_back(std::move(family));
  families_.clear();
  return all;
}

void AddLanes(const LaneTally& tally, int64_t queued, const char* lane,
              Page& page) {
  const Labels labels = {{"lane", lane}};
  page.AddGauge("rollcall_lane_queued",
                "Scans, or events of presence, that wait for a lane.", labels,
                static_cast<double>(queued));
  page.AddCounter("rollcall_lane_turned_away_total",
                  "Calls that were not taken since a lane had too much to do.",
                  labels, tally.turned_away);
  page.AddCounter("rollcall_lane_expired_total",
                  "Calls whose deadline passed while they waited for a lane.",
                  labels, tally.expired);
  page.AddHistogram("rollcall_lane_call_seconds",
                    "How long calls took from when they came to a lane to "
                    "their answer.",
                    labels, tally.call_time);
  page.AddHistogram("rollcall_lane_batch_size",
                    "Scans, or events of presence, of a batch.", labels,
                    tally.batch_weight);
  page.AddHistogram("rollcall_lane_batch_seconds", "How long batches took.",
                    labels, tally.batch_time);
}

}  // namespace rollcall::metrics
