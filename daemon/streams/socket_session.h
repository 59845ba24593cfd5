#pragma once

#include <memory>

#include "daemon/streams/service.h"
#include "daemon/streams/service_state.h"

namespace tern::daemon::streams {

/// Lifetime: `state` outlives what is made, and all work that it gives to the executor.
std::shared_ptr<SocketSession> make_socket_session(ServiceState& state, SocketOptions options);

}  // namespace tern::daemon::streams
