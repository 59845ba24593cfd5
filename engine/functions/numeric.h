#pragma once

#include "engine/functions/function.h"
#include "engine/record/affinity.h"
#include "engine/record/value.h"

namespace tern::functions {

/// A value as numeric functions see it: text that is a whole number is one, all else stays.
record::ValueView as_number(record::ValueView value);

/// What a number is read from: of a blob the text that its bytes are in the database's encoding.
/// Lifetime: until the next one of `call`.
inline record::ValueView number_source(Call& call, record::ValueView value) {
  return value.is_blob() ? record::ValueView::text(call.text(value, 2)) : value;
}
inline int64_t integer_argument(Call& call, record::ValueView value) {
  return record::to_integer(number_source(call, value));
}
inline double real_argument(Call& call, record::ValueView value) {
  return record::to_real(number_source(call, value));
}

}  // namespace tern::functions
