#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/utf16.h"
#include "engine/record/value.h"
#include "sqlite3.h"

namespace tern::abi {
/// A pointer that travels as a NULL, by sqlite3_bind_pointer() and the like.
struct PassedPointer {
  void* pointer = nullptr;
  std::string type;
  void (*destructor)(void*) = nullptr;

  PassedPointer() = default;
  PassedPointer(const PassedPointer&) = delete;
  PassedPointer& operator=(const PassedPointer&) = delete;
  ~PassedPointer() { destroy(); }
  /// Whoever still holds this holds nothing any more.
  void destroy() {
    void* const object = std::exchange(pointer, nullptr);
    if (auto* const tell = std::exchange(destructor, nullptr)) tell(object);
  }
};

/// The pointers that values of a connection carry just now. The engine has no NULLs with something
/// to them but the subtype that functions may give: so a NULL's subtype says which one it is, and
/// what does not keep subtypes (a table, a sorter) keeps no pointer, either.
class PassedPointers {
 public:
  /// A NULL that carries `passed` as long as that lives; a plain one where there are too many.
  record::ValueView pass(const std::shared_ptr<PassedPointer>& passed);
  /// What `value` carries; null: nothing.
  std::shared_ptr<PassedPointer> find(record::ValueView value) const {
    const bool may_carry = value.is_null() && value.subtype() >= kFirst && !slots_.empty();
    return may_carry ? slots_[value.subtype() - kFirst].lock() : nullptr;
  }

 private:
  static constexpr uint8_t kFirst = 0x80;  // no letter: what functions mark their results with
  static constexpr size_t kSlots = 0x80;
  std::vector<std::weak_ptr<PassedPointer>> slots_;
};

/// Text in UTF-16 of the machine's byte order.
constexpr TextEncoding kNativeUtf16 = TextEncoding::Utf16le;

/// Appends `text`, UTF-8, as UTF-16 and the other way round; what is no text becomes what the
/// reference makes of it, which base/utf16.h, made to lose nothing, does not do.
void append_text16(std::string& out, std::string_view text, TextEncoding encoding);
void append_text8(std::string& out, std::string_view bytes, TextEncoding encoding);
/// SQLITE_INTEGER and the like.
constexpr int type_of(record::ValueType type) {
  switch (type) {
    case record::ValueType::Integer:
      return SQLITE_INTEGER;
    case record::ValueType::Real:
      return SQLITE_FLOAT;
    case record::ValueType::Text:
      return SQLITE_TEXT;
    case record::ValueType::Blob:
      return SQLITE_BLOB;
    case record::ValueType::Null:
      break;
  }
  return SQLITE_NULL;
}

}  // namespace tern::abi

/// A value as C programs read it: with the forms that they asked for, each made once. Pointers that
/// were handed out live until the value is set anew or freed, or turned into another form.
/// Threads: under the connection's mutex; a protected value that was duplicated under nobody's.
struct sqlite3_value {
  sqlite3_value() = default;
  sqlite3_value(sqlite3_value&&) noexcept = default;
  sqlite3_value& operator=(sqlite3_value&&) noexcept = default;

  /// Refers to `value`, whose bytes outlive this use. `stored` is how the database holds text: what
  /// the bytes of a blob say as text, and those of a text as a blob.
  void refer(const tern::record::ValueView& value,
             tern::TextEncoding stored = tern::TextEncoding::Utf8) {
    view_ = value;
    const bool has_encoding = value.is_text() || value.is_blob();
    encoding_ = has_encoding ? stored : tern::TextEncoding::Utf8;
    owns_ = has_text_ = has_wide_ = is_blob_ = false;
    is_from_bind = is_unchanged = false;
    if (passed || in_list) [[unlikely]]
      drop_passed();
  }
  /// Takes a copy of its bytes.
  void keep(tern::record::ValueView value, tern::TextEncoding stored = tern::TextEncoding::Utf8);
  /// A copy of all that `other` holds, in the form that it has.
  void copy(const sqlite3_value& other);
  /// Refers to nothing; gives back memory if it is much.
  void forget();
  /// As the engine knows it, in the form that the last conversion left it.
  tern::record::ValueView view() const {
    if (!owns_) return view_;
    if (view_.is_text()) return tern::record::ValueView::text(bytes_).with_subtype(view_.subtype());
    return tern::record::ValueView::blob(tern::as_bytes(bytes_)).with_subtype(view_.subtype());
  }

  int type() const;  // SQLITE_INTEGER, ...
  /// The same; a text that is a number becomes that number.
  int numeric_type();
  int64_t integer() const { return view_.is_integer() ? view_.as_integer() : integer_meant(); }
  double real() const { return view_.is_real() ? view_.as_real() : real_meant(); }
  /// NUL-terminated UTF-8; null for NULL (and where memory ran out).
  const unsigned char* text() noexcept {
    const bool is_made = !is_wide() && (has_text_ || (owns_ && view_.is_text()));
    return is_made ? reinterpret_cast<const unsigned char*>(bytes_.c_str()) : make_text();
  }
  /// NUL-terminated UTF-16 in the byte order of the machine, or another one.
  const void* text16(tern::TextEncoding encoding = tern::abi::kNativeUtf16) noexcept;
  const void* blob() noexcept;
  int bytes() noexcept {
    const bool is_made = owns_ && view_.is_text() && !is_wide();
    return is_made ? static_cast<int>(bytes_.size()) : count_bytes();
  }
  int bytes16() noexcept;
  /// Of the text, as it lies there.
  tern::TextEncoding encoding() const { return encoding_; }

  sqlite3* db = nullptr;                             // for limits; null: nobody's
  std::shared_ptr<tern::abi::PassedPointer> passed;  // null: none; shared by the value's copies
  /// Of virtual tables: the right side of IN, walked by sqlite3_vtab_in_first() and _next().
  struct InList;
  std::shared_ptr<InList> in_list;
  bool is_from_bind = false;
  bool is_unchanged = false;  // sqlite3_value_nochange(): a column that an UPDATE leaves alone

 private:
  bool has_bytes() const { return has_text_ || view_.is_text() || view_.is_blob(); }
  bool is_text() const { return has_text_ || view_.is_text(); }
  bool is_wide() const { return encoding_ != tern::TextEncoding::Utf8; }
  std::string_view utf8() const;
  int64_t integer_meant() const;
  double real_meant() const;
  void drop_passed() {
    passed.reset();
    in_list.reset();
  }
  const unsigned char* make_text() noexcept;
  int count_bytes() noexcept;
  void make_utf8();
  void make_wide(tern::TextEncoding encoding);
  void become_text();

  bool owns_ = false;      // bytes_ has the bytes, and a NUL behind them
  bool has_text_ = false;  // of a number
  bool has_wide_ = false;
  bool is_blob_ = false;                                    // a text was asked for as a blob
  tern::TextEncoding encoding_ = tern::TextEncoding::Utf8;  // of the form that was asked for last
  /// The type, and the number if it is one, with its text, once there is one, in bytes_; else the
  /// bytes, a text's as UTF-8, or where owns_, those of bytes_.
  tern::record::ValueView view_;
  std::string bytes_;
  std::string wide_;  // the text as UTF-16 with its terminator, if has_wide_
};
