#pragma once

#include <cmath>
#include <cstring>

#include "engine/extensions/vectors/kernels.h"

// What the sets of kernels share: how one pair of elements is taken, and how lanes become sums.

namespace tern::extensions::vectors {

using Lanes = std::array<std::array<double, kLanes>, kSumsMax>;

template <class Element>
inline Element load_element(const std::byte* at) {
  Element out;
  std::memcpy(&out, at, sizeof out);
  return out;
}

/// Adds the pair x, y to a lane. The difference of two floats stays a float: it is exact enough,
/// and its square is exact in a double.
template <SumKind Kind, class Element>
inline void take(Lanes& lanes, size_t lane, Element x, Element y) {
  const double a = x;
  const double b = y;
  if constexpr (Kind == SumKind::Squares) {
    const double difference = static_cast<Element>(x - y);
    lanes[0][lane] += difference * difference;
  } else if constexpr (Kind == SumKind::Differences) {
    lanes[0][lane] += std::fabs(static_cast<Element>(x - y));
  } else if constexpr (Kind == SumKind::Intersections) {
    const double pair[] = {a, b};  // indexed: branches on it would be guessed wrong half the time
    const bool is_less = a < b;
    lanes[0][lane] += pair[is_less ? 0 : 1];
    lanes[1][lane] += pair[is_less ? 1 : 0];
  } else {
    lanes[0][lane] += a * b;
    if constexpr (Kind != SumKind::Products) lanes[1][lane] += a * a;
    if constexpr (Kind == SumKind::Angles) lanes[2][lane] += b * b;
  }
}

/// Takes the elements that do not fill all lanes.
template <SumKind Kind, class Element>
inline void take_rest(Lanes& lanes, const std::byte* x, const std::byte* y, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    take<Kind>(lanes, i, load_element<Element>(x + i * sizeof(Element)),
               load_element<Element>(y + i * sizeof(Element)));
  }
}

constexpr size_t sum_count(SumKind kind) {
  if (kind == SumKind::Angles) return 3;
  return kind == SumKind::Projections || kind == SumKind::Intersections ? 2 : 1;
}

/// Adds halves to halves: the order that vector registers are added up in.
inline double add_lanes(std::array<double, kLanes>& lanes) {
  for (size_t width = kLanes / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) lanes[i] += lanes[i + width];
  }
  return lanes[0];
}

template <SumKind Kind>
inline void add_up(Lanes& lanes, Sums& out) {
  for (size_t i = 0; i < sum_count(Kind); ++i) out[i] = add_lanes(lanes[i]);
}

}  // namespace tern::extensions::vectors
