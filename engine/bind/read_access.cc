#include "engine/bind/read_access.h"

#include "engine/catalog/told_name.h"

namespace tern::bind {

namespace {

std::string_view name_of(const catalog::Table& table, int32_t column) {
  if (column != FoundColumn::kRowid) return table.columns[static_cast<size_t>(column)].name;
  return table.rowid_alias ? std::string_view(table.columns[*table.rowid_alias].name) : "ROWID";
}

}  // namespace

ColumnOrigin origin_of(const FoundColumn& found) {
  ColumnOrigin out{found.source, found.column};
  while (!out.source->nested.empty()) {
    const NestedColumn& inside = out.source->nested[static_cast<size_t>(out.column)];
    out = {inside.origin, inside.origin_column};
  }
  return out;
}

Result<bool> may_read(const Access& access, const FoundColumn& found) {
  if (!access || !found.earlier.empty()) return true;
  const auto [source, column] = origin_of(found);
  if (source->qualified_only) return true;  // excluded
  Permission answer = Permission::Allow;
  if (const catalog::Table* table = source->table) {
    answer = TRY(access.ask_to_read(source->database(), catalog::told_name(*table),
                                    name_of(*table, column)));
  } else if (source->view) {
    answer = TRY(access.ask_to_read(source->view->schema->database, source->view->name,
                                    source->column_name(static_cast<size_t>(column))));
  }
  return answer == Permission::Allow;
}

Status ask_for_unread(const Access& access, const std::vector<std::unique_ptr<Source>>& sources) {
  if (!access) return ok();
  for (const auto& source : sources) {
    const bool is_read = source->used.width() > 0 || source->used.computed;
    if (!source->table || !source->written || is_read) continue;
    const sql::QualifiedName& name = *source->written;
    const auto database =
        name.schema ? AccessRequest::Text(name.schema.text) : AccessRequest::Text();
    (void)TRY(access.ask(Action::Read, name.name.text, "", database));
  }
  return ok();
}

}  // namespace tern::bind
