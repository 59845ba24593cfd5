#include "engine/catalog/index_terms.h"
#include "engine/catalog/schema.h"

namespace tern::catalog {

Result<std::unique_ptr<Index>> describe_index(const Table& table,
                                              std::unique_ptr<sql::Statement> tree,
                                              std::string sql) {
  auto index = std::make_unique<Index>();
  const auto& statement = tree->as<sql::CreateIndexStatement>();
  index->name = statement.name.name.text;
  index->table = &table;
  index->unique = statement.unique;
  index->where = statement.where.get();
  for (const sql::IndexedColumn& column : statement.columns) {
    IndexTerm term = TRY(resolve_term(table, column));
    index->terms.push_back(term);
  }
  index->declared_terms = static_cast<uint16_t>(index->terms.size());
  complete_terms(table, *index);
  index->sql = std::move(sql);
  index->tree = std::move(tree);
  return index;
}

}  // namespace tern::catalog
