#include "engine/sql/printer_core.h"

namespace tern::sql {

void Printer::conflict(std::string_view prefix, Conflict action) {
  if (action == Conflict::Unspecified) return;
  add(prefix);
  switch (action) {
    case Conflict::Unspecified:
      break;
    case Conflict::Rollback:
      return add("ROLLBACK");
    case Conflict::Abort:
      return add("ABORT");
    case Conflict::Fail:
      return add("FAIL");
    case Conflict::Ignore:
      return add("IGNORE");
    case Conflict::Replace:
      return add("REPLACE");
  }
}

void Printer::target(const DmlTarget& node) {
  qualified(node.name);
  if (node.alias) {
    add(" AS ");
    name(node.alias);
  }
  hint(node.indexed_by, node.not_indexed);
}

void Printer::where(const ExprPtr& condition) {
  if (!condition) return;
  add(" WHERE ");
  expr(*condition);
}

void Printer::returning(const ResultColumns& list) {
  if (list.empty()) return;
  add(" RETURNING ");
  columns(list);
}

void Printer::assignments(const std::vector<Assignment>& list) {
  for (size_t i = 0; i < list.size(); ++i) {
    add(i > 0 ? ", " : " SET ");
    if (list[i].is_row) {
      bracketed(list[i].columns);
    } else {
      name(list[i].columns[0]);
    }
    add(" = ");
    expr(*list[i].value);
  }
}

void Printer::indexed_columns(const std::vector<IndexedColumn>& list) {
  add("(");
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) add(", ");
    expr(*list[i].expr);
    order_suffix(list[i].order, list[i].nulls);
  }
  add(")");
}

void Printer::upsert(const Upsert& node) {
  add(" ON CONFLICT");
  if (!node.target.empty()) {
    add(" ");
    indexed_columns(node.target);
    where(node.target_where);
  }
  if (node.do_nothing) return add(" DO NOTHING");
  add(" DO UPDATE");
  assignments(node.set);
  where(node.where);
}

void Printer::insert(const InsertStatement& node) {
  with(node.with);
  if (node.replace) {
    add("REPLACE");
  } else {
    add("INSERT");
    conflict(" OR ", node.on_conflict);
  }
  add(" INTO ");
  target(node.target);
  if (!node.columns.empty()) {
    add(" ");
    bracketed(node.columns);
  }
  if (node.source) {
    add(" ");
    select(*node.source);
  } else {
    add(" DEFAULT VALUES");
  }
  for (const Upsert& clause : node.upserts) upsert(clause);
  returning(node.returning);
}

void Printer::update(const UpdateStatement& node) {
  with(node.with);
  add("UPDATE ");
  if (node.on_conflict != Conflict::Unspecified) {
    conflict("OR ", node.on_conflict);
    add(" ");
  }
  target(node.target);
  assignments(node.set);
  if (!node.from.empty()) {
    add(" FROM ");
    from(node.from);
  }
  where(node.where);
  returning(node.returning);
  order_and_limit(node.order_by, node.limit, node.offset);
}

void Printer::delete_from(const DeleteStatement& node) {
  with(node.with);
  add("DELETE FROM ");
  target(node.target);
  where(node.where);
  returning(node.returning);
  order_and_limit(node.order_by, node.limit, node.offset);
}

}  // namespace tern::sql
