#pragma once

#include "daemon/hrana/requests.h"

namespace tern::daemon::hrana {

/// requests.h for JSON; of a pipeline all but where `close` stands.
Decoded<PipelineRequest> json_pipeline(std::string_view body, Dialect dialect,
                                       const DecodeLimits& limits);
Decoded<CursorRequest> json_cursor(std::string_view body, Dialect dialect,
                                   const DecodeLimits& limits);
Decoded<SocketMessage> json_socket_message(std::string_view body, Dialect dialect,
                                           const DecodeLimits& limits);

}  // namespace tern::daemon::hrana
