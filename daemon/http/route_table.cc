#include "daemon/http/route_table.h"

#include <algorithm>
#include <utility>

namespace tern::daemon {
namespace {

bool is_parameter(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") return false;
  return std::ranges::all_of(segment, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

/// Takes the segment off the front of `path`.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool matches(std::string_view pattern, std::string_view path,
             std::vector<std::string>& parameters) {
  parameters.clear();
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view given = take_segment(path);
    if (!wanted.starts_with('{')) {
      if (wanted != given) return false;
    } else if (is_parameter(given)) {
      parameters.emplace_back(given);
    } else {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Match match;
  for (const TableRoute& route : routes_) {
    if (!matches(route.pattern, path, match.parameters)) continue;
    match.is_path_known = true;
    if (route.method != wanted) continue;
    match.route = &route;
    return match;
  }
  match.parameters.clear();
  return match;
}

}  // namespace tern::daemon
