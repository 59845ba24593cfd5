#pragma once

#include <optional>

#include "engine/base/bytes.h"
#include "engine/record/value.h"

// Fields: the values of a change as they are written.
//
//   0                              undefined: the change does not say
//   1  8 bytes                     integer, most significant byte first
//   2  8 bytes                     real, IEEE 754, most significant byte first
//   3  varint length, bytes        text in UTF-8
//   4  varint length, bytes        blob
//   5                              NULL
//
// Source: SQLite's session extension, of which the tests compare every byte.

namespace tern::session {

namespace tag {
constexpr std::byte kUndefined{0};
constexpr std::byte kInteger{1};
constexpr std::byte kReal{2};
constexpr std::byte kText{3};
constexpr std::byte kBlob{4};
constexpr std::byte kNull{5};
}  // namespace tag

/// The undefined field.
inline constexpr Bytes kUndefined{&tag::kUndefined, 1};

inline bool is_defined(Bytes field) { return field.front() != tag::kUndefined; }
inline bool same_field(Bytes a, Bytes b) { return as_text(a) == as_text(b); }

/// The size of the field that `rest` begins with; nothing: there is no whole one.
std::optional<size_t> field_size(Bytes rest);
/// Requires: `field` is a field. Undefined is NULL. Lifetime: that of the bytes.
record::ValueView value_of(Bytes field);
void append_field(ByteVector& out, record::ValueView value);

/// A row's fields in a buffer of their own.
class Fields {
 public:
  Fields() = default;
  explicit Fields(std::span<const Bytes> fields) {
    for (const Bytes field : fields) add(field);
  }
  explicit Fields(std::span<const record::ValueView> values) {
    for (const record::ValueView value : values) append_field(bytes_, value);
  }
  void add(Bytes field) { append(bytes_, field); }
  void add(record::ValueView value) { append_field(bytes_, value); }
  void clear() { bytes_.clear(); }
  bool empty() const { return bytes_.empty(); }
  /// Each field. Lifetime: until this changes.
  std::vector<Bytes> split() const;

 private:
  ByteVector bytes_;
};

}  // namespace tern::session
