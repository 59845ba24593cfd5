#include "engine/vtab/virtual_table.h"

#include "engine/base/assert.h"

namespace tern::vtab {

size_t Cursor::read_rows(const RowBuffer&) {
  DEBUG_ASSERT(false && "not a table that may be read ahead");
  return 0;
}

Status Cursor::filter_with_lists(const IndexPlan& plan,
                                 std::span<const record::ValueView> arguments,
                                 std::span<const std::span<const record::Value>>) {
  return filter(plan, arguments);
}

Result<record::ValueView> Cursor::column_to_keep(uint32_t index, bool&) { return column(index); }

VirtualTable::VirtualTable(std::string name, const std::vector<std::string>& columns,
                           const std::vector<std::string>& hidden)
    : first_argument_(static_cast<int32_t>(columns.size())) {
  description_.name = std::move(name);
  description_.is_virtual = true;
  const auto add = [this](const std::string& column, bool is_hidden) {
    catalog::Column& out = description_.columns.emplace_back();
    const size_t space = column.find(' ');
    out.name = column.substr(0, space);
    if (space != std::string::npos) out.declared_type = column.substr(space + 1);
    out.affinity = record::affinity_of_type(out.declared_type);
    out.hidden = is_hidden;
  };
  for (const std::string& column : columns) add(column, false);
  for (const std::string& column : hidden) add(column, true);
}

VirtualTable::VirtualTable(std::string name, std::vector<catalog::Column> columns,
                           bool without_rowid)
    : first_argument_(static_cast<int32_t>(columns.size())) {
  description_.name = std::move(name);
  description_.is_virtual = true;
  description_.columns = std::move(columns);
  description_.without_rowid = without_rowid;
  for (uint16_t i = 0; i < description_.columns.size(); ++i) {
    const uint16_t position = description_.columns[i].primary_key_position;
    if (!without_rowid || position == 0) continue;
    if (description_.primary_key.size() < position) description_.primary_key.resize(position);
    description_.primary_key[position - 1] = i;
  }
}

std::optional<Overload> VirtualTable::overload(std::string_view, size_t) const {
  return std::nullopt;
}

Result<int64_t> VirtualTable::write(const RowWrite&) {
  return fail(ErrorCode::ReadOnly, "table " + name() + " may not be modified");
}

}  // namespace tern::vtab
