#include <algorithm>

#include "engine/sql/parser_core.h"
#include "engine/sql/window_chain.h"

namespace tern::sql {
namespace {

bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

const char* name_of(CompoundOp op) {
  switch (op) {
    case CompoundOp::Union:
      return "UNION";
    case CompoundOp::UnionAll:
      return "UNION ALL";
    case CompoundOp::Intersect:
      return "INTERSECT";
    case CompoundOp::Except:
      return "EXCEPT";
  }
  return "";
}

// The heights of what one select holds, at most.
class Tallest {
 public:
  void see(const ExprPtr& expr) {
    if (expr) see(expr->height);
  }
  void see(const ExprList& list) {
    for (const ExprPtr& expr : list) see(expr);
  }
  void see(uint32_t height) { height_ = std::max(height_, height); }
  void see(const FromClause& from) {
    for (const TableSource& source : from) {
      see(source.on);
      see(source.arguments);
      if (source.select) see(source.select->height);
      see(source.nested);
    }
  }
  void see(const SelectCore& core) {
    for (const ExprList& row : core.values) see(row);
    for (const ResultColumn& column : core.columns) see(column.expr);
    see(core.from);
    see(core.where);
    see(core.group_by);
    see(core.having);
  }
  uint32_t height() const { return height_; }

 private:
  uint32_t height_ = 0;
};

}  // namespace

uint32_t Parser::height_of(const Select& select) const {
  Tallest tallest;
  for (const CommonTable& table : select.with.tables) {
    if (table.select) tallest.see(table.select->height);
  }
  for (const SelectCore& core : select.cores) tallest.see(core);
  for (const OrderingTerm& term : select.order_by) tallest.see(term.expr);
  tallest.see(select.limit);
  tallest.see(select.offset);
  return tallest.height() + 1;
}

SelectBox Parser::select_in_parentheses() {
  SelectBox out = select();
  expect(K::RightParen);
  return out;
}

SelectBox Parser::select() {
  const DepthGuard guard(*this);
  SelectBox out(new Select());
  const uint32_t begin = token_.begin;
  if (at(K::With)) out->with = with_clause();
  select_body(*out);
  out->span = since(begin);
  return out;
}

void Parser::select_body(Select& out) {
  for (;;) {
    select_core(out.cores.emplace_back());
    const bool is_values = out.cores.back().is_values();
    if (!is_values && accept(K::Order)) {
      expect(K::By);
      out.order_by = ordering_terms();
    }
    if (!is_values) limit(out.limit, out.offset);
    select_count_ += is_values ? static_cast<uint32_t>(out.cores.back().values.size()) : 1;
    out.cores.back().number = select_count_;
    const uint32_t offset = token_.begin;
    const std::optional<CompoundOp> op = compound_op();
    if (!op) break;
    if (!out.order_by.empty() || out.limit) {
      fail_at(offset, std::string(out.order_by.empty() ? "LIMIT" : "ORDER BY") +
                          " clause should come after " + name_of(*op) + " not before");
    }
    if (exceeds(Limit::CompoundSelects, out.cores.size() + 1)) {
      fail_at(offset, "too many terms in compound SELECT");
    }
    out.ops.push_back(*op);
  }
  out.height = height_of(out);
}

std::optional<CompoundOp> Parser::compound_op() {
  if (accept(K::Union)) return accept(K::All) ? CompoundOp::UnionAll : CompoundOp::Union;
  if (accept(K::Intersect)) return CompoundOp::Intersect;
  if (accept(K::Except)) return CompoundOp::Except;
  return std::nullopt;
}

void Parser::select_core(SelectCore& out) {
  if (at(K::Values)) return values_core(out);
  const uint32_t begin = token_.begin;
  expect(K::Select);
  out.distinct = accept(K::Distinct);
  if (!out.distinct) out.all = accept(K::All);
  out.columns = result_columns();
  if (accept(K::From)) out.from = from_clause();
  if (accept(K::Where)) out.where = expression();
  if (accept(K::Group)) {
    expect(K::By);
    out.group_by = expression_list();
  }
  if (accept(K::Having)) out.having = expression();
  if (accept(K::Window)) out.windows = window_clause();
  out.span = since(begin);
}

void Parser::values_core(SelectCore& out) {
  const uint32_t begin = token_.begin;
  advance();
  do {
    expect(K::LeftParen);
    out.values.push_back(expression_list());
    expect(K::RightParen);
    if (out.values.back().size() != out.values.front().size()) {
      fail("all VALUES must have the same number of terms");
    }
  } while (accept(K::Comma));
  out.span = since(begin);
}

std::vector<NamedWindow> Parser::window_clause() {
  std::vector<NamedWindow> windows;
  do {
    NamedWindow window;
    window.name = name();
    expect(K::As);
    expect(K::LeftParen);
    window.definition = window_definition();
    expect(K::RightParen);
    // As in the reference, nobody looks at the base of the first one.
    if (!windows.empty() && window.definition.base) {
      if (auto problem = chain_problem(window.definition, windows)) {
        fail_at(window.definition.base.offset, std::move(*problem));
      }
    }
    windows.push_back(std::move(window));
  } while (accept(K::Comma));
  return windows;
}

void Parser::limit(ExprPtr& limit_out, ExprPtr& offset_out) {
  if (!accept(K::Limit)) return;
  limit_out = expression();
  if (accept(K::Offset)) {
    offset_out = expression();
  } else if (accept(K::Comma)) {
    offset_out = std::move(limit_out);
    limit_out = expression();
  }
}

WithClause Parser::with_clause() {
  WithClause out;
  advance();
  out.recursive = accept(K::Recursive);
  do {
    out.tables.push_back(common_table());
    const Name& name = out.tables.back().name;
    for (size_t i = 0; i + 1 < out.tables.size(); ++i) {
      if (is_same_name(out.tables[i].name.text, name.text)) {
        fail("duplicate WITH table name: " + name.text);
      }
    }
  } while (accept(K::Comma));
  return out;
}

CommonTable Parser::common_table() {
  CommonTable out;
  out.name = name();
  out.columns = plain_columns();
  expect(K::As);
  if (accept(K::Materialized)) {
    out.materialization = Materialization::Materialized;
  } else if (accept(K::Not)) {
    expect(K::Materialized);
    out.materialization = Materialization::NotMaterialized;
  }
  expect(K::LeftParen);
  out.select = select_in_parentheses();
  return out;
}

ResultColumns Parser::result_columns() {
  ResultColumns columns;
  do {
    result_column(columns.emplace_back());
  } while (accept(K::Comma));
  return columns;
}

// table.* needs three tokens to tell from table.column.
bool Parser::at_table_star() const {
  if (!at_class(kAnyName)) return false;
  const char next = lexer_.next_char();
  if (next != '.' && next != '/' && next != '-') return false;
  Lexer ahead = lexer_;
  return ahead.next().kind == K::Dot && ahead.next().kind == K::Asterisk;
}

void Parser::result_column(ResultColumn& out) {
  const uint32_t begin = token_.begin;
  if (accept(K::Asterisk)) {
    out.kind = ResultColumnKind::Star;
    out.span = since(begin);
    return;
  }
  if (at_table_star()) {
    out.kind = ResultColumnKind::TableStar;
    out.table = name();
    advance();
    advance();
    out.span = since(begin);
    return;
  }
  out.expr = expression();
  // Up to the next token, so that a comment before it is part of the name, as in the reference.
  out.span = trimmed(begin, failed() ? begin : token_.begin);
  if (accept(K::As)) {
    out.alias = name();
  } else {
    accept_name(out.alias, kIdOrString);
  }
}

}  // namespace tern::sql
