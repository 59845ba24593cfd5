#include "engine/sql/parser_core.h"

namespace tern::sql {

StatementPtr Parser::create_trigger(bool temporary) {
  auto out = std::make_unique<CreateTriggerStatement>();
  create_head(*out, temporary);
  if (accept(K::Before)) {
    out->time = TriggerTime::Before;
  } else if (accept(K::After)) {
    out->time = TriggerTime::After;
  } else if (accept(K::Instead)) {
    expect(K::Of);
    out->time = TriggerTime::InsteadOf;
  }
  if (accept(K::Delete)) {
    out->event = TriggerEvent::Delete;
  } else if (accept(K::Insert)) {
    out->event = TriggerEvent::Insert;
  } else {
    expect(K::Update);
    out->event = TriggerEvent::Update;
    if (accept(K::Of)) out->update_columns = name_list();
  }
  expect(K::On);
  out->table = qualified_name();
  if (accept(K::For)) {
    expect(K::Each);
    expect(K::Row);
    out->for_each_row = true;
  }
  if (accept(K::When)) out->when = expression();
  expect(K::Begin);
  in_trigger_ = true;
  do {
    out->body.push_back(trigger_step());
    // The end of the text ends the last statement, and then END is missing.
    if (!at(K::End)) expect(K::Semicolon);
    if (at(K::End)) syntax_error();
  } while (!at(K::End_) && !failed());
  in_trigger_ = false;
  expect(K::End_);
  out->definition.end = last_.end;
  return out;
}

StatementPtr Parser::trigger_step() {
  const uint32_t begin = token_.begin;
  StatementPtr out;
  switch (token_.kind) {
    case K::Update:
      out = update({});
      break;
    case K::Insert:
    case K::Replace:
      out = insert({});
      break;
    case K::Delete:
      out = delete_from({});
      break;
    default:
      out = select_statement();
      break;
  }
  out->span = since(begin);
  return out;
}

}  // namespace tern::sql
