#include "engine/extensions/vectors/distance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/extensions/vectors/kernels.h"

// Distances from the sums that kernels make.
// Source: Turso documentation, "Vector Functions"; for float8 and float1bit vectors libSQL,
// vectorfloat8.c and vector1bit.c.

namespace tern::extensions::vectors {
namespace {

SumKind kind_of(Metric metric) {
  switch (metric) {
    case Metric::Cosine:
      return SumKind::Angles;
    case Metric::L2:
      return SumKind::Squares;
    case Metric::L1:
      return SumKind::Differences;
    case Metric::Dot:
      return SumKind::Products;
    case Metric::Jaccard:
      return SumKind::Intersections;
  }
  return SumKind::Products;
}

/// 1 - xy / (|x| |y|), of squared norms. NaN if one of them is 0.
double cosine_distance(double xy, double xx, double yy) {
  const double product = xx * yy;
  // The root of a product is exact where x is y, but a product may leave the range of doubles.
  const double norms = std::isnormal(product) ? std::sqrt(product) : std::sqrt(xx) * std::sqrt(yy);
  return std::clamp(1.0 - xy / norms, 0.0, 2.0);  // NaN stays
}

double distance_from(Metric metric, const Sums& sums) {
  switch (metric) {
    case Metric::Cosine:
      return cosine_distance(sums[0], sums[1], sums[2]);
    case Metric::L2:
      return std::sqrt(sums[0]);
    case Metric::L1:
      return sums[0];
    case Metric::Dot:
      return 0.0 - sums[0];  // not -0.0
    case Metric::Jaccard:
      break;
  }
  return sums[1] == 0 ? std::numeric_limits<double>::quiet_NaN() : 1.0 - sums[0] / sums[1];
}

/// The product of two float8 vectors, from sums over their bytes: (ax + s)(by + t).
double float8_product(const VectorView& x, const VectorView& y, uint64_t xy, uint64_t x_sum,
                      uint64_t y_sum) {
  const double a = x.alpha;
  const double b = y.alpha;
  const double s = x.shift;
  const double t = y.shift;
  const double mixed = a * t * static_cast<double>(x_sum) + b * s * static_cast<double>(y_sum);
  return a * b * static_cast<double>(xy) + mixed + s * t * static_cast<double>(x.dimensions);
}

Sums float8_sums(const VectorView& x, const VectorView& y) {
  const ByteSums bytes = kernels().bytes(x.elements, y.elements, x.dimensions);
  return {float8_product(x, y, bytes.xy, bytes.x, bytes.y),
          float8_product(x, x, bytes.xx, bytes.x, bytes.x),
          float8_product(y, y, bytes.yy, bytes.y, bytes.y)};
}

/// Of small floats, which are made float32 a chunk at a time.
Sums decoded_sums(SumKind kind, const VectorView& x, const VectorView& y) {
  const SumKernel kernel = kernels().float32[static_cast<size_t>(kind)];
  Sums out{};
  float x_chunk[kChunk];
  float y_chunk[kChunk];
  for (size_t first = 0; first < x.dimensions; first += kChunk) {
    const size_t count = std::min(kChunk, x.dimensions - first);
    decode(x, first, std::span(x_chunk).first(count));
    decode(y, first, std::span(y_chunk).first(count));
    Sums sums{};
    kernel(std::as_bytes(std::span(x_chunk)).data(), std::as_bytes(std::span(y_chunk)).data(),
           count, sums);
    for (size_t i = 0; i < kSumsMax; ++i) out[i] += sums[i];
  }
  return out;
}

/// `y_norm`: of the second vector, or null. Into `out`, where they stay: to copy what was written
/// just now in other pieces makes processors wait.
void sum_plain(Metric metric, const Float32Pair& pair, const double* y_norm, Sums& out) {
  const bool is_norm_known = metric == Metric::Cosine && y_norm;
  const SumKind kind = is_norm_known ? SumKind::Projections : kind_of(metric);
  kernels().float32[static_cast<size_t>(kind)](pair.x, pair.y, pair.dimensions, out);
  if (is_norm_known) out[2] = *y_norm;
}

Sums sums_of(Metric metric, const VectorView& x, const VectorView& y,
             std::optional<double> y_norm) {
  Sums out{};
  if (x.type == ElementType::Float32) {
    sum_plain(metric, {x.elements, y.elements, x.dimensions}, y_norm ? &*y_norm : nullptr, out);
    return out;
  }
  const SumKind kind = kind_of(metric);
  if (x.type == ElementType::Float64) {
    kernels().float64[static_cast<size_t>(kind)](x.elements, y.elements, x.dimensions, out);
    return out;
  }
  const bool is_of_products = metric == Metric::Cosine || metric == Metric::Dot;
  if (x.type == ElementType::Float8 && is_of_products) return float8_sums(x, y);
  return decoded_sums(kind, x, y);
}

/// Bits are +1 and -1, but sets for Jaccard. What libSQL calls their cosine distance is how many
/// differ.
double bit_distance(Metric metric, const VectorView& x, const VectorView& y) {
  const size_t whole_bytes = x.dimensions / 8;
  BitCounts bits = kernels().bits(x.elements, y.elements, whole_bytes);
  if (const size_t rest = x.dimensions % 8; rest != 0) {
    const std::byte mask{static_cast<unsigned char>((1U << rest) - 1)};
    const std::byte last_x = x.elements[whole_bytes] & mask;
    const std::byte last_y = y.elements[whole_bytes] & mask;
    const BitCounts last = kernels().bits(&last_x, &last_y, 1);
    bits = {bits.differ + last.differ, bits.both + last.both, bits.either + last.either};
  }
  const auto differ = static_cast<double>(bits.differ);
  switch (metric) {
    case Metric::L1:
      return 2 * differ;
    case Metric::Dot:
      return 2 * differ - static_cast<double>(x.dimensions);
    case Metric::Jaccard:
      return 1.0 - static_cast<double>(bits.both) / static_cast<double>(bits.either);
    default:
      return differ;
  }
}

}  // namespace

std::optional<double> squared_norm(const VectorView& x) {
  if (x.type != ElementType::Float32) return std::nullopt;
  Sums out{};
  const auto index = static_cast<size_t>(SumKind::Products);
  kernels().float32[index](x.elements, x.elements, x.dimensions, out);
  return out[0];
}

bool float32_distance(Metric metric, const Float32Pair& pair, const double* y_norm, double& out) {
  Sums sums{};
  sum_plain(metric, pair, y_norm, sums);
  if (!std::isfinite(sums[0] + sums[1] + sums[2])) [[unlikely]]
    return false;
  out = distance_from(metric, sums);
  return true;
}

Result<double> distance(Metric metric, const VectorView& x, const VectorView& y,
                        std::optional<double> y_norm) {
  if (x.type == ElementType::Float1Bit) return bit_distance(metric, x, y);
  const Sums sums = sums_of(metric, x, y, y_norm);
  // An element that is not finite makes some sum so, whatever the metric. Sums of finite ones may
  // still leave the range of doubles.
  if (!std::isfinite(sums[0] + sums[1] + sums[2])) [[unlikely]] {
    TRY(check_finite(x));
    TRY(check_finite(y));
  }
  return distance_from(metric, sums);
}

}  // namespace tern::extensions::vectors
