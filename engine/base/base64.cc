#include "engine/base/base64.h"

#include <array>

namespace tern {
namespace {

using Alphabet = std::array<char, 64>;
constexpr uint8_t kNoDigit = 255;

constexpr Alphabet alphabet_ending_with(char digit62, char digit63) {
  constexpr std::string_view kCommon =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  Alphabet out{};
  for (size_t i = 0; i < kCommon.size(); ++i) out[i] = kCommon[i];
  out[62] = digit62;
  out[63] = digit63;
  return out;
}

constexpr std::array<uint8_t, 256> digits_of(const Alphabet& alphabet) {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < alphabet.size(); ++i)
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<uint8_t>(i);
  return digits;
}

// By Base64.
constexpr std::array kAlphabets = {alphabet_ending_with('+', '/'), alphabet_ending_with('-', '_')};
constexpr std::array kDigits = {digits_of(kAlphabets[0]), digits_of(kAlphabets[1])};

}  // namespace

void append_base64(std::string& out, Bytes bytes, Base64 alphabet) {
  const Alphabet& letters = kAlphabets[static_cast<size_t>(alphabet)];
  const auto digit = [&](uint32_t group, int shift) { return letters[(group >> shift) & 63]; };
  const auto byte = [&bytes](size_t i) { return std::to_integer<uint32_t>(bytes[i]); };
  size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    const char digits[] = {digit(group, 18), digit(group, 12), digit(group, 6), digit(group, 0)};
    out.append(digits, 4);
  }
  const size_t left = bytes.size() - i;
  if (left == 0) return;
  const uint32_t group = byte(i) << 16 | (left == 2 ? byte(i + 1) << 8 : 0);
  out += digit(group, 18);
  out += digit(group, 12);
  if (left == 2) out += digit(group, 6);
}

std::optional<size_t> base64_size(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  return text.size() / 4 * 3 + text.size() % 4 * 3 / 4;
}

bool decode_base64(std::string_view text, Base64 alphabet, SpareBits spare, std::byte* out) {
  const auto& digits = kDigits[static_cast<size_t>(alphabet)];
  uint32_t bits = 0;
  int bit_count = 0;
  for (const char c : text) {
    const uint8_t digit = digits[static_cast<unsigned char>(c)];
    if (digit == kNoDigit) return false;
    bits = bits << 6 | digit;
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    *out++ = static_cast<std::byte>(bits >> bit_count);
  }
  return spare == SpareBits::Any || (bits & ((1U << bit_count) - 1)) == 0;
}

}  // namespace tern
