#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace tern::record {

/// Bytes for texts, whose memcmp order is an order that can only be asked: of any two texts, which
/// comes first. Every text that differs from those before gets a label between those of its
/// neighbours; labels never change.
///
/// A label is a row of digits of 64 bits, most significant byte first; shorter ones come first.
/// There is always one between two: where the digits leave no room, by a further digit. Labels of n
/// texts in an order that nobody has chosen to be bad have O(log n) bits.
class TextRanks {
 public:
  using Order = std::function<int(std::string_view, std::string_view)>;

  explicit TextRanks(Order order) : order_(std::move(order)), labels_(Before{&order_}) {}
  TextRanks(const TextRanks&) = delete;
  TextRanks& operator=(const TextRanks&) = delete;
  /// Lifetime: until clear().
  std::string_view label_of(std::string_view text);
  void clear() { labels_.clear(); }

 private:
  struct Before {
    using is_transparent = void;
    const Order* order;
    bool operator()(std::string_view a, std::string_view b) const { return (*order)(a, b) < 0; }
  };
  Order order_;
  std::map<std::string, std::string, Before> labels_;
};

}  // namespace tern::record
