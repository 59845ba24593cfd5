#pragma once

#include <cstddef>

namespace tern::exec {

/// What the keys of one hash join, IN subquery or recursive UNION may take. Beyond it a statement
/// fails with NoMem: they are not spilled to disk.
constexpr size_t kOperatorMemoryMax = size_t{4} << 30;

}  // namespace tern::exec
