#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "tools/bench/workloads.h"
#include "tools/bench/writers.h"

// What storage and the trees are measured by: bulk changes with indexes, building an index,
// checkpoints, cold files, and commits that reach the disk.

namespace tern::bench {
namespace {

constexpr int64_t kIndexedRows = 300'000;
constexpr int64_t kCheckpointRows = 200 * 256;  // a row fills a page of 4 KiB: 200 MiB
constexpr int64_t kCommits = 2'000;

void make_indexed(Engine& engine, int64_t) {
  engine.execute("PRAGMA journal_mode=wal; PRAGMA synchronous=normal");
  engine.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER, s TEXT)");
  engine.execute("CREATE INDEX t_v ON t(v); CREATE INDEX t_s ON t(s)");
}

// `step` is coprime to the count of ids, so that each comes once; 1: sorted.
int64_t insert_indexed(Engine& engine, int64_t operations, int64_t step) {
  engine.execute("BEGIN");
  {
    const auto insert = engine.prepare("INSERT INTO t(id, v, s) VALUES(?, ?, ?)");
    std::string text;
    for (int64_t i = 0; i < operations; ++i) {
      const int64_t id = (i * step) % operations + 1;
      text = "text " + std::to_string((id * 7919) % 1'000'003);
      insert->bind(1, id);
      insert->bind(2, (id * 104'729) % 1'000'003);
      insert->bind(3, text);
      insert->step();
    }
  }
  engine.execute("COMMIT");
  return ask(engine, "SELECT count(*) FROM t");
}

int64_t insert_sorted(Engine& engine, int64_t operations) {
  return insert_indexed(engine, operations, 1);
}

int64_t insert_random(Engine& engine, int64_t operations) {
  return insert_indexed(engine, operations, 100'003);
}

void empty_table(Engine& engine) {
  engine.execute("DELETE FROM t; PRAGMA wal_checkpoint(truncate)");
}

int64_t create_index(Engine& engine, int64_t) {
  engine.execute("CREATE INDEX i ON t(v)");
  return 1;
}

int64_t create_text_index(Engine& engine, int64_t) {
  engine.execute("CREATE INDEX i ON t(s)");
  return 1;
}

void drop_index(Engine& engine) {
  engine.execute("DROP INDEX IF EXISTS i; PRAGMA wal_checkpoint(truncate)");
}

void make_large_rows(Engine& engine, int64_t) {
  engine.execute("PRAGMA journal_mode=wal; PRAGMA synchronous=normal; PRAGMA wal_autocheckpoint=0");
  engine.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, fill BLOB)");
}

void fill_log(Engine& engine) {
  engine.execute("BEGIN");
  {
    const auto put = engine.prepare("REPLACE INTO t(id, n, fill) VALUES(?, ?, zeroblob(3900))");
    for (int64_t id = 1; id <= kCheckpointRows; ++id) {
      put->bind(1, id);
      put->bind(2, id);
      put->step();
    }
  }
  engine.execute("COMMIT");
}

int64_t checkpoint(Engine& engine, int64_t) {
  return ask(engine, "PRAGMA wal_checkpoint(truncate)");
}

// Closes the database and asks the kernel to forget the file's pages.
void make_cold(Engine& engine) {
  engine.execute("PRAGMA wal_checkpoint(truncate)");
  const int file = ::open(engine.path().c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 || ::fsync(file) != 0) give_up(engine.path(), "cannot be synced");
  engine.reopen();
  if (::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) != 0) give_up("posix_fadvise", "failed");
  ::close(file);
}

// The page cache is empty then; the kernel still has the file.
void reopen(Engine& engine) {
  engine.execute("PRAGMA wal_checkpoint(truncate)");
  engine.reopen();
}

int64_t scan(Engine& engine, int64_t) { return ask(engine, "SELECT sum(v) FROM t"); }

void make_full(Engine& engine, int64_t) {
  engine.execute("PRAGMA journal_mode=wal; PRAGMA synchronous=full");
  engine.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, who INTEGER, s TEXT)");
}

template <int kWriters>
int64_t commit_full(Engine& engine, int64_t operations) {
  write_from(engine, kWriters, operations);
  return ask(engine, "SELECT count(*) FROM t");
}

}  // namespace

std::span<const Workload> storage_workloads() {
  static const std::vector<Workload> all = {
      {"insert_sorted_2idx", kIndexedRows, 10'000, make_indexed, insert_sorted, empty_table},
      {"insert_random_2idx", kIndexedRows, 10'000, make_indexed, insert_random, empty_table},
      {"create_index", 1, 1, make_table, create_index, drop_index},
      {"create_index_text", 1, 1, make_table, create_text_index, drop_index},
      {"checkpoint_200mib", 1, 0, make_large_rows, checkpoint, fill_log},
      {"cold_scan", 1, 0, make_table, scan, make_cold},
      {"uncached_scan", 1, 1, make_table, scan, reopen},
      {"commit_full_1", kCommits, 0, make_full, commit_full<1>},
      {"commit_full_4", kCommits, 0, make_full, commit_full<4>},
      {"commit_full_8", kCommits, 0, make_full, commit_full<8>},
  };
  return all;
}

}  // namespace tern::bench
