#include "engine/session/row_key.h"

#include "engine/base/assert.h"

namespace tern::session {

std::optional<std::string> key_of(const Table& table, std::span<const Bytes> row) {
  std::string out;
  for (size_t i = 0; i < table.column_count(); ++i) {
    if (!table.is_key(i)) continue;
    if (row[i].front() == tag::kNull) return std::nullopt;
    out += as_text(row[i]);
  }
  return out;
}

std::vector<Bytes> fields_of_key(const Table& table, std::string_view key) {
  std::vector<Bytes> out(table.column_count(), kUndefined);
  Bytes rest = as_bytes(key);
  for (size_t i = 0; i < out.size(); ++i) {
    if (!table.is_key(i)) continue;
    const std::optional<size_t> size = field_size(rest);
    ASSERT(size.has_value());
    out[i] = rest.first(*size);
    rest = rest.subspan(*size);
  }
  return out;
}

}  // namespace tern::session
