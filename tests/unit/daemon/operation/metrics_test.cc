#include "daemon/operation/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace tern::daemon {
namespace {

using testing::HasSubstr;

Counter test_counter("test_events_total", "Events of this test");
Gauge test_gauge("test_level", "A level of this test");
DurationHistogram test_histogram("test_wait_seconds", "Waits of this test");

TEST(Metrics, TextHasEachMetricWithHelpAndType) {
  test_counter.add();
  test_counter.add(41);
  test_gauge.set(5);
  test_gauge.add(-7);
  test_histogram.observe_ns(100'000);         // at a bound: within it
  test_histogram.observe_ns(400'000);         //
  test_histogram.observe_ns(60'000'000'000);  // above all bounds
  const std::string text = metrics_text();
  EXPECT_THAT(text, HasSubstr("# HELP test_events_total Events of this test\n"
                              "# TYPE test_events_total counter\n"
                              "test_events_total 42\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE test_level gauge\ntest_level -2\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE test_wait_seconds histogram\n"
                              "test_wait_seconds_count 3\n"
                              "test_wait_seconds_sum 60.0005\n"
                              "test_wait_seconds_bucket{le=\"0.0001\"} 1\n"
                              "test_wait_seconds_bucket{le=\"0.00025\"} 1\n"
                              "test_wait_seconds_bucket{le=\"0.0005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("test_wait_seconds_bucket{le=\"30\"} 2\n"
                              "test_wait_seconds_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("process_cpu_seconds_total "));
  EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
  EXPECT_THAT(text, HasSubstr("process_open_fds "));
}

TEST(Metrics, ValuesOfOthersAreAddedWithLabels) {
  const std::string text = metrics_text([](MetricsText& out) {
    const double bounds[] = {0.1, 1};
    const uint64_t counts[] = {2, 3, 4};
    out.counter("x_total", "X", 7, {{"route", "a"}, {"status", "200"}});
    out.counter("x_total", "X", 8, {{"route", "b\"\n"}, {"status", "200"}});
    out.histogram("y_seconds", "Y", bounds, counts, 12.5, {{"route", "a"}});
  });
  EXPECT_THAT(text, HasSubstr("# HELP x_total X\n"
                              "# TYPE x_total counter\n"
                              "x_total{route=\"a\",status=\"200\"} 7\n"
                              "x_total{route=\"b\\\"\\n\",status=\"200\"} 8\n"));
  EXPECT_THAT(text, HasSubstr("y_seconds_count{route=\"a\"} 9\n"
                              "y_seconds_sum{route=\"a\"} 12.5\n"
                              "y_seconds_bucket{route=\"a\",le=\"0.1\"} 2\n"
                              "y_seconds_bucket{route=\"a\",le=\"1\"} 5\n"
                              "y_seconds_bucket{route=\"a\",le=\"+Inf\"} 9\n"));
}

TEST(Metrics, NoUpdateIsLostBetweenThreads) {
  static Counter contended("test_contended_total", "Of many threads");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      for (int n = 0; n < 10'000; ++n) contended.add();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(contended.value(), 40'000U);
}

}  // namespace
}  // namespace tern::daemon
