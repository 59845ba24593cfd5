#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/extensions/time/instant.h"
#include "engine/record/value.h"

namespace tern::extensions::time {

/// A part of a moment that has a name.
enum class Field : uint8_t {
  Millennium,
  Century,
  Decade,
  Year,
  Quarter,
  Month,
  Week,
  Day,
  Hour,
  Minute,
  Second,
  Milli,
  Micro,
  Nano,
  IsoYear,
  IsoDay,
  YearDay,
  Weekday,
  Epoch,
  WholeSecond,  // has no name: what time_get_second() gives
};

/// Errors: Error if no field is called so.
Result<Field> parse_field(std::string_view name);

record::ValueView field_value(const Instant& instant, Field field);

/// Sets all below `field` to its start. Errors: Error if that is not defined, or out of range.
Result<Instant> truncate_to(const Instant& instant, Field field);

}  // namespace tern::extensions::time
