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

/// Two float32 vectors, as most are: where their elements are.
struct Float32Pair {
  const std::byte* x;
  const std::byte* y;
  size_t dimensions;
};

/// distance() in the shortest way. False where only that one knows whether it is an error.
/// `y_norm`: squared_norm() of the second one, or null.
bool float32_distance(Metric metric, const Float32Pair& pair, const double* y_norm, double& out);

}  // namespace tern::extensions::vectors
