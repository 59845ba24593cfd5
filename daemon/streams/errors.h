#pragma once

#include <expected>
#include <string>

#include "daemon/hrana/error_object.h"
#include "engine/base/error.h"

namespace tern::daemon::streams {

using hrana::ErrorObject;

/// What one request comes to: its error is answered in its place, and the stream goes on.
template <class T>
using Outcome = std::expected<T, ErrorObject>;

inline std::unexpected<ErrorObject> refuse(std::string code, std::string message) {
  return std::unexpected(ErrorObject{std::move(message), std::move(code)});
}

/// The engine's error with the protocol's codes: the primary code's name, with `extended_code`
/// where there is more to say, and for what the compiler says SQL_PARSE_ERROR and SQL_INPUT_ERROR.
ErrorObject error_object(const Error& error, bool is_compiling = false);

}  // namespace tern::daemon::streams
