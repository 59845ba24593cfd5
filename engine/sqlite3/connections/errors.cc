// Result codes, their texts, and what a connection remembers of its last result.

#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/base/utf16.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

/// Primary codes whose texts the engine has no use for, or words otherwise.
const char* text_of_plain_code(int code) {
  switch (code) {
    case SQLITE_OK:
      return "not an error";
    case SQLITE_NOTICE:
      return "notification message";
    case SQLITE_WARNING:
      return "warning message";
    case SQLITE_INTERNAL:
      return "unknown error";
    default:
      return text_of(static_cast<ErrorCode>(code)).data();
  }
}

const char* text_of_code(int code) {
  switch (code) {
    case SQLITE_ABORT_ROLLBACK:
      return text_of(ErrorCode::AbortRollback).data();
    case SQLITE_ROW:
      return "another row available";
    case SQLITE_DONE:
      return "no more rows available";
    default:
      return text_of_plain_code(code & 0xff);
  }
}

/// UTF-16 of the machine's byte order, of texts that are always the same.
const char16_t kTextNoMemory[] = u"out of memory";
const char16_t kTextMisuse[] = u"bad parameter or other API misuse";

std::u16string as_utf16(std::string_view text) {
  std::string bytes;
  append_utf16(bytes, text, TextEncoding::Utf16le);
  std::u16string out(bytes.size() / 2, u'\0');
  std::memcpy(out.data(), bytes.data(), out.size() * 2);
  return out;
}

const char* message_of(const sqlite3& db) {
  return db.message.empty() ? text_of_code(db.code) : db.message.c_str();
}

}  // namespace
}  // namespace tern::abi

const char* sqlite3_errstr(int code) { return tern::abi::text_of_code(code); }

int sqlite3_errcode(sqlite3* db) {
  if (!db) return SQLITE_NOMEM;
  return tern::abi::is_usable_or_sick(db) ? db->code & db->code_mask
                                          : tern::abi::misuse("sqlite3_errcode");
}

int sqlite3_extended_errcode(sqlite3* db) {
  if (!db) return SQLITE_NOMEM;
  return tern::abi::is_usable_or_sick(db) ? db->code
                                          : tern::abi::misuse("sqlite3_extended_errcode");
}

const char* sqlite3_errmsg(sqlite3* db) {
  if (!db) return sqlite3_errstr(SQLITE_NOMEM);
  if (!tern::abi::is_usable_or_sick(db)) {
    return sqlite3_errstr(tern::abi::misuse("sqlite3_errmsg"));
  }
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::message_of(*db);
}

const void* sqlite3_errmsg16(sqlite3* db) {
  if (!db) return tern::abi::kTextNoMemory;
  if (!tern::abi::is_usable_or_sick(db)) return tern::abi::kTextMisuse;
  const tern::abi::Hold hold(db->mutex);
  try {
    db->message16 = tern::abi::as_utf16(tern::abi::message_of(*db));
    return db->message16.c_str();
  } catch (...) {
    return tern::abi::kTextNoMemory;
  }
}

int sqlite3_error_offset(sqlite3* db) {
  if (!db || !tern::abi::is_usable_or_sick(db)) return -1;
  const tern::abi::Hold hold(db->mutex);
  return db->code != SQLITE_OK ? db->error_offset : -1;
}

int sqlite3_system_errno(sqlite3* db) { return db ? db->system_errno : 0; }

int sqlite3_extended_result_codes(sqlite3* db, int on) {
  if (!tern::abi::is_usable_or_sick(db)) return tern::abi::misuse("sqlite3_extended_result_codes");
  const tern::abi::Hold hold(db->mutex);
  db->code_mask = on != 0 ? -1 : 0xff;
  return SQLITE_OK;
}
