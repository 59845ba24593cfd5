#include "tools/bench/queries/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tern::bench {
namespace {

constexpr double kSlow = 0.9;
constexpr size_t kSlowestShown = 5;

std::string rounded(double number, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

std::string time_text(const Measurement& measurement, EngineKind kind) {
  const auto at = static_cast<size_t>(kind);
  if (measurement.is_over[at]) return "over";
  if (measurement.ms[at] == 0) return "-";
  return rounded(measurement.ms[at], measurement.ms[at] < 10 ? 3 : 1);
}

std::string verdict_text(const Measurement& measurement) {
  switch (measurement.verdict) {
    case Verdict::Same:
    case Verdict::Over:
      return "";
    case Verdict::Different:
      return "  DIFFERENT: " + measurement.why;
    case Verdict::Refused:
      return "  REFUSED: " + measurement.why;
    case Verdict::Failed:
      return "  FAILED: " + measurement.why;
  }
  return "";
}

}  // namespace

SuiteReport::SuiteReport(std::string suite) : suite_(std::move(suite)) {
  std::printf("\n%-24s %12s %12s %8s %9s\n", suite_.c_str(), "tern ms", "sqlite ms", "ratio",
              "rows");
}

void SuiteReport::add(const SuiteQuery& query, const Measurement& measurement) {
  ++total_;
  const std::string ratio = measurement.ratio > 0 ? rounded(measurement.ratio, 2) : "-";
  std::printf("%-24s %12s %12s %8s %9zu%s\n", query.name.c_str(),
              time_text(measurement, EngineKind::Tern).c_str(),
              time_text(measurement, EngineKind::Sqlite).c_str(), ratio.c_str(), measurement.rows,
              verdict_text(measurement).c_str());
  std::fflush(stdout);
  if (measurement.ratio > 0) measured_.push_back({query.name, measurement.ratio});
  if (measurement.verdict != Verdict::Same && measurement.verdict != Verdict::Over) {
    unsound_.push_back(query.name);
  }
}

bool SuiteReport::print_summary() const {
  std::vector<Entry> slowest = measured_;
  std::ranges::sort(slowest, {}, &Entry::ratio);
  double logarithms = 0;
  for (const Entry& entry : measured_) logarithms += std::log(entry.ratio);
  const auto count = static_cast<double>(std::max<size_t>(measured_.size(), 1));
  std::printf("%s: geometric mean of ratios %.2f over %zu of %zu queries\n", suite_.c_str(),
              std::exp(logarithms / count), measured_.size(), total_);
  const auto print = [](const char* what, std::span<const Entry> entries) {
    if (entries.empty()) return;
    std::printf("  %s:", what);
    for (const Entry& entry : entries) std::printf(" %s %.2f", entry.name.c_str(), entry.ratio);
    std::printf("\n");
  };
  const std::span<const Entry> all(slowest);
  print("slowest", all.first(std::min(kSlowestShown, all.size())));
  const auto is_slow = [](const Entry& entry) { return entry.ratio < kSlow; };
  print("below 0.9", all.first(static_cast<size_t>(std::ranges::count_if(all, is_slow))));
  if (unsound_.empty()) return true;
  std::printf("  refused, failed or different:");
  for (const std::string& name : unsound_) std::printf(" %s", name.c_str());
  std::printf("\n");
  return false;
}

}  // namespace tern::bench
