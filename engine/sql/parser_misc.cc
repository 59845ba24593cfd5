#include "engine/sql/parser_core.h"

namespace tern::sql {

StatementPtr Parser::any_statement() {
  const uint32_t begin_offset = token_.begin;
  StatementPtr out;
  switch (token_.kind) {
    case K::Select:
    case K::Values:
      out = select_statement();
      break;
    case K::With:
      out = with_statement();
      break;
    case K::Insert:
    case K::Replace:
      out = insert({});
      break;
    case K::Update:
      out = update({});
      break;
    case K::Delete:
      out = delete_from({});
      break;
    case K::Create:
      out = create();
      break;
    case K::Drop:
      out = drop();
      break;
    case K::Alter:
      out = alter_table();
      break;
    case K::Begin:
      out = begin();
      break;
    case K::Commit:
    case K::End_:
      out = commit();
      break;
    case K::Rollback:
      out = rollback();
      break;
    case K::Savepoint:
      out = savepoint();
      break;
    case K::Release:
      out = release();
      break;
    case K::Pragma:
      out = pragma();
      break;
    case K::Attach:
      out = attach();
      break;
    case K::Detach:
      out = detach();
      break;
    case K::Vacuum:
      out = vacuum();
      break;
    case K::Analyze:
      out = analyze();
      break;
    case K::Reindex:
      out = reindex();
      break;
    default:
      syntax_error();
      return nullptr;
  }
  if (out) out->span = since(begin_offset);
  return out;
}

StatementPtr Parser::begin() {
  auto out = std::make_unique<BeginStatement>();
  advance();
  if (accept(K::Immediate)) {
    out->mode = BeginMode::Immediate;
  } else if (accept(K::Exclusive)) {
    out->mode = BeginMode::Exclusive;
  } else if (!accept(K::Deferred) && at(K::Identifier) && to_name(token_).text.size() == 10) {
    // CONCURRENT is ours, and no keyword: it stays free as a name everywhere else.
    std::string word(text_of(token_));
    for (char& c : word) c = static_cast<char>(c & ~0x20);
    if (word == "CONCURRENT") {
      out->mode = BeginMode::Concurrent;
      advance();
    }
  }
  Name ignored;
  if (accept(K::Transaction)) accept_name(ignored);
  return out;
}

StatementPtr Parser::commit() {
  advance();
  Name ignored;
  if (accept(K::Transaction)) accept_name(ignored);
  return std::make_unique<CommitStatement>();
}

StatementPtr Parser::rollback() {
  auto out = std::make_unique<RollbackStatement>();
  advance();
  Name ignored;
  if (accept(K::Transaction)) accept_name(ignored);
  if (accept(K::To)) {
    accept(K::Savepoint);
    out->savepoint = name();
  }
  return out;
}

StatementPtr Parser::savepoint() {
  auto out = std::make_unique<SavepointStatement>();
  advance();
  out->name = name();
  return out;
}

StatementPtr Parser::release() {
  auto out = std::make_unique<ReleaseStatement>();
  advance();
  accept(K::Savepoint);
  out->name = name();
  return out;
}

StatementPtr Parser::pragma() {
  auto out = std::make_unique<PragmaStatement>();
  advance();
  out->name = qualified_name();
  if (accept(K::Equal)) {
    pragma_value(*out);
  } else if (accept(K::LeftParen)) {
    out->value_in_parentheses = true;
    pragma_value(*out);
    expect(K::RightParen);
  }
  return out;
}

// A number with a sign or none, or a word: ON, DELETE and DEFAULT too.
void Parser::pragma_value(PragmaStatement& out) {
  out.has_value = true;
  out.value_offset = token_.begin;
  const bool minus = at(K::MinusSign);
  const bool has_sign = minus || at(K::PlusSign);
  if (has_sign) advance();
  if (at(K::Integer) || at(K::Float)) {
    out.value = (minus ? "-" : "") + std::string(text_of(token_));
    advance();
    return;
  }
  if (has_sign) return syntax_error();
  out.value_is_text = true;
  if (at(K::On) || at(K::Delete) || at(K::Default)) {
    out.value = text_of(token_);
    advance();
    return;
  }
  Name word = name();
  out.value_quote = word.quote;
  out.value = std::move(word.text);
}

StatementPtr Parser::attach() {
  auto out = std::make_unique<AttachStatement>();
  advance();
  accept(K::Database);
  out->file = expression();
  expect(K::As);
  out->schema = expression();
  if (accept(K::Key)) out->key = expression();
  return out;
}

StatementPtr Parser::detach() {
  auto out = std::make_unique<DetachStatement>();
  advance();
  accept(K::Database);
  out->schema = expression();
  return out;
}

StatementPtr Parser::vacuum() {
  auto out = std::make_unique<VacuumStatement>();
  advance();
  if (!at(K::Into)) accept_name(out->schema);
  if (accept(K::Into)) out->into = expression();
  return out;
}

StatementPtr Parser::analyze() {
  auto out = std::make_unique<AnalyzeStatement>();
  advance();
  if (!at_end()) out->name = qualified_name();
  return out;
}

StatementPtr Parser::reindex() {
  auto out = std::make_unique<ReindexStatement>();
  advance();
  if (!at_end()) out->name = qualified_name();
  return out;
}

}  // namespace tern::sql
