#include "daemon/operation/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

namespace tern::daemon {
namespace {

// Constant initialization: metrics of other files may be constructed before anything here.
constinit std::atomic<Metric*> first_metric = nullptr;

prometheus::ClientMetric sample_with(const MetricLabels& labels) {
  prometheus::ClientMetric sample;
  for (const auto& [name, value] : labels) sample.label.push_back({name, value});
  return sample;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total_pages = 0;
  double resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return 0;
  return static_cast<double>(std::distance(begin(files), end(files)) - 1);  // less its own
}

/// The names that Prometheus' own client libraries use.
void write_process(MetricsText& out) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  out.counter("process_cpu_seconds_total", "CPU time, of user and system",
              seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
  out.gauge("process_resident_memory_bytes", "Memory in RAM", resident_bytes());
  out.gauge("process_open_fds", "Open files and sockets", open_files());
  out.gauge("process_max_fds", "How many may be open", static_cast<double>(files.rlim_cur));
}

}  // namespace

struct MetricsText::Families {
  std::vector<prometheus::MetricFamily> all;

  void add(std::string_view name, std::string_view help, prometheus::MetricType type,
           prometheus::ClientMetric sample) {
    if (all.empty() || all.back().name != name)
      all.push_back({std::string(name), std::string(help), type, {}});
    all.back().metric.push_back(std::move(sample));
  }
};

MetricsText::MetricsText() : families_(std::make_unique<Families>()) {}
MetricsText::~MetricsText() = default;

void MetricsText::counter(std::string_view name, std::string_view help, double value,
                          const MetricLabels& labels) {
  prometheus::ClientMetric sample = sample_with(labels);
  sample.counter.value = value;
  families_->add(name, help, prometheus::MetricType::Counter, std::move(sample));
}

void MetricsText::gauge(std::string_view name, std::string_view help, double value,
                        const MetricLabels& labels) {
  prometheus::ClientMetric sample = sample_with(labels);
  sample.gauge.value = value;
  families_->add(name, help, prometheus::MetricType::Gauge, std::move(sample));
}

void MetricsText::histogram(std::string_view name, std::string_view help,
                            std::span<const double> bounds, std::span<const uint64_t> counts,
                            double sum, const MetricLabels& labels) {
  prometheus::ClientMetric sample = sample_with(labels);
  sample.histogram.sample_sum = sum;
  for (size_t i = 0; i < bounds.size(); ++i) {
    sample.histogram.sample_count += counts[i];
    sample.histogram.bucket.push_back({sample.histogram.sample_count, bounds[i]});
  }
  sample.histogram.sample_count += counts.back();
  families_->add(name, help, prometheus::MetricType::Histogram, std::move(sample));
}

std::string MetricsText::text() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families_->all);
  return std::move(out).str();
}

Metric::Metric(const char* name, const char* help) : name_(name), help_(help) {
  next_ = first_metric.load();
  while (!first_metric.compare_exchange_weak(next_, this)) {
  }
}

void Counter::write(MetricsText& out) const {
  out.counter(name_, help_, static_cast<double>(value()));
}

void Gauge::write(MetricsText& out) const {
  out.gauge(name_, help_, static_cast<double>(value_.load(std::memory_order_relaxed)));
}

void DurationHistogram::observe_ns(uint64_t duration_ns) {
  const double seconds = static_cast<double>(duration_ns) / 1e9;
  const auto bucket = std::ranges::lower_bound(kBounds, seconds) - kBounds.begin();
  counts_[static_cast<size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(duration_ns, std::memory_order_relaxed);
}

void DurationHistogram::write(MetricsText& out) const {
  std::array<uint64_t, kBounds.size() + 1> counts{};
  for (size_t i = 0; i < counts.size(); ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
  out.histogram(name_, help_, kBounds, counts,
                static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9);
}

std::string metrics_text(const std::function<void(MetricsText&)>& more) {
  MetricsText out;
  write_process(out);
  std::vector<const Metric*> metrics;
  for (const Metric* metric = first_metric.load(); metric; metric = metric->next_)
    metrics.push_back(metric);
  std::ranges::sort(metrics, [](const Metric* a, const Metric* b) {
    return std::string_view(a->name_) < b->name_;
  });
  for (const Metric* metric : metrics) metric->write(out);
  if (more) more(out);
  return out.text();
}

}  // namespace tern::daemon
