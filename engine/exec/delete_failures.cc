#include "engine/exec/delete_failures.h"

#include <algorithm>
#include <vector>

#include "engine/write/foreign_key_parent.h"

namespace tern::exec {
namespace {

/// What is left behind and what an action finds are told apart by no conversion.
bool is_plain_reference(const catalog::Table& child, const catalog::ForeignKey& key,
                        const catalog::Table& parent) {
  const auto found = write::find_parent_key(child, key, parent);
  if (!found) return false;
  for (size_t i = 0; i < found->child_columns.size(); ++i) {
    const catalog::Column& referring = child.columns[found->child_columns[i]];
    const catalog::Column& referred = parent.columns[found->parent_columns[i]];
    if (referring.affinity != referred.affinity) return false;
  }
  return true;
}

/// A row of `table` can be taken out of all keys that it has as a child.
bool fits_its_keys(const catalog::Table& table) {
  return std::ranges::all_of(table.foreign_keys, [&](const catalog::ForeignKey& key) {
    const catalog::Table* const parent = table.schema->find_table(key.parent_table);
    return parent && write::find_parent_key(table, key, *parent);
  });
}

/// `path`: the tables from the first one on whose rows go because of each other.
std::optional<uint32_t> depth_below(const CompileContext& context, const catalog::Table& table,
                                    std::vector<const catalog::Table*>& path) {
  if (!fits_its_keys(table)) return std::nullopt;
  uint32_t depth = 0;
  path.push_back(&table);
  for (const auto& [child, key] : table.schema->children_of(table)) {
    if (key->on_delete != sql::ForeignKeyAction::Cascade) return std::nullopt;
    if (std::ranges::find(path, child) != path.end()) return std::nullopt;
    if (!DeleteFailures::is_safe(context, *child)) return std::nullopt;
    if (!is_plain_reference(*child, *key, table)) return std::nullopt;
    const auto below = depth_below(context, *child, path);
    if (!below) return std::nullopt;
    depth = std::max(depth, *below + 1);
  }
  path.pop_back();
  return depth;
}

}  // namespace

bool DeleteFailures::is_safe(const CompileContext& context, const catalog::Table& table) {
  const auto is_plain = [](const catalog::Index* index) {
    return !index->where && std::ranges::all_of(index->terms, [](const catalog::IndexTerm& term) {
      return term.column != catalog::IndexTerm::kExpression;
    });
  };
  const auto fires = [](const catalog::Trigger* trigger) {
    return trigger->definition().event == sql::TriggerEvent::Delete;
  };
  return !table.has_generated && std::ranges::none_of(context.triggers_of(table), fires) &&
         std::ranges::all_of(table.all_indexes(), is_plain);
}

std::optional<uint32_t> DeleteFailures::cascade_depth(const CompileContext& context,
                                                      const catalog::Table& table) {
  std::vector<const catalog::Table*> path;
  return depth_below(context, table, path);
}

}  // namespace tern::exec
