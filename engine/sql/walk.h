#pragma once

#include "engine/sql/ast.h"

namespace tern::sql {

/// Visits every node of a syntax tree, parents first: subclasses say what interests them. Nested
/// SELECTs are walked too.
class Walker {
 public:
  virtual ~Walker() = default;

  void walk(const Expr* expr);  // null: nothing
  void walk(const Select* select);
  void walk(const Statement& statement);
  void walk(const ColumnConstraint& constraint);
  void walk(const TableConstraint& constraint);
  void walk(const FromClause& from);
  void walk(const std::vector<Assignment>& set);
  void walk(const std::vector<OrderingTerm>& terms);

 protected:
  virtual void visit(const Expr&) {}
  virtual void visit(const Select&) {}
  virtual void visit(const WindowDefinition&) {}
  virtual void visit(const TableSource&) {}
  virtual void visit(const DmlTarget&) {}
  virtual void visit(const ForeignKeyClause&) {}

 private:
  void walk(const ExprList& list);
  void walk(const std::vector<IndexedColumn>& columns);
  void walk(const ResultColumns& columns);
  void walk(const WindowDefinition& window);
  void walk(const WithClause& with);
  void walk_children(const Expr& expr);
  void walk_select(const Expr& expr);
};

}  // namespace tern::sql
