#include <algorithm>

#include "tools/diff/syntax_walk.h"

namespace tern::diff {

namespace {

using sql::ExprKind;

/// Whether a SELECT names a table, somewhere.
class TableSearch final : public sql::Walker {
 public:
  explicit TableSearch(std::string table) : table_(std::move(table)) {}
  bool found = false;

 protected:
  void visit(const sql::TableSource& source) override {
    found |= lower(source.name.name.text) == table_;
  }

 private:
  std::string table_;
};

bool is_ordinal(const sql::Expr& expr) {
  const auto* literal = expr.as_if<sql::Literal>();
  return literal && literal->literal == sql::LiteralKind::Integer;
}

bool is_plain_name(const sql::Expr& expr) {
  const auto* name = expr.as_if<sql::ColumnRef>();
  return name && !name->table;
}

/// "ordinal", "name", "COLLATE" or "expression": what a term of ORDER BY or GROUP BY is.
std::string_view term_kind(const sql::Expr& expr) {
  if (is_ordinal(expr)) return "ordinal";
  if (is_plain_name(expr)) return "name";
  if (expr.kind == ExprKind::Collate) return "COLLATE";
  return expr.kind == ExprKind::ColumnRef ? "column" : "expression";
}

std::string_view operator_name(sql::CompoundOp op) {
  switch (op) {
    case sql::CompoundOp::Union:
      return "UNION";
    case sql::CompoundOp::UnionAll:
      return "UNION ALL";
    case sql::CompoundOp::Intersect:
      return "INTERSECT";
    case sql::CompoundOp::Except:
      break;
  }
  return "EXCEPT";
}

std::string_view join_name(sql::JoinKind kind) {
  switch (kind) {
    case sql::JoinKind::Comma:
      return "comma";
    case sql::JoinKind::Inner:
      return "JOIN";
    case sql::JoinKind::Cross:
      return "CROSS JOIN";
    case sql::JoinKind::Left:
      return "LEFT JOIN";
    case sql::JoinKind::Right:
      return "RIGHT JOIN";
    case sql::JoinKind::Full:
      break;
  }
  return "FULL JOIN";
}

}  // namespace

void SyntaxWalk::visit(const sql::Select& select) {
  with(select);
  compound(select);
  for (const sql::SelectCore& core : select.cores) this->core(core);
  hit_if(!select.order_by.empty(), "select: ORDER BY");
  ordering_terms(select.order_by);
  limit(select);
}

void SyntaxWalk::with(const sql::Select& select) {
  const sql::WithClause& with = select.with;
  if (with.tables.empty()) return;
  hit("with: WITH");
  hit_if(with.recursive, "with: RECURSIVE");
  hit_if(with.tables.size() > 1, "with: several tables");
  hit_if(&select != top_, "with: in a subquery");
  for (const sql::CommonTable& table : with.tables) common_table(table);
}

void SyntaxWalk::common_table(const sql::CommonTable& table) {
  hit_if(!table.columns.empty(), "with: column names");
  hit_if(table.materialization == sql::Materialization::Materialized, "with: MATERIALIZED");
  hit_if(table.materialization == sql::Materialization::NotMaterialized, "with: NOT MATERIALIZED");
  TableSearch search(lower(table.name.text));
  search.walk(table.select.get());
  if (!search.found) return;
  const sql::Select& select = *table.select;
  for (const sql::CompoundOp op : select.ops) {
    hit_if(op == sql::CompoundOp::Union, "recursive: UNION");
    hit_if(op == sql::CompoundOp::UnionAll, "recursive: UNION ALL");
  }
  hit_if(select.cores.size() > 2, "recursive: several steps");
  hit_if(!select.order_by.empty(), "recursive: ORDER BY");
  hit_if(select.limit != nullptr, "recursive: LIMIT");
  hit_if(select.offset != nullptr, "recursive: OFFSET");
}

void SyntaxWalk::compound(const sql::Select& select) {
  if (select.ops.empty()) return;
  for (const sql::CompoundOp op : select.ops) {
    hit(std::string("compound: ").append(operator_name(op)));
    hit_if(op != select.ops.front(), "compound: several operators");
  }
  const auto is_values = [](const sql::SelectCore& core) { return core.is_values(); };
  hit_if(std::ranges::any_of(select.cores, is_values), "compound: VALUES");
  hit_if(!select.order_by.empty(), "compound: ORDER BY");
  hit_if(select.limit != nullptr, "compound: LIMIT");
}

void SyntaxWalk::limit(const sql::Select& select) {
  if (!select.limit) return;
  const sql::Expr& limit = *select.limit;
  if (is_ordinal(limit)) {
    hit("limit: literal");
  } else if (limit.kind == ExprKind::Parameter) {
    hit("limit: parameter");
  } else if (limit.kind == ExprKind::Subquery) {
    hit("limit: subquery");
  } else {
    hit("limit: expression");
  }
  if (!select.offset) return;
  const bool is_offset_first = select.offset->span.begin < limit.span.begin;
  hit(is_offset_first ? "limit: comma" : "limit: OFFSET");
}

void SyntaxWalk::core(const sql::SelectCore& core) {
  if (core.is_values()) {
    hit(core.values.size() == 1 ? "core: VALUES" : "core: VALUES of several rows");
    return;
  }
  hit(core.distinct ? "core: DISTINCT" : core.all ? "core: ALL" : "core: SELECT");
  for (const sql::ResultColumn& column : core.columns) result_column(column);
  hit_if(core.from.empty(), "from: nothing");
  from(core.from);
  hit_if(core.where != nullptr, "core: WHERE");
  group_by(core);
  hit_if(!core.windows.empty(), "core: WINDOW");
  hit_if(core.windows.size() > 1, "core: several windows");
}

void SyntaxWalk::result_column(const sql::ResultColumn& column) {
  if (column.kind == sql::ResultColumnKind::Star) return hit("column: *");
  if (column.kind == sql::ResultColumnKind::TableStar) return hit("column: table.*");
  if (!column.alias) return hit("column: expression");
  hit(column.alias.quote == sql::Quote::Single ? "column: alias in single quotes"
                                               : "column: alias");
}

void SyntaxWalk::group_by(const sql::SelectCore& core) {
  hit_if(!core.group_by.empty(), "core: GROUP BY");
  hit_if(core.group_by.size() > 1, "group: several terms");
  for (const sql::ExprPtr& term : core.group_by) {
    hit(std::string("group: ").append(term_kind(*term)));
  }
  if (!core.having) return;
  hit(core.group_by.empty() ? "core: HAVING without GROUP BY" : "core: HAVING");
}

void SyntaxWalk::ordering_terms(const std::vector<sql::OrderingTerm>& terms) {
  for (const sql::OrderingTerm& term : terms) {
    hit(std::string("order: ").append(term_kind(*term.expr)));
    hit_if(term.order == sql::SortOrder::Ascending, "order: ASC");
    hit_if(term.order == sql::SortOrder::Descending, "order: DESC");
    hit_if(term.nulls == sql::NullsOrder::First, "order: NULLS FIRST");
    hit_if(term.nulls == sql::NullsOrder::Last, "order: NULLS LAST");
  }
}

void SyntaxWalk::from(const sql::FromClause& from) {
  for (size_t i = 0; i < from.size(); ++i) {
    source(from[i]);
    if (i > 0) join(from[i]);
  }
}

void SyntaxWalk::source(const sql::TableSource& source) {
  switch (source.kind) {
    case sql::TableSourceKind::Table:
      hit(source.name.schema ? "from: schema.table" : "from: table");
      hit_if(lower(source.name.name.text).starts_with("sqlite_"), "from: schema table");
      hit_if(source.not_indexed, "from: NOT INDEXED");
      hit_if(source.indexed_by.present, "from: INDEXED BY");
      break;
    case sql::TableSourceKind::Function: {
      const std::string called = lower(source.name.name.text);
      const bool is_pragma = called.starts_with("pragma_");
      hit(is_pragma ? "from: pragma function" : "from: " + called);
      hit_if(source.arguments.empty(), "from: function without arguments");
      break;
    }
    case sql::TableSourceKind::Subquery: {
      const bool is_values = source.select->cores.front().is_values();
      hit(is_values ? "from: VALUES" : "from: subquery");
      break;
    }
    case sql::TableSourceKind::Nested:
      hit(source.nested.size() == 1 ? "from: table in parentheses" : "from: join in parentheses");
      from(source.nested);
      break;
  }
  hit_if(source.alias.present, "from: alias");
}

void SyntaxWalk::join(const sql::TableSource& source) {
  std::string join = source.natural ? "join: NATURAL " : "join: ";
  hit(join.append(join_name(source.join)));
  hit_if(source.on != nullptr, "join: ON");
  hit_if(!source.using_.empty(), "join: USING");
  hit_if(source.using_.size() > 1, "join: USING several columns");
}

void SyntaxWalk::visit(const sql::WindowDefinition& window) {
  hit_if(window.base.present, "window: base");
  hit_if(!window.partition_by.empty(), "window: PARTITION BY");
  hit_if(window.partition_by.size() > 1, "window: PARTITION BY several terms");
  hit_if(!window.order_by.empty(), "window: ORDER BY");
  hit_if(window.order_by.size() > 1, "window: ORDER BY several terms");
  ordering_terms(window.order_by);
  if (window.frame) {
    hit(frame_name(*window.frame));
    hit(exclude_name(window.frame->unit, window.frame->exclude));
  } else {
    hit("window: no frame");
  }
}

}  // namespace tern::diff
