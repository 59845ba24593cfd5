#include "tools/bench/abi_connection.h"

#include <utility>

namespace tern::bench {

AbiConnection::AbiConnection(const AbiFunctions& functions, std::string path)
    : functions_(functions), path_(std::move(path)) {}

AbiConnection::~AbiConnection() { functions_.close(db_); }

Status AbiConnection::open() {
  if (functions_.open(path_.c_str(), &db_) != SQLITE_OK) return failure();
  return ok();
}

Status AbiConnection::close() {
  if (functions_.close(db_) != SQLITE_OK) return failure();
  db_ = nullptr;
  return ok();
}

Status AbiConnection::execute(const char* sql) {
  if (functions_.exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  return ok();
}

Result<AbiStatement> AbiConnection::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (functions_.prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) return failure();
  return AbiStatement(statement, functions_.finalize);
}

Result<int64_t> AbiConnection::ask(const char* sql) {
  const AbiStatement query = TRY(prepare(sql));
  if (functions_.step(query.get()) != SQLITE_ROW) return failure();
  return functions_.column_int64(query.get(), 0);
}

std::unexpected<Error> AbiConnection::failure() const {
  const auto code = static_cast<ErrorCode>(functions_.extended_errcode(db_));
  return fail(code, functions_.errmsg(db_));
}

}  // namespace tern::bench
