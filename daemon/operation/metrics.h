#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tern::daemon {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// What /metrics answers, in the making: values that somebody else counted, each with its name.
/// Samples of one name must come one after the other.
class MetricsText {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  MetricsText();
  ~MetricsText();

  void counter(std::string_view name, std::string_view help, double value,
               const MetricLabels& labels = {});
  void gauge(std::string_view name, std::string_view help, double value,
             const MetricLabels& labels = {});
  /// `counts`: of what was not above each bound and above the one before; one more than bounds, for
  /// the rest.
  void histogram(std::string_view name, std::string_view help, std::span<const double> bounds,
                 std::span<const uint64_t> counts, double sum, const MetricLabels& labels = {});
  /// Source: Prometheus documentation, "Exposition formats".
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

/// A metric of the whole process, which counts from its construction to the end of the process; so
/// it has to be static. An update is one atomic addition. Threads: any.
class Metric {
 public:
  Metric(const Metric&) = delete;
  Metric& operator=(const Metric&) = delete;

 protected:
  Metric(const char* name, const char* help);
  ~Metric() = default;
  virtual void write(MetricsText& out) const = 0;

  const char* const name_;
  const char* const help_;

 private:
  friend std::string metrics_text(const std::function<void(MetricsText&)>& more);
  Metric* next_ = nullptr;
};

/// Only grows. Its name ends in _total.
class Counter final : public Metric {
 public:
  Counter(const char* name, const char* help) : Metric(name, help) {}
  void add(uint64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  void write(MetricsText& out) const override;
  std::atomic<uint64_t> value_ = 0;
};

/// A level.
class Gauge final : public Metric {
 public:
  Gauge(const char* name, const char* help) : Metric(name, help) {}
  void add(int64_t more) { value_.fetch_add(more, std::memory_order_relaxed); }
  void set(int64_t value) { value_.store(value, std::memory_order_relaxed); }

 private:
  void write(MetricsText& out) const override;
  std::atomic<int64_t> value_ = 0;
};

/// How long something takes. Its name ends in _seconds.
class DurationHistogram final : public Metric {
 public:
  static constexpr std::array kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                         0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                         1.0,    2.5,     5.0,    10.0,  30.0};

  DurationHistogram(const char* name, const char* help) : Metric(name, help) {}
  void observe_ns(uint64_t duration_ns);

 private:
  void write(MetricsText& out) const override;
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<uint64_t> sum_ns_ = 0;
};

/// The process itself (CPU time, memory, open files), all Metrics, and what `more` adds.
std::string metrics_text(const std::function<void(MetricsText&)>& more = {});

}  // namespace tern::daemon
