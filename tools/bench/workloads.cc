#include "tools/bench/workloads.h"

#include <vector>

namespace tern::bench {
namespace {

void insert_rows(Engine& engine, int64_t first, int64_t count) {
  const auto insert = engine.prepare("INSERT INTO t(id, g, v, s) VALUES(?, ?, ?, ?)");
  std::string text = "row number ";
  for (int64_t id = first; id < first + count; ++id) {
    text.resize(11);
    text += std::to_string(id);
    insert->bind(1, id);
    insert->bind(2, id % 1000);
    insert->bind(3, (id * 7919) % 1'000'003);
    insert->bind(4, text);
    insert->step();
  }
}

int64_t row_count(Engine& engine) { return ask(engine, "SELECT count(*) FROM t"); }

int64_t point_rowid(Engine& engine, int64_t operations) {
  Keys keys(row_count(engine));
  const auto query = engine.prepare("SELECT v FROM t WHERE id = ?");
  int64_t sum = 0;
  engine.execute("BEGIN");
  for (int64_t i = 0; i < operations; ++i) {
    query->bind(1, keys.next());
    if (query->step()) sum += query->column_integer(0);
    query->reset();
  }
  engine.execute("COMMIT");
  return sum;
}

/// One operation reads 1,000 rows.
int64_t range_1000(Engine& engine, int64_t operations) {
  Keys keys(row_count(engine) - 1000);
  const auto query = engine.prepare("SELECT v, s FROM t WHERE id BETWEEN ? AND ? + 999");
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    const int64_t first = keys.next();
    query->bind(1, first);
    query->bind(2, first);
    while (query->step()) {
      sum += query->column_integer(0) + static_cast<int64_t>(query->column_text_size(1));
    }
    query->reset();
  }
  return sum;
}

/// One operation reads the whole table.
int64_t scan_sum(Engine& engine, int64_t operations) {
  const auto query = engine.prepare("SELECT sum(v) FROM t");
  int64_t sum = 0;
  for (int64_t i = 0; i < operations; ++i) {
    query->step();
    sum += query->column_integer(0);
    query->reset();
  }
  return sum;
}

/// One operation inserts one row; all in one transaction, into an empty table.
int64_t bulk_insert(Engine& engine, int64_t operations) {
  engine.execute("DELETE FROM t");
  engine.execute("BEGIN");
  insert_rows(engine, 1, operations);
  engine.execute("COMMIT");
  return row_count(engine);
}

/// One operation inserts one row and commits it.
int64_t autocommit_insert(Engine& engine, int64_t operations) {
  const int64_t count = row_count(engine);
  insert_rows(engine, count + 1, operations);
  return row_count(engine) - count;
}

}  // namespace

void make_table(Engine& engine, int64_t rows) {
  engine.execute("PRAGMA journal_mode=wal; PRAGMA synchronous=normal");
  engine.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, g INTEGER, v INTEGER, s TEXT)");
  engine.execute("BEGIN");
  insert_rows(engine, 1, rows);
  engine.execute("COMMIT");
  engine.execute("PRAGMA wal_checkpoint(truncate)");
}

int64_t ask(Engine& engine, std::string_view sql) {
  const auto query = engine.prepare(sql);
  query->step();
  const int64_t answer = query->column_integer(0);
  query->reset();
  return answer;
}

const Workload& workload_named(std::string_view name) {
  for (const auto& suite : {sql_workloads(), storage_workloads(), write_workloads()}) {
    for (const Workload& workload : suite) {
      if (workload.name == name) return workload;
    }
  }
  give_up(name, "no such workload");
}

std::span<const Workload> sql_workloads() {
  static const std::vector<Workload> all = {
      {"point_rowid", 200'000, 2'000, make_table, point_rowid},
      {"range_1000", 2'000, 20, make_table, range_1000},
      {"scan_sum", 1, 1, make_table, scan_sum},
      {"bulk_insert", kRows, 10'000, [](Engine& engine, int64_t) { make_table(engine, 1); },
       bulk_insert},
      {"autocommit_insert", 20'000, 500, [](Engine& engine, int64_t) { make_table(engine, 1); },
       autocommit_insert},
  };
  return all;
}

}  // namespace tern::bench
