#pragma once

#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace tern::daemon {

/// A response before HTTP puts its header on.
struct Answer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  bool challenges = false;  ///< 401: says that a bearer token is wanted
  int retry_after_s = 0;    ///< 0: no Retry-After
};

/// {"error":{"code":"...","message":"..."}}. `message` says what to do.
Answer error_answer(int status, std::string_view message);

/// The word for `status` that programs branch on: "unauthorized", "not_found", ...
std::string_view code_of(int status);

/// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

}  // namespace tern::daemon
