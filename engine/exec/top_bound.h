#pragma once

#include "engine/record/record.h"
#include "engine/record/sort_key.h"
#include "engine/record/value.h"

namespace tern::exec {

/// What a sort that wants the first rows only knows of the others: those that lie beyond `value` by
/// the sort's first term are not wanted. It changes while rows come; a scan that knows it leaves
/// such rows out before it reads the rest of them.
struct TopBound {
  record::SortKeyPart part;
  record::Value value;  // NULL: nothing is known

  bool is_beyond(record::ValueView row_value) const {
    const record::ValueView bound = value.view();
    if (bound.is_null() || row_value.is_null()) return false;
    int order;
    if (row_value.is_integer() && bound.is_integer()) {
      const int64_t a = row_value.as_integer();
      const int64_t b = bound.as_integer();
      order = static_cast<int>(a > b) - static_cast<int>(a < b);
    } else {
      order = record::compare_values(row_value, bound, *part.collation);
    }
    return part.descending ? order < 0 : order > 0;
  }
};

}  // namespace tern::exec
