#include "daemon/http/routes.h"

#include <algorithm>
#include <array>
#include <span>

namespace tern::daemon {
namespace {

using streams::Form;

struct Endpoint {
  std::string_view path;
  Route route;
  Form form = Form::V2;
};

/// At the root and below the prefixes.
constexpr Endpoint kEndpoints[] = {
    {"/v2/pipeline", Route::Pipeline, Form::V2},
    {"/v3/pipeline", Route::Pipeline, Form::V3},
    {"/v3/cursor", Route::Cursor, Form::V3},
    {"/v3-protobuf/pipeline", Route::Pipeline, Form::V3Protobuf},
    {"/v3-protobuf/cursor", Route::Cursor, Form::V3Protobuf},
    {"/v2", Route::Probe, Form::V2},
    {"/v3", Route::Probe, Form::V3},
    {"/v3-protobuf", Route::Probe, Form::V3Protobuf},
    {"/", Route::Socket},
    {"/pull-updates", Route::PullUpdates},
    {"/health", Route::Health},
    {"/version", Route::Version},
};
/// At the root only.
constexpr Endpoint kRootEndpoints[] = {
    {"/healthz", Route::Health},
    {"/readyz", Route::Ready},
    {"/v1/db", Route::SyncList},
};
constexpr std::string_view kPrefixes[] = {"/db/", "/dev/"};

constexpr std::array<std::string_view, kRouteCount> kNames = {
    "unknown", "preflight", "health",       "ready",     "version", "probe", "pipeline",
    "cursor",  "socket",    "pull_updates", "sync_list", "sync",    "table"};

Route find_in(std::span<const Endpoint> endpoints, std::string_view path, Form& form) {
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.path != path) continue;
    form = endpoint.form;
    return endpoint.route;
  }
  return Route::Unknown;
}

}  // namespace

std::string_view name_of(Route route) { return kNames[static_cast<size_t>(route)]; }

std::string_view path_of_target(std::string_view target, std::string& scratch) {
  std::string_view path = target.substr(0, target.find_first_of("?#"));
  if (const size_t scheme = path.find("://");
      scheme != std::string_view::npos && !path.starts_with('/')) {
    const size_t slash = path.find('/', scheme + 3);
    path = slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
  }
  if (path.find("//") == std::string_view::npos) return path;
  scratch.clear();
  for (const char c : path)
    if (c != '/' || scratch.empty() || scratch.back() != '/') scratch += c;
  return scratch;
}

std::string_view query_of_target(std::string_view target) {
  const size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark);
}

RouteMatch match_route(std::string_view path) {
  RouteMatch match;
  if (path.starts_with("/v1/db/")) {
    match.route = Route::Sync;
    return match;
  }
  for (const std::string_view prefix : kPrefixes) {
    if (!path.starts_with(prefix)) continue;
    const std::string_view rest = path.substr(prefix.size());
    const size_t end = std::min(rest.find('/'), rest.size());
    match.has_prefix = true;
    match.namespace_in_path = rest.substr(0, end);
    path = end == rest.size() ? std::string_view("/") : rest.substr(end);
    break;
  }
  match.route = find_in(kEndpoints, path, match.form);
  if (match.route == Route::Unknown && !match.has_prefix)
    match.route = find_in(kRootEndpoints, path, match.form);
  return match;
}

}  // namespace tern::daemon
