#include "tools/bench/abi_report.h"

#include <cmath>
#include <cstdio>
#include <span>

#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

/// Empty for what is not known.
std::string rounded(double number, int decimals) {
  if (number == 0) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

std::string geometric_mean(std::span<const double> ratios) {
  if (ratios.empty()) return "";
  double logarithms = 0;
  for (const double ratio : ratios) logarithms += std::log(ratio);
  return rounded(std::exp(logarithms / static_cast<double>(ratios.size())), 2);
}

void print_names(const char* what, std::span<const std::string> names) {
  if (names.empty()) return;
  std::printf("%s:", what);
  for (const std::string& name : names) std::printf(" %s", name.c_str());
  std::printf("\n");
}

double ratio_of(const double (&cost)[2]) {
  const double tern = cost[static_cast<size_t>(EngineKind::Tern)];
  return tern == 0 ? 0 : cost[static_cast<size_t>(EngineKind::Sqlite)] / tern;
}

}  // namespace

AbiReport::AbiReport() {
  std::printf("%-16s %26s %15s %34s\n", "", "ns/operation", "", "instructions/operation");
  std::printf("%-16s %13s %12s %8s %6s %13s %12s %8s\n", "abi", "tern", "sqlite", "ratio", "goal",
              "tern", "sqlite", "ratio");
}

void AbiReport::add(const AbiWorkload& workload, const AbiMeasurement& measurement) {
  const auto& [why, ns, ratio, instructions] = measurement;
  const double instruction_ratio = ratio_of(instructions);
  std::printf("%-16s %13s %12s %8s %6s %13s %12s %8s\n", workload.name.c_str(),
              rounded(ns[0], 1).c_str(), rounded(ns[1], 1).c_str(), rounded(ratio, 2).c_str(),
              rounded(workload.goal, 1).c_str(), rounded(instructions[0], 0).c_str(),
              rounded(instructions[1], 0).c_str(), rounded(instruction_ratio, 2).c_str());
  if (!why.empty()) {
    std::printf("  FAILED: %s\n", why.c_str());
    unsound_.push_back(workload.name);
  }
  std::fflush(stdout);
  if (ratio > 0) time_ratios_.push_back(ratio);
  if (instruction_ratio > 0) instruction_ratios_.push_back(instruction_ratio);
  const double reached = ratio > 0 ? ratio : instruction_ratio;
  if (reached > 0 && reached < workload.goal) below_goal_.push_back(workload.name);
}

bool AbiReport::print_summary() const {
  std::printf("%-43s %8s %33s %7s\n", "geometric mean", geometric_mean(time_ratios_).c_str(), "",
              geometric_mean(instruction_ratios_).c_str());
  print_names("below their goal", below_goal_);
  print_names("failed or different", unsound_);
  return unsound_.empty();
}

}  // namespace tern::bench
