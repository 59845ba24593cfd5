#pragma once

#include <string_view>

#include "daemon/http/answer.h"

// Clients in browsers: every answer may be read by pages of any origin, without credentials. What
// protects a database is the token, which a page must have.
// Source: Fetch standard, "CORS protocol".

namespace tern::daemon {

/// Header lines of every answer, errors included.
inline constexpr std::string_view kCorsHeaders =
    "access-control-allow-origin: *\r\naccess-control-expose-headers: *\r\n";

/// The answer to an OPTIONS request. `asked_headers`: of Access-Control-Request-Headers, echoed,
/// because '*' does not cover Authorization.
Answer preflight_answer(std::string_view asked_headers);

}  // namespace tern::daemon
