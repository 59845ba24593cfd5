#include "daemon/http/cors.h"

namespace tern::daemon {

Answer preflight_answer(std::string_view asked_headers) {
  Answer answer;
  answer.status = 204;
  answer.content_type.clear();
  answer.headers =
      "access-control-allow-methods: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n"
      "access-control-max-age: 86400\r\naccess-control-allow-headers: ";
  answer.headers += asked_headers.empty() ? std::string_view("*") : asked_headers;
  answer.headers += "\r\nvary: access-control-request-headers\r\n";
  return answer;
}

}  // namespace tern::daemon
