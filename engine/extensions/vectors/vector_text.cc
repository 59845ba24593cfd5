#include "engine/extensions/vectors/vector_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "engine/base/numeric_text.h"

namespace tern::extensions::vectors {
namespace {

std::string_view without_space(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool may_be_in_number(char c) {
  return is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

/// A decimal number, rounded to the nearest double; infinite if it is too large for one.
std::optional<double> parse_number_token(std::string_view token) {
  if (!std::ranges::all_of(token, may_be_in_number)) return std::nullopt;  // "inf" is none
  const std::string_view signless =
      token.starts_with('+') && !token.starts_with("+-") ? token.substr(1) : token;
  const char* const end = signless.data() + signless.size();
  double value = 0;
  const std::from_chars_result result = std::from_chars(signless.data(), end, value);
  if (result.ptr != end || result.ec == std::errc::invalid_argument) return std::nullopt;
  // Out of range is also what is too small: zero.
  return result.ec == std::errc() ? value : parse_number(token).real;
}

std::unexpected<Error> wrong_number(std::string_view what, size_t position,
                                    std::string_view token) {
  constexpr size_t kShownMax = 40;
  std::string text = "vector: ";
  text.append(what).append(" at position ").append(std::to_string(position)).append(": '");
  text.append(token.substr(0, kShownMax)).append(token.size() > kShownMax ? "...'" : "'");
  return fail(ErrorCode::Error, std::move(text));
}

template <class Element>
void append_element(std::string& out, Element value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

Status append_number(std::string_view token, ElementType type, size_t position, std::string& out) {
  if (token.size() > kNumberLengthMax) {
    return fail(ErrorCode::Error, "vector: float string length exceeded " +
                                      std::to_string(kNumberLengthMax) + " characters");
  }
  const std::optional<double> value = parse_number_token(token);
  if (!value) return wrong_number("invalid float", position, token);
  if (position >= kDimensionsMax) {
    return fail(ErrorCode::Error, "vector: max size exceeded " + std::to_string(kDimensionsMax));
  }
  const bool is_double = type == ElementType::Float64;
  const auto narrow = static_cast<float>(*value);
  if (!std::isfinite(is_double ? *value : narrow)) {
    return wrong_number("float out of range", position, token);
  }
  if (is_double) {
    append_element(out, *value);
  } else {
    append_element(out, narrow);
  }
  return ok();
}

/// As printf's %g writes a number, but with all its digits.
template <class Element>
void append_shortest(std::string& out, Element value) {
  char digits[64];
  const std::to_chars_result result =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general);
  out.append(digits, static_cast<size_t>(result.ptr - digits));
}

}  // namespace

Result<VectorView> parse_text(std::string_view text, ElementType type, std::string& out) {
  out.clear();
  text = without_space(text);
  if (!text.starts_with('[')) return fail(ErrorCode::Error, "vector: must start with '['");
  text.remove_prefix(1);
  size_t count = 0;
  for (bool is_last = false; !is_last;) {
    const size_t end = text.find_first_of(",]");
    if (end == std::string_view::npos) return fail(ErrorCode::Error, "vector: must end with ']'");
    is_last = text[end] == ']';
    const std::string_view token = without_space(text.substr(0, end));
    text.remove_prefix(end + 1);
    if (is_last && count == 0 && token.empty()) break;
    TRY(append_number(token, type, count, out));
    ++count;
  }
  if (!text.empty()) {
    return fail(ErrorCode::Error, "vector: non-space symbols after closing ']' are forbidden");
  }
  return VectorView{.type = type, .dimensions = count, .elements = tern::as_bytes(out).data()};
}

Status append_text(std::string& out, const VectorView& vector) {
  TRY(check_finite(vector));
  out += '[';
  float chunk[kChunk];
  for (size_t first = 0; first < vector.dimensions; first += kChunk) {
    const size_t count = std::min(kChunk, vector.dimensions - first);
    const bool is_double = vector.type == ElementType::Float64;
    if (!is_double) decode(vector, first, std::span(chunk).first(count));
    for (size_t i = 0; i < count; ++i) {
      if (first + i > 0) out += ',';
      if (is_double) {
        append_shortest(out, load_le<double>(vector.elements + (first + i) * sizeof(double)));
      } else {
        append_shortest(out, chunk[i]);
      }
    }
  }
  out += ']';
  return ok();
}

}  // namespace tern::extensions::vectors
