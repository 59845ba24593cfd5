#define TOML_EXCEPTIONS 0
#include "daemon/operation/options.h"

#include <toml++/toml.h>

#include <charconv>
#include <limits>

namespace tern::daemon {
namespace {

std::unexpected<Error> bad(const std::string& path, std::string_view key, std::string_view want) {
  return fail(ErrorCode::Misuse, path + ": " + std::string(key) + " " + std::string(want));
}

Status set_text(const std::string& path, std::string_view key, const toml::node& node,
                std::string& out) {
  const auto text = node.value_exact<std::string>();
  if (!text) return bad(path, key, "must be a string");
  out = *text;
  return ok();
}

template <class T>
Status set_number(const std::string& path, std::string_view key, const toml::node& node, T& out) {
  const auto number = node.value_exact<int64_t>();
  if (!number || *number < 0 ||
      static_cast<uint64_t>(*number) > uint64_t{std::numeric_limits<T>::max()})
    return bad(path, key, "must be a whole number, not negative");
  out = static_cast<T>(*number);
  return ok();
}

Status set_milliseconds(const std::string& path, std::string_view key, const toml::node& node,
                        std::chrono::milliseconds& out) {
  uint32_t number = 0;
  TRY(set_number(path, key, node, number));
  out = std::chrono::milliseconds(number);
  return ok();
}

Status read_limit(const std::string& path, std::string_view key, const toml::node& node,
                  Limits& limits) {
  if (key == "body_bytes_max") return set_number(path, key, node, limits.body_bytes_max);
  if (key == "upload_bytes_max") return set_number(path, key, node, limits.upload_bytes_max);
  if (key == "header_bytes_max") return set_number(path, key, node, limits.header_bytes_max);
  if (key == "connections_max") return set_number(path, key, node, limits.connections_max);
  if (key == "requests_waiting_max")
    return set_number(path, key, node, limits.requests_waiting_max);
  if (key == "body_rate_min_bytes_per_s")
    return set_number(path, key, node, limits.body_rate_min_bytes_per_s);
  if (key == "handshake_timeout_ms")
    return set_milliseconds(path, key, node, limits.handshake_timeout);
  if (key == "header_timeout_ms") return set_milliseconds(path, key, node, limits.header_timeout);
  if (key == "idle_timeout_ms") return set_milliseconds(path, key, node, limits.idle_timeout);
  if (key == "body_timeout_ms") return set_milliseconds(path, key, node, limits.body_timeout);
  if (key == "shutdown_timeout_ms")
    return set_milliseconds(path, key, node, limits.shutdown_timeout);
  return bad(path, key, "is not a limit");
}

Status read_key(const std::string& path, std::string_view key, const toml::node& node,
                ServeOptions& options) {
  if (key == "data") return set_text(path, key, node, options.data);
  if (key == "listen") return set_text(path, key, node, options.listen);
  if (key == "tls_cert") return set_text(path, key, node, options.tls_cert);
  if (key == "tls_key") return set_text(path, key, node, options.tls_key);
  if (key == "tokens") return set_text(path, key, node, options.tokens);
  if (key == "port_file") return set_text(path, key, node, options.port_file);
  if (key == "log_level") return set_text(path, key, node, options.log_level);
  if (key == "workers") return set_number(path, key, node, options.workers);
  if (key != "limits") return bad(path, key, "is not a setting");
  const toml::table* table = node.as_table();
  if (!table) return bad(path, key, "must be a table: [limits]");
  for (const auto& [name, value] : *table) TRY(read_limit(path, name.str(), value, options.limits));
  return ok();
}

}  // namespace

Status read_config(const std::string& path, ServeOptions& options) {
  const toml::parse_result parsed = toml::parse_file(path);
  if (!parsed) {
    const auto& error = parsed.error();
    return fail(ErrorCode::Misuse, path + " line " + std::to_string(error.source().begin.line) +
                                       ": " + std::string(error.description()));
  }
  for (const auto& [name, value] : parsed.table()) TRY(read_key(path, name.str(), value, options));
  return ok();
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

}  // namespace tern::daemon
