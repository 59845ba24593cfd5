#include "engine/sqlite3/statements/value.h"

#include <new>

#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"
#include "engine/record/affinity.h"

using tern::TextEncoding;
using tern::record::ValueView;

namespace tern::abi {
namespace {

constexpr size_t kUnitSize = 2;
constexpr uint32_t kBeyondBmp = 0x10000;

void put_unit(std::string& out, uint32_t unit, TextEncoding encoding) {
  const auto low = static_cast<char>(unit & 0xFF);
  const auto high = static_cast<char>((unit >> 8) & 0xFF);
  const bool is_little = encoding == TextEncoding::Utf16le;
  out += is_little ? low : high;
  out += is_little ? high : low;
}

uint32_t take_unit(const char*& at, TextEncoding encoding) {
  const uint32_t first = static_cast<unsigned char>(at[0]);
  const uint32_t second = static_cast<unsigned char>(at[1]);
  at += kUnitSize;
  return encoding == TextEncoding::Utf16le ? first | (second << 8) : second | (first << 8);
}

}  // namespace

ValueView PassedPointers::pass(const std::shared_ptr<PassedPointer>& passed) {
  slots_.resize(kSlots);
  for (size_t at = 0; at < kSlots; ++at) {
    const std::shared_ptr<PassedPointer> there = slots_[at].lock();
    if (there && there != passed) continue;
    slots_[at] = passed;
    return ValueView::null().with_subtype(static_cast<uint8_t>(kFirst + at));
  }
  return ValueView::null();
}

void append_text16(std::string& out, std::string_view text, TextEncoding encoding) {
  const char* at = text.data();
  const char* const end = at + text.size();
  out.reserve(out.size() + kUnitSize * text.size() + kUnitSize);
  while (at < end) {
    uint32_t c = next_code_point(at, end);
    if (c < kBeyondBmp) {
      put_unit(out, c, encoding);
      continue;
    }
    c -= kBeyondBmp;
    put_unit(out, 0xD800 | ((c >> 10) & 0x3FF), encoding);
    put_unit(out, 0xDC00 | (c & 0x3FF), encoding);
  }
}

void append_text8(std::string& out, std::string_view bytes, TextEncoding encoding) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size() / kUnitSize * kUnitSize;
  out.reserve(out.size() + bytes.size());
  while (at < end) {
    uint32_t c = take_unit(at, encoding);
    // Half of a pair takes whatever follows for its other half.
    if (c >= 0xD800 && c < 0xE000 && at < end) {
      const uint32_t other = take_unit(at, encoding);
      c = (other & 0x3FF) + ((c & 0x3F) << 10) + (((c & 0x3C0) + 0x40) << 10);
    }
    append_utf8(out, c);
  }
}

}  // namespace tern::abi

void sqlite3_value::keep(ValueView value, TextEncoding stored) {
  if (value.is_text() || value.is_blob()) {
    bytes_.assign(tern::as_text(value.as_bytes()));
    refer(value, stored);
    owns_ = true;
  } else {
    refer(value, stored);
  }
}

void sqlite3_value::copy(const sqlite3_value& other) {
  const ValueView value = other.view();
  keep(value, other.encoding_);
  if (other.has_text_) bytes_ = other.bytes_;
  if (other.has_wide_) wide_ = other.wide_;
  has_text_ = other.has_text_;
  has_wide_ = other.has_wide_;
  is_blob_ = other.is_blob_;
  db = other.db;
  is_from_bind = other.is_from_bind;
  is_unchanged = other.is_unchanged;
  passed = other.passed;
  in_list = other.in_list;
}

void sqlite3_value::forget() {
  constexpr size_t kMuch = 4096;  // bytes
  refer(ValueView::null());
  if (bytes_.capacity() > kMuch) bytes_ = std::string();
  if (wide_.capacity() > kMuch) wide_ = std::string();
}

int sqlite3_value::type() const { return tern::abi::type_of(view_.type()); }

int sqlite3_value::numeric_type() {
  if (!view_.is_text()) return type();
  const tern::ParsedNumber number = tern::parse_number(utf8());
  if (number.is_whole) {
    const bool fits = number.is_integer && number.is_in_int64;
    view_ = fits ? ValueView::integer(number.integer) : ValueView::real(number.real);
    owns_ = has_wide_ = is_blob_ = false;
  }
  return type();
}

/// A text's bytes, or those of a blob in a database of UTF-8, or of a number that has its text.
std::string_view sqlite3_value::utf8() const {
  if (has_text_ || owns_) return bytes_;
  return tern::as_text(view_.as_bytes());
}

int64_t sqlite3_value::integer_meant() const {
  if (!view_.is_blob() || !is_wide()) return tern::record::to_integer(view());
  std::string text;
  tern::abi::append_text8(text, utf8(), encoding_);
  return tern::record::to_integer(ValueView::text(text));
}

double sqlite3_value::real_meant() const {
  if (!view_.is_blob() || !is_wide()) return tern::record::to_real(view());
  std::string text;
  tern::abi::append_text8(text, utf8(), encoding_);
  return tern::record::to_real(ValueView::text(text));
}

/// A blob that is read as text is one from then on.
void sqlite3_value::become_text() {
  if (!view_.is_blob()) return;
  const std::string_view bytes = utf8();
  is_blob_ = true;
  if (is_wide()) {
    wide_.assign(bytes);
    wide_.append(2, '\0');
    has_wide_ = true;
    bytes_.clear();
    tern::abi::append_text8(bytes_, {wide_.data(), wide_.size() - 2}, encoding_);
    owns_ = true;
  }
  view_ = ValueView::text(owns_ ? std::string_view() : bytes).with_subtype(view_.subtype());
}

/// The bytes as UTF-8, with a NUL behind them. Requires: not NULL.
void sqlite3_value::make_utf8() {
  if (view_.is_numeric()) {
    if (!has_text_) {
      bytes_.clear();
      if (view_.is_integer()) {
        tern::append_integer(bytes_, view_.as_integer());
      } else {
        tern::append_real(bytes_, view_.as_real());
      }
      has_text_ = true;
    }
    encoding_ = TextEncoding::Utf8;
    return;
  }
  become_text();
  if (is_wide() && has_wide_) {
    // What it lost on the way there stays lost.
    bytes_.clear();
    tern::abi::append_text8(bytes_, {wide_.data(), wide_.size() - 2}, encoding_);
    owns_ = true;
  } else if (!owns_) {
    bytes_.assign(utf8());
    owns_ = true;
  }
  has_wide_ = false;
  encoding_ = TextEncoding::Utf8;
}

/// The bytes as UTF-16, with a terminator. Requires: not NULL.
void sqlite3_value::make_wide(TextEncoding encoding) {
  if (view_.is_numeric()) {
    if (has_wide_ && encoding_ == encoding) return;
    make_utf8();
  } else {
    become_text();
    if (is_wide() && has_wide_) {
      if (encoding_ == encoding) return;
      for (size_t at = 0; at + 1 < wide_.size(); at += 2) std::swap(wide_[at], wide_[at + 1]);
      encoding_ = encoding;
      return;
    }
  }
  wide_.clear();
  if (is_wide()) {
    // It never was UTF-8 for the program: what the file holds is given back as it is there.
    tern::append_utf16(wide_, utf8(), encoding);
  } else {
    tern::abi::append_text16(wide_, utf8(), encoding);
  }
  wide_.append(2, '\0');
  has_wide_ = true;
  encoding_ = encoding;
}

const unsigned char* sqlite3_value::make_text() noexcept {
  if (view_.is_null()) return nullptr;
  try {
    make_utf8();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  return reinterpret_cast<const unsigned char*>(bytes_.c_str());
}

const void* sqlite3_value::text16(TextEncoding encoding) noexcept {
  if (view_.is_null()) return nullptr;
  try {
    make_wide(encoding);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  return wide_.data();
}

const void* sqlite3_value::blob() noexcept {
  if (!has_bytes()) return text();
  is_blob_ = true;
  if (!view_.is_blob() && is_wide()) {
    const void* const wide = text16(encoding_);
    return wide_.size() > 2 ? wide : nullptr;
  }
  const std::string_view bytes = utf8();
  return bytes.empty() ? nullptr : bytes.data();
}

int sqlite3_value::count_bytes() noexcept {
  if (view_.is_null()) return 0;
  if (!view_.is_blob() && (!is_text() || is_wide())) {
    if (is_blob_ && has_wide_) return static_cast<int>(wide_.size() - 2);
    if (!text()) return 0;
  }
  return static_cast<int>(utf8().size());
}

int sqlite3_value::bytes16() noexcept {
  if (view_.is_null()) return 0;
  if (view_.is_blob()) return static_cast<int>(utf8().size());
  if (is_text() && !is_wide() && is_blob_) return static_cast<int>(utf8().size());
  const bool is_made = has_wide_ && is_wide();
  if (!is_made && !text16(is_wide() ? encoding_ : tern::abi::kNativeUtf16)) return 0;
  return static_cast<int>(wide_.size() - 2);
}

int sqlite3_value_type(sqlite3_value* value) { return value->type(); }

int sqlite3_value_numeric_type(sqlite3_value* value) { return value->numeric_type(); }

int sqlite3_value_int(sqlite3_value* value) { return static_cast<int>(value->integer()); }

sqlite3_int64 sqlite3_value_int64(sqlite3_value* value) { return value->integer(); }

double sqlite3_value_double(sqlite3_value* value) { return value->real(); }

const unsigned char* sqlite3_value_text(sqlite3_value* value) {
  return value ? value->text() : nullptr;
}

const void* sqlite3_value_text16(sqlite3_value* value) { return value ? value->text16() : nullptr; }

const void* sqlite3_value_text16le(sqlite3_value* value) {
  return value ? value->text16(TextEncoding::Utf16le) : nullptr;
}

const void* sqlite3_value_text16be(sqlite3_value* value) {
  return value ? value->text16(TextEncoding::Utf16be) : nullptr;
}

const void* sqlite3_value_blob(sqlite3_value* value) { return value->blob(); }

int sqlite3_value_bytes(sqlite3_value* value) { return value->bytes(); }

int sqlite3_value_bytes16(sqlite3_value* value) { return value->bytes16(); }

int sqlite3_value_encoding(sqlite3_value* value) { return static_cast<int>(value->encoding()); }

unsigned int sqlite3_value_subtype(sqlite3_value* value) {
  // A pointer's is 'p', as the reference marks it.
  return value->passed ? 'p' : value->view().subtype();
}

int sqlite3_value_nochange(sqlite3_value* value) { return value->is_unchanged ? 1 : 0; }

int sqlite3_value_frombind(sqlite3_value* value) { return value->is_from_bind ? 1 : 0; }

void* sqlite3_value_pointer(sqlite3_value* value, const char* type) {
  if (!value->passed || !type || value->passed->type != type) return nullptr;
  return value->passed->pointer;
}

sqlite3_value* sqlite3_value_dup(const sqlite3_value* value) {
  if (!value) return nullptr;
  try {
    auto out = std::make_unique<sqlite3_value>();
    out->copy(*value);
    out->db = nullptr;  // it may outlive it
    // A pointer stays with the value that it was passed by.
    if (value->view().is_null()) out->refer(ValueView::null());
    out->in_list = nullptr;
    return out.release();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void sqlite3_value_free(sqlite3_value* value) { delete value; }
