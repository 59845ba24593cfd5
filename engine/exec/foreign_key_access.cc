#include "engine/exec/foreign_key_access.h"

#include <algorithm>
#include <memory>

#include "engine/catalog/told_name.h"
#include "engine/write/foreign_key_definitions.h"
#include "engine/write/foreign_key_parent.h"

namespace tern::exec {

using sql::ForeignKeyAction;
using sql::TriggerEvent;
using write::sets_parent_key;

namespace {

bool sets_child_key(const catalog::ForeignKey& key, std::span<const bool> changed) {
  return std::ranges::any_of(key.child_columns, [&](uint16_t column) { return changed[column]; });
}

}  // namespace

bool sets_foreign_key(const catalog::Table& table, std::span<const bool> changed) {
  const auto is_child = [&](const catalog::ForeignKey& key) {
    return sets_child_key(key, changed);
  };
  if (std::ranges::any_of(table.foreign_keys, is_child)) return true;
  const auto children = table.schema->children_of(table);
  return std::ranges::any_of(children, [&](const catalog::Schema::ChildReference& child) {
    return sets_parent_key(table, *child.key, changed);
  });
}

bool acts_by_foreign_key(const catalog::Table& table, std::span<const bool> changed) {
  const auto refers_to_itself = [&](const catalog::ForeignKey& key) {
    return catalog::same_name(key.parent_table, table.name) && sets_child_key(key, changed);
  };
  if (std::ranges::any_of(table.foreign_keys, refers_to_itself)) return true;
  const auto children = table.schema->children_of(table);
  return std::ranges::any_of(children, [&](const catalog::Schema::ChildReference& child) {
    const ForeignKeyAction action = child.key->on_update;
    const bool acts =
        action != ForeignKeyAction::Unspecified && action != ForeignKeyAction::NoAction;
    return acts && sets_parent_key(table, *child.key, changed);
  });
}

Status ForeignKeyAccess::ask_to_read(const catalog::Table& table,
                                     std::span<const uint16_t> columns) {
  for (const uint16_t column : columns) {
    (void)TRY(access_.ask_to_read(catalog::told_database(table), catalog::told_name(table),
                                  table.columns[column].name));
  }
  return ok();
}

Status ForeignKeyAccess::ask_as_child(const catalog::Table& table, std::span<const bool> changed) {
  for (const catalog::ForeignKey& key : table.foreign_keys) {
    const bool is_touched =
        changed.empty() || catalog::same_name(key.parent_table, table.name) ||
        std::ranges::any_of(key.child_columns, [&](uint16_t column) { return changed[column]; });
    const catalog::Table* const parent =
        is_touched ? table.schema->find_table(key.parent_table) : nullptr;
    if (!parent) continue;
    const auto where = write::find_parent_key(table, key, *parent);
    if (where) TRY(ask_to_read(*parent, where->parent_columns));
  }
  return ok();
}

Status ForeignKeyAccess::ask(const catalog::Table& table, TriggerEvent event,
                             std::span<const bool> changed, bool inserts_one) {
  if (!access_ || !transaction_.foreign_keys_enabled) return ok();
  TRY(ask_as_child(table, changed));
  for (const auto& [child, key] : table.schema->children_of(table)) {
    if (!changed.empty() && !sets_parent_key(table, *key, changed)) continue;
    const bool is_deferred = key->initially_deferred || transaction_.defer_foreign_keys;
    if (inserts_one && !is_deferred) continue;
    TRY(ask_to_read(*child, key->child_columns));
    if (event == TriggerEvent::Insert) continue;
    TRY(ask_to_act(table, *child, *key, event == TriggerEvent::Delete));
  }
  return ok();
}

Status ForeignKeyAccess::ask_to_act(const catalog::Table& parent, const catalog::Table& child,
                                    const catalog::ForeignKey& key, bool is_delete) {
  const ForeignKeyAction action = is_delete ? key.on_delete : key.on_update;
  const bool acts = action != ForeignKeyAction::Unspecified && action != ForeignKeyAction::NoAction;
  const auto where = write::find_parent_key(child, key, parent);
  if (!acts || !where || !asked_.insert({&key, is_delete}).second) return ok();
  const bind::Access outside = std::exchange(access_, access_.inside({}));
  TRY(ask_to_read(parent, where->parent_columns));
  TRY(ask_to_read(child, key.child_columns));
  if (action == ForeignKeyAction::Restrict) {
    TRY(ask_to_select(child, key));
  } else if (is_delete && action == ForeignKeyAction::Cascade) {
    (void)TRY(
        access_.ask(Action::Delete, catalog::told_name(child), {}, catalog::told_database(child)));
    TRY(ask(child, TriggerEvent::Delete, {}));
  } else {
    TRY(ask_to_set(child, key));
  }
  access_ = outside;
  return ok();
}

/// RESTRICT looks for children.
Status ForeignKeyAccess::ask_to_select(const catalog::Table& child,
                                       const catalog::ForeignKey& key) {
  (void)TRY(access_.ask(Action::Select));
  const bool is_by_rowid =
      child.rowid_alias && std::ranges::all_of(key.child_columns, [&](uint16_t column) {
        return column == *child.rowid_alias;
      });
  if (!is_by_rowid) return ok();
  // As of any SELECT that reads no column.
  (void)TRY(
      access_.ask(Action::Read, catalog::told_name(child), "", catalog::told_database(child)));
  return ok();
}

Status ForeignKeyAccess::ask_to_set(const catalog::Table& child, const catalog::ForeignKey& key) {
  const auto set = std::make_unique<bool[]>(child.columns.size());
  for (const uint16_t column : key.child_columns) {
    set[column] = true;
    (void)TRY(access_.ask(Action::Update, catalog::told_name(child), child.columns[column].name,
                          catalog::told_database(child)));
  }
  return ask(child, TriggerEvent::Update, std::span(set.get(), child.columns.size()));
}

}  // namespace tern::exec
