#include "daemon/hrana/base64.h"

#include <array>

namespace tern::daemon::hrana {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 255;

constexpr auto kDigits = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return digits;
}();

}  // namespace

void append_base64(std::string& out, Bytes bytes) {
  const auto digit = [](uint32_t group, int shift) { return kAlphabet[(group >> shift) & 63]; };
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

std::optional<Bytes> decode_base64(std::string_view text, ByteArena& arena) {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  const size_t size = text.size() * 3 / 4;
  std::byte* const out = arena.allocate(size);
  uint32_t bits = 0;
  int bit_count = 0;
  size_t at = 0;
  for (const char c : text) {
    const uint8_t digit = kDigits[static_cast<unsigned char>(c)];
    if (digit == kNoDigit) return std::nullopt;
    bits = bits << 6 | digit;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      out[at++] = static_cast<std::byte>(bits >> bit_count);
    }
  }
  return Bytes(out, size);
}

}  // namespace tern::daemon::hrana
