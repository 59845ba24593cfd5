#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// `tern-bench serve`: what SQL over HTTP and over WebSocket costs with `ternd serve`, beside the
/// sync server of the `turso` package where that is there. The exit status.
int print_serve(std::span<const std::string> arguments);

}  // namespace tern::bench
