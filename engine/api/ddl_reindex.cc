#include "engine/api/ddl_parts.h"
#include "engine/write/index_build.h"

namespace tern::api {
namespace {

Status rebuild(const DdlCall& call, const catalog::Index& index) {
  const Permission answer =
      TRY(call.access.ask(Action::Reindex, index.name, {}, call.database.name()));
  if (answer == Permission::Ignore) return {};
  if (&index == index.table->primary_index.get()) {
    // It is the table, and in order as it is. But the reference writes it, and others wait for
    // that.
    (void)TRY(call.database.pager().write(index.root));
    return {};
  }
  (void)TRY(call.database.trees().clear_tree(index.root));
  return write::build_index(call.transaction(), index);
}

/// Puts the indexes of `table` that order by `collation` behind those in `out`; null: all.
void add_indexes(const catalog::Table& table, const record::Collation* collation,
                 std::vector<const catalog::Index*>& out) {
  if (table.is_virtual) return;
  for (const catalog::Index* const index : table.all_indexes()) {
    bool is_wanted = !collation;
    for (size_t i = 0; i < index->declared_terms; ++i) {
      is_wanted |= index->terms[i].collation == collation;
    }
    if (is_wanted) out.push_back(index);
  }
}

}  // namespace

Result<std::vector<const catalog::Index*>> indexes_to_rebuild(const catalog::Schema& schema,
                                                              const sql::QualifiedName& name) {
  std::vector<const catalog::Index*> out;
  const record::Collation* collation = nullptr;
  if (name.name && !name.schema) collation = schema.traits.find_collation(name.name.text);
  if (!name.name || collation) {
    for (const auto& [table_name, table] : schema.tables()) add_indexes(*table, collation, out);
    return out;
  }
  if (const catalog::Table* table = schema.find_table(name.name.text)) {
    add_indexes(*table, nullptr, out);
    return out;
  }
  if (const catalog::Index* index = schema.find_index(name.name.text)) return std::vector{index};
  if (schema.find_view(name.name.text)) return out;
  return refuse("unable to identify the object to be reindexed");
}

Status reindex(const DdlCall& call, const sql::ReindexStatement& statement) {
  const auto indexes = TRY(indexes_to_rebuild(*call.schema, statement.name));
  for (const catalog::Index* const index : indexes) TRY(rebuild(call, *index));
  return {};
}

}  // namespace tern::api
