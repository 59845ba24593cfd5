#include "tests/support/side_by_side.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace tern::testing {
namespace {

std::string real_text(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.17g", value);
  return buffer;
}

std::string value_text(ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      return "NULL";
    case ValueType::Integer:
      return "i:" + std::to_string(value.as_integer());
    case ValueType::Real:
      return "r:" + real_text(value.as_real());
    case ValueType::Text:
      return "t:" + std::string(value.as_text());
    case ValueType::Blob:
      return "b:" + std::string(as_text(value.as_bytes()));
  }
  return "?";
}

std::string column_text(sqlite3_stmt* statement, int column) {
  const auto bytes = [&](const void* data) {
    return std::string(static_cast<const char*>(data),
                       static_cast<size_t>(sqlite3_column_bytes(statement, column)));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return "i:" + std::to_string(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
      return "r:" + real_text(sqlite3_column_double(statement, column));
    case SQLITE_TEXT:
      return "t:" + bytes(sqlite3_column_text(statement, column));
    case SQLITE_BLOB: {
      const void* blob = sqlite3_column_blob(statement, column);
      return "b:" + (blob ? bytes(blob) : std::string());
    }
    default:
      return "NULL";
  }
}

/// changes() is compared after statements that set it, the error where there is one.
std::string counters(int64_t changes, int64_t rowid) {
  return "changes " + std::to_string(changes) + " rowid " + std::to_string(rowid) + "\n";
}

/// Lengths of the statements of `sql`, as the reference splits them.
std::vector<std::string> split(std::string_view sql) {
  std::vector<std::string> out;
  std::string current;
  for (const char c : sql) {
    current += c;
    if (c == ';' && sqlite3_complete(current.c_str()) != 0) {
      out.push_back(std::exchange(current, ""));
    }
  }
  if (current.find_first_not_of(" \n\t") != std::string::npos) out.push_back(current);
  return out;
}

}  // namespace

Outcome run_tern(Connection& connection, std::string_view sql) {
  Outcome outcome;
  const auto failed = [&](const Error& error) {
    outcome.text += "error " + std::to_string(static_cast<int>(error.code())) + ": " +
                    std::string(error.message()) + "\n";
    return outcome;
  };
  Result<Statement> statement = connection.prepare(sql);
  if (!statement) return failed(statement.error());
  for (int i = 0; i < statement->column_count(); ++i) {
    outcome.text += (i > 0 ? "|" : "") + std::string(statement->column_name(i));
  }
  outcome.text += "\n";
  while (true) {
    Result<bool> row = statement->step();
    if (!row) return failed(row.error());
    if (!*row) break;
    for (int i = 0; i < statement->column_count(); ++i) {
      outcome.text += (i > 0 ? "|" : "") + value_text(statement->column(i));
    }
    outcome.text += "\n";
  }
  outcome.text += counters(connection.changes(), connection.last_insert_rowid());
  return outcome;
}

Outcome run_reference(sqlite3* db, std::string_view sql) {
  Outcome outcome;
  const auto failed = [&] {
    outcome.text +=
        "error " + std::to_string(sqlite3_extended_errcode(db)) + ": " + sqlite3_errmsg(db) + "\n";
    return outcome;
  };
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
      SQLITE_OK) {
    return failed();
  }
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    outcome.text += (i > 0 ? "|" : "") + std::string(sqlite3_column_name(statement, i));
  }
  outcome.text += "\n";
  int code = SQLITE_OK;
  while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      outcome.text += (i > 0 ? "|" : "") + column_text(statement, i);
    }
    outcome.text += "\n";
  }
  if (statement && code != SQLITE_DONE) {
    failed();
    sqlite3_finalize(statement);
    return outcome;
  }
  sqlite3_finalize(statement);
  outcome.text += counters(sqlite3_changes64(db), sqlite3_last_insert_rowid(db));
  return outcome;
}

SideBySide::SideBySide(const std::string& path) : path_(path) {
  const std::string tern_path = path.empty() ? ":memory:" : path + ".tern";
  const std::string reference_path = path.empty() ? ":memory:" : path + ".ref";
  // A run before this one may have left its files.
  for (const std::string& file : {tern_path, reference_path}) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      std::remove((file + suffix).c_str());
    }
  }
  Result<Connection> connection = Connection::open(tern_path);
  if (!connection) {
    ADD_FAILURE() << connection.error().message();
    std::abort();
  }
  tern_.emplace(std::move(*connection));
  sqlite3_open(reference_path.c_str(), &reference_);
}

SideBySide::~SideBySide() { sqlite3_close(reference_); }

void SideBySide::run(std::string_view sql) {
  for (const std::string& statement : split(sql)) {
    const Outcome expected = run_reference(reference_, statement);
    const Outcome actual = run_tern(*tern_, statement);
    EXPECT_EQ(actual.text, expected.text) << statement;
  }
}

std::string SideBySide::integrity_of_tern_file() {
  tern_.reset();
  sqlite3* db = nullptr;
  sqlite3_open((path_ + ".tern").c_str(), &db);
  const std::string text = run_reference(db, "PRAGMA integrity_check").text;
  sqlite3_close(db);
  return text.find("t:ok\n") != std::string::npos ? "ok" : text;
}

}  // namespace tern::testing
