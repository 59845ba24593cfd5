#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/extensions/time/civil.h"
#include "engine/extensions/time/instant.h"

// Moments as texts of ISO 8601. Years have four digits or, beyond 9999, more; those before year 0 a
// minus sign.

namespace tern::extensions::time {

/// Offsets from UTC, in seconds east of it, lie below this.
constexpr int64_t kOffsetEnd = kSecondsPerDay;

void append_date(std::string& out, const Civil& civil);
void append_time(std::string& out, const Civil& civil);
/// With nine digits of the second's fraction if there is one, and "Z" or the offset, of which
/// seconds are left out. Requires: |offset| < kOffsetEnd.
void append_iso(std::string& out, const Civil& civil, int64_t offset);

/// A date, a time (of 0001-01-01), or both, with "T" or a space between; with both there may be a
/// zone, "Z" or "+hh:mm". A second may have a fraction. Nothing if it is none of these, or if there
/// is no such day or time.
std::optional<Instant> parse_time(std::string_view text);

}  // namespace tern::extensions::time
