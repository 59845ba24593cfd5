#include <array>
#include <cstdint>

#include "engine/extensions/digest/codec.h"

// Codes of which each digit stands for the same number of bits: hex, base32, base64.
//
// The bits of the bytes, highest first, are cut into digits; the last digit is filled up with zero
// bits. base32 and base64 fill the last group of digits up with '='.
// Source: RFC 4648, "The Base16, Base32, and Base64 Data Encodings".
//
// Decoders take padding or none, but no wrong one, and filling bits must be zero, so that no two
// texts without padding and white space mean the same bytes ("Canonical Encoding" there).

namespace tern::extensions::digest {
namespace {

struct DigitKind {
  std::string_view name;
  std::string_view digits;           // by value
  int bits;                          // of a digit
  size_t group;                      // digits that a whole number of bytes takes
  bool pads;                         // when it writes
  bool may_pad;                      // when it is read
  std::array<int8_t, 256> values{};  // of characters; -1: not a digit
};

constexpr DigitKind with_values(DigitKind kind, bool any_case) {
  kind.values.fill(-1);
  for (size_t i = 0; i < kind.digits.size(); ++i) {
    const char digit = kind.digits[i];
    kind.values[static_cast<unsigned char>(digit)] = static_cast<int8_t>(i);
    const bool is_letter = (digit >= 'A' && digit <= 'Z') || (digit >= 'a' && digit <= 'z');
    if (any_case && is_letter) {
      kind.values[static_cast<unsigned char>(digit ^ 0x20)] = static_cast<int8_t>(i);
    }
  }
  return kind;
}

constexpr DigitKind kHexDigits = with_values({.name = "hex",
                                              .digits = "0123456789abcdef",
                                              .bits = 4,
                                              .group = 2,
                                              .pads = false,
                                              .may_pad = false},
                                             true);
constexpr DigitKind kBase32Digits = with_values({.name = "base32",
                                                 .digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                                                 .bits = 5,
                                                 .group = 8,
                                                 .pads = true,
                                                 .may_pad = true},
                                                true);
constexpr DigitKind kBase64Digits =
    with_values({.name = "base64",
                 .digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                 .bits = 6,
                 .group = 4,
                 .pads = true,
                 .may_pad = true},
                false);
constexpr DigitKind kBase64UrlDigits =
    with_values({.name = "base64url",
                 .digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
                 .bits = 6,
                 .group = 4,
                 .pads = false,
                 .may_pad = true},
                false);

/// What of `held` is in its lowest `bits` bits.
constexpr uint32_t low_bits(uint32_t held, int bits) { return held & ((1U << bits) - 1); }

template <const DigitKind& Kind>
Status encode_digits(std::string_view bytes, size_t size_max, std::string& out) {
  constexpr auto kBits = static_cast<size_t>(Kind.bits);
  const size_t digit_count = (bytes.size() * 8 + kBits - 1) / kBits;
  const size_t group_count = (digit_count + Kind.group - 1) / Kind.group;
  const size_t size = Kind.pads ? group_count * Kind.group : digit_count;
  if (size > size_max) return fail(ErrorCode::TooBig);
  out.assign(size, '=');
  char* to = out.data();
  uint32_t held = 0;  // above the bits that are held stand some that were written
  int held_bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    held_bits += 8;
    while (held_bits >= Kind.bits) {
      held_bits -= Kind.bits;
      *to++ = Kind.digits[low_bits(held >> held_bits, Kind.bits)];
    }
  }
  if (held_bits > 0) *to = Kind.digits[low_bits(held << (Kind.bits - held_bits), Kind.bits)];
  return ok();
}

template <const DigitKind& Kind>
Status decode_digits(std::string_view text, size_t, std::string& out) {
  constexpr auto kBits = static_cast<size_t>(Kind.bits);
  out.resize(text.size() * kBits / 8);  // it may be less
  char* to = out.data();
  uint32_t held = 0;
  int held_bits = 0;
  size_t digit_count = 0;
  size_t pad_count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int value = Kind.values[static_cast<unsigned char>(text[i])];
    if (value >= 0 && pad_count == 0) {
      ++digit_count;
      held = (held << Kind.bits) | static_cast<uint32_t>(value);
      held_bits += Kind.bits;
      if (held_bits >= 8) {
        held_bits -= 8;
        *to++ = static_cast<char>(held >> held_bits);
      }
    } else if (Kind.may_pad && text[i] == '=') {
      ++pad_count;
    } else if (!is_space(text[i])) {
      return invalid_text(Kind.name, i);
    }
  }
  const bool is_padded_right =
      pad_count == 0 || (pad_count < Kind.group && (digit_count + pad_count) % Kind.group == 0);
  if (!is_padded_right || held_bits >= Kind.bits || low_bits(held, held_bits) != 0) {
    return text_cut_short(Kind.name);
  }
  out.resize(static_cast<size_t>(to - out.data()));
  return ok();
}

}  // namespace

Status encode_hex(std::string_view bytes, size_t size_max, std::string& out) {
  return encode_digits<kHexDigits>(bytes, size_max, out);
}
Status decode_hex(std::string_view text, size_t size_max, std::string& out) {
  return decode_digits<kHexDigits>(text, size_max, out);
}
Status encode_base32(std::string_view bytes, size_t size_max, std::string& out) {
  return encode_digits<kBase32Digits>(bytes, size_max, out);
}
Status decode_base32(std::string_view text, size_t size_max, std::string& out) {
  return decode_digits<kBase32Digits>(text, size_max, out);
}
Status encode_base64(std::string_view bytes, size_t size_max, std::string& out) {
  return encode_digits<kBase64Digits>(bytes, size_max, out);
}
Status decode_base64(std::string_view text, size_t size_max, std::string& out) {
  return decode_digits<kBase64Digits>(text, size_max, out);
}
Status encode_base64url(std::string_view bytes, size_t size_max, std::string& out) {
  return encode_digits<kBase64UrlDigits>(bytes, size_max, out);
}
Status decode_base64url(std::string_view text, size_t size_max, std::string& out) {
  return decode_digits<kBase64UrlDigits>(text, size_max, out);
}

}  // namespace tern::extensions::digest
