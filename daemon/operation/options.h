#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace tern::daemon {

/// What one peer may take up. Every one of them closes the connection or answers 413 or 503.
struct Limits {
  uint64_t body_bytes_max = uint64_t{80} << 20;   ///< of a push or a pull request
  uint64_t upload_bytes_max = uint64_t{2} << 30;  ///< of a database that is created from a file
  uint32_t header_bytes_max = 16 << 10;
  uint32_t connections_max = 1024;
  uint32_t requests_waiting_max = 256;           ///< for a worker; above: 503
  uint64_t body_rate_min_bytes_per_s = 4 << 10;  ///< slower bodies are cut off
  std::chrono::milliseconds handshake_timeout{10'000};
  std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte wait on
  std::chrono::milliseconds idle_timeout{60'000};    ///< between two requests of a connection
  std::chrono::milliseconds body_timeout{30'000};    ///< for one piece of a body, in or out
  std::chrono::milliseconds shutdown_timeout{10'000};
};

struct ServeOptions {
  std::string data;                       ///< folder of the databases
  std::string listen = "127.0.0.1:8443";  ///< address:port; port 0: any free one
  std::string tls_cert;                   ///< PEM, chain
  std::string tls_key;                    ///< PEM
  std::string tokens;                     ///< token file
  std::string port_file;                  ///< written once it listens; empty: none
  std::string log_level = "info";
  uint32_t workers = 0;  ///< threads that run requests; 0: one per core, at least 2
  Limits limits;
};

/// Overlays the settings of a TOML file. Keys are those of the command line with '_' for '-',
/// limits in [limits]. Errors: CantOpen; Misuse for an unknown key, a wrong type or broken TOML.
Status read_config(const std::string& path, ServeOptions& options);

struct ListenAddress {
  std::string host;
  uint16_t port = 0;
};
/// Errors: Misuse.
Result<ListenAddress> parse_listen(std::string_view text);

}  // namespace tern::daemon
