#pragma once

#include <string>
#include <vector>

#include "engine/expr/frame.h"
#include "engine/plan/plan.h"
#include "engine/record/record.h"

namespace tern::exec {

/// The value of `expr` as a key column of `affinity` is compared with it. `holder` keeps its bytes.
Status key_value(expr::Frame& frame, const expr::Expr& expr, record::Affinity affinity,
                 record::Value& holder);

/// The distinct values, without NULL, of the right side of an IN, sorted as `column` orders them.
Result<std::vector<record::Value>> in_values(expr::Frame& frame, const expr::Expr& in,
                                             record::Affinity affinity,
                                             const record::KeyColumn& column);

/// Those values with NULL, where it is among them, as a column of `affinity` keeps them; of equal
/// ones the last that is written.
Result<std::vector<record::Value>> in_values_with_null(expr::Frame& frame, const expr::Expr& in,
                                                       record::Affinity affinity,
                                                       const record::Collation& collation);

}  // namespace tern::exec
