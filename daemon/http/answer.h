#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/operation/fair_share.h"
#include "daemon/operation/json_string.h"
#include "engine/base/bytes.h"

namespace tern::daemon {

class PassingFile;

/// A response before HTTP puts its header on.
struct Answer {
  int status = 200;
  std::string content_type = "application/json";  ///< empty: no such header
  std::string body = {};
  std::string headers = {};    ///< more of them: whole lines that end in CRLF
  bool challenges = false;     ///< 401: says that a bearer token is wanted
  int retry_after_s = 0;       ///< 0: no Retry-After
  FairShare::Use memory = {};  ///< that the body takes up, until it has been sent
  /// Set: the body is this file's content, of any size.
  std::shared_ptr<const PassingFile> file = {};
};

/// What sync's own paths answer: {"error":{"code":"...","message":"..."}}. `message` says what to
/// do.
Answer error_answer(int status, std::string_view message);

/// What all other paths answer: {"message":"...","code":"...","error":"..."}, for clients of SQL
/// over HTTP. `code` is for programs.
Answer sql_error_answer(int status, std::string_view code, std::string_view message);

/// The word for `status` that programs branch on: "unauthorized", "not_found", ...
std::string_view code_of(int status);
/// The same as the clients of SQL over HTTP know it: "NOT_FOUND", ...
std::string_view sql_code_of(int status);

}  // namespace tern::daemon
