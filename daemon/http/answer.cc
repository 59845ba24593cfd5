#include "daemon/http/answer.h"

namespace tern::daemon {
namespace {

struct StatusWords {
  int status;
  std::string_view sync;
  std::string_view sql;
};
constexpr StatusWords kStatusWords[] = {
    {400, "bad_request", "BAD_REQUEST"},
    {401, "unauthorized", "AUTH_FAILED"},
    {403, "forbidden", "FORBIDDEN"},
    {404, "not_found", "NOT_FOUND"},
    {405, "method_not_allowed", "METHOD_NOT_ALLOWED"},
    {408, "timeout", "REQUEST_TIMEOUT"},
    {409, "conflict", "CONFLICT"},
    {413, "too_large", "REQUEST_TOO_LARGE"},
    {422, "hash_mismatch", "HASH_MISMATCH"},
    {429, "busy", "TOO_MANY_REQUESTS"},
    {431, "headers_too_large", "HEADERS_TOO_LARGE"},
    {500, "internal", "INTERNAL"},
    {503, "busy", "SERVER_BUSY"},
    {507, "storage_full", "STORAGE_FULL"},
};

}  // namespace

std::string_view code_of(int status) {
  for (const StatusWords& row : kStatusWords)
    if (row.status == status) return row.sync;
  return status < 500 ? "bad_request" : "internal";
}

std::string_view sql_code_of(int status) {
  for (const StatusWords& row : kStatusWords)
    if (row.status == status) return row.sql;
  return status < 500 ? "BAD_REQUEST" : "INTERNAL";
}

Answer error_answer(int status, std::string_view message) {
  Answer answer;
  answer.status = status;
  answer.body = "{\"error\":{\"code\":" + json_string(code_of(status)) +
                ",\"message\":" + json_string(message) + "}}\n";
  answer.challenges = status == 401;
  if (status == 503) answer.retry_after_s = 1;
  return answer;
}

Answer sql_error_answer(int status, std::string_view code, std::string_view message) {
  Answer answer;
  answer.status = status;
  const std::string text = json_string(message);
  answer.body =
      "{\"message\":" + text + ",\"code\":" + json_string(code) + ",\"error\":" + text + "}";
  answer.challenges = status == 401;
  if (status == 429 || status == 503) answer.retry_after_s = 1;
  return answer;
}

}  // namespace tern::daemon
