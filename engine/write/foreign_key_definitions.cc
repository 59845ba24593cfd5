#include "engine/write/foreign_key_definitions.h"

#include <algorithm>
#include <memory>

#include "engine/write/foreign_key_parent.h"

namespace tern::write {

using sql::ForeignKeyAction;

bool sets_parent_key(const catalog::Table& parent, const catalog::ForeignKey& key,
                     std::span<const bool> changed) {
  for (size_t i = 0; i < changed.size(); ++i) {
    if (!changed[i]) continue;
    const catalog::Column& column = parent.columns[i];
    if (key.parent_columns.empty() && column.primary_key_position > 0) return true;
    for (const std::string& name : key.parent_columns) {
      if (catalog::same_name(name, column.name)) return true;
    }
  }
  return false;
}

Status KeyDefinitions::check_as_child(const catalog::Table& table, Changed changed) const {
  const catalog::Schema& schema = *table.schema;
  for (const catalog::ForeignKey& key : table.foreign_keys) {
    const bool is_untouched =
        !changed.empty() && !catalog::same_name(key.parent_table, table.name) &&
        std::ranges::none_of(key.child_columns, [&](uint16_t column) { return changed[column]; });
    if (is_untouched) continue;
    const catalog::Table* const parent = schema.find_table(key.parent_table);
    if (!parent) {
      return fail(ErrorCode::Error, "no such table: " + schema.database + "." + key.parent_table);
    }
    (void)TRY(find_parent_key(table, key, *parent));
  }
  return ok();
}

Status KeyDefinitions::check(const catalog::Table& table, Changed changed, bool inserts_one) const {
  TRY(check_as_child(table, changed));
  for (const auto& [child, key] : table.schema->children_of(table)) {
    if (!changed.empty() && !sets_parent_key(table, *key, changed)) continue;
    // A single new row cannot violate an immediate key of its children, nor mend one.
    const bool is_deferred = key->initially_deferred || transaction_.defer_foreign_keys;
    if (inserts_one && !is_deferred) continue;
    (void)TRY(find_parent_key(*child, *key, table));
  }
  return ok();
}

Status KeyDefinitions::check_actions(const catalog::Table& table, Changed changed) {
  for (const auto& [child, key] : table.schema->children_of(table)) {
    if (!changed.empty() && !sets_parent_key(table, *key, changed)) continue;
    TRY(check_action(*child, *key, changed.empty()));
  }
  return ok();
}

Status KeyDefinitions::check_action(const catalog::Table& child, const catalog::ForeignKey& key,
                                    bool is_delete) {
  const ForeignKeyAction action = is_delete ? key.on_delete : key.on_update;
  const bool acts = action == ForeignKeyAction::Cascade || action == ForeignKeyAction::SetNull ||
                    action == ForeignKeyAction::SetDefault;
  if (!acts || !acted_.insert({&key, is_delete}).second) return ok();
  if (is_delete && action == ForeignKeyAction::Cascade) return check_all(child, {});
  const auto set = std::make_unique<bool[]>(child.columns.size());
  for (const uint16_t column : key.child_columns) set[column] = true;
  return check_all(child, Changed(set.get(), child.columns.size()));
}

Status KeyDefinitions::check_all(const catalog::Table& table, Changed changed) {
  TRY(check(table, changed));
  return check_actions(table, changed);
}

}  // namespace tern::write
