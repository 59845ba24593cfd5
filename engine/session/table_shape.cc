#include "engine/session/table_shape.h"

#include <algorithm>

namespace tern::session {

std::optional<Table> table_of(const txn::TableShape& shape) {
  Table out{.name = shape.name, .key = {}};
  for (const txn::TableShape::Column& column : shape.columns) {
    out.key.push_back(static_cast<uint8_t>(column.key_position));
  }
  if (std::ranges::all_of(out.key, [](uint8_t place) { return place == 0; })) return std::nullopt;
  return out;
}

}  // namespace tern::session
