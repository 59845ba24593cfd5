#pragma once

#include "engine/record/value.h"

namespace tern::functions {

/// A value as numeric functions see it: text that is a whole number is one, all else stays.
record::ValueView as_number(record::ValueView value);

}  // namespace tern::functions
