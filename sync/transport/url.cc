#include <algorithm>

#include "sync/transport/transport.h"

namespace tern::sync::transport {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

std::string_view header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (same_letters(key, name)) return value;
  return {};
}

Result<Url> parse_url(std::string_view text) {
  const size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos)
    return fail(ErrorCode::Misuse,
                "'" + std::string(text) + "' is not a URL: write https://host:port/database");
  const std::string_view scheme = text.substr(0, scheme_end);
  if (scheme != "https" && scheme != "http")
    return fail(ErrorCode::Misuse,
                "a primary's URL starts with https://, not " + std::string(scheme) + "://");
  const size_t host_start = scheme_end + 3;
  const size_t path_start = std::min(text.find('/', host_start), text.size());
  const std::string_view host = text.substr(host_start, path_start - host_start);
  if (host.empty() || host.find('@') != std::string_view::npos)
    return fail(ErrorCode::Misuse,
                "the URL needs a host and no user name: https://host:port/database");
  return Url{std::string(text.substr(0, path_start)), std::string(text.substr(path_start))};
}

}  // namespace tern::sync::transport
