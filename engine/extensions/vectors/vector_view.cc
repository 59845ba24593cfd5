#include "engine/extensions/vectors/vector_view.h"

#include <algorithm>
#include <cmath>

#include "engine/extensions/vectors/half_float.h"

namespace tern::extensions::vectors {
namespace {

constexpr size_t round_up_to_4(size_t n) { return (n + 3) / 4 * 4; }
constexpr size_t kParametersSize = 2 * sizeof(float);  // alpha and shift

size_t element_size(ElementType type) {
  if (type == ElementType::Float64) return sizeof(double);
  return type == ElementType::Float32 ? sizeof(float) : sizeof(uint16_t);
}

std::unexpected<Error> wrong_length(ElementType type, std::string_view rule, size_t size) {
  std::string text = "vector: ";
  text.append(name_of(type)).append(" vector blob length must be ").append(rule);
  text.append(": length=").append(std::to_string(size));
  return fail(ErrorCode::Error, std::move(text));
}

Result<VectorView> within_limit(VectorView vector) {
  if (vector.dimensions <= kDimensionsMax) return vector;
  return fail(ErrorCode::Error, "vector: max size exceeded: " + std::to_string(vector.dimensions) +
                                    " > " + std::to_string(kDimensionsMax));
}

/// Of types whose elements are whole bytes with nothing but the type behind them.
Result<VectorView> parse_plain(ElementType type, Bytes data) {
  const size_t size = element_size(type);
  if (data.size() % size != 0) {
    const std::string_view rule = size == 8   ? "divisible by 8 (excluding 'type'-byte)"
                                  : size == 4 ? "divisible by 4 (excluding optional 'type'-byte)"
                                              : "divisible by 2 (excluding 'type'-byte)";
    return wrong_length(type, rule, data.size());
  }
  return within_limit({.type = type, .dimensions = data.size() / size, .elements = data.data()});
}

/// `data` ends with the count of bits that are no elements.
Result<VectorView> parse_1bit(Bytes data) {
  const ElementType type = ElementType::Float1Bit;
  if (data.empty()) return wrong_length(type, "at least 3", 1);
  const size_t unused = std::to_integer<size_t>(data.back());
  const size_t bits = data.size() * 8;
  const size_t dimensions = bits - std::min(bits, unused);
  if (unused > bits || blob_size(type, dimensions) != data.size() + 1) {
    return wrong_length(type, "what its count of trailing bits says", data.size());
  }
  return within_limit({.type = type, .dimensions = dimensions, .elements = data.data()});
}

/// `data` ends with a zero and the count of bytes that are padding.
Result<VectorView> parse_float8(Bytes data) {
  const ElementType type = ElementType::Float8;
  constexpr size_t kBehindElements = kParametersSize + 2;
  const size_t padding = data.empty() ? 0 : std::to_integer<size_t>(data.back());
  const size_t dimensions = data.size() - std::min(data.size(), kBehindElements + padding);
  const bool is_padded_so = round_up_to_4(dimensions) - dimensions == padding;
  if (!is_padded_so || blob_size(type, dimensions) != data.size() + 1) {
    return wrong_length(type, "what its count of trailing bytes says", data.size());
  }
  const std::byte* const parameters = data.data() + round_up_to_4(dimensions);
  return within_limit({.type = type,
                       .dimensions = dimensions,
                       .elements = data.data(),
                       .alpha = load_le<float>(parameters),
                       .shift = load_le<float>(parameters + sizeof(float))});
}

}  // namespace

std::string_view name_of(ElementType type) {
  switch (type) {
    case ElementType::Float32:
      return "float32";
    case ElementType::Float64:
      return "float64";
    case ElementType::Float1Bit:
      return "float1bit";
    case ElementType::Float8:
      return "float8";
    case ElementType::Float16:
      return "float16";
    case ElementType::FloatB16:
      return "floatb16";
  }
  return "";
}

size_t data_size(ElementType type, size_t dimensions) {
  if (type == ElementType::Float1Bit) return (dimensions + 7) / 8;
  if (type == ElementType::Float8) return round_up_to_4(dimensions) + kParametersSize;
  return dimensions * element_size(type);
}

size_t blob_size(ElementType type, size_t dimensions) {
  const size_t data = data_size(type, dimensions);
  if (type == ElementType::Float32) return data;
  if (type == ElementType::Float1Bit) return data + (data % 2 == 0 ? 3 : 2);
  return type == ElementType::Float8 ? data + 3 : data + 1;
}

Result<VectorView> parse_blob(Bytes blob) {
  if (blob.size() % 2 == 0) return parse_plain(ElementType::Float32, blob);
  const int mark = std::to_integer<int>(blob.back());
  const Bytes data = blob.first(blob.size() - 1);
  const auto type = static_cast<ElementType>(mark);
  switch (type) {
    case ElementType::Float32:
    case ElementType::Float64:
    case ElementType::Float16:
    case ElementType::FloatB16:
      return parse_plain(type, data);
    case ElementType::Float1Bit:
      return parse_1bit(data);
    case ElementType::Float8:
      return parse_float8(data);
  }
  return fail(ErrorCode::Error, "vector: unexpected binary type: " + std::to_string(mark));
}

void finish_blob(ElementType type, size_t dimensions, std::string& out) {
  const size_t size = blob_size(type, dimensions);
  const size_t data = data_size(type, dimensions);
  out.resize(size, '\0');
  if (type == ElementType::Float32) return;
  out[size - 1] = static_cast<char>(type);
  if (type == ElementType::Float1Bit) {
    out[size - 2] = static_cast<char>(8 * (size - 1) - dimensions);
  } else if (type == ElementType::Float8) {
    out[size - 2] = static_cast<char>(data - kParametersSize - dimensions);
  }
}

void decode(const VectorView& vector, size_t first, std::span<float> out) {
  const std::byte* const at = vector.elements;
  const auto half = [&](size_t i) { return load_le<uint16_t>(at + 2 * (first + i)); };
  switch (vector.type) {
    case ElementType::Float32:
      std::memcpy(out.data(), at + first * sizeof(float), out.size_bytes());
      return;
    case ElementType::Float64:
      for (size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<float>(load_le<double>(at + (first + i) * sizeof(double)));
      }
      return;
    case ElementType::Float1Bit:
      for (size_t i = 0; i < out.size(); ++i) {
        const size_t bit = first + i;
        out[i] = ((std::to_integer<unsigned>(at[bit / 8]) >> (bit % 8)) & 1) != 0 ? 1.0f : -1.0f;
      }
      return;
    case ElementType::Float8:
      for (size_t i = 0; i < out.size(); ++i) {
        const auto step = static_cast<float>(std::to_integer<uint8_t>(at[first + i]));
        out[i] = vector.alpha * step + vector.shift;
      }
      return;
    case ElementType::Float16:
      for (size_t i = 0; i < out.size(); ++i) out[i] = float_of_half(half(i));
      return;
    case ElementType::FloatB16:
      for (size_t i = 0; i < out.size(); ++i) out[i] = float_of_bfloat(half(i));
      return;
  }
}

Status check_finite(const VectorView& vector) {
  const auto wrong = [](size_t at) {
    return fail(ErrorCode::Error,
                "vector: element at position " + std::to_string(at) + " is not a finite number");
  };
  if (vector.type == ElementType::Float64) {
    for (size_t i = 0; i < vector.dimensions; ++i) {
      if (!std::isfinite(load_le<double>(vector.elements + i * sizeof(double)))) return wrong(i);
    }
    return ok();
  }
  float chunk[kChunk];
  for (size_t first = 0; first < vector.dimensions; first += kChunk) {
    const size_t count = std::min(kChunk, vector.dimensions - first);
    decode(vector, first, std::span(chunk).first(count));
    for (size_t i = 0; i < count; ++i) {
      if (!std::isfinite(chunk[i])) return wrong(first + i);
    }
  }
  return ok();
}

}  // namespace tern::extensions::vectors
