#pragma once

#include "tools/diff/coverage.h"
#include "tools/diff/outcome.h"
#include "tools/diff/script.h"

namespace tern::diff {

/// Tells `coverage` which form of statement `step` is, and how it ended.
void cover_change(const Step& step, const Outcome& outcome, Coverage& coverage);

/// The forms of statements that change something, as cover_change() names them.
const Names& known_forms();

}  // namespace tern::diff
