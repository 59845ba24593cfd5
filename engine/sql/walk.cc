#include "engine/sql/walk.h"

namespace tern::sql {

void Walker::walk(const ExprList& list) {
  for (const ExprPtr& expr : list) walk(expr.get());
}

void Walker::walk(const std::vector<OrderingTerm>& terms) {
  for (const OrderingTerm& term : terms) walk(term.expr.get());
}

void Walker::walk(const std::vector<IndexedColumn>& columns) {
  for (const IndexedColumn& column : columns) walk(column.expr.get());
}

void Walker::walk(const ResultColumns& columns) {
  for (const ResultColumn& column : columns) walk(column.expr.get());
}

void Walker::walk(const std::vector<Assignment>& set) {
  for (const Assignment& assignment : set) walk(assignment.value.get());
}

void Walker::walk(const WindowDefinition& window) {
  visit(window);
  walk(window.partition_by);
  walk(window.order_by);
  if (!window.frame) return;
  walk(window.frame->start.distance.get());
  if (window.frame->end) walk(window.frame->end->distance.get());
}

void Walker::walk(const FromClause& from) {
  for (const TableSource& source : from) {
    visit(source);
    walk(source.on.get());
    walk(source.arguments);
    walk(source.select.get());
    walk(source.nested);
  }
}

void Walker::walk(const WithClause& with) {
  for (const CommonTable& table : with.tables) walk(table.select.get());
}

void Walker::walk(const Select* select) {
  if (!select) return;
  visit(*select);
  walk(select->with);
  for (const SelectCore& core : select->cores) {
    for (const ExprList& row : core.values) walk(row);
    walk(core.columns);
    walk(core.from);
    walk(core.where.get());
    walk(core.group_by);
    walk(core.having.get());
    for (const NamedWindow& window : core.windows) walk(window.definition);
  }
  walk(select->order_by);
  walk(select->limit.get());
  walk(select->offset.get());
}

void Walker::walk(const Expr* expr) {
  if (!expr) return;
  visit(*expr);
  walk_children(*expr);
}

void Walker::walk_children(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Literal:
    case ExprKind::ColumnRef:
    case ExprKind::Parameter:
    case ExprKind::Raise:
      return;
    case ExprKind::Unary:
      return walk(expr.as<Unary>().operand.get());
    case ExprKind::Binary:
      walk(expr.as<Binary>().left.get());
      return walk(expr.as<Binary>().right.get());
    case ExprKind::Between:
      walk(expr.as<Between>().operand.get());
      walk(expr.as<Between>().low.get());
      return walk(expr.as<Between>().high.get());
    case ExprKind::Like:
      walk(expr.as<Like>().operand.get());
      walk(expr.as<Like>().pattern.get());
      return walk(expr.as<Like>().escape.get());
    case ExprKind::IsNull:
      return walk(expr.as<IsNull>().operand.get());
    case ExprKind::Case:
      walk(expr.as<Case>().operand.get());
      for (const Case::Branch& branch : expr.as<Case>().branches) {
        walk(branch.when.get());
        walk(branch.then.get());
      }
      return walk(expr.as<Case>().otherwise.get());
    case ExprKind::Cast:
      return walk(expr.as<Cast>().operand.get());
    case ExprKind::Collate:
      return walk(expr.as<Collate>().operand.get());
    case ExprKind::Function: {
      const Function& function = expr.as<Function>();
      walk(function.arguments);
      walk(function.order_by);
      walk(function.filter.get());
      if (function.over) walk(function.over->definition);
      return;
    }
    case ExprKind::RowValue:
      return walk(expr.as<RowValue>().items);
    case ExprKind::InList:
      walk(expr.as<InList>().operand.get());
      return walk(expr.as<InList>().items);
    case ExprKind::InTable:
      walk(expr.as<InTable>().operand.get());
      return walk(expr.as<InTable>().arguments);
    case ExprKind::InSelect:
    case ExprKind::Exists:
    case ExprKind::Subquery:
      return walk_select(expr);
  }
}

void Walker::walk_select(const Expr& expr) {
  if (const InSelect* in = expr.as_if<InSelect>()) {
    walk(in->operand.get());
    walk(in->select.get());
  } else if (const Exists* exists = expr.as_if<Exists>()) {
    walk(exists->select.get());
  } else {
    walk(expr.as<Subquery>().select.get());
  }
}

void Walker::walk(const ColumnConstraint& constraint) {
  walk(constraint.expr.get());
  if (constraint.kind == ColumnConstraintKind::References) visit(constraint.references);
}

void Walker::walk(const TableConstraint& constraint) {
  walk(constraint.columns);
  walk(constraint.expr.get());
  if (constraint.kind == TableConstraintKind::ForeignKey) visit(constraint.references);
}

void Walker::walk(const Statement& statement) {
  if (const auto* select = statement.as_if<SelectStatement>()) {
    walk(&select->select);
  } else if (const auto* insert = statement.as_if<InsertStatement>()) {
    walk(insert->with);
    visit(insert->target);
    walk(insert->source.get());
    for (const Upsert& upsert : insert->upserts) {
      walk(upsert.target);
      walk(upsert.target_where.get());
      walk(upsert.set);
      walk(upsert.where.get());
    }
    walk(insert->returning);
  } else if (const auto* update = statement.as_if<UpdateStatement>()) {
    walk(update->with);
    visit(update->target);
    walk(update->set);
    walk(update->from);
    walk(update->where.get());
    walk(update->returning);
  } else if (const auto* erase = statement.as_if<DeleteStatement>()) {
    walk(erase->with);
    visit(erase->target);
    walk(erase->where.get());
    walk(erase->returning);
  } else if (const auto* table = statement.as_if<CreateTableStatement>()) {
    for (const ColumnDef& column : table->columns) {
      for (const ColumnConstraint& constraint : column.constraints) walk(constraint);
    }
    for (const TableConstraint& constraint : table->constraints) walk(constraint);
    walk(table->as_select.get());
  } else if (const auto* index = statement.as_if<CreateIndexStatement>()) {
    walk(index->columns);
    walk(index->where.get());
  } else if (const auto* view = statement.as_if<CreateViewStatement>()) {
    walk(view->select.get());
  } else if (const auto* trigger = statement.as_if<CreateTriggerStatement>()) {
    walk(trigger->when.get());
    for (const StatementPtr& step : trigger->body) walk(*step);
  }
}

}  // namespace tern::sql
