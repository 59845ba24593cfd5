#include "tools/bench/abi_workloads.h"

#include <array>
#include <charconv>
#include <vector>

#include "tools/bench/engine.h"
#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

constexpr int64_t kLookupRows = 100'000;
constexpr int64_t kWideRows = 100'000;
constexpr int64_t kIntegers = 1'000'000;

/// A number behind words, written where the last one was.
class NumberedText {
 public:
  explicit NumberedText(std::string_view words) : size_(words.copy(text_.data(), kWordsMax)) {}
  std::string_view with(int64_t number) {
    char* const end = text_.data() + text_.size() - 1;
    char* const last = std::to_chars(text_.data() + size_, end, number).ptr;
    *last = '\0';
    return {text_.data(), last};
  }

 private:
  static constexpr size_t kWordsMax = 40;
  std::array<char, kWordsMax + 24> text_{};
  size_t size_;
};

Status step_to_end(AbiConnection& db, const AbiStatement& statement) {
  if (db.functions().step(statement.get()) != SQLITE_DONE) return db.failure();
  db.functions().reset(statement.get());
  return ok();
}

int bind_text(const AbiFunctions& api, sqlite3_stmt* statement, int parameter,
              std::string_view text, sqlite3_destructor_type ownership) {
  return api.bind_text(statement, parameter, text.data(), static_cast<int>(text.size()), ownership);
}

// --- statements without a table

Result<int64_t> step_again(AbiConnection& db, int64_t operations) {
  const AbiFunctions& api = db.functions();
  const AbiStatement query = TRY(db.prepare("SELECT 1"));
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    if (api.step(query.get()) != SQLITE_ROW) return db.failure();
    sum += api.column_int64(query.get(), 0);
    api.reset(query.get());
  }
  return sum;
}

Result<int64_t> prepare_same(AbiConnection& db, int64_t operations) {
  const AbiFunctions& api = db.functions();
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    const AbiStatement query = TRY(db.prepare("SELECT 1"));
    if (api.step(query.get()) != SQLITE_ROW) return db.failure();
    sum += api.column_int64(query.get(), 0);
  }
  return sum;
}

Result<int64_t> prepare_other(AbiConnection& db, int64_t operations) {
  const AbiFunctions& api = db.functions();
  NumberedText sql("SELECT ");
  int64_t right = 0;
  for (int64_t i = 0; i < operations; ++i) {
    const int64_t number = db.next_number();
    const AbiStatement query = TRY(db.prepare(sql.with(number).data()));
    if (api.step(query.get()) != SQLITE_ROW) return db.failure();
    if (api.column_int64(query.get(), 0) == number) ++right;
  }
  return right;
}

/// One operation is the whole script.
Result<int64_t> execute_script(AbiConnection& db, int64_t operations) {
  constexpr const char* kScript =
      "CREATE TABLE s(id INTEGER PRIMARY KEY, name TEXT);"
      "INSERT INTO s(name) VALUES('one'), ('two'), ('three');"
      "UPDATE s SET name = 'second' WHERE id = 2;"
      "DELETE FROM s WHERE id = 1;"
      "SELECT id, name FROM s ORDER BY id;"
      "DROP TABLE s;";
  constexpr auto kOnRow = [](void* sum, int columns, char** values, char**) {
    for (int i = 0; i < columns; ++i) *static_cast<int64_t*>(sum) += values[i][0];
    return 0;
  };
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    const int code = db.functions().exec(db.handle(), kScript, kOnRow, &sum, nullptr);
    if (code != SQLITE_OK) return db.failure();
  }
  return sum;
}

// --- lookups, in a transaction

Status make_lookups(AbiConnection& db) {
  const AbiFunctions& api = db.functions();
  TRY(db.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, v INTEGER); BEGIN"));
  const AbiStatement insert = TRY(db.prepare("INSERT INTO t VALUES(?, ?, ?)"));
  NumberedText name("customer ");
  for (int64_t id = 1; id <= kLookupRows; ++id) {
    api.bind_int64(insert.get(), 1, id);
    bind_text(api, insert.get(), 2, name.with(id), SQLITE_STATIC);
    api.bind_int64(insert.get(), 3, (id * 7919) % 1'000'003);
    TRY(step_to_end(db, insert));
  }
  return db.execute("CREATE INDEX t_name ON t(name); COMMIT");
}

/// `bind` binds the key to the first parameter.
template <class Bind>
Result<int64_t> look_up(AbiConnection& db, const char* sql, int64_t operations, const Bind& bind) {
  const AbiFunctions& api = db.functions();
  const AbiStatement query = TRY(db.prepare(sql));
  Keys keys(kLookupRows);
  int64_t sum = 0;
  TRY(db.execute("BEGIN"));
  for (int64_t i = 0; i < operations; ++i) {
    bind(api, query.get(), keys.next());
    if (api.step(query.get()) != SQLITE_ROW) return db.failure();
    sum += api.column_int64(query.get(), 0);
    api.reset(query.get());
  }
  TRY(db.execute("COMMIT"));
  return sum;
}

Result<int64_t> point_rowid(AbiConnection& db, int64_t operations) {
  return look_up(db, "SELECT v FROM t WHERE id = ?", operations,
                 [](const AbiFunctions& api, sqlite3_stmt* query, int64_t key) {
                   api.bind_int64(query, 1, key);
                 });
}

Result<int64_t> point_text(AbiConnection& db, int64_t operations) {
  NumberedText name("customer ");
  return look_up(db, "SELECT v FROM t WHERE name = ?", operations,
                 [&name](const AbiFunctions& api, sqlite3_stmt* query, int64_t key) {
                   bind_text(api, query, 1, name.with(key), SQLITE_STATIC);
                 });
}

// --- rows of ten columns

constexpr const char* kWideTable =
    "CREATE TABLE wide(a INTEGER, b INTEGER, c INTEGER, d REAL, e REAL, f REAL, g TEXT, h TEXT, "
    "i BLOB, j TEXT)";

/// Binds all ten parameters: text both lent and copied, one of ten is null.
Status insert_wide(AbiConnection& db, int64_t rows) {
  const AbiFunctions& api = db.functions();
  const AbiStatement insert = TRY(db.prepare("INSERT INTO wide VALUES(?,?,?,?,?,?,?,?,?,?)"));
  NumberedText name("the name of number ");
  NumberedText note("note ");
  for (int64_t i = 1; i <= rows; ++i) {
    sqlite3_stmt* const to = insert.get();
    const auto number = static_cast<double>(i);
    api.bind_int64(to, 1, i);
    api.bind_int64(to, 2, i % 100);
    api.bind_int64(to, 3, (i * 7919) % 1'000'003);
    api.bind_double(to, 4, number / 4);
    api.bind_double(to, 5, number + 0.5);
    api.bind_double(to, 6, -number * 0.125);
    bind_text(api, to, 7, name.with(i), SQLITE_STATIC);
    bind_text(api, to, 8, note.with(i % 1000), SQLITE_TRANSIENT);
    api.bind_blob(to, 9, &number, sizeof number, SQLITE_STATIC);
    api.bind_null(to, 10);
    TRY(step_to_end(db, insert));
  }
  return ok();
}

Status make_wide(AbiConnection& db) {
  TRY(db.execute(kWideTable));
  TRY(db.execute("BEGIN"));
  TRY(insert_wide(db, kWideRows));
  return db.execute("UPDATE wide SET j = 'text ' || b; COMMIT");
}

Status make_no_rows(AbiConnection& db) { return db.execute(kWideTable); }

/// One operation inserts one row.
Result<int64_t> insert_ten(AbiConnection& db, int64_t operations) {
  TRY(db.execute("BEGIN"));
  TRY(insert_wide(db, operations));
  TRY(db.execute("COMMIT"));
  return operations;
}

int64_t read_text(const AbiFunctions& api, sqlite3_stmt* query, int column) {
  const unsigned char* const text = api.column_text(query, column);
  return api.column_bytes(query, column) + text[0];
}

/// One operation reads one row.
Result<int64_t> row_of_ten(AbiConnection& db, int64_t operations) {
  const AbiFunctions& api = db.functions();
  const AbiStatement query = TRY(db.prepare("SELECT a, d, g, b, e, h, c, f, j, rowid FROM wide"));
  sqlite3_stmt* const row = query.get();
  int64_t sum = 0;
  double reals = 0;  // of eighths: the sum is exact
  for (int64_t i = 0; i < operations; ++i) {
    if (api.step(row) != SQLITE_ROW) return db.failure();
    for (const int column : {0, 3, 6, 9}) sum += api.column_int64(row, column);
    for (const int column : {1, 4, 7}) reals += api.column_double(row, column);
    for (const int column : {2, 5, 8}) sum += read_text(api, row, column);
  }
  return sum + static_cast<int64_t>(reals * 8);
}

// --- a million integers

Status make_integers(AbiConnection& db) {
  const AbiFunctions& api = db.functions();
  TRY(db.execute("CREATE TABLE n(id INTEGER PRIMARY KEY, v INTEGER); BEGIN"));
  const AbiStatement insert = TRY(db.prepare("INSERT INTO n VALUES(?, ?)"));
  for (int64_t id = 1; id <= kIntegers; ++id) {
    api.bind_int64(insert.get(), 1, id);
    api.bind_int64(insert.get(), 2, (id * 7919) % 1'000'003);
    TRY(step_to_end(db, insert));
  }
  return db.execute("COMMIT");
}

/// One operation is a row, and so a step.
Result<int64_t> step_integers(AbiConnection& db, int64_t operations) {
  const AbiFunctions& api = db.functions();
  const AbiStatement query = TRY(db.prepare("SELECT v FROM n"));
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    if (api.step(query.get()) != SQLITE_ROW) return db.failure();
    sum += api.column_int64(query.get(), 0);
  }
  return sum;
}

// Of the library that runs plus(): what such a function is given does not tell whose it is.
const AbiFunctions* caller = nullptr;

void plus(sqlite3_context* context, int, sqlite3_value** values) {
  const int64_t sum = caller->value_int64(values[0]) + caller->value_int64(values[1]);
  caller->result_int64(context, sum);
}

/// One operation is a row, and so a call of the function.
Result<int64_t> call_function(AbiConnection& db, int64_t operations) {
  const AbiFunctions& api = db.functions();
  caller = &api;
  const int code =
      api.create_function_v2(db.handle(), "plus", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                             plus, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return db.failure();
  const AbiStatement query = TRY(db.prepare("SELECT sum(plus(v, 3)) FROM n WHERE id <= ?"));
  api.bind_int64(query.get(), 1, operations);
  if (api.step(query.get()) != SQLITE_ROW) return db.failure();
  return api.column_int64(query.get(), 0);
}

// --- connections that ask one question

constexpr const char* kQuestion = "SELECT v FROM t7 WHERE id = 5";

Status make_tables(AbiConnection& db, int count) {
  TRY(db.execute("BEGIN"));
  for (int i = 1; i <= count; ++i) {
    const std::string table = "t" + std::to_string(i);
    const std::string sql = "CREATE TABLE " + table +
                            "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, v INTEGER DEFAULT 0, "
                            "made REAL, note TEXT); INSERT INTO " +
                            table + "(id, name, v) VALUES(5, 'five', 55)";
    TRY(db.execute(sql.c_str()));
  }
  return db.execute("COMMIT");
}

Status make_8_tables(AbiConnection& db) { return make_tables(db, 8); }
Status make_1000_tables(AbiConnection& db) { return make_tables(db, 1000); }

Result<int64_t> open_and_ask(AbiConnection& db, int64_t operations) {
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    AbiConnection opened(db.functions(), db.path());
    TRY(opened.open());
    sum += TRY(opened.ask(kQuestion));
    TRY(opened.close());
  }
  return sum;
}

constexpr const char* kCheckOfWide =
    "SELECT sum(a + b + c + length(g) + length(h) + length(i)) + cast(sum(d + e + f) * 8 AS INT)"
    " + count(*) - count(j) FROM wide";

}  // namespace

std::span<const AbiWorkload> abi_workloads() {
  static const std::vector<AbiWorkload> all = {
      {"step", 1.5, 500'000, 2'000, step_again},
      {"prepare", 2.5, 50'000, 500, prepare_other},
      {"prepare_same", 2.5, 50'000, 500, prepare_same},
      {"exec_script", 0, 3'000, 50, execute_script},
      {"point_rowid", 1.3, 100'000, 2'000, point_rowid, make_lookups},
      {"point_text", 1.3, 100'000, 2'000, point_text, make_lookups},
      {"row_of_10", 1.5, kWideRows, 5'000, row_of_ten, make_wide},
      {.name = "insert_10",
       .goal = 1.5,
       .operations = 100'000,
       .small_operations = 5'000,
       .run = insert_ten,
       .make = make_no_rows,
       .before = "DELETE FROM wide",
       .check = kCheckOfWide},
      {"step_integers", 1.5, kIntegers, 10'000, step_integers, make_integers},
      {"function", 0, kIntegers, 10'000, call_function, make_integers},
      {"open_8", 1.2, 1'000, 10, open_and_ask, make_8_tables, false},
      {"open_1000", 4, 20, 2, open_and_ask, make_1000_tables, false},
      {"open_1000_again", 30, 20, 2, open_and_ask, make_1000_tables, true, kQuestion},
  };
  return all;
}

const AbiWorkload& abi_workload_named(std::string_view name) {
  for (const AbiWorkload& workload : abi_workloads()) {
    if (workload.name == name) return workload;
  }
  give_up(name, "no such workload");
}

Status ready_abi_connection(const AbiWorkload& workload, AbiConnection& db) {
  if (!workload.opens) return ok();
  TRY(db.open());
  // All databases fit, and no disk is waited for.
  return db.execute("PRAGMA cache_size = -65536; PRAGMA synchronous = off");
}

}  // namespace tern::bench
