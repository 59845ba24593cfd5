#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/streams/service.h"

namespace tern::daemon {

/// What a path stands for. Also the label that requests are counted under.
enum class Route : uint8_t {
  Unknown,  // no such path, or a request that could not be read
  Preflight,
  Health,
  Ready,
  Version,
  Probe,  // is this form of the protocol spoken?
  Pipeline,
  Cursor,
  Socket,
  PullUpdates,
  SyncList,
  Sync,
  Table,  // of a RouteTable
};
inline constexpr size_t kRouteCount = static_cast<size_t>(Route::Table) + 1;
std::string_view name_of(Route route);

/// Views are into the path.
struct RouteMatch {
  Route route = Route::Unknown;
  streams::Form form = streams::Form::V2;
  std::string_view namespace_in_path = {};
  bool has_prefix = false;  ///< /db/NAME or /dev/NAME
};

/// The path of a request's target: without scheme and host, without query, runs of '/' made one.
/// Nothing is decoded: a path with '%' is no path of ours.
/// Lifetime: a view into `target` or, where something was changed, into `scratch`.
std::string_view path_of_target(std::string_view target, std::string& scratch);
/// From the '?' on, or empty.
std::string_view query_of_target(std::string_view target);

RouteMatch match_route(std::string_view path);

}  // namespace tern::daemon
