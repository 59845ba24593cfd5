#include "tools/diff/plan_variant.h"

#include "tools/diff/random.h"

namespace tern::diff {
namespace {

constexpr size_t kRules = 12;  // engine/plan: bits of PRAGMA tern_rewrites
constexpr int64_t kAllRules = -1;
constexpr int64_t kNoRules = 0;

int64_t without(size_t rule) { return ~(int64_t{1} << rule); }

}  // namespace

PlanVariant PlanVariant::of_case(uint64_t number) {
  Random random(number);
  const bool is_bare = random.chance(50);
  if (is_bare && random.chance(40)) return {kAllRules, true};
  if (random.chance(35)) return {kNoRules, is_bare};
  return {without(random.below(kRules)), is_bare};
}

std::vector<PlanVariant> PlanVariant::all() {
  std::vector<PlanVariant> out{{kAllRules, true}};
  for (const bool is_bare : {false, true}) {
    out.push_back({kNoRules, is_bare});
    for (size_t rule = 0; rule < kRules; ++rule) out.push_back({without(rule), is_bare});
  }
  return out;
}

}  // namespace tern::diff
