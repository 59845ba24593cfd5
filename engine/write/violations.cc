#include "engine/write/violations.h"

namespace tern::write {

Error rowid_violation(const catalog::Table& table) {
  const bool named = table.rowid_alias.has_value();
  return Error(named ? ErrorCode::ConstraintPrimaryKey : ErrorCode::ConstraintRowid,
               "UNIQUE constraint failed: " + table.name + "." +
                   (named ? table.columns[*table.rowid_alias].name : "rowid"));
}

Error unique_violation(const catalog::Index& index) {
  const catalog::Table& table = *index.table;
  std::string columns;
  for (size_t i = 0; i < index.declared_terms; ++i) {
    const int32_t column = index.terms[i].column;
    if (column == catalog::IndexTerm::kExpression) {
      columns = "index '" + index.name + "'";
      break;
    }
    columns += (i ? ", " : "") + table.name + "." +
               (column < 0 ? "rowid" : table.columns[static_cast<size_t>(column)].name);
  }
  return Error(index.origin == catalog::IndexOrigin::PrimaryKey ? ErrorCode::ConstraintPrimaryKey
                                                                : ErrorCode::ConstraintUnique,
               "UNIQUE constraint failed: " + columns);
}

}  // namespace tern::write
