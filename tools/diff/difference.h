#pragma once

#include "tools/diff/compare.h"

namespace tern::diff {

/// What the two did differently at `step`.
Divergence difference(const Step& step, const Outcome& reference, const Outcome& tern,
                      const CompareOptions& options);

/// Of a file that Tern does not open.
Divergence not_opened(const std::string& why);

/// "ok, 3 rows", or the error.
std::string outcome_text(const Outcome& outcome);

}  // namespace tern::diff
