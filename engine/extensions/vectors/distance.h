#pragma once

#include <optional>

#include "engine/extensions/vectors/vector_view.h"

namespace tern::extensions::vectors {

enum class Metric : uint8_t { Cosine, L2, L1, Dot, Jaccard };

/// x * x for a Cosine distance; nothing for types that do not keep it.
std::optional<double> squared_norm(const VectorView& x);

/// The distance of two vectors of one type and size, or NaN where it is not defined (a direction of
/// no length, two empty sets). `y_norm`: squared_norm(y), where it is known.
/// Requires: the metric is not L2 for bits.
/// Errors: Error: an element is not finite.
Result<double> distance(Metric metric, const VectorView& x, const VectorView& y,
                        std::optional<double> y_norm = std::nullopt);

}  // namespace tern::extensions::vectors
