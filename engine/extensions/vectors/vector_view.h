#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// Vectors as blobs. All numbers lie with their least significant byte first; behind the elements
// there is what kind of vector it is.
//
//   float32    4 bytes an element; nothing behind them, or a byte 1
//   float64    8 bytes an element; 2
//   float1bit  a bit an element, 1 for +1 and 0 for -1, the first one lowest in the first byte;
//              a byte of padding if that makes an even number of bytes; how many bits of all this
//              and of this byte are no elements; 3
//   float8     a byte q an element, padded to a multiple of 4; two float32, alpha and shift: the
//              element is alpha * q + shift; a byte 0; how many bytes were padded; 4
//   float16    2 bytes an element, IEEE 754 half precision; 5
//   floatb16   2 bytes an element, the upper half of a float32; 6
//
// So a blob of an even number of bytes is a float32 vector.
// Source: libSQL, vectorInt.h and vector.c: blobs can be taken over from there as they are.

namespace tern::extensions::vectors {

enum class ElementType : uint8_t {
  Float32 = 1,
  Float64 = 2,
  Float1Bit = 3,
  Float8 = 4,
  Float16 = 5,
  FloatB16 = 6
};

constexpr size_t kDimensionsMax = 65536;

std::string_view name_of(ElementType type);

/// A vector whose elements lie where somebody else keeps them, at any alignment.
/// Lifetime: as the bytes.
struct VectorView {
  ElementType type = ElementType::Float32;
  size_t dimensions = 0;
  const std::byte* elements = nullptr;
  float alpha = 0;  // of float8
  float shift = 0;
};

/// How many bytes the elements take, their padding and parameters included.
size_t data_size(ElementType type, size_t dimensions);
/// The size of the whole blob.
size_t blob_size(ElementType type, size_t dimensions);

/// Errors: Error: it is none; more dimensions than kDimensionsMax. Elements may be no numbers.
Result<VectorView> parse_blob(Bytes blob);

/// Makes `out`, which holds as many bytes as data_size() says, the blob of a vector.
void finish_blob(ElementType type, size_t dimensions, std::string& out);

/// How many elements are decoded at a time.
constexpr size_t kChunk = 256;
/// Elements first, first + 1, ... as many as `out` takes. A float64 is rounded.
void decode(const VectorView& vector, size_t first, std::span<float> out);

/// Errors: Error: an element is infinite or no number.
Status check_finite(const VectorView& vector);

}  // namespace tern::extensions::vectors
