#pragma once

#include <string>

#include "engine/sql/walk.h"
#include "tools/diff/coverage.h"
#include "tools/diff/coverage_names.h"

namespace tern::diff {

/// Tells a Coverage which productions the syntax tree of `sql` is made of.
class SyntaxWalk final : public sql::Walker {
 public:
  SyntaxWalk(std::string_view sql, const sql::Select& top, Coverage& coverage)
      : sql_(sql), top_(&top), coverage_(coverage) {}

 protected:
  void visit(const sql::Select& select) override;
  void visit(const sql::Expr& expr) override;
  void visit(const sql::WindowDefinition& window) override;

 private:
  void hit(std::string_view production) { coverage_.hit_production(production); }
  void hit_if(bool came_up, std::string_view production) {
    if (came_up) hit(production);
  }
  /// `what: name`, with NOT before the name if `negated`.
  void hit_operator(bool negated, std::string_view name, std::string_view what = "operator: ");

  // syntax_walk_select.cc
  void with(const sql::Select& select);
  void common_table(const sql::CommonTable& table);
  void compound(const sql::Select& select);
  void limit(const sql::Select& select);
  void core(const sql::SelectCore& core);
  void result_column(const sql::ResultColumn& column);
  void group_by(const sql::SelectCore& core);
  void ordering_terms(const std::vector<sql::OrderingTerm>& terms);
  void from(const sql::FromClause& from);
  void source(const sql::TableSource& source);
  void join(const sql::TableSource& source);

  // syntax_walk_expr.cc
  void literal(const sql::Literal& literal);
  void name(const sql::ColumnRef& name);
  void parameter(const sql::Parameter& parameter);
  void binary(const sql::Binary& binary);
  void in_select(const sql::InSelect& in);
  void in_table(const sql::InTable& in);
  void cast(const std::string& type);
  void like(const sql::Like& like);
  void case_of(const sql::Case& node);
  void call(const sql::Function& call);

  std::string_view sql_;
  const sql::Select* top_;
  Coverage& coverage_;
};

/// ASCII letters in lower case.
std::string lower(std::string_view text);

}  // namespace tern::diff
