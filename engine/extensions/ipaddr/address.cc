#include "engine/extensions/ipaddr/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "engine/base/numeric_text.h"

namespace tern::extensions::ipaddr {

namespace {

constexpr uint8_t kMappedHead[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/// A number of one to three digits without needless zeros, at most `most`.
std::optional<unsigned> parse_prefix(std::string_view text, unsigned most) {
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  if (text[0] == '0' && text.size() > 1) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  if (value > most) return std::nullopt;
  return value;
}

void append_dotted(std::string& out, const uint8_t* bytes) {
  for (size_t i = 0; i < 4; ++i) {
    if (i > 0) out += '.';
    append_integer(out, bytes[i]);
  }
}

void append_group(std::string& out, unsigned group) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  int shift = 12;
  while (shift > 0 && group >> shift == 0) shift -= 4;
  for (; shift >= 0; shift -= 4) out += kDigits[group >> shift & 15];
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  // inet_pton() wants a text that ends with a NUL, and stops at one.
  char copy[INET6_ADDRSTRLEN] = {};
  if (host.size() >= sizeof copy || host.contains('\0')) return std::nullopt;
  std::ranges::copy(host, copy);
  Address out;
  if (inet_pton(AF_INET, copy, out.bytes_.data()) == 1) {
    out.size_ = 4;
  } else if (inet_pton(AF_INET6, copy, out.bytes_.data()) == 1) {
    out.size_ = 16;
  } else {
    return std::nullopt;
  }
  out.prefix_ = static_cast<unsigned>(out.size_) * 8;
  if (slash == std::string_view::npos) return out;
  const std::optional<unsigned> prefix = parse_prefix(text.substr(slash + 1), out.prefix_);
  if (!prefix) return std::nullopt;
  out.prefix_ = *prefix;
  return out;
}

std::optional<Address> Address::from_bytes(Bytes bytes) {
  if (bytes.size() != 4 && bytes.size() != kBlobSize) return std::nullopt;
  Address out;
  out.size_ = bytes.size();
  std::memcpy(out.bytes_.data(), bytes.data(), bytes.size());
  if (out.is_mapped()) {
    std::copy_n(out.bytes_.data() + kMappedPrefix, 4, out.bytes_.data());
    out.size_ = 4;
  }
  out.prefix_ = static_cast<unsigned>(out.size_) * 8;
  return out;
}

unsigned Address::mask_of(size_t at) const {
  const size_t first_bit = at * 8;
  if (prefix_ >= first_bit + 8) return 0xFF;
  if (prefix_ <= first_bit) return 0;
  return 0xFF00U >> (prefix_ - first_bit) & 0xFF;
}

Address Address::network() const {
  Address out = *this;
  for (size_t i = 0; i < size_; ++i) out.bytes_[i] = static_cast<uint8_t>(bytes_[i] & mask_of(i));
  return out;
}

Address Address::last() const {
  Address out = *this;
  for (size_t i = 0; i < size_; ++i) {
    out.bytes_[i] = static_cast<uint8_t>(bytes_[i] | (~mask_of(i) & 0xFF));
  }
  return out;
}

Address Address::netmask() const {
  Address out = *this;
  for (size_t i = 0; i < size_; ++i) out.bytes_[i] = static_cast<uint8_t>(mask_of(i));
  return out;
}

bool Address::contains(const Address& other) const {
  if (size_ != other.size_ || prefix_ > other.prefix_) return false;
  for (size_t i = 0; i < size_; ++i) {
    if (((bytes_[i] ^ other.bytes_[i]) & mask_of(i)) != 0) return false;
  }
  return true;
}

bool Address::is_mapped() const {
  return size_ == kBlobSize && std::memcmp(bytes_.data(), kMappedHead, kMappedPrefix) == 0;
}

void Address::append_host(std::string& out) const {
  if (is_v4()) {
    append_dotted(out, bytes_.data());
  } else if (is_mapped()) {
    out += "::ffff:";  // RFC 5952, section 5
    append_dotted(out, bytes_.data() + kMappedPrefix);
  } else {
    append_groups(out);
  }
}

/// Lower case, no leading zeros, "::" for the longest run of two or more zero groups, the first of
/// such that are equally long (RFC 5952, section 4).
void Address::append_groups(std::string& out) const {
  constexpr size_t kGroups = 8;
  const auto group = [&](size_t i) {
    return static_cast<unsigned>(bytes_[2 * i] << 8 | bytes_[2 * i + 1]);
  };
  size_t run_begin = kGroups;
  size_t run_size = 1;
  for (size_t i = 0, zeros = 0; i < kGroups; ++i) {
    zeros = group(i) == 0 ? zeros + 1 : 0;
    if (zeros > run_size) {
      run_size = zeros;
      run_begin = i + 1 - zeros;
    }
  }
  for (size_t i = 0; i < kGroups; ++i) {
    if (i == run_begin) {
      out += "::";
      i += run_size - 1;
      continue;
    }
    if (i > 0 && !out.ends_with("::")) out += ':';
    append_group(out, group(i));
  }
}

void Address::append_with_prefix(std::string& out) const {
  append_host(out);
  out += '/';
  append_integer(out, prefix_);
}

void Address::append_blob(std::string& out) const {
  if (is_v4()) out.append(reinterpret_cast<const char*>(kMappedHead), kMappedPrefix);
  out.append(reinterpret_cast<const char*>(bytes_.data()), size_);
}

}  // namespace tern::extensions::ipaddr
