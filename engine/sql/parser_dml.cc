#include "engine/sql/parser_core.h"

namespace tern::sql {

StatementPtr Parser::with_statement() {
  const uint32_t begin = token_.begin;
  WithClause with = with_clause();
  switch (token_.kind) {
    case K::Insert:
    case K::Replace:
      return insert(std::move(with));
    case K::Update:
      return update(std::move(with));
    case K::Delete:
      return delete_from(std::move(with));
    default:
      break;
  }
  auto out = std::make_unique<SelectStatement>();
  out->select.with = std::move(with);
  select_body(out->select);
  out->select.span = since(begin);
  return out;
}

StatementPtr Parser::select_statement() {
  const uint32_t begin = token_.begin;
  auto out = std::make_unique<SelectStatement>();
  if (at(K::With)) out->select.with = with_clause();
  select_body(out->select);
  out->select.span = since(begin);
  return out;
}

Conflict Parser::conflict_action() {
  if (accept(K::Rollback)) return Conflict::Rollback;
  if (accept(K::Abort)) return Conflict::Abort;
  if (accept(K::Fail)) return Conflict::Fail;
  if (accept(K::Ignore)) return Conflict::Ignore;
  expect(K::Replace);
  return Conflict::Replace;
}

Conflict Parser::or_conflict() { return accept(K::Or) ? conflict_action() : Conflict::Unspecified; }

DmlTarget Parser::dml_target() {
  DmlTarget out;
  const uint32_t begin = token_.begin;
  out.name = qualified_name();
  if (in_trigger_) {
    if (out.name.schema) {
      fail_at(begin,
              "qualified table names are not allowed on INSERT, UPDATE, and DELETE statements "
              "within triggers");
    }
    return out;
  }
  if (accept(K::As)) out.alias = name();
  return out;
}

void Parser::target_hint(DmlTarget& target) {
  const uint32_t begin = token_.begin;
  index_hint(target.indexed_by, target.not_indexed);
  if (!in_trigger_ || failed() || (!target.indexed_by && !target.not_indexed)) return;
  std::string text = target.not_indexed ? "the NOT INDEXED" : "the INDEXED BY";
  fail_at(begin, text += " clause is not allowed on UPDATE or DELETE statements within triggers");
}

StatementPtr Parser::insert(WithClause with) {
  auto out = std::make_unique<InsertStatement>();
  out->with = std::move(with);
  if (accept(K::Replace)) {
    out->replace = true;
    out->on_conflict = Conflict::Replace;
  } else {
    advance();
    out->on_conflict = or_conflict();
  }
  expect(K::Into);
  out->target = dml_target();
  out->columns = optional_name_list();
  if (!in_trigger_ && accept(K::Default)) {
    expect(K::Values);
    out->returning = returning();
    return out;
  }
  if (!at_select()) syntax_error();
  out->source = select();
  while (at(K::On)) {
    out->upserts.push_back(upsert());
    // A clause without a target takes every conflict: none may follow.
    if (out->upserts.back().target.empty()) break;
  }
  out->returning = returning();
  return out;
}

Upsert Parser::upsert() {
  Upsert out;
  advance();
  expect(K::Conflict);
  if (accept(K::LeftParen)) {
    out.target = indexed_columns(false);
    expect(K::RightParen);
    if (accept(K::Where)) out.target_where = expression();
  }
  expect(K::Do);
  if (accept(K::Nothing)) {
    out.do_nothing = true;
    return out;
  }
  expect(K::Update);
  expect(K::Set);
  out.set = assignments();
  if (accept(K::Where)) out.where = expression();
  return out;
}

std::vector<Assignment> Parser::assignments() {
  std::vector<Assignment> out;
  do {
    Assignment assignment;
    if (accept(K::LeftParen)) {
      assignment.is_row = true;
      assignment.columns = name_list();
      expect(K::RightParen);
    } else {
      assignment.columns.push_back(name());
    }
    expect(K::Equal);
    assignment.value = expression();
    const size_t width = width_of(assignment.value.get());
    const bool is_query = assignment.value && assignment.value->kind == ExprKind::Subquery;
    if (assignment.is_row && !is_query && width != assignment.columns.size()) {
      fail(std::to_string(assignment.columns.size()) + " columns assigned " +
           std::to_string(width) + " values");
    }
    out.push_back(std::move(assignment));
  } while (accept(K::Comma));
  if (exceeds(Limit::Columns, out.size())) fail_at(last_.begin, "too many columns in set list");
  return out;
}

ResultColumns Parser::returning() {
  const uint32_t begin = token_.begin;
  if (!accept(K::Returning)) return {};
  ResultColumns columns = result_columns();
  if (in_trigger_) fail_at(begin, "cannot use RETURNING in a trigger");
  return columns;
}

template <class T>
void Parser::order_and_limit(T& statement) {
  if (accept(K::Order)) {
    expect(K::By);
    statement.order_by = ordering_terms();
  }
  limit(statement.limit, statement.offset);
}

StatementPtr Parser::update(WithClause with) {
  auto out = std::make_unique<UpdateStatement>();
  out->with = std::move(with);
  advance();
  out->on_conflict = or_conflict();
  out->target = dml_target();
  target_hint(out->target);
  expect(K::Set);
  out->set = assignments();
  if (accept(K::From)) out->from = from_clause();
  if (accept(K::Where)) out->where = expression();
  if (in_trigger_) return out;
  out->returning = returning();
  order_and_limit(*out);
  return out;
}

StatementPtr Parser::delete_from(WithClause with) {
  auto out = std::make_unique<DeleteStatement>();
  out->with = std::move(with);
  advance();
  expect(K::From);
  out->target = dml_target();
  target_hint(out->target);
  if (accept(K::Where)) out->where = expression();
  if (in_trigger_) return out;
  out->returning = returning();
  order_and_limit(*out);
  return out;
}

}  // namespace tern::sql
