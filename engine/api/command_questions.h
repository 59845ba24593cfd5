#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/exec/program.h"
#include "engine/sql/ast.h"

namespace tern::api {

/// What there is to ask about a statement that is not compiled, in the order in which the reference
/// does.
class CommandQuestions {
 public:
  CommandQuestions(ConnectionState& connection, std::shared_ptr<const catalog::Catalog> catalog,
                   const bind::Access& access, std::string_view sql)
      : connection_(connection), catalog_(std::move(catalog)), access_(access), sql_(sql) {}

  Status ask(const sql::Statement& statement);
  /// What the statement is there for was ignored.
  bool is_ignored() const { return is_ignored_; }

 private:
  using Text = AccessRequest::Text;
  Status ask(Action action, Text first = {}, Text second = {}, Text database = {});
  exec::CompileContext compile_context() const;

  // command_questions.cc
  Status ask_about_transaction(const sql::Statement& statement);
  Status ask_about_pragma(const sql::PragmaStatement& statement);

  // ddl_questions.cc
  Status ask_about_ddl(const sql::Statement& statement);
  Status create_table(const catalog::Schema& schema, const sql::CreateTableStatement& statement);
  Status create_relation(const catalog::Schema& schema, Action action, std::string_view name);
  Status read_table_text(const catalog::Schema& schema, const sql::CreateTableStatement& statement);
  Status automatic_indexes(const catalog::Schema& schema, const catalog::Table& table);
  Status create_virtual_table(const catalog::Schema& schema,
                              const sql::CreateVirtualTableStatement& statement);
  Status create_view(const catalog::Schema& schema, const sql::CreateViewStatement& statement);
  Status create_index(const catalog::Schema& schema, const sql::CreateIndexStatement& statement);
  Status create_trigger(const catalog::Schema& schema,
                        const sql::CreateTriggerStatement& statement);
  Status drop(const catalog::Schema& schema, const sql::DropStatement& statement);
  Status drop_relation(const catalog::Schema& schema, const catalog::Lookup::Found& found,
                       const sql::DropStatement& statement);
  Status drop_index(const catalog::Schema& schema, const catalog::Index& index);
  Status drop_trigger(const catalog::Trigger& trigger);
  Status alter(const catalog::Schema& schema, const sql::AlterTableStatement& statement);
  Status analyze(const catalog::Schema& schema, const sql::AnalyzeStatement& statement);
  Status reindex(const catalog::Schema& schema, const sql::ReindexStatement& statement);

  // Changes of a schema table.
  Status insert_row(const catalog::Schema& schema);
  Status fill_row(const catalog::Schema& schema);
  Status update_rows(const catalog::Schema& schema, std::initializer_list<const char*> columns);
  Status delete_rows(const catalog::Schema& schema, const char* key);
  Status move_root(const catalog::Schema& schema);
  Status read(const catalog::Schema& schema, std::string_view table, std::string_view column);
  Status forget_statistics(const catalog::Schema& schema, const char* key);

  ConnectionState& connection_;
  std::shared_ptr<const catalog::Catalog> catalog_;
  bind::Access access_;
  std::string_view sql_;
  bool is_ignored_ = false;
};

}  // namespace tern::api
