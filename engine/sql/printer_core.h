#pragma once

#include "engine/sql/printer.h"

namespace tern::sql {

/// Appends the text of trees to one string. Names keep the quotes they were written with.
class Printer {
 public:
  // printer_expr.cc
  void expr(const Expr& node);
  void operand(const Expr& node, int strength_min);
  // printer_select.cc
  void select(const Select& node);
  // printer.cc
  void statement(const Statement& node);

  std::string take() && { return std::move(out_); }

 private:
  void add(std::string_view text) { out_ += text; }
  void name(const Name& name);
  void qualified(const QualifiedName& name);
  void names(const std::vector<Name>& names);
  void bracketed(const std::vector<Name>& names);
  void text_literal(std::string_view text);
  void exprs(const ExprList& list);

  // printer_expr.cc
  void literal(const Literal& node);
  void column_ref(const ColumnRef& node);
  void unary(const Unary& node);
  void binary(const Binary& node);
  void like(const Like& node);
  void case_expression(const Case& node);
  void function(const Function& node);
  void raise(const Raise& node);
  void subselect(const Select& node);
  void in_table(const InTable& node);
  void window(const WindowDefinition& node);
  void frame(const FrameSpec& node);
  void bound(const FrameBound& node);
  void ordering(const std::vector<OrderingTerm>& terms);
  void order_suffix(SortOrder order, NullsOrder nulls);

  // printer_select.cc
  void with(const WithClause& node);
  void core(const SelectCore& node);
  void columns(const ResultColumns& columns);
  void from(const FromClause& sources);
  void join(const TableSource& source);
  void source(const TableSource& source);
  void hint(const Name& indexed_by, bool not_indexed);
  void order_and_limit(const std::vector<OrderingTerm>& order, const ExprPtr& limit,
                       const ExprPtr& offset);

  // printer_dml.cc
  void conflict(std::string_view prefix, Conflict action);
  void target(const DmlTarget& node);
  void assignments(const std::vector<Assignment>& list);
  void upsert(const Upsert& node);
  void indexed_columns(const std::vector<IndexedColumn>& columns);
  void where(const ExprPtr& expr);
  void returning(const ResultColumns& columns);
  void insert(const InsertStatement& node);
  void update(const UpdateStatement& node);
  void delete_from(const DeleteStatement& node);

  // printer_ddl.cc
  void create_head(const CreateStatement& node, std::string_view what);
  void create_table(const CreateTableStatement& node);
  void column(const ColumnDef& node);
  void column_constraint(const ColumnConstraint& node);
  void table_constraint(const TableConstraint& node);
  void references(const ForeignKeyClause& node);
  void create_index(const CreateIndexStatement& node);
  void create_view(const CreateViewStatement& node);
  void create_trigger(const CreateTriggerStatement& node);
  void create_virtual_table(const CreateVirtualTableStatement& node);
  void drop(const DropStatement& node);
  void alter(const AlterTableStatement& node);
  void pragma(const PragmaStatement& node);

  std::string out_;
};

}  // namespace tern::sql
