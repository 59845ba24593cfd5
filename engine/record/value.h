#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"

namespace tern::record {

/// SQLite's storage classes.
enum class ValueType : uint8_t { Null, Integer, Real, Text, Blob };

/// A value whose text or blob bytes belong to somebody else (a pinned page, a register, an arena).
/// Trivial to copy, 24 bytes. Text is UTF-8 as the user gave it: invalid sequences are kept.
/// Lifetime: as long as the owner of the bytes says.
class ValueView {
 public:
  constexpr ValueView() : integer_(0) {}
  static constexpr ValueView null() { return {}; }
  static constexpr ValueView integer(int64_t v) {
    ValueView out;
    out.type_ = ValueType::Integer;
    out.integer_ = v;
    return out;
  }
  /// NaN is NULL, as in SQLite.
  static constexpr ValueView real(double v) {
    ValueView out;
    if (v != v) return out;
    out.type_ = ValueType::Real;
    out.real_ = v;
    return out;
  }
  static constexpr ValueView text(std::string_view v) {
    ValueView out;
    out.type_ = ValueType::Text;
    out.size_ = v.size();
    out.data_ = v.data();
    return out;
  }
  static ValueView blob(Bytes v) {
    ValueView out;
    out.type_ = ValueType::Blob;
    out.size_ = v.size();
    out.data_ = reinterpret_cast<const char*>(v.data());
    return out;
  }
  static constexpr ValueView boolean(bool v) { return integer(v ? 1 : 0); }

  constexpr ValueType type() const { return type_; }
  constexpr bool is_null() const { return type_ == ValueType::Null; }
  constexpr bool is_integer() const { return type_ == ValueType::Integer; }
  constexpr bool is_real() const { return type_ == ValueType::Real; }
  constexpr bool is_text() const { return type_ == ValueType::Text; }
  constexpr bool is_blob() const { return type_ == ValueType::Blob; }
  constexpr bool is_numeric() const { return is_integer() || is_real(); }

  constexpr int64_t as_integer() const {
    DEBUG_ASSERT(is_integer());
    return integer_;
  }
  constexpr double as_real() const {
    DEBUG_ASSERT(is_real());
    return real_;
  }
  /// The bytes of a text.
  constexpr std::string_view as_text() const {
    DEBUG_ASSERT(is_text());
    return {data_, size_};
  }
  /// A mark that SQL functions put on a result for the function around it (JSON text: 'J'). Never
  /// stored.
  constexpr uint8_t subtype() const { return subtype_; }
  constexpr ValueView with_subtype(uint8_t subtype) const {
    ValueView out = *this;
    out.subtype_ = subtype;
    return out;
  }

  /// The bytes of a text or blob.
  Bytes as_bytes() const {
    DEBUG_ASSERT(is_text() || is_blob());
    return {reinterpret_cast<const std::byte*>(data_), size_};
  }

 private:
  ValueType type_ = ValueType::Null;
  uint8_t subtype_ = 0;
  uint64_t size_ = 0;
  union {
    int64_t integer_;
    double real_;
    const char* data_;
  };
};

/// A value that owns its bytes.
class Value {
 public:
  Value() = default;
  explicit Value(ValueView v) { assign(v); }
  Value(const Value& other) { assign(other.view()); }
  Value(Value&& other) noexcept { swap(other); }
  Value& operator=(const Value& other) {
    if (this != &other) assign(other.view());
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() = default;

  static Value integer(int64_t v) { return Value(ValueView::integer(v)); }
  static Value real(double v) { return Value(ValueView::real(v)); }
  static Value text(std::string_view v) { return Value(ValueView::text(v)); }
  static Value blob(Bytes v) { return Value(ValueView::blob(v)); }

  /// Copies `v`; keeps the buffer's capacity, so a register that is reused allocates rarely.
  /// `v` may view this value's own bytes.
  void assign(ValueView v);

  /// Lifetime: until this value changes or goes.
  ValueView view() const {
    if (scalar_.is_text()) return ValueView::text(bytes_).with_subtype(scalar_.subtype());
    if (scalar_.is_blob()) return ValueView::blob(tern::as_bytes(bytes_));
    return scalar_;
  }
  operator ValueView() const {
    return view();
  }  // NOLINT: a Value may stand wherever a view is read
  ValueType type() const { return scalar_.type(); }
  bool is_null() const { return scalar_.is_null(); }

 private:
  void swap(Value& other) noexcept {
    std::swap(scalar_, other.scalar_);
    bytes_.swap(other.bytes_);
  }

  ValueView scalar_;   // the type, and the number if it is one; never a pointer that is followed
  std::string bytes_;  // of a text or blob
};

/// Same storage class and same bytes (reals bit for bit): identity, not SQL equality.
bool identical(ValueView a, ValueView b);

}  // namespace tern::record
