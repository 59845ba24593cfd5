#include "engine/api/attach.h"

#include "engine/api/ddl_parts.h"
#include "engine/base/hex.h"
#include "engine/exec/compile_unit.h"
#include "engine/record/affinity.h"

namespace tern::api {
namespace {

using record::Value;

/// What the operands of one statement are evaluated with.
class Operands {
 public:
  Operands(ConnectionState& connection, std::string_view sql, std::span<const Value> parameters,
           const bind::Access& access)
      : connection_(connection),
        sql_(sql),
        parameters_(parameters.begin(), parameters.end()),
        access_(access) {
    connection_.statement_started(false);
  }
  ~Operands() {
    static_cast<void>(connection_.statement_finished(false, {}, sql::Conflict::Abort));
  }
  Operands(const Operands&) = delete;
  Operands& operator=(const Operands&) = delete;

  /// A bare name means its text.
  Result<Value> value(const sql::Expr& expr) {
    const auto* name = expr.as_if<sql::ColumnRef>();
    if (name && !name->table) return Value::text(name->column.text);
    const auto catalog = TRY(connection_.catalog());
    catalog::DatabaseUse use;
    exec::CompileUnit unit({.transaction = connection_.transaction(),
                            .catalog = catalog,
                            .functions = connection_.functions(),
                            .connection = connection_.function_view(),
                            .virtual_tables = &connection_.virtual_tables(),
                            .use = &use,
                            .access = access_},
                           sql_);
    const expr::ExprPtr bound = TRY(bind::Binder(unit.bind_context()).bind(expr));
    for (const catalog::DatabaseUse::One& one : use.databases()) {
      TRY(connection_.find_database(one.schema->database)->pager().begin_read());
    }
    expr::Frame frame(unit.layout(), connection_.function_view(), parameters_);
    const ValueView found = TRY(bound->eval(frame));
    return Value(found);
  }

  Result<std::string> text(const sql::Expr& expr) {
    const Value found = TRY(value(expr));
    std::string scratch;
    if (found.view().is_null()) return scratch;
    return std::string(record::to_text(found.view(), scratch));
  }

 private:
  ConnectionState& connection_;
  std::string_view sql_;
  std::vector<Value> parameters_;
  bind::Access access_;
};

/// The key as hexadecimal digits; "" if there is none. Texts would be passphrases.
Result<std::string> key_digits(Operands& operands, const sql::AttachStatement& statement) {
  std::string out;
  if (!statement.key) return out;
  const Value key = TRY(operands.value(*statement.key));
  if (key.view().is_text() && !key.view().as_text().empty()) {
    return not_supported("passphrases as encryption keys");
  }
  if (!key.view().is_blob()) return out;
  append_hex(out, key.view().as_bytes(), kHexLower);
  return out;
}

Status check_name(ConnectionState& connection, const std::string& name) {
  const int64_t most = connection.limits[Limit::Attached];
  int64_t attached = 0;
  for (const auto& database : connection.databases()) {
    if (!database->is_main() && !database->is_temporary()) ++attached;
  }
  if (attached >= most) {
    return refuse("too many attached databases - max " + std::to_string(most));
  }
  if (!connection.find_database(name) && !catalog::same_name(name, "temp")) return {};
  return refuse("database " + name + " is already in use");
}

}  // namespace

Status attach(ConnectionState& connection, const sql::AttachStatement& statement,
              std::string_view sql, std::span<const Value> parameters, const bind::Access& access) {
  Operands operands(connection, sql, parameters, access);
  const std::string file = TRY(operands.text(*statement.file));
  const std::string name = TRY(operands.text(*statement.schema));
  const std::string key = TRY(key_digits(operands, statement));
  TRY(check_name(connection, name));
  return connection.attach(file, name, key);
}

Status detach(ConnectionState& connection, const sql::DetachStatement& statement,
              std::string_view sql, std::span<const Value> parameters, const bind::Access& access) {
  txn::Database* database = nullptr;
  std::string name;
  {
    Operands operands(connection, sql, parameters, access);
    name = TRY(operands.text(*statement.schema));
    database = connection.find_database(name);
  }
  if (!database) return refuse("no such database: " + name);
  if (database->is_main() || database->is_temporary()) {
    return refuse("cannot detach database " + name);
  }
  if (database->pager().is_reading() || connection.is_backed_up(*database))
    return refuse("database " + name + " is locked");
  connection.remove(*database);
  return {};
}

}  // namespace tern::api
