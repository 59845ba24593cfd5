#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tern::daemon {

/// "4096" (bytes), "64KiB", "80MiB", "2GiB", "1TiB". Errors: Misuse.
Result<uint64_t> parse_size(std::string_view text);
/// In the largest unit that leaves a whole number.
std::string size_text(uint64_t bytes);

/// "250ms", "5s", "10m", "12h", "30d"; always with a unit. Errors: Misuse.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
/// In the largest unit that leaves a whole number.
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace tern::daemon
