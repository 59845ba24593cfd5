// Values that are read and written in place: what the reference then finds in the file, and what
// becomes of an open Blob when something happens to its row.
#include "tern/blob.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/support/changesets.h"
#include "tests/support/reference_db.h"

namespace tern {
namespace {

using Access = Blob::Access;
using test::ReferenceDb;
using test::run_shell;
using test::TemporaryFolder;

Connection open_with(const std::string& path, const std::string& sql) {
  Connection db = Connection::open(path).value();
  const Status done = db.execute(sql);
  EXPECT_TRUE(done) << sql << ": " << done.error().message();
  return db;
}

Blob open_v(Connection& db, int64_t rowid, Access access = Access::Read) {
  return Blob::open(db, "main", "t", "v", rowid, access).value();
}

std::string answer(Connection& db, const std::string& sql) {
  std::string out;
  auto query = db.prepare(sql);
  if (!query) return std::string(query.error().message());
  while (true) {
    const auto more = query->step();
    if (!more) return std::string(more.error().message());
    if (!*more) return out;
    const ValueView value = query->column(0);
    out += out.empty() ? "" : "\n";
    out += value.is_integer() ? std::to_string(value.as_integer()) : std::string(value.as_text());
  }
}

/// All of a value, or its error.
std::string content(Blob& blob) {
  std::string out(static_cast<size_t>(blob.size()), '?');
  const Status read = blob.read(std::as_writable_bytes(std::span(out)), 0);
  return read ? out : "error " + std::to_string(static_cast<int>(read.error().code()));
}

Status write(Blob& blob, std::string_view bytes, uint64_t at) {
  return blob.write(as_bytes(bytes), at);
}

/// Bytes of which no two neighbourhoods are alike.
std::string pattern(size_t size) {
  std::string out(size, '\0');
  for (size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 7 + i / 251 * 13);
  return out;
}

std::string hex(std::string_view bytes) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte / 16];
    out += kDigits[byte % 16];
  }
  return out;
}

constexpr const char* kAbort = "error 4";
constexpr const char* kAbortRollback = "error 516";
constexpr const char* kCorrupt = "error 11";

/// Row 1 has a v of 3000 bytes, row 2 one of 5.
constexpr const char* kRows = R"(
  PRAGMA page_size = 512; CREATE TABLE t(id INTEGER PRIMARY KEY, u UNIQUE, a, v);
  CREATE TABLE other(x); INSERT INTO other VALUES (0);
  CREATE TRIGGER far AFTER INSERT ON other BEGIN UPDATE t SET a = 'far' WHERE id = new.x; END;
  INSERT INTO t VALUES (1, 'u1', 'a1', CAST(printf('%.*c', 3000, 'x') AS BLOB)),
                       (2, 'u2', 'a2', 'value'))";

// --- bytes --------------------------------------------------------------------------------------

TEST(Blob, ReadsAndWritesAcrossOverflowPages) {
  const TemporaryFolder folder;
  constexpr size_t kSize = 200000;
  for (const std::string size : {"512", "4096"}) {
    const std::string path = folder.path(size);
    Connection db = open_with(path, "PRAGMA page_size = " + size + R"(;
        CREATE TABLE t(id INTEGER PRIMARY KEY, a, v, z);
        INSERT INTO t VALUES (1, 'first', zeroblob(200000), 'last'), (2, 'beside', x'00', 'it'))");
    const std::string wanted = pattern(kSize);
    Blob blob = open_v(db, 1, Access::Write);
    ASSERT_EQ(blob.size(), kSize);
    for (size_t at = 0; at < kSize; at += 1000) {
      ASSERT_TRUE(write(blob, wanted.substr(at, 1000), at)) << at;
    }
    std::string part(777, '?');
    for (size_t at = 0; at + part.size() <= kSize; at += part.size()) {
      ASSERT_TRUE(blob.read(std::as_writable_bytes(std::span(part)), at));
      ASSERT_EQ(part, wanted.substr(at, part.size())) << at;
    }
    ASSERT_TRUE(std::move(blob).close());
    ReferenceDb reference(path);
    EXPECT_EQ(reference.run("SELECT hex(v) FROM t WHERE id = 1"), hex(wanted));
    EXPECT_EQ(reference.run("SELECT a, z, length(v) FROM t"), "first|last|200000\nbeside|it|1");
    EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
  }
}

TEST(Blob, KeepsToTheRangeOfTheValue) {
  Connection db = open_with(":memory:", kRows);
  Blob blob = open_v(db, 2, Access::Write);
  std::byte one[1];
  EXPECT_TRUE(blob.read({}, 5));
  EXPECT_TRUE(blob.read(one, 5).error().is(ErrorCode::Error));
  EXPECT_TRUE(blob.read(one, UINT64_MAX).error().is(ErrorCode::Error));
  EXPECT_TRUE(blob.read({}, 6).error().is(ErrorCode::Error));
  EXPECT_TRUE(write(blob, "??", 4).error().is(ErrorCode::Error));
  EXPECT_TRUE(write(blob, "123456", 0).error().is(ErrorCode::Error));
  EXPECT_EQ(content(blob), "value");  // it has not expired
  EXPECT_TRUE(write(blob, "E", 4));
  EXPECT_EQ(content(blob), "valuE");
  Blob reader = open_v(db, 2);
  EXPECT_TRUE(write(reader, "V", 0).error().is(ErrorCode::ReadOnly));
  EXPECT_EQ(content(reader), "valuE");
}

TEST(Blob, FindsValuesThatBeginOnOverflowPages) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  std::string columns;  // a record whose header is longer than a page
  for (int i = 0; i < 1500; ++i) columns += "c" + std::to_string(i) + ", ";
  Connection db = open_with(path, "PRAGMA page_size = 512; CREATE TABLE w(" + columns +
                                      "v); INSERT INTO w(v) VALUES ('behind it');"
                                      "CREATE TABLE t(a, v); INSERT INTO t VALUES "
                                      "(printf('%.*c', 1600, 'a'), 'behind them')");
  Blob wide = Blob::open(db, "", "w", "v", 1, Access::Write).value();
  Blob deep = open_v(db, 1, Access::Write);
  EXPECT_EQ(content(wide), "behind it");
  EXPECT_EQ(content(deep), "behind them");
  ASSERT_TRUE(write(wide, "BEHIND", 0));
  ASSERT_TRUE(write(deep, "THEM", 7));
  ASSERT_TRUE(std::move(wide).close());
  ASSERT_TRUE(std::move(deep).close());
  ReferenceDb reference(path);
  EXPECT_EQ(reference.run("SELECT v FROM w"), "BEHIND it");
  EXPECT_EQ(reference.run("SELECT v FROM t"), "behind THEM");
  EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
}

TEST(Blob, HasTextInTheEncodingOfTheDatabase) {
  struct Encoding {
    const char* name;
    std::string_view bytes;  // of "ö"
  };
  constexpr Encoding kEncodings[] = {
      {"UTF-8", "\xc3\xb6"}, {"UTF-16le", {"\xf6\0", 2}}, {"UTF-16be", {"\0\xf6", 2}}};
  const TemporaryFolder folder;
  for (const Encoding& encoding : kEncodings) {
    const std::string path = folder.path(encoding.name);
    Connection db = open_with(path, "PRAGMA encoding = '" + std::string(encoding.name) + R"(';
        PRAGMA page_size = 512; CREATE TABLE t(v);
        INSERT INTO t VALUES (replace(printf('%.*c', 3000, 'a'), 'a', 'ä')))");
    std::string told;
    db.set_preupdate_hook([&](const RowChange& change) { told = change.after[0].as_text(); });
    Blob blob = open_v(db, 1, Access::Write);
    EXPECT_EQ(blob.size(), 6000U);
    ASSERT_TRUE(write(blob, encoding.bytes, 4000));
    EXPECT_EQ(told.size(), 6000U);
    EXPECT_EQ(told.substr(3998, 6), "äöä");
    ASSERT_TRUE(std::move(blob).close());
    ReferenceDb reference(path);
    EXPECT_EQ(reference.run("SELECT substr(v, 2000, 3), length(v), instr(v, 'ö') FROM t"),
              "äöä|3000|2001");
    EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
  }
}

TEST(Blob, DamagedRecordsAreCorrupt) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  (void)open_with(path,
                  "PRAGMA page_size = 512; CREATE TABLE t(id INTEGER PRIMARY KEY, v);"
                  "INSERT INTO t VALUES (1, zeroblob(3000))");
  std::ifstream in(path, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), {}};
  ASSERT_GT(file.size(), 1024U);
  const auto byte_at = [&](size_t at) { return static_cast<unsigned char>(file[at]); };
  // The leaf is page 2; its cell: sizes of 2 and 1 bytes; then the record 04 00, serial type of 2
  // bytes; at the end the first page of the chain.
  const size_t record = 512 + byte_at(512 + 8) * 256U + byte_at(512 + 9) + 3;
  ASSERT_EQ(byte_at(record), 4);
  const size_t chain = (byte_at(1022) * 256U + byte_at(1023) - 1) * 512;
  struct Damage {
    size_t at;
    std::string_view bytes;
  };
  const Damage kDamages[] = {{record, "\xff\x7f"},         // a header longer than the record
                             {record, {"\0", 1}},          // one that has not even its own size
                             {record + 2, "\xff\x7f"},     // a value longer than the record
                             {chain, {"\0\0\0\0", 4}},     // a chain that ends early
                             {chain, {"\0\0\x7f\0", 4}}};  // one that leads out of the file
  for (const Damage& damage : kDamages) {
    SCOPED_TRACE(&damage - kDamages);
    std::string damaged = file;
    damaged.replace(damage.at, damage.bytes.size(), damage.bytes);
    std::ofstream(path, std::ios::binary) << damaged;
    Connection db = open_with(path, "");
    auto blob = Blob::open(db, "main", "t", "v", 1);
    const std::string got =
        blob ? content(*blob) : "error " + std::to_string(static_cast<int>(blob.error().code()));
    EXPECT_EQ(got, damage.bytes == std::string_view("\0", 1) ? "error 1" : kCorrupt);
  }
}

// --- what happens to the row --------------------------------------------------------------------

TEST(Blob, ExpiresWhenItsRowChanges) {
  for (const char* change :
       {"UPDATE t SET a = 'new' WHERE id = 1", "DELETE FROM t WHERE id = 1", "DELETE FROM t",
        "REPLACE INTO t VALUES (1, 'u1', 'a', 'v')", "REPLACE INTO t(id, u) VALUES (9, 'u1')",
        "UPDATE t SET id = 77 WHERE id = 1", "INSERT INTO other VALUES (1)", "DROP TABLE t"}) {
    for (const Access access : {Access::Read, Access::Write}) {
      SCOPED_TRACE(change);
      Connection db = open_with(":memory:", kRows);
      Blob blob = open_v(db, 1, access);
      ASSERT_EQ(content(blob), std::string(3000, 'x'));
      const Status changed = db.execute(change);
      if (!changed) {  // it is in the way of DROP TABLE
        EXPECT_EQ(content(blob), std::string(3000, 'x'));
        EXPECT_EQ(std::string(change), "DROP TABLE t");
        continue;
      }
      EXPECT_FALSE(blob.is_over());
      EXPECT_EQ(content(blob), kAbort);
      EXPECT_TRUE(blob.is_over());
      EXPECT_EQ(content(blob), kAbort);
      EXPECT_TRUE(std::move(blob).close());
    }
  }
}

TEST(Blob, StaysWhenOtherRowsChange) {
  constexpr const char* kGrow =
      "WITH RECURSIVE n(i) AS (SELECT -200 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
      "INSERT INTO t SELECT i, i, i, zeroblob(i & 63) FROM n WHERE i NOT IN (1, 2)";
  for (const char* change : {"UPDATE t SET a = 'new' WHERE id = 2", "DELETE FROM t WHERE id = 2",
                             "DELETE FROM other", "INSERT INTO other VALUES (2)", kGrow}) {
    for (const Access access : {Access::Read, Access::Write}) {
      SCOPED_TRACE(change);
      Connection db = open_with(":memory:", kRows);
      Blob blob = open_v(db, 1, access);
      ASSERT_TRUE(db.execute(change));
      EXPECT_EQ(content(blob), std::string(3000, 'x'));
      if (access == Access::Read) continue;
      EXPECT_TRUE(write(blob, "yy", 2998));
      EXPECT_TRUE(std::move(blob).close());
      EXPECT_EQ(answer(db, "SELECT substr(v, 2997) = CAST('xxyy' AS BLOB) FROM t WHERE id = 1"),
                "1");
      EXPECT_EQ(answer(db, "PRAGMA integrity_check"), "ok");
    }
  }
}

TEST(Blob, ReopensOnAnotherRow) {
  Connection db = open_with(":memory:", kRows);
  Blob blob = open_v(db, 1);
  ASSERT_TRUE(blob.reopen(2));
  EXPECT_EQ(content(blob), "value");
  // Nothing has noticed the change when it comes back to the row.
  ASSERT_TRUE(db.execute("UPDATE t SET v = 'longer value' WHERE id = 2"));
  ASSERT_TRUE(blob.reopen(2));
  EXPECT_EQ(content(blob), "longer value");
  const Status gone = blob.reopen(99);
  EXPECT_EQ(gone.error().message(), "no such rowid: 99");
  EXPECT_TRUE(blob.is_over());
  EXPECT_TRUE(blob.reopen(2).error().is(ErrorCode::Abort));
  EXPECT_EQ(content(blob), kAbort);
}

TEST(Blob, FollowsItsRowWhenPagesMove) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  Connection db = open_with(path, R"(
      PRAGMA page_size = 512; PRAGMA auto_vacuum = FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, v);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
        INSERT INTO t SELECT i, CAST(printf('%.*c', 4000, 'x') AS BLOB) FROM n)");
  Blob blob = open_v(db, 20);
  ASSERT_EQ(content(blob), std::string(4000, 'x'));
  const std::string before = answer(db, "PRAGMA page_count");
  ASSERT_TRUE(db.execute("DELETE FROM t WHERE id < 15"));
  EXPECT_LT(std::stoi(answer(db, "PRAGMA page_count")), std::stoi(before) / 2);
  EXPECT_EQ(content(blob), std::string(4000, 'x'));
  EXPECT_EQ(answer(db, "VACUUM"), "cannot VACUUM - SQL statements in progress");
  Blob writer = open_v(db, 20, Access::Write);
  ASSERT_TRUE(write(writer, std::string(3000, 'y'), 1000));
  ASSERT_TRUE(std::move(writer).close());
  EXPECT_EQ(content(blob), std::string(1000, 'x') + std::string(3000, 'y'));
  ASSERT_TRUE(std::move(blob).close());
  EXPECT_EQ(run_shell(path, "PRAGMA integrity_check"), "ok");
}

TEST(Blob, IsSeenByARunningSelect) {
  Connection db = open_with(":memory:", kRows);
  Statement scan = db.prepare("SELECT id, v FROM t ORDER BY id").value();
  ASSERT_EQ(scan.step(), true);
  Blob blob = open_v(db, 2, Access::Write);
  Blob beside = open_v(db, 2, Access::Write);  // they do not make each other expire
  ASSERT_TRUE(write(blob, "V", 0));
  ASSERT_TRUE(write(beside, "E", 4));
  EXPECT_EQ(content(blob), "ValuE");
  ASSERT_EQ(scan.step(), true);
  EXPECT_EQ(scan.column(1).as_text(), "ValuE");
}

// --- transactions -------------------------------------------------------------------------------

TEST(Blob, EndOfTheLastWriterCommits) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  Connection db = open_with(path, std::string("PRAGMA journal_mode = wal;") + kRows);
  const char* kSeen = "SELECT v FROM t WHERE id = 2";
  {
    Blob first = open_v(db, 2, Access::Write);
    {
      Blob second = open_v(db, 2, Access::Write);
      ASSERT_TRUE(write(second, "V", 0));
    }
    EXPECT_EQ(run_shell(path, kSeen), "value");
    ASSERT_TRUE(write(first, "E", 4));
    EXPECT_EQ(run_shell(path, kSeen), "value");
    first = open_v(db, 1);  // what is assigned to is closed
    EXPECT_EQ(run_shell(path, kSeen), "ValuE");
  }
  ASSERT_TRUE(db.execute("BEGIN"));
  Blob inside = open_v(db, 2, Access::Write);
  ASSERT_TRUE(write(inside, "?????", 0));
  EXPECT_TRUE(db.execute("COMMIT").error().is(ErrorCode::Busy));
  ASSERT_TRUE(std::move(inside).close());
  EXPECT_EQ(run_shell(path, kSeen), "ValuE");
  ASSERT_TRUE(db.execute("COMMIT"));
  EXPECT_EQ(run_shell(path, "PRAGMA integrity_check; " + std::string(kSeen)), "ok\n?????");
}

TEST(Blob, CommitThatFailsUndoesTheWrites) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  Connection db = open_with(path, kRows);
  db.set_commit_hook([] { return true; });
  Blob refused = open_v(db, 2, Access::Write);
  ASSERT_TRUE(write(refused, "V", 0));
  EXPECT_TRUE(std::move(refused).close().error().is(ErrorCode::ConstraintCommitHook));
  EXPECT_FALSE(db.in_transaction());
  EXPECT_EQ(answer(db, "SELECT v FROM t WHERE id = 2"), "value");
  db.set_commit_hook(nullptr);

  Connection other = open_with(path, "");  // reads, which is in the way outside WAL mode
  Statement scan = other.prepare("SELECT v FROM t").value();
  ASSERT_EQ(scan.step(), true);
  Blob late = open_v(db, 2, Access::Write);
  ASSERT_TRUE(write(late, "V", 0));
  EXPECT_TRUE(std::move(late).close().error().is(ErrorCode::Busy));
  scan.reset();
  EXPECT_EQ(answer(db, "SELECT v FROM t WHERE id = 2"), "value");
}

TEST(Blob, RollbackEndsWritersAndLeavesReaders) {
  Connection db = open_with(":memory:", kRows);
  ASSERT_TRUE(db.execute("BEGIN; INSERT INTO t VALUES (3, 'u3', 'a3', 'for a while')"));
  Blob writer = open_v(db, 2, Access::Write);
  Blob reader = open_v(db, 2);
  Blob lost = open_v(db, 3);
  ASSERT_TRUE(write(writer, "V", 0));
  EXPECT_EQ(content(reader), "Value");
  ASSERT_TRUE(db.execute("ROLLBACK"));
  EXPECT_EQ(content(writer), kAbortRollback);
  EXPECT_TRUE(write(writer, "V", 0).error().is(ErrorCode::AbortRollback));
  EXPECT_EQ(content(reader), "value");
  EXPECT_EQ(content(lost), kAbort);
  EXPECT_TRUE(std::move(writer).close());
  EXPECT_EQ(answer(db, "SELECT v FROM t WHERE id = 2"), "value");

  ASSERT_TRUE(db.execute("BEGIN; SAVEPOINT s"));
  Blob short_lived = open_v(db, 2, Access::Write);
  ASSERT_TRUE(write(short_lived, "V", 0));
  ASSERT_TRUE(std::move(short_lived).close());
  EXPECT_EQ(content(reader), "Value");
  ASSERT_TRUE(db.execute("ROLLBACK TO s"));
  EXPECT_EQ(content(reader), "value");
}

TEST(Blob, WaitsForTheLockWithoutASnapshot) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  Connection db = open_with(path, std::string("PRAGMA journal_mode = wal;") + kRows);
  Connection other = open_with(path, "BEGIN IMMEDIATE; UPDATE t SET v = 'other' WHERE id = 2");
  EXPECT_TRUE(Blob::open(db, "", "t", "v", 2, Access::Write).error().is(ErrorCode::Busy));
  int asked = 0;
  db.set_busy_handler([&](int) { return ++asked < 2 || other.execute("COMMIT").has_value(); });
  Blob blob = open_v(db, 2, Access::Write);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(content(blob), "other");
  EXPECT_TRUE(write(blob, "O", 0));
  EXPECT_TRUE(std::move(blob).close());
  EXPECT_EQ(answer(other, "SELECT v FROM t WHERE id = 2"), "Other");
}

// Its transaction is over, so nothing keeps the database; what comes next finds it gone.
TEST(Blob, OutlivesADatabaseThatIsDetached) {
  for (const Access access : {Access::Read, Access::Write}) {
    Connection db = open_with(":memory:", kRows);
    ASSERT_TRUE(
        db.execute("ATTACH ':memory:' AS more; CREATE TABLE more.far(v);"
                   "INSERT INTO far VALUES ('attached'); BEGIN"));
    Blob blob = Blob::open(db, "more", "far", "v", 1, access).value();
    ASSERT_EQ(content(blob), "attached");
    ASSERT_TRUE(db.execute("ROLLBACK"));
    EXPECT_FALSE(db.execute("DETACH more"));  // it is in use still
    EXPECT_EQ(content(blob), access == Access::Write ? kAbortRollback : "attached");
    EXPECT_FALSE(blob.reopen(2));
    ASSERT_TRUE(db.execute("DETACH more; UPDATE t SET a = 'new'"));
    ASSERT_TRUE(db.execute("ATTACH ':memory:' AS more; CREATE TABLE more.far(v)"));
    EXPECT_EQ(content(blob), kAbort);
    EXPECT_FALSE(blob.reopen(1));
  }
}

// --- who hears of it ----------------------------------------------------------------------------

TEST(Blob, HooksAndCaptureHearOfWrites) {
  Connection db = open_with(":memory:", std::string(kRows) + "; PRAGMA tern_capture = 'log'");
  std::string told;
  int updates = 0;
  db.set_preupdate_hook([&](const RowChange& change) {
    EXPECT_EQ(change.operation, RowOperation::Update);
    EXPECT_EQ(change.table, "t");
    EXPECT_EQ(change.old_rowid, 2);
    EXPECT_EQ(change.new_rowid, 2);
    EXPECT_EQ(change.after[1].as_text(), "u2");
    told += std::string(change.before[3].as_text()) + ">";
    told += std::string(change.after[3].as_text()) + " ";
  });
  db.set_update_hook([&](RowOperation, std::string_view, std::string_view, int64_t) { ++updates; });
  Blob blob = open_v(db, 2, Access::Write);
  ASSERT_TRUE(write(blob, "V", 0));
  ASSERT_TRUE(write(blob, "ES", 3));
  EXPECT_EQ(told, "value>Value Value>ValES ");
  EXPECT_EQ(updates, 0);
  db.set_preupdate_hook(nullptr);
  ASSERT_TRUE(std::move(blob).close());
  EXPECT_EQ(
      answer(
          db,
          "SELECT operation || ' ' || table_name || ' ' || row_key || ' ' ||"
          "(tern_image_json(before) ->> 'v') || '>' || (tern_image_json(after) ->> 'v') FROM log"),
      "update t 2 value>Value\nupdate t 2 Value>ValES");
}

// What rides in the commit of a database that syncs makes the same row elsewhere.
TEST(Blob, RecordOfTheCommitHasTheWrites) {
  constexpr const char* kSchema = R"(
      CREATE TABLE t(id INTEGER PRIMARY KEY, g AS (length(v)) STORED, a, v);
      INSERT INTO t(id, a, v) VALUES (1, 'one', zeroblob(10000)), (2, 'two', 'value'))";
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  Connection db = open_with(path, std::string("PRAGMA journal_mode = wal;") + kSchema);
  Connection copy = open_with(":memory:", kSchema);
  testing::ChangesetRecorder recorder;
  db.state().set_commit_observer(&recorder);
  Blob blob = open_v(db, 1, Access::Write);
  ASSERT_TRUE(write(blob, pattern(9000), 500));
  ASSERT_TRUE(blob.reopen(2));
  ASSERT_TRUE(write(blob, "E", 4));
  ASSERT_TRUE(std::move(blob).close());
  db.state().set_commit_observer(nullptr);
  ASSERT_FALSE(recorder.last.empty());
  ASSERT_TRUE(testing::carry(copy, recorder.last));
  const std::string all = "SELECT id || a || g || hex(v) FROM t";
  EXPECT_EQ(answer(copy, all), "1one10000" + std::string(1000, '0') + hex(pattern(9000)) +
                                   std::string(1000, '0') + "\n2two5" + hex("valuE"));
  EXPECT_EQ(answer(db, all), answer(copy, all));
}

// --- refusals -----------------------------------------------------------------------------------

constexpr const char* kRefused = R"(
  CREATE TABLE p(k TEXT PRIMARY KEY, v); INSERT INTO p VALUES ('key', 'value');
  CREATE TABLE t(id INTEGER PRIMARY KEY, indexed TEXT, child TEXT REFERENCES p(k), v TEXT, whole,
                 broken REAL, missing, kept AS (v || '?') STORED, made AS (v || '!'));
  CREATE INDEX ti ON t(indexed);
  INSERT INTO t(id, indexed, child, v, whole, broken) VALUES (1, 'in', 'key', 'value', 7, 0.5);
  CREATE TABLE e(v, w); CREATE INDEX ei ON e(lower(v)); INSERT INTO e VALUES ('value', 'w');
  CREATE TABLE k(v TEXT PRIMARY KEY, w) WITHOUT ROWID; INSERT INTO k VALUES ('value', 'w');
  CREATE VIEW seen AS SELECT v FROM t)";

struct Target {
  const char* database;
  const char* table;
  const char* column;
  int64_t rowid = 1;
};
constexpr Target kTargets[] = {{"main", "t", "v"},
                               {"main", "T", "V"},
                               {"main", "t", "indexed"},
                               {"main", "t", "child"},
                               {"main", "p", "k"},
                               {"main", "p", "v"},
                               {"main", "t", "whole"},
                               {"main", "t", "broken"},
                               {"main", "t", "missing"},
                               {"main", "t", "kept"},
                               {"main", "t", "id"},
                               {"main", "t", "rowid"},
                               {"main", "t", "no"},
                               {"main", "no", "v"},
                               {nullptr, "no", "v"},
                               {"no", "t", "v"},
                               {"main", "t", "v", 2},
                               {"main", "e", "v"},
                               {"main", "e", "w"},
                               {"main", "k", "w"},
                               {"main", "seen", "v"},
                               {nullptr, "seen", "v"},
                               {"main", "sqlite_master", "sql"}};

std::string refusal_of_reference(sqlite3* db, const Target& target, bool writes) {
  sqlite3_blob* blob = nullptr;
  const int code = sqlite3_blob_open(db, target.database, target.table, target.column, target.rowid,
                                     writes ? 1 : 0, &blob);
  const std::string out = code == SQLITE_OK ? "" : std::to_string(code) + " " + sqlite3_errmsg(db);
  sqlite3_blob_close(blob);
  return out;
}

std::string refusal(Connection& db, const Target& target, Access access) {
  const auto blob = Blob::open(db, target.database ? target.database : "", target.table,
                               target.column, target.rowid, access);
  if (blob) return "";
  return std::to_string(static_cast<int>(blob.error().code())) + " " +
         std::string(blob.error().message());
}

TEST(Blob, RefusesWhatTheReferenceDoes) {
  sqlite3* reference = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &reference), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reference, kRefused, nullptr, nullptr, nullptr), SQLITE_OK);
  Connection db = open_with(":memory:", kRefused);
  int refused = 0;
  for (const std::string keys : {"PRAGMA foreign_keys = off", "PRAGMA foreign_keys = on"}) {
    sqlite3_exec(reference, keys.c_str(), nullptr, nullptr, nullptr);
    ASSERT_TRUE(db.execute(keys));
    for (const Target& target : kTargets) {
      for (const Access access : {Access::Read, Access::Write}) {
        const bool writes = access == Access::Write;
        const std::string wanted = refusal_of_reference(reference, target, writes);
        EXPECT_EQ(refusal(db, target, access), wanted)
            << target.table << "." << target.column << (writes ? " for writing" : "");
        if (!wanted.empty()) ++refused;
      }
    }
  }
  sqlite3_close(reference);
  EXPECT_GT(refused, 50);
  EXPECT_FALSE(db.in_transaction());
}

// The reference takes the column that is stored in its place, if any.
TEST(Blob, RefusesColumnsThatAreNotStored) {
  Connection db = open_with(":memory:",
                            "CREATE TABLE t(made AS (v || '!'), v, kept AS (v || '?') STORED);"
                            "INSERT INTO t(v) VALUES ('value')");
  for (const Access access : {Access::Read, Access::Write}) {
    EXPECT_EQ(refusal(db, {"main", "t", "made"}, access), "1 cannot open virtual column: made");
  }
  Blob blob = open_v(db, 1);
  EXPECT_EQ(content(blob), "value");
  blob = Blob::open(db, "", "t", "kept", 1).value();
  EXPECT_EQ(content(blob), "value?");
}

TEST(Blob, RefusesToWriteWhereNothingMayBeWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.db");
  Connection db = open_with(path, std::string(kRows) + "; PRAGMA query_only = on");
  const Target target{"main", "t", "v"};
  EXPECT_EQ(refusal(db, target, Access::Read), "");
  EXPECT_EQ(refusal(db, target, Access::Write), "8 attempt to write a readonly database");
  Connection fixed = Connection::open(path, {.read_only = true}).value();
  EXPECT_EQ(refusal(fixed, target, Access::Read), "");
  EXPECT_EQ(refusal(fixed, target, Access::Write), "8 attempt to write a readonly database");
}

TEST(Blob, NamesTheTemporaryTableFirst) {
  Connection db = open_with(":memory:", kRows);
  ASSERT_TRUE(db.execute("CREATE TEMP TABLE t(v); INSERT INTO temp.t VALUES ('temporary')"));
  ASSERT_TRUE(
      db.execute("ATTACH ':memory:' AS more; CREATE TABLE more.far(v);"
                 "INSERT INTO far VALUES ('attached')"));
  Blob first = Blob::open(db, "", "t", "v", 1).value();
  EXPECT_EQ(content(first), "temporary");
  Blob far = Blob::open(db, "", "far", "v", 1, Access::Write).value();
  ASSERT_TRUE(write(far, "A", 0));
  EXPECT_EQ(answer(db, "DETACH more"), "database more is locked");
  ASSERT_TRUE(std::move(far).close());
  EXPECT_EQ(answer(db, "SELECT v FROM far"), "Attached");
}

}  // namespace
}  // namespace tern
