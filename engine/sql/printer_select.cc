#include "engine/sql/printer_core.h"

namespace tern::sql {

void Printer::with(const WithClause& node) {
  if (node.tables.empty()) return;
  add(node.recursive ? "WITH RECURSIVE " : "WITH ");
  for (size_t i = 0; i < node.tables.size(); ++i) {
    const CommonTable& table = node.tables[i];
    if (i > 0) add(", ");
    name(table.name);
    bracketed(table.columns);
    add(" AS ");
    if (table.materialization == Materialization::Materialized) add("MATERIALIZED ");
    if (table.materialization == Materialization::NotMaterialized) add("NOT MATERIALIZED ");
    subselect(*table.select);
  }
  add(" ");
}

void Printer::select(const Select& node) {
  with(node.with);
  for (size_t i = 0; i < node.cores.size(); ++i) {
    if (i > 0) {
      switch (node.ops[i - 1]) {
        case CompoundOp::Union:
          add(" UNION ");
          break;
        case CompoundOp::UnionAll:
          add(" UNION ALL ");
          break;
        case CompoundOp::Intersect:
          add(" INTERSECT ");
          break;
        case CompoundOp::Except:
          add(" EXCEPT ");
          break;
      }
    }
    core(node.cores[i]);
  }
  order_and_limit(node.order_by, node.limit, node.offset);
}

void Printer::order_and_limit(const std::vector<OrderingTerm>& order, const ExprPtr& limit,
                              const ExprPtr& offset) {
  if (!order.empty()) {
    add(" ORDER BY ");
    ordering(order);
  }
  if (limit) {
    add(" LIMIT ");
    expr(*limit);
  }
  if (offset) {
    add(" OFFSET ");
    expr(*offset);
  }
}

void Printer::core(const SelectCore& node) {
  if (node.is_values()) {
    add("VALUES ");
    for (size_t i = 0; i < node.values.size(); ++i) {
      add(i > 0 ? ", (" : "(");
      exprs(node.values[i]);
      add(")");
    }
    return;
  }
  add(node.distinct ? "SELECT DISTINCT " : node.all ? "SELECT ALL " : "SELECT ");
  columns(node.columns);
  if (!node.from.empty()) {
    add(" FROM ");
    from(node.from);
  }
  where(node.where);
  if (!node.group_by.empty()) {
    add(" GROUP BY ");
    exprs(node.group_by);
  }
  if (node.having) {
    add(" HAVING ");
    expr(*node.having);
  }
  for (size_t i = 0; i < node.windows.size(); ++i) {
    add(i > 0 ? ", " : " WINDOW ");
    name(node.windows[i].name);
    add(" AS (");
    window(node.windows[i].definition);
    add(")");
  }
}

void Printer::columns(const ResultColumns& columns) {
  for (size_t i = 0; i < columns.size(); ++i) {
    const ResultColumn& column = columns[i];
    if (i > 0) add(", ");
    switch (column.kind) {
      case ResultColumnKind::Star:
        add("*");
        break;
      case ResultColumnKind::TableStar:
        name(column.table);
        add(".*");
        break;
      case ResultColumnKind::Expr:
        expr(*column.expr);
        break;
    }
    if (column.alias) {
      add(" AS ");
      name(column.alias);
    }
  }
}

void Printer::from(const FromClause& sources) {
  for (size_t i = 0; i < sources.size(); ++i) {
    if (i > 0) join(sources[i]);
    source(sources[i]);
  }
}

void Printer::join(const TableSource& source) {
  if (source.join == JoinKind::Comma) return add(", ");
  add(source.natural ? " NATURAL" : "");
  switch (source.join) {
    case JoinKind::Comma:
    case JoinKind::Inner:
      break;
    case JoinKind::Cross:
      add(" CROSS");
      break;
    case JoinKind::Left:
      add(" LEFT");
      break;
    case JoinKind::Right:
      add(" RIGHT");
      break;
    case JoinKind::Full:
      add(" FULL");
      break;
  }
  add(" JOIN ");
}

void Printer::source(const TableSource& source) {
  switch (source.kind) {
    case TableSourceKind::Table:
      qualified(source.name);
      break;
    case TableSourceKind::Function:
      qualified(source.name);
      add("(");
      exprs(source.arguments);
      add(")");
      break;
    case TableSourceKind::Subquery:
      subselect(*source.select);
      break;
    case TableSourceKind::Nested:
      add("(");
      from(source.nested);
      add(")");
      break;
  }
  if (source.alias) {
    add(" AS ");
    name(source.alias);
  }
  hint(source.indexed_by, source.not_indexed);
  if (source.on) {
    add(" ON ");
    expr(*source.on);
  }
  if (!source.using_.empty()) {
    add(" USING ");
    bracketed(source.using_);
  }
}

void Printer::hint(const Name& indexed_by, bool not_indexed) {
  if (not_indexed) add(" NOT INDEXED");
  if (!indexed_by) return;
  add(" INDEXED BY ");
  name(indexed_by);
}

}  // namespace tern::sql
