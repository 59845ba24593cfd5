// What the program's functions answer.

#include <cstring>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/callbacks/call_site.h"
#include "engine/sqlite3/callbacks/context.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

using record::ValueView;
using Destructor = void (*)(void*);

constexpr uint64_t kResultSizeMax = 0x7fffffff;  // what an int can say

bool is_static(Destructor destructor) { return destructor == SQLITE_STATIC; }
// The constant is a cast that C++ does not see as one.
bool is_transient(Destructor destructor) { return reinterpret_cast<intptr_t>(destructor) == -1; }

uint64_t result_limit(const sqlite3_context& context) {
  return static_cast<uint64_t>(context.db->connection->state().limits[Limit::Length]);
}

/// Calls `body`, which may run out of memory.
template <class Body>
void answer(sqlite3_context* context, const Body& body) {
  try {
    body();
  } catch (...) {
    sqlite3_result_error_nomem(context);
  }
}

/// The former result goes: there is another.
void drop_result(sqlite3_context& context) {
  context.release();
  context.subtype = 0;
  context.has_result = true;
}

/// Inline: what `value` is, is known where it is called.
[[gnu::always_inline]] inline void set_result_value(sqlite3_context& context,
                                                    const ValueView& value) {
  context.result.refer(value);
  drop_result(context);
}

void give_back(const void* data, Destructor destructor) {
  if (!is_static(destructor) && !is_transient(destructor)) destructor(const_cast<void*>(data));
}

/// Bytes of a result, as a text or a blob of them.
using Make = ValueView (*)(std::string_view bytes);

ValueView as_result_text(std::string_view bytes) { return ValueView::text(bytes); }
ValueView as_result_blob(std::string_view bytes) { return ValueView::blob(as_bytes(bytes)); }

void set_result_bytes(sqlite3_context& context, std::string_view bytes, Destructor destructor,
                      Make make) {
  if (bytes.size() > result_limit(context)) {
    give_back(bytes.data(), destructor);
    sqlite3_result_error_toobig(&context);
    return;
  }
  if (is_transient(destructor)) {
    context.result.keep(make(bytes));
    drop_result(context);
    return;
  }
  set_result_value(context, make(bytes));
  if (is_static(destructor)) return;
  context.owned = const_cast<char*>(bytes.data());
  context.destructor = destructor;
}

/// Takes the mark of a byte order off `bytes`, if there is one.
TextEncoding take_mark(std::string_view& bytes, TextEncoding encoding) {
  if (bytes.starts_with("\xff\xfe")) {
    encoding = TextEncoding::Utf16le;
  } else if (bytes.starts_with("\xfe\xff")) {
    encoding = TextEncoding::Utf16be;
  } else {
    return encoding;
  }
  bytes.remove_prefix(2);
  return encoding;
}

size_t size_of_wide(const char* text) {
  size_t size = 0;
  while (text[size] != 0 || text[size + 1] != 0) size += 2;
  return size;
}

void set_result_wide(sqlite3_context& context, std::string_view bytes, Destructor destructor,
                     TextEncoding encoding) {
  const void* const data = bytes.data();
  bytes = bytes.substr(0, bytes.size() & ~size_t{1});
  if (bytes.size() > result_limit(context)) {
    give_back(data, destructor);
    sqlite3_result_error_toobig(&context);
    return;
  }
  encoding = take_mark(bytes, encoding);
  // What the former result lies in may be what this one is made of.
  std::string text;
  text.swap(context.buffer);
  text.clear();
  append_text8(text, bytes, encoding);
  context.result.keep(ValueView::text(text));
  context.buffer.swap(text);
  drop_result(context);
  if (is_static(destructor) || is_transient(destructor)) return;
  context.owned = const_cast<void*>(data);
  context.destructor = destructor;
}

void answer_wide(sqlite3_context* context, const void* text, int size, Destructor destructor,
                 TextEncoding encoding) {
  if (!text) return set_result_value(*context, {});
  const auto* const bytes = static_cast<const char*>(text);
  const size_t length = size < 0 ? size_of_wide(bytes) : static_cast<size_t>(size);
  answer(context, [&] { set_result_wide(*context, {bytes, length}, destructor, encoding); });
}

void answer_error(sqlite3_context* context, int code, std::string_view text) {
  context->code = code;
  answer(context, [&] {
    context->result.keep(ValueView::text(text));
    drop_result(*context);
  });
}

}  // namespace
}  // namespace tern::abi

namespace abi = tern::abi;
using tern::TextEncoding;
using tern::record::ValueView;

void sqlite3_result_null(sqlite3_context* context) { abi::set_result_value(*context, {}); }

void sqlite3_result_int(sqlite3_context* context, int value) {
  abi::set_result_value(*context, ValueView::integer(value));
}

void sqlite3_result_int64(sqlite3_context* context, sqlite3_int64 value) {
  abi::set_result_value(*context, ValueView::integer(value));
}

void sqlite3_result_double(sqlite3_context* context, double value) {
  abi::set_result_value(*context, ValueView::real(value));
}

void sqlite3_result_text(sqlite3_context* context, const char* text, int size,
                         void (*destructor)(void*)) {
  if (!text) return abi::set_result_value(*context, {});
  const size_t length = size < 0 ? std::strlen(text) : static_cast<size_t>(size);
  abi::answer(context, [&] {
    abi::set_result_bytes(*context, {text, length}, destructor, abi::as_result_text);
  });
}

void sqlite3_result_text64(sqlite3_context* context, const char* text, sqlite3_uint64 size,
                           void (*destructor)(void*), unsigned char encoding) {
  if (size > abi::kResultSizeMax) {
    abi::give_back(text, destructor);
    return sqlite3_result_error_toobig(context);
  }
  const int length = static_cast<int>(size);
  switch (encoding) {
    case SQLITE_UTF16:
      return abi::answer_wide(context, text, length, destructor, abi::kNativeUtf16);
    case SQLITE_UTF16LE:
      return abi::answer_wide(context, text, length, destructor, TextEncoding::Utf16le);
    case SQLITE_UTF16BE:
      return abi::answer_wide(context, text, length, destructor, TextEncoding::Utf16be);
    default:
      return sqlite3_result_text(context, text, length, destructor);
  }
}

void sqlite3_result_text16(sqlite3_context* context, const void* text, int size,
                           void (*destructor)(void*)) {
  abi::answer_wide(context, text, size, destructor, abi::kNativeUtf16);
}

void sqlite3_result_text16le(sqlite3_context* context, const void* text, int size,
                             void (*destructor)(void*)) {
  abi::answer_wide(context, text, size, destructor, TextEncoding::Utf16le);
}

void sqlite3_result_text16be(sqlite3_context* context, const void* text, int size,
                             void (*destructor)(void*)) {
  abi::answer_wide(context, text, size, destructor, TextEncoding::Utf16be);
}

void sqlite3_result_blob(sqlite3_context* context, const void* blob, int size,
                         void (*destructor)(void*)) {
  if (!blob) return abi::set_result_value(*context, {});
  const auto* const bytes = static_cast<const char*>(blob);
  const auto length = static_cast<size_t>(size < 0 ? 0 : size);
  abi::answer(context, [&] {
    abi::set_result_bytes(*context, {bytes, length}, destructor, abi::as_result_blob);
  });
}

void sqlite3_result_blob64(sqlite3_context* context, const void* blob, sqlite3_uint64 size,
                           void (*destructor)(void*)) {
  if (size > abi::kResultSizeMax) {
    abi::give_back(blob, destructor);
    return sqlite3_result_error_toobig(context);
  }
  sqlite3_result_blob(context, blob, static_cast<int>(size), destructor);
}

void sqlite3_result_zeroblob(sqlite3_context* context, int size) {
  sqlite3_result_zeroblob64(context, static_cast<sqlite3_uint64>(size < 0 ? 0 : size));
}

int sqlite3_result_zeroblob64(sqlite3_context* context, sqlite3_uint64 size) {
  if (size > abi::result_limit(*context)) {
    sqlite3_result_error_toobig(context);
    return SQLITE_TOOBIG;
  }
  abi::answer(context, [&] {
    context->buffer.assign(size, '\0');
    abi::set_result_value(*context, abi::as_result_blob(context->buffer));
  });
  return SQLITE_OK;
}

void sqlite3_result_value(sqlite3_context* context, sqlite3_value* value) {
  if (!value) return abi::set_result_value(*context, {});
  abi::answer(context, [&] {
    const ValueView view = value->view();
    // An argument lives as long as the result.
    const bool lives = context->site && context->site->is_argument(value);
    lives ? context->result.refer(view) : context->result.keep(view);
    context->result.passed = value->passed;
    abi::drop_result(*context);
    context->subtype = view.subtype();
  });
}

void sqlite3_result_pointer(sqlite3_context* context, void* pointer, const char* type,
                            void (*destructor)(void*)) {
  abi::set_result_value(*context, {});
  abi::answer(context, [&] {
    const auto passed = std::make_shared<abi::PassedPointer>();
    passed->pointer = pointer;
    passed->type = type ? type : "";
    passed->destructor = destructor;
    context->result.passed = passed;
  });
}

void sqlite3_result_subtype(sqlite3_context* context, unsigned int subtype) {
  context->subtype = static_cast<uint8_t>(subtype);
}

void sqlite3_result_error(sqlite3_context* context, const char* text, int size) {
  const std::string_view all = text ? text : "";
  abi::answer_error(context, SQLITE_ERROR,
                    size < 0 ? all : std::string_view(text, static_cast<size_t>(size)));
}

void sqlite3_result_error16(sqlite3_context* context, const void* text, int size) {
  context->code = SQLITE_ERROR;
  abi::answer_wide(context, text, size, SQLITE_TRANSIENT, abi::kNativeUtf16);
}

void sqlite3_result_error_code(sqlite3_context* context, int code) {
  context->code = code;
  if (code == SQLITE_OK || !context->result.view().is_null()) return;
  abi::answer_error(context, code, sqlite3_errstr(code));
}

void sqlite3_result_error_toobig(sqlite3_context* context) {
  abi::answer_error(context, SQLITE_TOOBIG, "string or blob too big");
}

void sqlite3_result_error_nomem(sqlite3_context* context) {
  abi::set_result_value(*context, {});
  context->code = SQLITE_NOMEM;
}
