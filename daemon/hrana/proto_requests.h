#pragma once

#include "daemon/hrana/requests.h"

namespace tern::daemon::hrana {

/// requests.h for protobuf, which is version 3; of a pipeline all but where `close` stands.
Decoded<PipelineRequest> proto_pipeline(Bytes body, const DecodeLimits& limits);
Decoded<CursorRequest> proto_cursor(Bytes body, const DecodeLimits& limits);
Decoded<SocketMessage> proto_socket_message(Bytes body, const DecodeLimits& limits);

}  // namespace tern::daemon::hrana
