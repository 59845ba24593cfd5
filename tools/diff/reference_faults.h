#pragma once

#include "tools/diff/compare.h"
#include "tools/diff/reference_way.h"
#include "tools/diff/script.h"

namespace tern::diff {

/// What the reference is known to do wrong where the two came apart, shown by running the script
/// once more on it alone, as a line to count; null: nothing.
const char* fault_of_reference(const ReferenceWay& way, const Script& script,
                               const Divergence& found, const CompareOptions& options);

}  // namespace tern::diff
