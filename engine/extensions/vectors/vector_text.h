#pragma once

#include <string>
#include <string_view>

#include "engine/extensions/vectors/vector_view.h"

namespace tern::extensions::vectors {

/// Longest number in a text. Units: bytes.
constexpr size_t kNumberLengthMax = 1024;

/// Reads a JSON array of numbers, and puts its elements, of `type`, into `out`. Gives back the
/// vector, which views `out`. Requires: `type` is Float32 or Float64.
/// Errors: Error: it is none; a number is not finite in `type`; too many of them.
Result<VectorView> parse_text(std::string_view text, ElementType type, std::string& out);

/// Appends the array: each number in as few digits as tell it from others of its type.
/// Errors: Error: an element is not finite.
Status append_text(std::string& out, const VectorView& vector);

}  // namespace tern::extensions::vectors
