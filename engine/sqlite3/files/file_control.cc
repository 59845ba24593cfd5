// sqlite3_file_control(): vfs_control.cc answers.

#include "engine/sqlite3/connections/connection.h"

int sqlite3_file_control(sqlite3* db, const char* schema, int operation, void* argument) {
  if (!tern::abi::is_connected(db)) return tern::abi::misuse("sqlite3_file_control");
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::control_file(db, schema ? schema : "", operation, argument);
}
