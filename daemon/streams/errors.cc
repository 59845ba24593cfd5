#include "daemon/streams/errors.h"

#include <cctype>
#include <string_view>

namespace tern::daemon::streams {
namespace {

/// "ConstraintUnique" of error_codes.def, which is ours.
std::string_view own_name(ErrorCode code) {
  switch (code) {
#define TERN_ERROR_CODE(name, number, text) \
  case ErrorCode::name:                     \
    return #name;
#include "engine/base/error_codes.def"
#undef TERN_ERROR_CODE
  }
  return "Error";
}

/// Our names with the words run together are SQLite's but for these: IOERR, NOLFS and the like are
/// one word there, and so is what stands behind the name of the primary code.
std::string sqlite_name(ErrorCode code) {
  if (code == ErrorCode::IoErrShortRead) return "SQLITE_IOERR_SHORT_READ";
  const std::string_view name = own_name(code);
  std::string_view head = own_name(primary(code));
  if (!name.starts_with(head)) head = name;
  std::string out = "SQLITE_";
  const auto append_upper = [&out](std::string_view word) {
    for (const char c : word) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  };
  append_upper(head);
  if (name.size() == head.size()) return out;
  out += '_';
  append_upper(name.substr(head.size()));
  return out;
}

/// The compiler has one code for all; what kind of error it is shows in its words, which are
/// SQLite's.
bool is_syntax_error(const Error& error) {
  const std::string_view text = error.message();
  return text == "incomplete input" || text.starts_with("unrecognized token: ") ||
         (text.starts_with("near \"") && text.ends_with("\": syntax error"));
}

}  // namespace

ErrorObject error_object(const Error& error, bool is_compiling) {
  ErrorObject out{std::string(error.message()), sqlite_name(primary(error.code()))};
  if (error.code() == ErrorCode::Error && is_syntax_error(error)) {
    out.code = "SQL_PARSE_ERROR";
  } else if (error.code() == ErrorCode::Error && is_compiling && error.sql_offset() >= 0) {
    out.code = "SQL_INPUT_ERROR";
  }
  const bool is_own = error.is(ErrorCode::Unsupported);
  if (!is_own && error.code() != primary(error.code()))
    out.extended_code = sqlite_name(error.code());
  return out;
}

}  // namespace tern::daemon::streams
