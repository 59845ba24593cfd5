#pragma once

#include <optional>

#include "engine/plan/plan.h"

namespace tern::plan {

/// EXISTS (SELECT ... WHERE inner = outer AND rest), turned round: the values of `inner` that rows
/// with `rest` have are computed once, and each outer row asks whether its own is among them.
struct KeyedExists {
  std::unique_ptr<bind::Query> query;  // gives the values, one column for each key
  std::vector<HashKey> keys;           // probe: over the outer rows; build: a column of `query`
};

/// Nothing: `exists` is not such. Lifetime: what is given back points into `exists`, whose rows'
/// slots it uses too: one of the two runs at a time.
std::optional<KeyedExists> keyed_exists(const bind::Query& exists, PlanContext& context);

}  // namespace tern::plan
