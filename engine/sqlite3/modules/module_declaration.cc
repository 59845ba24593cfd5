// What constructors of virtual tables say of them, and what else methods may ask of the statement
// that they are called for.

#include <cstdarg>

#include "engine/api/connection_state.h"
#include "engine/sql/parser.h"
#include "engine/sqlite3/callbacks/context.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_module.h"
#include "engine/sqlite3/modules/in_list.h"

namespace tern::abi {
namespace {

/// Takes the word HIDDEN out of a type, if it is there.
bool take_hidden(std::string& type) {
  constexpr std::string_view kWord = "hidden";
  for (size_t at = 0; at + kWord.size() <= type.size(); ++at) {
    const size_t end = at + kWord.size();
    const bool is_word =
        (at == 0 || type[at - 1] == ' ') && (end == type.size() || type[end] == ' ');
    if (!is_word || !catalog::same_name(std::string_view(type).substr(at, kWord.size()), kWord)) {
      continue;
    }
    type.erase(at, kWord.size() + (end < type.size() ? 1 : 0));
    if (at > 0 && at == type.size()) type.pop_back();
    return true;
  }
  return false;
}

std::vector<catalog::Column> declared_columns(catalog::Table& table) {
  std::vector<catalog::Column> out = std::move(table.columns);
  for (catalog::Column& column : out) {
    column.hidden = take_hidden(column.declared_type);
    if (column.hidden) column.affinity = record::affinity_of_type(column.declared_type);
    // Values are the table's to make.
    column.default_value = nullptr;
    column.default_text.clear();
  }
  return out;
}

int declare_table(sqlite3* db, Construction& construction, std::string_view text) {
  auto parsed = sql::parse_statement(text, db->engine().limits);
  if (!parsed) {
    return set_result(db, SQLITE_ERROR, parsed.error().message());
  }
  const auto* create =
      parsed->statement ? parsed->statement->as_if<sql::CreateTableStatement>() : nullptr;
  if (!create || create->as_select) return set_result(db, SQLITE_ERROR);
  catalog::FileTraits traits;
  traits.collations = &db->engine().collations();
  auto table = catalog::describe_table(std::move(parsed->statement), std::string(text), traits);
  if (!table) return set_result(db, table.error());
  catalog::Table& described = **table;
  // A row that is changed is told by one value.
  if (described.without_rowid && construction.methods->xUpdate &&
      described.primary_key.size() != 1) {
    return SQLITE_ERROR;
  }
  if (described.has_generated) {
    return set_result(db, SQLITE_ERROR, "virtual tables cannot use computed columns");
  }
  construction.without_rowid = described.without_rowid;
  construction.columns = declared_columns(described);
  construction.tree = std::move(described.tree);
  construction.is_declared = true;
  return SQLITE_OK;
}

}  // namespace
}  // namespace tern::abi

using namespace tern::abi;

int sqlite3_declare_vtab(sqlite3* db, const char* sql) {
  if (!is_usable(db)) return misuse("sqlite3_declare_vtab");
  const Hold hold(db->mutex);
  Construction* construction = db->modules.construction;
  if (!construction || construction->is_declared || !sql) {
    return set_result(db, misuse("sqlite3_declare_vtab"));
  }
  return guarded(db, [&] { return declare_table(db, *construction, sql); });
}

int sqlite3_vtab_config(sqlite3* db, int option, ...) {
  if (!is_usable(db)) return misuse("sqlite3_vtab_config");
  const Hold hold(db->mutex);
  Construction* construction = db->modules.construction;
  if (!construction) return set_result(db, misuse("sqlite3_vtab_config"));
  switch (option) {
    case SQLITE_VTAB_CONSTRAINT_SUPPORT: {
      va_list arguments;
      va_start(arguments, option);
      construction->keeps_constraints = va_arg(arguments, int) != 0;
      va_end(arguments);
      return SQLITE_OK;
    }
    case SQLITE_VTAB_INNOCUOUS:
      construction->risk = TableRisk::Low;
      return SQLITE_OK;
    case SQLITE_VTAB_DIRECTONLY:
      construction->risk = TableRisk::High;
      return SQLITE_OK;
    default:
      return set_result(db, misuse("sqlite3_vtab_config"));
  }
}

int sqlite3_vtab_on_conflict(sqlite3* db) {
  if (!is_usable(db)) return misuse("sqlite3_vtab_on_conflict");
  return db->modules.conflict_mode;
}

int sqlite3_vtab_nochange(sqlite3_context* context) { return context->is_unchanged ? 1 : 0; }

int sqlite3_vtab_in_first(sqlite3_value* list, sqlite3_value** value) {
  *value = nullptr;
  if (!list || !list->in_list) return misuse("sqlite3_vtab_in_first");
  list->in_list->next = 0;
  return sqlite3_vtab_in_next(list, value);
}

int sqlite3_vtab_in_next(sqlite3_value* list, sqlite3_value** value) {
  *value = nullptr;
  if (!list || !list->in_list) return misuse("sqlite3_vtab_in_next");
  sqlite3_value::InList& values = *list->in_list;
  if (values.next == values.all.size()) return SQLITE_DONE;
  *value = &values.all[values.next++];
  return SQLITE_OK;
}
