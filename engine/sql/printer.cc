#include "engine/sql/printer.h"

#include "engine/sql/printer_core.h"
#include "engine/sql/token.h"

namespace tern::sql {
namespace {

void append_quoted(std::string& out, std::string_view text, char quote) {
  out += quote;
  for (const char c : text) {
    if (c == quote) out += c;
    out += c;
  }
  out += quote;
}

}  // namespace

void Printer::name(const Name& name) {
  switch (name.quote) {
    case Quote::None:
      return add(name.text);
    case Quote::Double:
      return append_quoted(out_, name.text, '"');
    case Quote::Single:
      return append_quoted(out_, name.text, '\'');
    case Quote::Backtick:
      return append_quoted(out_, name.text, '`');
    case Quote::Bracket:
      out_ += '[' + name.text + ']';
      return;
  }
}

void Printer::qualified(const QualifiedName& qualified) {
  if (qualified.schema) {
    name(qualified.schema);
    add(".");
  }
  name(qualified.name);
}

void Printer::names(const std::vector<Name>& names) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) add(", ");
    name(names[i]);
  }
}

void Printer::bracketed(const std::vector<Name>& list) {
  if (list.empty()) return;
  add("(");
  names(list);
  add(")");
}

void Printer::text_literal(std::string_view text) { append_quoted(out_, text, '\''); }

void Printer::pragma(const PragmaStatement& node) {
  add("PRAGMA ");
  qualified(node.name);
  if (!node.has_value) return;
  add(node.value_in_parentheses ? "(" : " = ");
  Name value;
  value.text = node.value;
  value.quote = node.value_quote;
  name(value);
  if (node.value_in_parentheses) add(")");
}

void Printer::statement(const Statement& node) {
  const auto word_and_name = [this](std::string_view word, const QualifiedName& what) {
    add(word);
    if (!what.name) return;
    add(" ");
    qualified(what);
  };
  switch (node.kind) {
    case StatementKind::Select:
      return select(node.as<SelectStatement>().select);
    case StatementKind::Insert:
      return insert(node.as<InsertStatement>());
    case StatementKind::Update:
      return update(node.as<UpdateStatement>());
    case StatementKind::Delete:
      return delete_from(node.as<DeleteStatement>());
    case StatementKind::CreateTable:
      return create_table(node.as<CreateTableStatement>());
    case StatementKind::CreateIndex:
      return create_index(node.as<CreateIndexStatement>());
    case StatementKind::CreateView:
      return create_view(node.as<CreateViewStatement>());
    case StatementKind::CreateTrigger:
      return create_trigger(node.as<CreateTriggerStatement>());
    case StatementKind::CreateVirtualTable:
      return create_virtual_table(node.as<CreateVirtualTableStatement>());
    case StatementKind::Drop:
      return drop(node.as<DropStatement>());
    case StatementKind::AlterTable:
      return alter(node.as<AlterTableStatement>());
    case StatementKind::Begin:
      switch (node.as<BeginStatement>().mode) {
        case BeginMode::Deferred:
          return add("BEGIN");
        case BeginMode::Immediate:
          return add("BEGIN IMMEDIATE");
        case BeginMode::Exclusive:
          return add("BEGIN EXCLUSIVE");
        case BeginMode::Concurrent:
          return add("BEGIN CONCURRENT");
      }
      return;
    case StatementKind::Commit:
      return add("COMMIT");
    case StatementKind::Rollback:
      add("ROLLBACK");
      if (!node.as<RollbackStatement>().savepoint) return;
      add(" TO ");
      return name(node.as<RollbackStatement>().savepoint);
    case StatementKind::Savepoint:
      add("SAVEPOINT ");
      return name(node.as<SavepointStatement>().name);
    case StatementKind::Release:
      add("RELEASE ");
      return name(node.as<ReleaseStatement>().name);
    case StatementKind::Pragma:
      return pragma(node.as<PragmaStatement>());
    case StatementKind::Attach:
      add("ATTACH ");
      expr(*node.as<AttachStatement>().file);
      add(" AS ");
      expr(*node.as<AttachStatement>().schema);
      if (!node.as<AttachStatement>().key) return;
      add(" KEY ");
      return expr(*node.as<AttachStatement>().key);
    case StatementKind::Detach:
      add("DETACH ");
      return expr(*node.as<DetachStatement>().schema);
    case StatementKind::Vacuum:
      add("VACUUM");
      if (node.as<VacuumStatement>().schema) {
        add(" ");
        name(node.as<VacuumStatement>().schema);
      }
      if (!node.as<VacuumStatement>().into) return;
      add(" INTO ");
      return expr(*node.as<VacuumStatement>().into);
    case StatementKind::Analyze:
      return word_and_name("ANALYZE", node.as<AnalyzeStatement>().name);
    case StatementKind::Reindex:
      return word_and_name("REINDEX", node.as<ReindexStatement>().name);
  }
}

std::string print(const Statement& statement) {
  Printer printer;
  printer.statement(statement);
  return std::move(printer).take();
}

std::string print(const Select& select) {
  Printer printer;
  printer.select(select);
  return std::move(printer).take();
}

std::string print(const Expr& expr) {
  Printer printer;
  printer.expr(expr);
  return std::move(printer).take();
}

std::string quote_identifier(std::string_view name) {
  if (is_plain_identifier(name)) return std::string(name);
  std::string out;
  append_quoted(out, name, '"');
  return out;
}

}  // namespace tern::sql
