#pragma once

#include <string>

#include "engine/extensions/vectors/vector_view.h"

namespace tern::extensions::vectors {

/// Makes `out` the blob of `from` as a vector of `type`. Requires: `from` does not view `out`.
/// Errors: Error: an element is not finite, or beyond the range of `type`.
Status convert(const VectorView& from, ElementType type, std::string& out);

}  // namespace tern::extensions::vectors
