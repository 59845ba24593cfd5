#include "tools/tern/dot/expert/table_shape.h"

#include "tools/tern/literals.h"

namespace tern::shell {

Result<TableShape> TableShape::read(Connection& db, const std::string& name) {
  constexpr int64_t kVirtualGenerated = 2, kStoredGenerated = 3;
  TableShape table{name, {}};
  Statement rows =
      TRY(db.prepare("SELECT name, pk, hidden FROM pragma_table_xinfo(?1, 'main') ORDER BY cid"));
  TRY(rows.bind(1, std::string_view(name)));
  int key_columns = 0;
  while (TRY(rows.step())) {
    ColumnShape& column = table.columns.emplace_back();
    column.name = shown_text(rows.column(0));
    column.is_only_key = rows.column(1).as_integer() == 1;
    const int64_t hidden = rows.column(2).as_integer();
    column.is_generated = hidden == kVirtualGenerated || hidden == kStoredGenerated;
    if (rows.column(1).as_integer() > 0) ++key_columns;
  }
  for (ColumnShape& column : table.columns) {
    column.is_only_key &= key_columns == 1;
    column.collation = TRY(db.table_column_metadata("main", name, column.name)).collation;
  }
  return table;
}

}  // namespace tern::shell
