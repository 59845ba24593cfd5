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

/// The indexes of `table` that order by `collation`; null: all.
Status rebuild_of_table(const DdlCall& call, const catalog::Table& table,
                        const record::Collation* collation) {
  if (table.is_virtual) return {};
  for (const catalog::Index* const index : table.all_indexes()) {
    bool is_wanted = !collation;
    for (size_t i = 0; i < index->declared_terms; ++i) {
      is_wanted |= index->terms[i].collation == collation;
    }
    if (is_wanted) TRY(rebuild(call, *index));
  }
  return {};
}

Status rebuild_all(const DdlCall& call, const record::Collation* collation) {
  for (const auto& [name, table] : call.schema->tables) {
    TRY(rebuild_of_table(call, *table, collation));
  }
  return {};
}

}  // namespace

Status reindex(const DdlCall& call, const sql::ReindexStatement& statement) {
  const sql::QualifiedName& name = statement.name;
  if (!name.name) return rebuild_all(call, nullptr);
  if (!name.schema) {
    if (const auto* collation = call.schema->traits.find_collation(name.name.text)) {
      return rebuild_all(call, collation);
    }
  }
  if (const catalog::Table* table = call.schema->find_table(name.name.text)) {
    return rebuild_of_table(call, *table, nullptr);
  }
  if (const catalog::Index* index = call.schema->find_index(name.name.text)) {
    return rebuild(call, *index);
  }
  if (call.schema->find_view(name.name.text)) return {};
  return refuse("unable to identify the object to be reindexed");
}

}  // namespace tern::api
