#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/http/answer.h"

namespace tern::daemon {

/// How a response is framed.
struct Framing {
  std::optional<uint64_t> content_length =
      {};                    ///< none: chunked, or up to the end of the connection
  bool is_http_1_0 = false;  ///< the request was
  bool keep_alive = true;
  uint32_t keep_alive_s = 0;  ///< how long the connection may idle, as a hint to the client
};

/// Status line and headers with the empty line behind them.
void append_response_head(std::string& out, const Answer& answer, const Framing& framing);

}  // namespace tern::daemon
