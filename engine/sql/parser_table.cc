#include <algorithm>

#include "engine/sql/parser_core.h"

// CREATE TABLE and the definitions in it.

namespace tern::sql {
namespace {

bool same_word(std::string_view a, std::string_view upper_case) {
  if (a.size() != upper_case.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'a' && a[i] <= 'z' ? static_cast<char>(a[i] - 32) : a[i];
    if (c != upper_case[i]) return false;
  }
  return true;
}

bool strip_word(std::string& type, std::string_view upper_case) {
  if (type.size() < upper_case.size()) return false;
  const size_t begin = type.size() - upper_case.size();
  if (!same_word(std::string_view(type).substr(begin), upper_case)) return false;
  type.erase(begin);
  while (!type.empty() && Lexer::is_space(type.back())) type.pop_back();
  return true;
}

// GENERATED ALWAYS after a type reads as two more words of the type.
bool strip_generated_always(std::string& type) {
  std::string stripped = type;
  if (!strip_word(stripped, "ALWAYS") || !strip_word(stripped, "GENERATED")) return false;
  type = std::move(stripped);
  return true;
}

}  // namespace

StatementPtr Parser::create_table(bool temporary) {
  auto out = std::make_unique<CreateTableStatement>();
  create_head(*out, temporary);
  if (accept(K::As)) {
    out->as_select = select();
  } else {
    expect(K::LeftParen);
    table_body(*out);
    expect(K::RightParen);
    const bool has_options = !at_end();
    table_options(*out);
    if (has_options) {
      out->definition.end = token_.begin;  // blanks before the semicolon, too, as in the reference
      return out;
    }
  }
  out->definition.end = last_.end;
  return out;
}

bool Parser::at_table_constraint() const {
  return at(K::Constraint) || at(K::Primary) || at(K::Unique) || at(K::Check) || at(K::Foreign);
}

// Columns, then constraints; commas between constraints may be left out.
void Parser::table_body(CreateTableStatement& out) {
  out.columns.reserve(8);
  out.columns.push_back(column_def());
  while (accept(K::Comma)) {
    if (at_table_constraint()) {
      table_constraint(out);
      while (accept(K::Comma) || at_table_constraint()) table_constraint(out);
      return;
    }
    out.columns.push_back(column_def());
    if (exceeds(Limit::Columns, out.columns.size())) {
      fail_at(last_.begin, "too many columns on " + out.name.name.text);
    }
  }
}

void Parser::table_options(CreateTableStatement& out) {
  // The reference takes a comma before the first option, too.
  if (!accept(K::Comma) && at_end()) return;
  do {
    const uint32_t begin = token_.begin;
    if (accept(K::Without)) {
      const Name option = name();
      out.without_rowid = true;
      if (!same_word(option.text, "ROWID")) {
        fail_at(option.offset, "unknown table option: " + option.text);
      }
    } else {
      const Name option = name();
      out.strict = true;
      if (!same_word(option.text, "STRICT")) {
        fail_at(begin, "unknown table option: " + option.text);
      }
    }
  } while (accept(K::Comma));
}

ColumnDef Parser::column_def() {
  ColumnDef column;
  column.name = name();
  column.type_name = type_name();
  const bool always = strip_generated_always(column.type_name);
  while (column_constraint(column)) {
  }
  if (always && !column.constraints.empty() &&
      column.constraints[0].kind == ColumnConstraintKind::Generated) {
    column.constraints[0].generated_always = true;
  }
  return column;
}

bool Parser::column_constraint(ColumnDef& column) {
  if (at(K::Comma) || at(K::RightParen)) return false;
  ColumnConstraint out;
  if (accept(K::Constraint)) {
    out.name = name();
    if (at(K::Constraint)) return true;  // a name that names nothing
  }
  out.offset = token_.begin;
  if (at_deferrable()) {
    ForeignKeyClause ignored;
    const bool has_key = !column.constraints.empty() &&
                         column.constraints.back().kind == ColumnConstraintKind::References;
    deferrable(has_key ? column.constraints.back().references : ignored);
    return true;
  }
  if (accept(K::Primary)) {
    expect(K::Key);
    out.kind = ColumnConstraintKind::PrimaryKey;
    out.order = sort_order();
    out.on_conflict = on_conflict();
    out.autoincrement = accept(K::Autoincrement);
  } else if (accept(K::Not)) {
    expect(K::Null);
    out.kind = ColumnConstraintKind::NotNull;
    out.on_conflict = on_conflict();
  } else if (accept(K::Null)) {
    out.kind = ColumnConstraintKind::Null;
    out.on_conflict = on_conflict();
  } else if (accept(K::Unique)) {
    out.kind = ColumnConstraintKind::Unique;
    out.on_conflict = on_conflict();
  } else if (accept(K::Check)) {
    out.kind = ColumnConstraintKind::Check;
    out.expr = bracketed_expression(out.expr_span);
  } else if (accept(K::Default)) {
    out.kind = ColumnConstraintKind::Default;
    default_value(out);
  } else if (accept(K::Collate)) {
    out.kind = ColumnConstraintKind::Collate;
    out.collation = name(kIdOrString);
  } else if (accept(K::References)) {
    out.kind = ColumnConstraintKind::References;
    out.references = foreign_key_clause();
  } else if (at(K::As) || at(K::Generated)) {
    generated(column.name, out);
  } else {
    return out.name.present && !failed();
  }
  column.constraints.push_back(std::move(out));
  return true;
}

ExprPtr Parser::bracketed_expression(SourceSpan& text) {
  expect(K::LeftParen);
  const uint32_t begin = last_.end;
  ExprPtr expr = expression();
  text = trimmed(begin, std::max(begin, token_.begin));
  expect(K::RightParen);
  return expr;
}

// DEFAULT (expr), a literal with or without a sign, or a bare word that stands for its own text.
void Parser::default_value(ColumnConstraint& out) {
  if (at(K::LeftParen)) {
    out.parenthesized = true;
    out.expr = bracketed_expression(out.expr_span);
    return;
  }
  const uint32_t begin = token_.begin;
  const bool has_sign = at(K::MinusSign) || at(K::PlusSign);
  const UnaryOp sign = at(K::MinusSign) ? UnaryOp::Minus : UnaryOp::Plus;
  if (has_sign) advance();
  switch (token_.kind) {
    case K::Integer:
    case K::Float:
      out.expr = number();
      break;
    case K::String:
    case K::Blob:
    case K::Null:
    case K::CurrentDate:
    case K::CurrentTime:
    case K::CurrentTimestamp:
      out.expr = literal();
      break;
    default: {
      if (has_sign) return syntax_error();
      const Name word = name(kNamesId | kNamesIndexed);
      if (word.quote == Quote::None &&
          (same_word(word.text, "TRUE") || same_word(word.text, "FALSE"))) {
        auto reference = std::make_unique<ColumnRef>();
        reference->column = word;
        out.expr = std::move(reference);
      } else {
        auto text = std::make_unique<Literal>(LiteralKind::Text);
        text->text = word.text;
        out.expr = std::move(text);
      }
      out.expr->offset = word.offset;
      out.expr->span = since(begin);
      break;
    }
  }
  if (has_sign && out.expr) {
    auto node = std::make_unique<Unary>();
    node->op = sign;
    node->offset = begin;
    node->operand = std::move(out.expr);
    grow(*node, node->operand);
    out.expr = finish(std::move(node), begin);
  }
  out.expr_span = since(begin);
}

void Parser::generated(const Name& column, ColumnConstraint& out) {
  out.kind = ColumnConstraintKind::Generated;
  if (accept(K::Generated)) {
    expect(K::Always);
    out.generated_always = true;
  }
  expect(K::As);
  out.expr = bracketed_expression(out.expr_span);
  if (!at(K::Identifier)) {
    // Words that fall back to identifiers would be taken too, and refused by the same check.
    if (!at_class(kNamesId) || at(K::Generated)) return;
  }
  const Name storage = name(kNamesId);
  out.stored = same_word(storage.text, "STORED");
  if (!out.stored && !same_word(storage.text, "VIRTUAL")) {
    fail_at(storage.offset, "error in generated column \"" + column.text + "\"");
  }
}

void Parser::table_constraint(CreateTableStatement& out) {
  TableConstraint constraint;
  if (accept(K::Constraint)) {
    constraint.name = name();
    if (at(K::Constraint) || at(K::Comma) || at(K::RightParen)) return;  // names nothing
  }
  constraint.offset = token_.begin;
  if (accept(K::Primary)) {
    expect(K::Key);
    constraint.kind = TableConstraintKind::PrimaryKey;
    expect(K::LeftParen);
    constraint.columns = indexed_columns(true);
    constraint.autoincrement = accept(K::Autoincrement);
    expect(K::RightParen);
    constraint.on_conflict = on_conflict();
  } else if (accept(K::Unique)) {
    constraint.kind = TableConstraintKind::Unique;
    expect(K::LeftParen);
    constraint.columns = indexed_columns(true);
    expect(K::RightParen);
    constraint.on_conflict = on_conflict();
  } else if (accept(K::Check)) {
    constraint.kind = TableConstraintKind::Check;
    constraint.expr = bracketed_expression(constraint.expr_span);
    constraint.on_conflict = on_conflict();
  } else {
    expect(K::Foreign);
    expect(K::Key);
    constraint.kind = TableConstraintKind::ForeignKey;
    if (!at(K::LeftParen)) syntax_error();
    constraint.child_columns = plain_columns();
    expect(K::References);
    constraint.references = foreign_key_clause();
    if (at(K::Not) || at(K::Deferrable)) deferrable(constraint.references);
  }
  out.constraints.push_back(std::move(constraint));
}

// After REFERENCES, up to but without DEFERRABLE.
ForeignKeyClause Parser::foreign_key_clause() {
  ForeignKeyClause out;
  out.parent = name();
  out.columns = plain_columns();
  for (;;) {
    if (accept(K::Match)) {
      out.match = name();
    } else if (accept(K::On)) {
      if (accept(K::Delete)) {
        out.on_delete = foreign_key_action();
      } else if (accept(K::Update)) {
        out.on_update = foreign_key_action();
      } else {
        expect(K::Insert);  // accepted and without effect
        foreign_key_action();
      }
    } else {
      return out;
    }
  }
}

ForeignKeyAction Parser::foreign_key_action() {
  if (accept(K::Cascade)) return ForeignKeyAction::Cascade;
  if (accept(K::Restrict)) return ForeignKeyAction::Restrict;
  if (accept(K::No)) {
    expect(K::Action);
    return ForeignKeyAction::NoAction;
  }
  expect(K::Set);
  if (accept(K::Null)) return ForeignKeyAction::SetNull;
  expect(K::Default);
  return ForeignKeyAction::SetDefault;
}

bool Parser::at_deferrable() const {
  return at(K::Deferrable) || (at(K::Not) && peek().kind == K::Deferrable);
}

void Parser::deferrable(ForeignKeyClause& out) {
  out.has_deferrable = true;
  out.deferrable = !accept(K::Not);
  expect(K::Deferrable);
  out.initially_deferred = false;
  if (accept(K::Initially)) {
    out.initially_deferred = accept(K::Deferred);
    if (!out.initially_deferred) expect(K::Immediate);
  }
}

Conflict Parser::on_conflict() {
  if (!at(K::On)) return Conflict::Unspecified;
  advance();
  expect(K::Conflict);
  return conflict_action();
}

}  // namespace tern::sql
