#include "engine/record/sort_key.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace tern::record {

namespace {

constexpr char kNullFirst = '\x01';
constexpr char kNullLast = '\xfe';
constexpr char kNumber = '\x10';
constexpr char kText = '\x20';
constexpr char kBlob = '\x30';
constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

void append_number(std::string& out, ValueView value) {
  double nearest = 0;
  int residual = 0;
  if (value.is_integer()) {
    nearest = static_cast<double>(value.as_integer());
    // Wraps around where the nearest double is 2^63, which no int64_t is.
    const uint64_t rounded = nearest >= kTwoTo63
                                 ? uint64_t{1} << 63
                                 : static_cast<uint64_t>(static_cast<int64_t>(nearest));
    residual =
        static_cast<int>(static_cast<int64_t>(static_cast<uint64_t>(value.as_integer()) - rounded));
  } else {
    nearest = value.as_real() + 0.0;  // -0.0 is 0.0
  }
  uint64_t bits = std::bit_cast<uint64_t>(nearest);
  bits = (bits >> 63) ? ~bits : bits | (uint64_t{1} << 63);
  char bytes[11];
  bytes[0] = kNumber;
  store_be(reinterpret_cast<std::byte*>(bytes + 1), bits);
  size_t size = 9;
  if (std::fabs(nearest) >= kExactIntegers) {
    store_be(reinterpret_cast<std::byte*>(bytes + 9), static_cast<uint16_t>(residual + 0x8000));
    size = 11;
  }
  out.append(bytes, size);
}

}  // namespace

void append_escaped(std::string& out, std::string_view bytes) {
  while (true) {
    const size_t zero = bytes.find('\0');
    if (zero == std::string_view::npos) break;
    out.append(bytes.substr(0, zero));
    out.append("\0\xff", 2);
    bytes.remove_prefix(zero + 1);
  }
  out.append(bytes);
  out.append("\0\0", 2);
}

void append_sort_key(std::string& out, ValueView value, const SortKeyPart& part) {
  if (value.is_null()) {
    out.push_back(part.nulls_last ? kNullLast : kNullFirst);
    return;
  }
  const size_t start = out.size();
  if (value.is_numeric()) {
    append_number(out, value);
  } else if (value.is_text()) {
    out.push_back(kText);
    part.collation->append_key(out, value.as_text());
  } else {
    out.push_back(kBlob);
    append_escaped(out, as_text(value.as_bytes()));
  }
  if (!part.descending) return;
  for (size_t i = start; i < out.size(); ++i) out[i] = static_cast<char>(~out[i]);
}

}  // namespace tern::record
