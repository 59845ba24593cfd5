#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

namespace tern::daemon {

/// A JSON object and nothing else: nothing for text that is not JSON (RFC 8259, UTF-8), for other
/// values, for what is nested deeper than eight levels, and where one object has a name twice, as
/// readers differ in which of the two they take.
std::optional<boost::json::object> parse_strict_object(std::string_view text);

}  // namespace tern::daemon
