#pragma once

#include "tools/diff/compare.h"
#include "tools/diff/side.h"

namespace tern::diff {

/// Do both hold the same tables with the same rows, in whatever order, and the same schema text?
Divergence compare_content(Side& reference, Side& tern, const CompareOptions& options);

}  // namespace tern::diff
