#include "tests/unit/engine/session/both.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "engine/session/reader.h"
#include "engine/session/writer.h"
#include "tests/support/reference.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#define TERN_LOOKS_FOR_LEAKS
#endif
#endif

namespace tern::session::test {

namespace {

using tern::test::show;

ValueView view_of(sqlite3_value* value) {
  if (!value) return {};
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return ValueView::integer(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
      return ValueView::real(sqlite3_value_double(value));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
      return ValueView::text({text, static_cast<size_t>(sqlite3_value_bytes(value))});
    }
    case SQLITE_BLOB: {
      const auto* blob = static_cast<const std::byte*>(sqlite3_value_blob(value));
      return ValueView::blob({blob, static_cast<size_t>(sqlite3_value_bytes(value))});
    }
    default:
      return {};
  }
}

std::string shown(sqlite3_value* value) { return value ? show(view_of(value)) : "-"; }

std::string described_change(sqlite3_changeset_iter* change, bool has_row) {
  const char* table = nullptr;
  int columns = 0;
  int op = 0;
  int indirect = 0;
  sqlite3changeset_op(change, &table, &columns, &op, &indirect);
  std::string out = std::to_string(op);
  out += indirect ? " indirect" : "";
  for (int i = 0; i < columns; ++i) {
    sqlite3_value* value = nullptr;
    out += " ";
    if (op != SQLITE_INSERT) {
      sqlite3changeset_old(change, i, &value);
      out += shown(value);
    }
    out += ">";
    if (op != SQLITE_DELETE) {
      sqlite3changeset_new(change, i, &value);
      out += shown(value);
    }
    if (!has_row) continue;
    sqlite3changeset_conflict(change, i, &value);
    out += " is ";
    out += shown(value);
  }
  return out;
}

std::string described_change(const ConflictView& conflict) {
  const ChangeView& change = *conflict.change;
  const auto field = [](Bytes bytes) { return is_defined(bytes) ? show(value_of(bytes)) : "-"; };
  std::string out = std::to_string(static_cast<int>(change.op));
  out += change.indirect ? " indirect" : "";
  for (size_t i = 0; i < change.before.size(); ++i) {
    out += " ";
    if (change.op != Op::Insert) out += field(change.before[i]);
    out += ">";
    if (change.op != Op::Delete) out += field(change.after[i]);
    if (conflict.row.empty()) continue;
    out += " is ";
    out += show(conflict.row[i]);
  }
  return out;
}

ByteVector taken(int size, void* bytes) {
  const auto* data = static_cast<const std::byte*>(bytes);
  ByteVector out(data, data + (bytes ? size : 0));
  sqlite3_free(bytes);
  return out;
}

void* mutable_data(const ByteVector& bytes) {
  return const_cast<std::byte*>(bytes.data());  // the reference does not say const
}
int size_of(const ByteVector& bytes) { return static_cast<int>(bytes.size()); }

std::string tern_rows(Connection& connection, const std::string& sql) {
  Result<Statement> statement = connection.prepare(sql);
  if (!statement) return "error: " + std::string(statement.error().message());
  std::vector<std::string> rows;
  for (;;) {
    const Result<bool> more = statement->step();
    if (!more) return "error: " + std::string(more.error().message());
    if (!*more) break;
    std::string row;
    for (int i = 0; i < statement->column_count(); ++i) row += show(statement->column(i)) + "|";
    rows.push_back(row);
  }
  std::ranges::sort(rows);
  std::string out;
  for (const std::string& row : rows) out += row + "\n";
  return out;
}

std::string reference_rows(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  if (!statement) return std::string("error: ") + sqlite3_errmsg(db);
  std::vector<std::string> rows;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      row += show(view_of(sqlite3_column_value(statement, i))) + "|";
    }
    rows.push_back(row);
  }
  sqlite3_finalize(statement);
  std::ranges::sort(rows);
  std::string out;
  for (const std::string& row : rows) out += row + "\n";
  return out;
}

}  // namespace

Both::Both() : tern_(*Connection::open(":memory:")) { sqlite3_open(":memory:", &reference_); }
Both::~Both() { sqlite3_close(reference_); }

bool Both::run(const std::string& sql) {
  statements_.push_back(sql);
  const Status done = tern_.execute(sql);
  const int code = sqlite3_exec(reference_, sql.c_str(), nullptr, nullptr, nullptr);
  EXPECT_EQ(done.has_value(), code == SQLITE_OK)
      << sql << "\ntern: " << (done ? "ok" : done.error().message())
      << "\nreference: " << sqlite3_errmsg(reference_);
  return done.has_value() && code == SQLITE_OK;
}

std::string Both::content(const std::vector<std::string>& tables) {
  std::vector<std::string> queries;
  for (const std::string& table : tables) queries.push_back("SELECT * FROM " + table);
  return rows(queries);
}

std::string Both::rows(const std::vector<std::string>& queries) {
  std::string out;
  for (const std::string& sql : queries) {
    const std::string expected = reference_rows(reference_, sql);
    EXPECT_EQ(tern_rows(tern_, sql), expected) << sql;
    out += sql + "\n" + expected;
  }
  return out;
}

void Both::end_transaction() {
  ASSERT_EQ(tern_.in_transaction(), sqlite3_get_autocommit(reference_) == 0);
  if (!tern_.in_transaction()) return;
  run("COMMIT");
  if (tern_.in_transaction()) run("ROLLBACK");
}

ReferenceSession::ReferenceSession(sqlite3* db, const char* database) {
  sqlite3session_create(db, database, &session_);
}

std::optional<ByteVector> ReferenceSession::changes(Form form) {
  int size = 0;
  void* bytes = nullptr;
  const int code = form == Form::Changeset ? sqlite3session_changeset(session_, &size, &bytes)
                                           : sqlite3session_patchset(session_, &size, &bytes);
  if (code != SQLITE_OK) return std::nullopt;
  return taken(size, bytes);
}

uint64_t case_count() {
  const char* const text = std::getenv("TERN_SESSION_CASES");
  return text ? std::strtoull(text, nullptr, 10) : 150;
}

size_t count_of(Bytes changes) {
  size_t out = 0;
  Reader reader(changes);
  for (ChangeView change; reader.next(change).value_or(false);) ++out;
  return out;
}

std::string canonical(Bytes changes) {
  Reader reader(changes);
  std::string out;
  std::vector<std::string> table_changes;
  const auto finish_table = [&] {
    std::ranges::sort(table_changes);
    for (const std::string& change : table_changes) out += change;
    table_changes.clear();
  };
  const Table* table = nullptr;
  ChangeView change;
  for (;;) {
    const Result<bool> more = reader.next(change);
    if (!more) return "not a changeset";
    if (!*more) break;
    if (change.table != table) {
      finish_table();
      Writer header(reader.form());
      header.table(*change.table);
      out += as_text(std::move(header).take());
    }
    table = change.table;
    table_changes.emplace_back(as_text(reader.change_bytes()));
  }
  finish_table();
  return out;
}

std::string described(Bytes changes) {
  const ByteVector copy(changes.begin(), changes.end());
  sqlite3_changeset_iter* change = nullptr;
  if (sqlite3changeset_start(&change, size_of(copy), mutable_data(copy)) != SQLITE_OK) {
    return "cannot be read";
  }
  std::vector<std::string> tables = {std::to_string(copy.size()) + " bytes\n"};
  std::string header;
  std::vector<std::string> lines;
  const auto finish_table = [&] {
    std::ranges::sort(lines);
    tables.push_back(header);
    for (const std::string& line : lines) tables.back() += line + "\n";
    lines.clear();
  };
  while (sqlite3changeset_next(change) == SQLITE_ROW) {
    const char* table = nullptr;
    int columns = 0;
    int op = 0;
    unsigned char* key = nullptr;
    sqlite3changeset_op(change, &table, &columns, &op, nullptr);
    sqlite3changeset_pk(change, &key, nullptr);
    std::string now = std::string("table ") + table;
    for (int i = 0; i < columns; ++i) now += " " + std::to_string(key[i]);
    now += "\n";
    if (now != header) {
      finish_table();
      header = now;
    }
    lines.push_back(described_change(change, false));
  }
  finish_table();
  const int code = sqlite3changeset_finalize(change);
  std::string out;
  for (const std::string& table : tables) out += table;
  return out + "ends with " + std::to_string(code);
}

namespace {

/// While it lives, nothing that is allocated counts as leaked.
class LeaksOfOthers {
 public:
#ifdef TERN_LOOKS_FOR_LEAKS
  LeaksOfOthers() { __lsan_disable(); }
  ~LeaksOfOthers() { __lsan_enable(); }
#else
  LeaksOfOthers() {}
  ~LeaksOfOthers() {}
#endif
  LeaksOfOthers(const LeaksOfOthers&) = delete;
  LeaksOfOthers& operator=(const LeaksOfOthers&) = delete;
};

}  // namespace

Answered reference_invert(const ByteVector& changeset) {
  Answered out;
  int size = 0;
  void* bytes = nullptr;
  out.code = sqlite3changeset_invert(size_of(changeset), changeset.data(), &size, &bytes);
  out.bytes = taken(size, bytes);
  return out;
}

Answered reference_concat(const ByteVector& first, const ByteVector& second) {
  Answered out;
  int size = 0;
  void* bytes = nullptr;
  out.code = sqlite3changeset_concat(size_of(first), mutable_data(first), size_of(second),
                                     mutable_data(second), &size, &bytes);
  out.bytes = taken(size, bytes);
  return out;
}

Answered reference_rebase(const std::vector<ByteVector>& decisions, const ByteVector& changeset) {
  const LeaksOfOthers not_looked_for;  // what decisions about one row become, SQLite does not free
  Answered out;
  sqlite3_rebaser* rebaser = nullptr;
  sqlite3rebaser_create(&rebaser);
  for (const ByteVector& decision : decisions) {
    out.code = sqlite3rebaser_configure(rebaser, size_of(decision), decision.data());
    if (out.code != SQLITE_OK) break;
  }
  int size = 0;
  void* bytes = nullptr;
  if (out.code == SQLITE_OK) {
    out.code = sqlite3rebaser_rebase(rebaser, size_of(changeset), changeset.data(), &size, &bytes);
  }
  out.bytes = taken(size, bytes);
  sqlite3rebaser_delete(rebaser);
  return out;
}

namespace {

struct Handler {
  const Policy& policy;
  const Filter& filter;
  Applied& applied;
  int number = 0;

  int answer(int kind, const std::string& change) {
    applied.conflicts += std::to_string(kind) + ": " + change + "\n";
    ++applied.kinds.at(static_cast<size_t>(kind));
    return static_cast<int>(policy(static_cast<ConflictKind>(kind), number++));
  }
};

}  // namespace

Applied apply_in_reference(sqlite3* db, const ByteVector& changes, const Policy& policy,
                           const Filter& filter) {
  Applied out;
  Handler handler{policy, filter, out};
  const auto filters = [](void* context, const char* table) {
    const Filter& wants = static_cast<Handler*>(context)->filter;
    return wants && !wants(table) ? 0 : 1;
  };
  const auto answers = [](void* context, int kind, sqlite3_changeset_iter* change) {
    const bool has_row = kind == SQLITE_CHANGESET_DATA || kind == SQLITE_CHANGESET_CONFLICT;
    return static_cast<Handler*>(context)->answer(
        kind, kind == SQLITE_CHANGESET_FOREIGN_KEY ? "" : described_change(change, has_row));
  };
  int size = 0;
  void* bytes = nullptr;
  out.code = sqlite3changeset_apply_v2(db, size_of(changes), mutable_data(changes), filters,
                                       answers, &handler, &bytes, &size, 0);
  out.decisions = taken(size, bytes);
  return out;
}

Applied apply_in_tern(Connection& connection, const ByteVector& changes, const Policy& policy,
                      const Filter& filter) {
  Applied out;
  Handler handler{policy, filter, out};
  ApplyOptions options;
  options.filter = filter;
  options.decisions = &out.decisions;
  options.on_conflict = [&](const ConflictView& conflict) {
    return static_cast<Answer>(
        handler.answer(static_cast<int>(conflict.kind),
                       conflict.change ? described_change(conflict) : std::string()));
  };
  const Status applied = apply(connection, changes, options);
  out.code = applied ? 0 : static_cast<int>(primary(applied.error().code()));
  return out;
}

}  // namespace tern::session::test
