#pragma once

#include "tools/diff/compare.h"

namespace tern::diff {

/// A smaller script that diverges the same way: first fewer statements, then fewer tokens in them.
Script minimise(Script script, const Divergence& divergence, const CompareOptions& options);

}  // namespace tern::diff
