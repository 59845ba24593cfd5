#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace tern::extensions::ipaddr {

/// An address of IPv4 or IPv6 and the length of its network's prefix.
/// Source: RFC 4291 (the texts and networks of IPv6), RFC 5952 (which text is written), RFC 4632
/// (prefixes of IPv4).
class Address {
 public:
  static constexpr size_t kBlobSize = 16;

  /// "192.168.1.1", "2001:db8::1", either with "/" and the length of a prefix behind it.
  static std::optional<Address> parse(std::string_view text);
  /// 4 bytes of IPv4 or 16 of IPv6, of which "IPv4-mapped" ones (RFC 4291, 2.5.5.2) are IPv4.
  static std::optional<Address> from_bytes(Bytes bytes);

  bool is_v4() const { return size_ == 4; }
  unsigned prefix() const { return prefix_; }

  /// The first and the last address of the network, and its mask.
  Address network() const;
  Address last() const;
  Address netmask() const;
  /// Whether `other`, an address or a whole network, lies in this one's network.
  bool contains(const Address& other) const;

  /// Without the prefix.
  void append_host(std::string& out) const;
  void append_with_prefix(std::string& out) const;
  /// 16 bytes whose order is that of the addresses; IPv4 as "IPv4-mapped".
  void append_blob(std::string& out) const;

 private:
  static constexpr size_t kMappedPrefix = 12;  // of an IPv4-mapped address: 80 zero bits, 16 ones

  /// The bits of byte `at` that belong to the network.
  unsigned mask_of(size_t at) const;
  bool is_mapped() const;
  void append_groups(std::string& out) const;

  std::array<uint8_t, kBlobSize> bytes_{};  // of IPv4 the first four
  size_t size_ = 0;
  unsigned prefix_ = 0;
};

}  // namespace tern::extensions::ipaddr
