#include "tools/bench/serve_report.h"

#include <cstdio>

namespace tern::bench {
namespace {

std::string number(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

void print_figures(const ServeFigures& figures) {
  std::printf(" %8.0f %7.0f %7.0f %7.1f", figures.requests_per_s, figures.p50_us, figures.p99_us,
              figures.cpu_us);
}

}  // namespace

void ServeReport::print_requests_head() const {
  std::printf("%-32s %32s", "", "tern");
  if (has_rival_) std::printf(" %32s %15s", "rival", "ratio");
  std::printf("\n%-32s %8s %7s %7s %7s", "requests", "/s", "p50 us", "p99 us", "cpu us");
  if (has_rival_)
    std::printf(" %8s %7s %7s %7s %7s %7s", "/s", "p50 us", "p99 us", "cpu us", "/s", "cpu");
  std::printf("\n");
}

void ServeReport::add_requests(const std::string& name, const ServeFigures& tern,
                               const std::optional<ServeFigures>& rival) {
  std::printf("%-32s", name.c_str());
  print_figures(tern);
  if (rival) {
    const double speed = tern.requests_per_s / rival->requests_per_s;
    print_figures(*rival);
    std::printf(" %7.2f %7.2f", speed, rival->cpu_us / tern.cpu_us);
    const bool is_ahead = speed >= 1 && rival->cpu_us >= tern.cpu_us &&
                          rival->p50_us >= tern.p50_us && rival->p99_us >= tern.p99_us;
    if (!is_ahead) behind_.push_back(name);
  }
  std::printf("\n");
  std::fflush(stdout);
}

void ServeReport::print_others_head() const {
  std::printf("\n%-32s %12s %12s %7s\n", "", "tern", has_rival_ ? "rival" : "",
              has_rival_ ? "ratio" : "");
}

void ServeReport::add_other(const std::string& name, std::string_view unit, Better better,
                            double tern, std::optional<double> rival) {
  const int decimals = tern < 1000 ? 2 : 0;
  std::printf("%-32s %12s", name.c_str(), number(tern, decimals).c_str());
  if (rival) {
    const double ratio = better == Better::More ? tern / *rival : *rival / tern;
    std::printf(" %12s %7.2f", number(*rival, decimals).c_str(), ratio);
    if (ratio < 1) behind_.push_back(name);
  } else {
    std::printf(" %12s %7s", "", "");
  }
  std::printf("  %.*s\n", static_cast<int>(unit.size()), unit.data());
  std::fflush(stdout);
}

void ServeReport::add_bound(const std::string& name, std::string_view unit, double tern,
                            double bound) {
  std::printf("%-32s %12s %20s  %.*s (at most %s)\n", name.c_str(), number(tern, 2).c_str(), "",
              static_cast<int>(unit.size()), unit.data(), number(bound, 0).c_str());
  std::fflush(stdout);
  if (tern > bound) behind_.push_back(name);
}

void ServeReport::print_summary() const {
  for (size_t i = 0; i < behind_.size(); ++i)
    std::printf("%s %s", i == 0 ? "\nbehind:" : ",", behind_[i].c_str());
  if (!behind_.empty()) std::printf("\n");
}

}  // namespace tern::bench
