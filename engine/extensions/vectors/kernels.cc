#include "engine/extensions/vectors/kernels.h"

#include <bit>

#include "engine/extensions/vectors/kernel_steps.h"

// Kernels for any processor, and the choice among all.

namespace tern::extensions::vectors {
namespace {

template <SumKind Kind, class Element>
void sum_portably(const std::byte* x, const std::byte* y, size_t count, Sums& out) {
  Lanes lanes{};
  constexpr size_t kStep = kLanes * sizeof(Element);
  for (; count >= kLanes; count -= kLanes, x += kStep, y += kStep) {
    take_rest<Kind, Element>(lanes, x, y, kLanes);
  }
  take_rest<Kind, Element>(lanes, x, y, count);
  add_up<Kind>(lanes, out);
}

template <class Element>
constexpr std::array<SumKernel, kSumKinds> portable_sums() {
  return {
      sum_portably<SumKind::Products, Element>,    sum_portably<SumKind::Projections, Element>,
      sum_portably<SumKind::Angles, Element>,      sum_portably<SumKind::Squares, Element>,
      sum_portably<SumKind::Differences, Element>, sum_portably<SumKind::Intersections, Element>};
}

ByteSums sum_bytes(const std::byte* x, const std::byte* y, size_t count) {
  ByteSums out;
  for (size_t i = 0; i < count; ++i) {
    const auto a = std::to_integer<uint32_t>(x[i]);
    const auto b = std::to_integer<uint32_t>(y[i]);
    out.x += a;
    out.y += b;
    out.xx += a * a;
    out.yy += b * b;
    out.xy += a * b;
  }
  return out;
}

BitCounts count_bits(const std::byte* x, const std::byte* y, size_t count_bytes) {
  BitCounts out;
  const auto take_word = [&out](uint64_t a, uint64_t b) {
    out.differ += static_cast<uint64_t>(std::popcount(a ^ b));
    out.both += static_cast<uint64_t>(std::popcount(a & b));
    out.either += static_cast<uint64_t>(std::popcount(a | b));
  };
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= count_bytes; i += sizeof(uint64_t)) {
    take_word(load_element<uint64_t>(x + i), load_element<uint64_t>(y + i));
  }
  for (; i < count_bytes; ++i) {
    take_word(std::to_integer<uint64_t>(x[i]), std::to_integer<uint64_t>(y[i]));
  }
  return out;
}

}  // namespace

const Kernels& portable_kernels() {
  static constexpr Kernels kPortable = {portable_sums<float>(), portable_sums<double>(), sum_bytes,
                                        count_bits};
  return kPortable;
}

const Kernels& kernels() {
  static const Kernels& kBest = avx2_kernels() ? *avx2_kernels() : portable_kernels();
  return kBest;
}

}  // namespace tern::extensions::vectors
