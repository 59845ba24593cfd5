#include "engine/extensions/vectors/convert.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/extensions/vectors/half_float.h"

// From one type of elements to another, by way of float32.
// Source: libSQL, vector.c and vectorfloat8.c: what a float8 vector's parameters are, and that a
// bit says whether an element is above zero.

namespace tern::extensions::vectors {
namespace {

std::unexpected<Error> out_of_range(ElementType type, size_t position) {
  std::string text = "vector: element at position " + std::to_string(position);
  text.append(" is out of the range of ").append(name_of(type));
  return fail(ErrorCode::Error, std::move(text));
}

template <class Element>
void store_element(std::string& out, size_t index, Element value) {
  std::memcpy(out.data() + index * sizeof value, &value, sizeof value);
}

/// Calls store(index, value) for all elements until it says that a value is out of range.
template <class Store>
Status store_all(const VectorView& from, ElementType type, Store store) {
  float chunk[kChunk];
  for (size_t first = 0; first < from.dimensions; first += kChunk) {
    const size_t count = std::min(kChunk, from.dimensions - first);
    decode(from, first, std::span(chunk).first(count));
    for (size_t i = 0; i < count; ++i) {
      if (!std::isfinite(chunk[i]) || !store(first + i, chunk[i])) {
        return out_of_range(type, first + i);
      }
    }
  }
  return ok();
}

Status to_1bit(const VectorView& from, std::string& out) {
  const auto set = [&out](size_t i) {
    out[i / 8] = static_cast<char>(static_cast<unsigned char>(out[i / 8]) | (1U << (i % 8)));
  };
  if (from.type == ElementType::Float64) {  // what is above zero need not be so as a float32
    for (size_t i = 0; i < from.dimensions; ++i) {
      if (load_le<double>(from.elements + i * sizeof(double)) > 0) set(i);
    }
    return ok();
  }
  return store_all(from, ElementType::Float1Bit, [&](size_t i, float value) {
    if (value > 0) set(i);
    return true;
  });
}

/// A byte spans the 255 steps from the least element to the greatest.
Status to_float8(const VectorView& from, std::string& out) {
  constexpr ElementType kType = ElementType::Float8;
  float least = std::numeric_limits<float>::max();
  float greatest = std::numeric_limits<float>::lowest();
  TRY(store_all(from, kType, [&](size_t, float value) {
    least = std::min(least, value);
    greatest = std::max(greatest, value);
    return true;
  }));
  if (from.dimensions == 0) least = greatest = 0;
  const float alpha = (greatest - least) / 255;
  if (!std::isfinite(alpha)) {
    return fail(ErrorCode::Error, "vector: elements are too far apart for float8");
  }
  TRY(store_all(from, kType, [&](size_t i, float value) {
    const float step = alpha > 0 ? (value - least) / alpha : 0;
    out[i] = static_cast<char>(std::lround(std::clamp(step, 0.0f, 255.0f)));
    return true;
  }));
  const size_t parameters = (from.dimensions + 3) / 4 * 4;
  store_element(out, parameters / sizeof alpha, alpha);
  store_element(out, parameters / sizeof alpha + 1, least);
  return ok();
}

/// Copies what lies in elements, and not what is between them and the end.
void copy_elements(const VectorView& from, std::string& out) {
  const size_t n = from.dimensions;
  if (n == 0) return;
  if (from.type == ElementType::Float8) {
    std::memcpy(out.data(), from.elements, n);
    store_element(out, (n + 3) / 4, from.alpha);
    store_element(out, (n + 3) / 4 + 1, from.shift);
    return;
  }
  std::memcpy(out.data(), from.elements, out.size());
  if (from.type == ElementType::Float1Bit && n % 8 != 0) {
    out.back() = static_cast<char>(static_cast<unsigned char>(out.back()) & ((1U << n % 8) - 1));
  }
}

Status store_elements(const VectorView& from, ElementType type, std::string& out) {
  switch (type) {
    case ElementType::Float32:
      return store_all(from, type, [&](size_t i, float value) {
        store_element(out, i, value);
        return true;
      });
    case ElementType::Float64:
      return store_all(from, type, [&](size_t i, float value) {
        store_element(out, i, static_cast<double>(value));
        return true;
      });
    case ElementType::Float1Bit:
      return to_1bit(from, out);
    case ElementType::Float8:
      return to_float8(from, out);
    case ElementType::Float16:
      return store_all(from, type, [&](size_t i, float value) {
        const uint16_t half = half_of_float(value);
        store_element(out, i, half);
        return std::isfinite(float_of_half(half));
      });
    case ElementType::FloatB16:
      return store_all(from, type, [&](size_t i, float value) {
        store_element(out, i, bfloat_of_float(value));
        return true;
      });
  }
  return ok();
}

}  // namespace

Status convert(const VectorView& from, ElementType type, std::string& out) {
  TRY(check_finite(from));
  out.assign(data_size(type, from.dimensions), '\0');
  if (from.type == type) {
    copy_elements(from, out);
  } else {
    TRY(store_elements(from, type, out));
  }
  finish_blob(type, from.dimensions, out);
  return ok();
}

}  // namespace tern::extensions::vectors
