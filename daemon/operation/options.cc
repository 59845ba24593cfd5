#include "daemon/operation/options.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace tern::daemon {
namespace {

constexpr std::array<std::string_view, 4> kLogLevels = {"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 2> kLogFormats = {"text", "json"};

std::vector<Setting> settings_of(Limits& limits) {
  return {
      {"body-bytes-max", "SIZE", "Of a push or a pull", ByteSize{&limits.body_bytes_max},
       kLimitsTable},
      {"upload-bytes-max", "SIZE", "Of a database that is made from a file",
       ByteSize{&limits.upload_bytes_max}, kLimitsTable},
      {"import-bytes-max", "SIZE", "Of a file or SQL text that an administrator sends",
       ByteSize{&limits.import_bytes_max}, kLimitsTable},
      {"sql-body-bytes-max", "SIZE", "Of a request of SQL", ByteSize{&limits.sql_body_bytes_max},
       kLimitsTable},
      {"bodies-bytes-max", "SIZE", "Of all bodies that are read at once, then 503",
       ByteSize{&limits.bodies_bytes_max}, kLimitsTable},
      {"answers-bytes-max", "SIZE", "Of all answers that are made or sent at once, then 503",
       ByteSize{&limits.answers_bytes_max}, kLimitsTable},
      {"header-bytes-max", "SIZE", "Of a request's head", ByteSize{&limits.header_bytes_max},
       kLimitsTable},
      {"connections-max", "COUNT", "Connections at once", &limits.connections_max, kLimitsTable},
      {"requests-waiting-max", "COUNT", "Requests that wait for a worker, then 503",
       &limits.requests_waiting_max, kLimitsTable},
      {"body-rate-min", "SIZE", "Per second: slower bodies are cut off",
       ByteSize{&limits.body_rate_min_bytes_per_s}, kLimitsTable},
      {"handshake-timeout", "TIME", "For a TLS handshake", &limits.handshake_timeout, kLimitsTable},
      {"header-timeout", "TIME", "For a request's head", &limits.header_timeout, kLimitsTable},
      {"idle-timeout", "TIME", "Between two requests of a connection", &limits.idle_timeout,
       kLimitsTable},
      {"body-timeout", "TIME", "For one piece of a body, in or out", &limits.body_timeout,
       kLimitsTable},
      {"shutdown-timeout", "TIME", "For requests under way when the server ends",
       &limits.shutdown_timeout, kLimitsTable},
      {"cursor-buffer-bytes", "SIZE", "Of rows that wait for their reader",
       ByteSize{&limits.cursor_buffer_bytes}, kLimitsTable},
      {"cursor-write-timeout", "TIME", "A cursor waits so long for its reader",
       &limits.cursor_write_timeout, kLimitsTable},
      {"slow-readers-max", "COUNT", "Cursors that wait for their readers", &limits.slow_readers_max,
       kLimitsTable},
      {"long-polls-max", "COUNT", "Requests that wait for news; above, they are answered at once",
       &limits.long_polls_max, kLimitsTable},
      {"slow-requests-max", "COUNT", "Requests that take long beside the workers",
       &limits.slow_requests_max, kLimitsTable},
      {"websocket-message-bytes-max", "SIZE", "Of a message of a WebSocket",
       ByteSize{&limits.websocket_message_bytes_max}, kLimitsTable},
      {"websocket-unsent-bytes-max", "SIZE", "Of what waits to be sent, then it is cut off",
       ByteSize{&limits.websocket_unsent_bytes_max}, kLimitsTable},
      {"websocket-ping-interval", "TIME", "Of silence, then a ping; twice as long ends it",
       &limits.websocket_ping_interval, kLimitsTable},
  };
}

}  // namespace

std::vector<Setting> settings_of(ServeOptions& options) {
  std::vector<Setting> settings = {
      {"data", "FOLDER", "Folder of the databases; made if it is missing", &options.data},
      {"listen", "ADDRESS", "IP address and port; port 0: any free one", &options.listen},
      {"admin-listen", "ADDRESS", "Where administration is answered; nowhere otherwise",
       &options.admin_listen},
      {"import-folder", "FOLDER", "Files there can be made databases of by administrators",
       &options.import_folder},
      {"metrics-listen", "ADDRESS", "Where /metrics is answered", &options.metrics_listen},
      {"tls-cert", "FILE", "Certificate chain, PEM", &options.tls_cert},
      {"tls-key", "FILE", "Private key of the certificate, PEM", &options.tls_key},
      {"plain-http", "", "HTTP without TLS", &options.plain_http},
      {"admin-plain-http", "", "The same at admin-listen", &options.admin_plain_http},
      {"metrics-plain-http", "", "The same at metrics-listen", &options.metrics_plain_http},
      {"tokens", "FILE", "Token file", &options.tokens},
      {"jwt-keys", "FILE", "Public keys that sign tokens; may be repeated", &options.jwt_keys},
      {"jwt-database-keys", "DATABASE=FILE",
       "Keys for one database, instead of the others; may be repeated", &options.jwt_database_keys},
      {"revoked", "FILE", "Revoked tokens; read again when it changes", &options.revoked},
      {"no-auth", "", "Everybody may do everything; on a loopback address only", &options.no_auth},
      {"namespaces", "", "Requests of SQL may name their database", &options.namespaces},
      {"default-namespace", "NAME", "Database of requests that name none; empty: refused",
       &options.default_namespace},
      {"foreign-keys", "", "SQL enforces foreign keys from the start", &options.foreign_keys},
      {"open-databases-max", "COUNT", "Databases that are kept open", &options.open_databases_max},
      {"port-file", "FILE", "Write the port there once it listens", &options.port_file},
      {"log-level", "LEVEL", "debug, info, warn or error", Word{&options.log_level, kLogLevels}},
      {"log-format", "FORMAT", "text or json", Word{&options.log_format, kLogFormats}},
      {"access-log", "FILE", "A line for each request; - is standard output", &options.access_log},
      {"workers", "COUNT", "Threads that run requests; 0: one per core, 20 at least",
       &options.workers},
      {"database-workers", "COUNT", "Of these for one database at once; 0: three quarters",
       &options.database_workers},
  };
  for (Setting& limit : settings_of(options.limits)) settings.push_back(limit);
  return settings;
}

Result<ListenAddress> parse_listen(std::string_view text) {
  const auto bad_address = [&] {
    return fail(ErrorCode::Misuse,
                "'" + std::string(text) + "' is not an address to listen on: write 127.0.0.1:8443");
  };
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return bad_address();
  ListenAddress address;
  address.host = text.substr(0, colon);
  if (address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (error != std::errc() || stop != end) return bad_address();
  return address;
}

bool is_loopback(const ListenAddress& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, address.host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace tern::daemon
