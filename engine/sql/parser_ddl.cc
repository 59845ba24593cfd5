#include <algorithm>

#include "engine/sql/parser_core.h"

namespace tern::sql {

StatementPtr Parser::create() {
  advance();
  if (accept(K::Unique)) {
    expect(K::Index);
    return create_index(true);
  }
  if (accept(K::Index)) return create_index(false);
  if (accept(K::Virtual)) {
    expect(K::Table);
    return create_virtual_table();
  }
  const bool temporary = accept(K::Temp) || accept(K::Temporary);
  if (accept(K::Table)) return create_table(temporary);
  if (accept(K::View)) return create_view(temporary);
  if (accept(K::Trigger)) return create_trigger(temporary);
  syntax_error();
  return nullptr;
}

bool Parser::if_not_exists() {
  if (!accept(K::If)) return false;
  expect(K::Not);
  expect(K::Exists);
  return true;
}

// IF NOT EXISTS schema.name; starts the definition at the name.
void Parser::create_head(CreateStatement& out, bool temporary) {
  out.temporary = temporary;
  out.if_not_exists = if_not_exists();
  out.name = qualified_name();
  out.definition.begin = out.name.name.offset;
}

StatementPtr Parser::create_index(bool unique) {
  auto out = std::make_unique<CreateIndexStatement>();
  out->unique = unique;
  create_head(*out, false);
  expect(K::On);
  out->table = name();
  expect(K::LeftParen);
  out->columns = indexed_columns(true);
  expect(K::RightParen);
  if (exceeds(Limit::Columns, out->columns.size())) {
    fail_at(last_.begin, "too many columns in index");
  }
  if (accept(K::Where)) out->where = expression();
  out->definition.end = token_.begin;  // blanks before the semicolon, too, as in the reference
  return out;
}

// A string where a column's name belongs is that name, unless it is a conflict target.
std::vector<IndexedColumn> Parser::indexed_columns(bool names_may_be_strings) {
  std::vector<IndexedColumn> columns;
  do {
    IndexedColumn column;
    column.expr = expression();
    column.order = sort_order();
    column.nulls = nulls_order();
    ExprPtr* inner = &column.expr;
    while (*inner && (*inner)->kind == ExprKind::Collate) {
      inner = &(*inner)->as<sql::Collate>().operand;
    }
    Literal* text = *inner ? (*inner)->as_if<Literal>() : nullptr;
    if (names_may_be_strings && text != nullptr && text->literal == LiteralKind::Text) {
      auto reference = std::make_unique<ColumnRef>();
      reference->span = text->span;
      reference->offset = text->offset;
      reference->column = {std::move(text->text), text->offset, Quote::Single, true};
      *inner = std::move(reference);
    }
    columns.push_back(std::move(column));
  } while (accept(K::Comma));
  return columns;
}

StatementPtr Parser::create_view(bool temporary) {
  auto out = std::make_unique<CreateViewStatement>();
  create_head(*out, temporary);
  out->columns = plain_columns();
  expect(K::As);
  out->select = select();
  out->definition = trimmed(out->definition.begin, std::max(last_.end, token_.begin));
  return out;
}

// The module's arguments are its own business: any tokens, cut at the commas outside parentheses;
// empty ones do not count.
StatementPtr Parser::create_virtual_table() {
  auto out = std::make_unique<CreateVirtualTableStatement>();
  create_head(*out, false);
  expect(K::Using);
  out->module = name();
  if (accept(K::LeftParen)) {
    out->has_arguments = true;
    int nesting = 0;
    uint32_t begin = token_.begin;
    const auto cut = [&] {
      if (begin != token_.begin) {
        out->arguments.emplace_back(trimmed(begin, std::max(begin, last_.end)).in(sql_));
      }
    };
    while (!at(K::End) && !failed() && !(at(K::RightParen) && nesting == 0)) {
      if (at(K::Comma) && nesting == 0) {
        cut();
        advance();
        begin = token_.begin;
        continue;
      }
      if (at(K::LeftParen)) ++nesting;
      if (at(K::RightParen)) --nesting;
      advance();
    }
    cut();
    expect(K::RightParen);
  }
  out->definition.end = last_.end;
  return out;
}

StatementPtr Parser::drop() {
  auto out = std::make_unique<DropStatement>();
  advance();
  if (accept(K::Table)) {
    out->drop = DropKind::Table;
  } else if (accept(K::Index)) {
    out->drop = DropKind::Index;
  } else if (accept(K::View)) {
    out->drop = DropKind::View;
  } else {
    expect(K::Trigger);
    out->drop = DropKind::Trigger;
  }
  if (accept(K::If)) {
    expect(K::Exists);
    out->if_exists = true;
  }
  out->name = qualified_name();
  return out;
}

StatementPtr Parser::alter_table() {
  auto out = std::make_unique<AlterTableStatement>();
  advance();
  expect(K::Table);
  out->table = qualified_name();
  if (accept(K::Rename)) {
    if (accept(K::To)) {
      out->alter = AlterKind::RenameTable;
    } else {
      out->alter = AlterKind::RenameColumn;
      accept(K::Column);
      out->column = name();
      expect(K::To);
    }
    out->new_name = name();
  } else if (accept(K::Add)) {
    out->alter = AlterKind::AddColumn;
    accept(K::Column);
    const uint32_t begin = token_.begin;
    out->added = column_def();
    out->added_span = since(begin);
  } else {
    expect(K::Drop);
    out->alter = AlterKind::DropColumn;
    accept(K::Column);
    out->column = name();
  }
  return out;
}

}  // namespace tern::sql
