#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/operation/settings.h"
#include "engine/base/result.h"

namespace tern::daemon {

/// What peers may take up. Each of them closes the connection or answers 413 or 503. Of what is
/// bounded for all together one database gets half.
struct Limits {
  uint64_t body_bytes_max = uint64_t{80} << 20;      ///< of a push or a pull request
  uint64_t upload_bytes_max = uint64_t{2} << 30;     ///< of files that databases are created from
  uint64_t import_bytes_max = uint64_t{1} << 40;     ///< of a file or text of an administrator's
  uint64_t sql_body_bytes_max = uint64_t{64} << 20;  ///< of SQL over HTTP
  uint64_t bodies_bytes_max = uint64_t{1} << 30;     ///< of all but uploads together; above: 503
  uint64_t answers_bytes_max = uint64_t{1} << 30;    ///< of all answers together; above: 503
  uint32_t header_bytes_max = 16 << 10;
  uint32_t connections_max = 10'000;
  uint32_t requests_waiting_max = 2'048;         ///< handed to workers; above: 503
  uint64_t body_rate_min_bytes_per_s = 4 << 10;  ///< slower bodies are cut off
  std::chrono::milliseconds handshake_timeout{10'000};
  std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte wait on
  std::chrono::milliseconds idle_timeout{75'000};    ///< between two requests of a connection
  std::chrono::milliseconds body_timeout{30'000};    ///< for one piece of a body, in or out
  std::chrono::milliseconds shutdown_timeout{10'000};
  uint32_t cursor_buffer_bytes = 256 << 10;                ///< of rows that wait for their reader
  std::chrono::milliseconds cursor_write_timeout{60'000};  ///< the reader takes nothing so long
  uint32_t slow_readers_max = 128;   ///< cursors that wait for their reader, a thread each
  uint32_t long_polls_max = 256;     ///< requests that wait for news, a thread each
  uint32_t slow_requests_max = 128;  ///< that take long and have another worker in their place
  uint64_t websocket_message_bytes_max = uint64_t{64} << 20;
  uint64_t websocket_unsent_bytes_max = uint64_t{256} << 20;  ///< then it is cut off
  std::chrono::milliseconds websocket_ping_interval{30'000};  ///< of silence; twice as long ends it
};

struct ServeOptions {
  std::string data;                       ///< folder of the databases
  std::string listen = "127.0.0.1:8443";  ///< address:port; port 0: any free one
  std::string admin_listen;               ///< the same for the administration; empty: none
  std::string import_folder;              ///< files that databases may be made of; empty: none
  std::string metrics_listen;             ///< the same for metrics; empty: none
  std::string tls_cert;                   ///< PEM, chain; read again when it changes
  std::string tls_key;                    ///< PEM
  bool plain_http = false;                ///< no TLS: behind a proxy, or on loopback
  bool admin_plain_http = false;
  bool metrics_plain_http = false;
  std::string tokens;                          ///< token file
  std::vector<std::string> jwt_keys;           ///< files of public keys
  std::vector<std::string> jwt_database_keys;  ///< DATABASE=FILE
  std::string revoked;                         ///< revocation file
  bool no_auth = false;                        ///< everybody may do everything
  bool namespaces = true;                      ///< off: SQL is for the default one only
  std::string default_namespace = "default";   ///< empty: a request has to name one
  bool foreign_keys = true;                    ///< on for new streams of SQL
  uint32_t open_databases_max = 256;           ///< idle ones above it are closed
  std::string port_file;                       ///< written once it listens; empty: none
  std::string log_level = "info";
  std::string log_format = "text";
  std::string access_log;         ///< a line for each request; empty: none; "-": standard output
  uint32_t workers = 0;           ///< threads that run requests; 0: one per core, at least 20
  uint32_t database_workers = 0;  ///< of these for one database at once; 0: three quarters
  Limits limits;
};

/// The settings of `options`, one by one. Lifetime: they must not outlive it.
std::vector<Setting> settings_of(ServeOptions& options);

struct ListenAddress {
  std::string host;
  uint16_t port = 0;
};
/// Errors: Misuse.
Result<ListenAddress> parse_listen(std::string_view text);
/// Whether only programs of this machine can reach it.
bool is_loopback(const ListenAddress& address);

}  // namespace tern::daemon
