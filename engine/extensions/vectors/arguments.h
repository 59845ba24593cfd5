#pragma once

#include "engine/extensions/vectors/distance.h"
#include "engine/extensions/vectors/vector_view.h"
#include "engine/functions/function.h"

namespace tern::extensions::vectors {

/// A vector that is not NULL: a blob, or the text of one, whose elements go into `elements` as
/// float32. Lifetime: as `value` and `elements`.
/// Errors: Error: it is neither.
Result<VectorView> read_vector(record::ValueView value, std::string& elements);

/// Errors: Error "function: vectors must have the same type: a != b".
Status check_same_type(std::string_view function, const VectorView& x, const VectorView& y);

/// The functions on two vectors; NULL if one is NULL. Instances: of every metric.
template <Metric M>
Result<record::ValueView> call_distance(functions::Call& call, functions::Arguments a);
/// The same for several rows.
template <Metric M>
Status call_distances(functions::Call& call, const functions::CallBatch& batch);

}  // namespace tern::extensions::vectors
