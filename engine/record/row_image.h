#pragma once

#include <functional>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/record/value.h"

// A row, or a part of one, that tells its columns' names itself: a record (record.h) in which names
// and values take turns. It stays readable whatever becomes of the table.

namespace tern::record {

/// One column of a row.
struct NamedValue {
  std::string_view name;
  ValueView value;
};

/// Calls `visit` with each column. The bytes may come from anybody.
/// Errors: Error "malformed row image"; what `visit` fails with.
Status each_of_row_image(Bytes image, const std::function<Status(const NamedValue&)>& visit);

}  // namespace tern::record
