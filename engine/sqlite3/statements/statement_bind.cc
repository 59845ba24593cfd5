#include <cstring>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

using tern::record::ValueView;

namespace tern::abi {
namespace {

using Bound = sqlite3_stmt::Bound;
using Destructor = void (*)(void*);

/// Of bytes that are no text.
constexpr unsigned char kNoEncoding = 0;

/// What the program gets whose parameter parameter_to_bind() has not.
[[gnu::cold]] int refuse_binding(sqlite3_stmt& statement) {
  sqlite3* const db = statement.db;
  if (statement.phase == sqlite3_stmt::Phase::Ready) return set_result(db, SQLITE_RANGE);
  (void)set_result(db, SQLITE_MISUSE);
  sqlite3_log(SQLITE_MISUSE, "bind on a busy prepared statement: [%s]",
              statement.statement->sql().c_str());
  return misuse("sqlite3_bind");
}

/// Parameter `number`; null: it may not be bound. Requires: the mutex is held.
Bound* parameter_to_bind(sqlite3_stmt& statement, int number) {
  const auto at = static_cast<size_t>(number) - 1;  // of none: beyond them all
  const bool is_ready = statement.phase == sqlite3_stmt::Phase::Ready;
  return is_ready && at < statement.parameter_count ? &statement.bound[at] : nullptr;
}

/// The statement's parameter `number`, emptied; null where `code` is what the program gets.
/// Requires: the mutex is held.
Bound* empty_parameter(sqlite3_stmt& statement, int number, int& code) {
  Bound* const bound = parameter_to_bind(statement, number);
  if (!bound) {
    code = refuse_binding(statement);
    return nullptr;
  }
  rebind(*bound);
  code = set_success(statement.db);
  statement.wants_sending = true;
  return bound;
}

/// Inline: what `value` is, is known where it is called.
[[gnu::always_inline]] inline int bind_number(sqlite3_stmt* statement, int number,
                                              const ValueView& value) {
  if (!is_usable(statement)) return misuse("sqlite3_bind");
  const Hold hold(statement->db->mutex);
  Bound* const bound = parameter_to_bind(*statement, number);
  if (!bound) return refuse_binding(*statement);
  rebind(*bound, value);
  bound->is_unsent = false;
  statement->statement->set_parameter(static_cast<size_t>(number) - 1, value);
  return set_success(statement->db);
}

void tell(Destructor destructor, const void* data) {
  if (destructor == SQLITE_STATIC || destructor == SQLITE_TRANSIENT) return;
  destructor(const_cast<void*>(data));
}

/// Bytes up to a NUL of UTF-16, counted as far as they may matter.
int64_t length_of_units(const char* data, int64_t length_max) {
  int64_t length = 0;
  while (length <= length_max && (data[length] || data[length + 1])) length += 2;
  return length;
}

ValueView value_of(std::string_view bytes, bool is_text) {
  return is_text ? ValueView::text(bytes) : ValueView::blob(tern::as_bytes(bytes));
}

/// A byte order mark counts for more than what the program said.
void read_text16(std::string& out, std::string_view bytes, TextEncoding encoding, sqlite3* db) {
  if (bytes.size() > 1) {
    const bool is_little = bytes[0] == '\xff' && bytes[1] == '\xfe';
    const bool is_big = bytes[0] == '\xfe' && bytes[1] == '\xff';
    if (is_little) encoding = TextEncoding::Utf16le;
    if (is_big) encoding = TextEncoding::Utf16be;
    if (is_little || is_big) bytes.remove_prefix(2);
  }
  out.clear();
  const bool is_stored_so = db->engine().function_view().text_encoding() != TextEncoding::Utf8;
  // A file of UTF-16 keeps what is no text as it is.
  is_stored_so ? append_from_utf16(out, bytes, encoding) : append_text8(out, bytes, encoding);
}

/// Much memory is given back when the parameter is bound anew.
void note_size(Bound& bound) { bound.holds_more = bound.bytes.capacity() > Bound::kMuchToKeep; }

/// `size` in bytes, negative: up to the NUL.
struct GivenBytes {
  const void* data;
  int64_t size;
  Destructor destructor;
  unsigned char encoding;  // SQLITE_UTF8, ...; kNoEncoding: a blob
};

int set_bytes(sqlite3* db, Bound& bound, const GivenBytes& given) {
  const auto* const data = static_cast<const char*>(given.data);
  const int64_t length_max = db->engine().limits[Limit::Length];
  const bool is_utf8 = given.encoding == SQLITE_UTF8;
  int64_t size = given.size;
  if (size < 0) {
    size = is_utf8 ? static_cast<int64_t>(std::strlen(data)) : length_of_units(data, length_max);
  }
  if (size > length_max) {
    tell(given.destructor, data);
    return set_result(db, SQLITE_TOOBIG);
  }
  const std::string_view bytes(data, static_cast<size_t>(size));
  const bool is_text = given.encoding != kNoEncoding;
  if (is_text && !is_utf8) {
    read_text16(bound.bytes, bytes, static_cast<TextEncoding>(given.encoding), db);
    note_size(bound);
    bound.value = ValueView::text(bound.bytes);
    tell(given.destructor, data);
  } else if (given.destructor == SQLITE_TRANSIENT) {
    bound.bytes = bytes;
    note_size(bound);
    bound.value = value_of(bound.bytes, is_text);
  } else {
    bound.value = value_of(bytes, is_text);
    bound.is_outside = true;
    bound.destructor = given.destructor;
    bound.data = const_cast<void*>(given.data);
    bound.holds_more = given.destructor != SQLITE_STATIC;
  }
  return SQLITE_OK;
}

int bind_bytes(sqlite3_stmt* statement, int number, const GivenBytes& given) {
  if (!is_usable(statement)) {
    tell(given.destructor, given.data);
    return misuse("sqlite3_bind");
  }
  sqlite3* const db = statement->db;
  const Hold hold(db->mutex);
  int code = SQLITE_OK;
  Bound* const bound = empty_parameter(*statement, number, code);
  if (!bound) {
    tell(given.destructor, given.data);
    return code;
  }
  if (!given.data) return code;
  return guarded(db, [&] { return set_bytes(db, *bound, given); });
}

int bind_zeros(sqlite3_stmt* statement, int number, uint64_t size) {
  if (!is_usable(statement)) return misuse("sqlite3_bind");
  sqlite3* const db = statement->db;
  const Hold hold(db->mutex);
  if (size > static_cast<uint64_t>(db->engine().limits[Limit::Length])) return SQLITE_TOOBIG;
  int code = SQLITE_OK;
  Bound* const bound = empty_parameter(*statement, number, code);
  if (!bound) return code;
  return guarded(db, [&] {
    bound->bytes.assign(static_cast<size_t>(size), '\0');
    note_size(*bound);
    bound->value = value_of(bound->bytes, false);
    bound->is_zeros = true;
    return SQLITE_OK;
  });
}

}  // namespace

void give_back(Bound& bound) {
  bound.holds_more = false;
  if (bound.bytes.capacity() > Bound::kMuchToKeep) bound.bytes = std::string();
  if (Destructor const destructor = std::exchange(bound.destructor, nullptr)) {
    destructor(bound.data);
  }
  if (bound.passed) std::exchange(bound.passed, nullptr)->destroy();
}

}  // namespace tern::abi

using tern::abi::bind_bytes;
using tern::abi::bind_number;

int sqlite3_bind_int(sqlite3_stmt* statement, int number, int value) {
  return bind_number(statement, number, ValueView::integer(value));
}

int sqlite3_bind_int64(sqlite3_stmt* statement, int number, sqlite3_int64 value) {
  return bind_number(statement, number, ValueView::integer(value));
}

int sqlite3_bind_double(sqlite3_stmt* statement, int number, double value) {
  return bind_number(statement, number, ValueView::real(value));
}

int sqlite3_bind_null(sqlite3_stmt* statement, int number) {
  return bind_number(statement, number, ValueView::null());
}

int sqlite3_bind_text(sqlite3_stmt* statement, int number, const char* text, int size,
                      void (*destructor)(void*)) {
  return bind_bytes(statement, number, {text, size, destructor, SQLITE_UTF8});
}

int sqlite3_bind_text16(sqlite3_stmt* statement, int number, const void* text, int size,
                        void (*destructor)(void*)) {
  constexpr auto kNative = static_cast<unsigned char>(tern::abi::kNativeUtf16);
  return bind_bytes(statement, number, {text, size & ~1, destructor, kNative});
}

int sqlite3_bind_text64(sqlite3_stmt* statement, int number, const char* text, sqlite3_uint64 size,
                        void (*destructor)(void*), unsigned char encoding) {
  auto bytes = static_cast<int64_t>(size);
  if (encoding != SQLITE_UTF8) {
    if (encoding == SQLITE_UTF16) encoding = static_cast<unsigned char>(tern::abi::kNativeUtf16);
    bytes &= ~int64_t{1};
  }
  return bind_bytes(statement, number, {text, bytes, destructor, encoding});
}

int sqlite3_bind_blob(sqlite3_stmt* statement, int number, const void* data, int size,
                      void (*destructor)(void*)) {
  return bind_bytes(statement, number, {data, size, destructor, tern::abi::kNoEncoding});
}

int sqlite3_bind_blob64(sqlite3_stmt* statement, int number, const void* data, sqlite3_uint64 size,
                        void (*destructor)(void*)) {
  const auto bytes = static_cast<int64_t>(size);
  return bind_bytes(statement, number, {data, bytes, destructor, tern::abi::kNoEncoding});
}

int sqlite3_bind_zeroblob(sqlite3_stmt* statement, int number, int size) {
  return tern::abi::bind_zeros(statement, number, size < 0 ? 0 : static_cast<uint64_t>(size));
}

int sqlite3_bind_zeroblob64(sqlite3_stmt* statement, int number, sqlite3_uint64 size) {
  return tern::abi::bind_zeros(statement, number, size);
}

int sqlite3_bind_pointer(sqlite3_stmt* statement, int number, void* pointer, const char* type,
                         void (*destructor)(void*)) {
  if (!tern::abi::is_usable(statement)) {
    if (destructor) destructor(pointer);
    return tern::abi::misuse("sqlite3_bind_pointer");
  }
  sqlite3* const db = statement->db;
  const tern::abi::Hold hold(db->mutex);
  int code = SQLITE_OK;
  sqlite3_stmt::Bound* const bound = tern::abi::empty_parameter(*statement, number, code);
  if (!bound) {
    if (destructor) destructor(pointer);
    return code;
  }
  return tern::abi::guarded(db, [&] {
    auto passed = std::make_shared<tern::abi::PassedPointer>();
    passed->type = type ? type : "";
    passed->pointer = pointer;
    passed->destructor = destructor;
    bound->value = db->pointers.pass(passed);
    bound->passed = std::move(passed);
    bound->holds_more = true;
    return SQLITE_OK;
  });
}

int sqlite3_bind_value(sqlite3_stmt* statement, int number, const sqlite3_value* value) {
  const ValueView view = value->view();
  if (view.is_numeric()) return bind_number(statement, number, view);
  if (view.is_null()) return bind_number(statement, number, ValueView::null());
  const tern::Bytes bytes = view.as_bytes();
  const unsigned char encoding = view.is_text() ? SQLITE_UTF8 : tern::abi::kNoEncoding;
  // No bytes are no NULL.
  const void* const data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  return bind_bytes(statement, number,
                    {data, static_cast<int64_t>(bytes.size()), SQLITE_TRANSIENT, encoding});
}
