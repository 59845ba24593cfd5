#pragma once

#include "engine/extensions/vectors/vector_view.h"
#include "engine/functions/function.h"

namespace tern::extensions::vectors {

/// A vector that is not NULL: a blob, or the text of one, whose elements go into `elements` as
/// float32. Lifetime: as `value` and `elements`.
/// Errors: Error: it is neither.
Result<VectorView> read_vector(record::ValueView value, std::string& elements);

/// Errors: Error "function: vectors must have the same type: a != b".
Status check_same_type(std::string_view function, const VectorView& x, const VectorView& y);

// The functions on two vectors; NULL if one is NULL.
Result<record::ValueView> call_distance_cos(functions::Call& call, functions::Arguments a);
Result<record::ValueView> call_distance_l2(functions::Call& call, functions::Arguments a);
Result<record::ValueView> call_distance_l1(functions::Call& call, functions::Arguments a);
Result<record::ValueView> call_distance_dot(functions::Call& call, functions::Arguments a);
Result<record::ValueView> call_distance_jaccard(functions::Call& call, functions::Arguments a);

}  // namespace tern::extensions::vectors
