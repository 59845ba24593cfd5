#include "daemon/commands/serve_config.h"

namespace tern::daemon {
namespace {

std::vector<Setting> settings_of(streams::ServiceLimits& limits) {
  return {
      {"idle-stream", "TIME", "A stream of SQL without a transaction is kept so long",
       &limits.idle_stream, kLimitsTable},
      {"idle-transaction", "TIME", "A transaction waits so long for its next request",
       &limits.idle_transaction, kLimitsTable},
      {"writer-wait", "TIME", "For the write lock, then SQLITE_BUSY", &limits.writer_wait,
       kLimitsTable},
      {"statement-max", "TIME", "For a statement, unless its database has a limit; 0s: none",
       &limits.statement_max, kLimitsTable},
      {"statement-memory-max", "SIZE", "For a statement, then SQLITE_NOMEM",
       ByteSize{&limits.statement_memory_max}, kLimitsTable},
      {"statements-memory-max", "SIZE", "For all together, then SQLITE_NOMEM",
       ByteSize{&limits.statements_memory_max}, kLimitsTable},
      {"value-bytes-max", "SIZE", "Of a value or a row, then SQLITE_TOOBIG",
       ByteSize{&limits.value_bytes_max}, kLimitsTable},
      {"streams-max", "COUNT", "Streams of SQL at once, then 503; half of them for one database",
       &limits.streams_max, kLimitsTable},
      {"waiting-writers-max", "COUNT",
       "Writers that wait for a database's lock, then TRANSACTION_BUSY",
       &limits.waiting_writers_max, kLimitsTable},
      {"reply-bytes-max", "SIZE", "Of an answer to SQL, then RESPONSE_TOO_LARGE",
       ByteSize{&limits.reply_bytes_max}, kLimitsTable},
      {"stored-sql-max", "COUNT", "Texts of SQL that a stream may store", &limits.stored_sql_max,
       kLimitsTable},
      {"socket-stored-sql-max", "COUNT", "Texts of SQL that a WebSocket may store",
       &limits.socket_stored_sql_max, kLimitsTable},
      {"stored-sql-bytes-max", "SIZE", "Of one such text", ByteSize{&limits.stored_sql_bytes_max},
       kLimitsTable},
      {"socket-requests-max", "COUNT", "Requests of a WebSocket at once",
       &limits.socket_requests_max, kLimitsTable},
      {"condition-depth-max", "COUNT", "Nested conditions of a batch", &limits.condition_depth_max,
       kLimitsTable},
  };
}

Status require(std::string_view value, std::string_view option, std::string_view what) {
  if (!value.empty()) return ok();
  return fail(ErrorCode::Misuse,
              "ternd serve needs --" + std::string(option) + ": " + std::string(what));
}

bool has_credentials(const ServeOptions& options) {
  return !options.tokens.empty() || !options.jwt_keys.empty() || !options.jwt_database_keys.empty();
}

Status require_loopback(const std::string& listen, std::string_view why) {
  if (listen.empty() || is_loopback(TRY(parse_listen(listen)))) return ok();
  return fail(ErrorCode::Misuse,
              std::string(why) + " needs a loopback address as 127.0.0.1, not " + listen);
}

Status check_credentials(const ServeConfig& config) {
  const ServeOptions& options = config.options;
  if (options.no_auth) {
    if (has_credentials(options))
      return fail(ErrorCode::Misuse, "--no-auth lets everybody in: leave out tokens and keys");
    TRY(require_loopback(options.listen, "--no-auth"));
    return require_loopback(options.admin_listen, "--no-auth");
  }
  if (config.dev || has_credentials(options)) return ok();
  return fail(ErrorCode::Misuse,
              "ternd serve needs --tokens or --jwt-keys: who may do what (make a token with: ternd "
              "token new, a key with: ternd token keygen); to try it out: --dev");
}

}  // namespace

std::vector<Setting> settings_of(ServeConfig& config) {
  std::vector<Setting> settings = settings_of(config.options);
  for (Setting& limit : settings_of(config.streams)) settings.push_back(std::move(limit));
  return settings;
}

Status check(const ServeConfig& config) {
  const ServeOptions& options = config.options;
  if (!config.dev) TRY(require(options.data, "data", "the folder of the databases"));
  if (!options.plain_http) {
    TRY(require(options.tls_cert, "tls-cert", "the certificate, PEM"));
    TRY(require(options.tls_key, "tls-key", "the certificate's private key, PEM"));
  }
  for (const std::string* address :
       {&options.listen, &options.admin_listen, &options.metrics_listen})
    if (!address->empty()) TRY(parse_listen(*address));
  if (config.dev) TRY(require_loopback(options.listen, "--dev"));
  return check_credentials(config);
}

}  // namespace tern::daemon
