// Protection for databases that have no reserved bytes: those that SQLite made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/database_shared.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"
#include "tests/support/watching_vfs.h"

namespace tern {
namespace {

using test::ReferenceDb;
using test::run_shell;
using test::TemporaryFolder;
using ::testing::HasSubstr;
using testing::run_tern;

const std::string kKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string kOtherKey = "ff0102030405060708090a0b0c0d0e0f";
constexpr std::string_view kSecret = "the quick brown fox";
constexpr const char* kSchema = R"(
  PRAGMA user_version=77; PRAGMA application_id=123456;
  CREATE TABLE plain(a, b); CREATE TABLE keyed(k INTEGER PRIMARY KEY AUTOINCREMENT, v UNIQUE);
  CREATE TABLE bare(x TEXT PRIMARY KEY, y) WITHOUT ROWID; CREATE INDEX bare_y ON bare(y, x);
  CREATE TABLE gone(a, b); CREATE VIEW seen AS SELECT a FROM plain;
  CREATE TRIGGER fires AFTER INSERT ON gone BEGIN DELETE FROM plain; END;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300)
    INSERT INTO plain SELECT i, printf('the quick brown fox %.*c', i * 3, 'p') FROM n;
  INSERT INTO plain VALUES(9999, replace(hex(zeroblob(2000)), '00', 'the quick brown fox'));
  INSERT INTO keyed(v) SELECT b FROM plain;
  INSERT INTO bare SELECT 'key ' || a || b, a FROM plain;
  CREATE TABLE spoiled AS SELECT b, a FROM plain; DROP TABLE spoiled;
  DELETE FROM plain WHERE a % 3 = 0; DELETE FROM keyed WHERE k % 4 = 1;
)";
constexpr const char* kContent = R"(
  PRAGMA user_version; PRAGMA application_id; PRAGMA page_size; PRAGMA auto_vacuum;
  PRAGMA encoding; SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name;
  SELECT count(*), min(rowid), max(rowid), sum(rowid * a), sum(length(b)) FROM plain;
  SELECT count(*), sum(k * length(v)) FROM keyed; SELECT * FROM sqlite_sequence;
  SELECT count(*), sum(y), max(x) FROM bare; SELECT count(*) FROM bare WHERE y = 200;
)";

struct Form {
  const char* mode;
  const char* page_size;
  const char* autovacuum;
};

class Protect : public ::testing::TestWithParam<Form> {
 protected:
  void make(const std::string& path) {
    ReferenceDb db(path);
    db.run("PRAGMA page_size=" + std::string(form_.page_size));
    db.run("PRAGMA auto_vacuum=" + std::string(form_.autovacuum));
    if (std::string_view(form_.mode) == "wal") db.run("PRAGMA journal_mode=wal");
    db.run(kSchema);
    content_ = db.run(kContent);
  }
  Connection open(const std::string& path, const std::string& key = "") {
    Connection db = *Connection::open(path, {.uri = true, .hexkey = key});
    EXPECT_TRUE(db.execute("PRAGMA journal_mode=" + std::string(form_.mode)));
    return db;
  }
  static std::string ask(Connection& db, const std::string& sql) { return run_tern(db, sql).text; }
  static bool is_whole(Connection& db) {
    return ask(db, "PRAGMA integrity_check").starts_with("integrity_check\nt:ok\n");
  }
  static int reserved_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    file.seekg(20);
    return file.get();
  }
  /// Files of the folder that hold the text.
  std::string readable_files() const {
    std::string names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path(""))) {
      std::ostringstream bytes;
      bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      if (bytes.str().contains(kSecret)) names += entry.path().filename().string() + " ";
    }
    return names;
  }

  const Form form_ = GetParam();
  TemporaryFolder folder_;
  const std::string path_ = folder_.path("x.db");
  std::string content_;
};

TEST_P(Protect, EncryptsWhatTheReferenceMadeAndDecryptsItForIt) {
  make(path_);
  {
    Connection db = open(path_);
    ASSERT_TRUE(db.execute("INSERT INTO plain VALUES(0, 'the quick brown fox')"));
    ASSERT_TRUE(db.execute("DELETE FROM plain WHERE a = 0"));
    EXPECT_EQ(readable_files().substr(0, 4), "x.db");
    const std::string before = ask(db, kContent);
    const std::string mode = ask(db, "PRAGMA journal_mode");
    const Status done = db.execute("PRAGMA rekey='" + kKey + "'");
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(readable_files(), "");
    EXPECT_EQ(ask(db, kContent), before);
    EXPECT_EQ(ask(db, "PRAGMA journal_mode"), mode);
    EXPECT_TRUE(is_whole(db));
    EXPECT_TRUE(db.execute("INSERT INTO plain VALUES(0, 'the quick brown fox')"));
    EXPECT_TRUE(db.execute("DELETE FROM plain WHERE a = 0"));
    EXPECT_EQ(readable_files(), "");
  }
  EXPECT_EQ(readable_files(), "");
  EXPECT_THAT(run_shell(path_, "SELECT 1 FROM plain"), HasSubstr("file is not a database"));
  {
    Connection db = open(path_, kKey);
    ASSERT_TRUE(db.execute("PRAGMA rekey=''"));
    EXPECT_TRUE(is_whole(db));
    ASSERT_TRUE(db.execute("VACUUM INTO 'file:" + path_ + "-small?hexkey='"));
    EXPECT_EQ(reserved_of(path_), 32);
    EXPECT_EQ(reserved_of(path_ + "-small"), 0);
  }
  ReferenceDb reference(path_);
  EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(reference.run(kContent), content_);
}

TEST_P(Protect, GivesChecksumsToWhatTheReferenceMade) {
  make(path_);
  {
    Connection db = open(path_);
    const Status done = db.execute("PRAGMA checksum=on");
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_THAT(ask(db, "PRAGMA checksum"), HasSubstr("i:1"));
    EXPECT_TRUE(is_whole(db));
  }
  {
    ReferenceDb reference(path_);
    EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(reference.run(kContent), content_);
  }
  Connection db = open(path_);
  // 16 reserved bytes are not enough for a key.
  ASSERT_TRUE(db.execute("PRAGMA rekey='" + kKey + "'"));
  EXPECT_EQ(readable_files(), "");
  EXPECT_TRUE(is_whole(db));
  ASSERT_TRUE(db.execute("PRAGMA rekey=''; PRAGMA checksum=on; PRAGMA checksum=off"));
  EXPECT_THAT(ask(db, "PRAGMA checksum"), HasSubstr("i:0"));
  EXPECT_TRUE(is_whole(db));
}

TEST_P(Protect, VacuumIntoAUriEncryptsAndDecrypts) {
  make(path_);
  const std::string secret = folder_.path("secret.db");
  const std::string back = folder_.path("back.db");
  {
    Connection db = open(path_);
    const Status done =
        db.execute("VACUUM INTO 'file:" + secret + "?hexkey=" + kOtherKey + "&cipher=aes128gcm'");
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_THAT(db.execute("VACUUM INTO 'file:" + secret + "?hexkey=12'").error().message(),
                HasSubstr("hexadecimal digits"));
    EXPECT_EQ(db.execute("VACUUM INTO 'file:" + secret + "'").error().message(),
              "output file already exists");
  }
  EXPECT_EQ(readable_files(), "x.db ");
  {
    Connection db = open(secret, kOtherKey);
    EXPECT_TRUE(is_whole(db));
    ASSERT_TRUE(db.execute("VACUUM INTO '" + folder_.path("same.db") + "'"));
    ASSERT_TRUE(
        db.execute("VACUUM INTO 'file:" + folder_.path("other.db") + "?hexkey=" + kKey + "'"));
    ASSERT_TRUE(db.execute("VACUUM INTO 'file:" + folder_.path("sums.db") + "?checksum=1'"));
    EXPECT_EQ(readable_files(), "x.db ");
    ASSERT_TRUE(db.execute("VACUUM INTO 'file:" + back + "?hexkey='"));
    ASSERT_TRUE(db.execute("VACUUM INTO 'file:" + back + "2?hexkey=&checksum=1'"));
  }
  for (const auto& [name, key] :
       {std::pair{"same.db", kOtherKey}, {"other.db", kKey}, {"sums.db", kOtherKey}}) {
    Connection db = open(folder_.path(name), key);
    EXPECT_TRUE(is_whole(db)) << name;
  }
  {
    Connection db = open(back + "2");
    EXPECT_THAT(ask(db, "PRAGMA checksum"), HasSubstr("i:1"));
  }
  ReferenceDb reference(back);
  EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(reference.run(kContent), content_);
  // The key's reserved bytes are given back.
  EXPECT_EQ(reserved_of(back), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Protect,
    ::testing::Values(Form{"delete", "512", "0"}, Form{"delete", "65536", "1"},
                      Form{"truncate", "1024", "2"}, Form{"persist", "4096", "0"},
                      Form{"memory", "2048", "1"}, Form{"off", "8192", "0"},
                      Form{"wal", "512", "1"}, Form{"wal", "4096", "0"}, Form{"wal", "65536", "2"}),
    [](const auto& test) {
      return std::string(test.param.mode) + test.param.page_size + "vacuum" + test.param.autovacuum;
    });

class ProtectInUse : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    ReferenceDb db(path_);
    db.run("PRAGMA journal_mode=" + std::string(GetParam()));
    db.run("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
  }
  TemporaryFolder folder_;
  const std::string path_ = folder_.path("x.db");
};

TEST_P(ProtectInUse, IsBusyWhileAnotherConnectionReads) {
  Connection db = *Connection::open(path_);
  {
    Connection other = *Connection::open(path_);
    auto reader = other.prepare("SELECT a FROM t");
    ASSERT_TRUE(reader->step().value());
    for (const std::string& sql :
         {"PRAGMA rekey='" + kKey + "'", std::string("PRAGMA checksum=1")}) {
      const Status refused = db.execute(sql);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
    }
    EXPECT_TRUE(reader->step().value());
    EXPECT_TRUE(reader->step().value());
    EXPECT_FALSE(reader->step().value());
    EXPECT_TRUE(db.execute("INSERT INTO t VALUES(4)"));
    // Idle, it is not in the way.
    ASSERT_TRUE(db.execute("PRAGMA rekey='" + kKey + "'"));
    reader->reset();
    EXPECT_EQ(reader->step().error().code(), ErrorCode::NotADb);
    ASSERT_TRUE(other.execute("PRAGMA hexkey='" + kKey + "'; INSERT INTO t VALUES(5)"));
  }
  EXPECT_EQ(run_tern(db, "SELECT sum(a) FROM t").text.substr(0, 12), "sum(a)\ni:15\n");
}

TEST_P(ProtectInUse, IsBusyWhileTheReferenceReadsInAnotherProcess) {
  Connection db = *Connection::open(path_);
  const std::string fifo = folder_.path("go");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const std::string script =
      "(echo 'BEGIN; SELECT sum(a) FROM t;'; echo '.shell echo ready'; cat " + fifo +
      ") | sqlite3 " + path_;
  FILE* const reader = ::popen(script.c_str(), "r");
  std::array<char, 64> line{};
  while (std::string_view(line.data()) != "ready\n" && std::fgets(line.data(), 64, reader)) {
  }
  const Status refused = db.execute("PRAGMA rekey='" + kKey + "'");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
  EXPECT_TRUE(db.execute("SELECT a FROM t"));
  std::ofstream(fifo) << "COMMIT; SELECT count(*) FROM t;\n";
  std::string rest;
  while (std::fgets(line.data(), 64, reader)) rest += line.data();
  ::pclose(reader);
  EXPECT_EQ(rest, "3\n");
  EXPECT_TRUE(db.execute("PRAGMA rekey='" + kKey + "'"));
}

TEST_P(ProtectInUse, IsRefusedInsideATransaction) {
  Connection db = *Connection::open(path_);
  for (const std::string begin : {"BEGIN", "BEGIN IMMEDIATE", "SAVEPOINT s"}) {
    ASSERT_TRUE(db.execute(begin));
    EXPECT_EQ(db.execute("PRAGMA rekey='" + kKey + "'").error().message(),
              "cannot change the protection from within a transaction");
    ASSERT_TRUE(db.execute("ROLLBACK"));
  }
}

TEST_P(ProtectInUse, OwnsTheFileInExclusiveMode) {
  {
    Connection db = *Connection::open(path_);
    ASSERT_TRUE(db.execute("PRAGMA locking_mode=exclusive; INSERT INTO t VALUES(4)"));
    ASSERT_TRUE(db.execute("PRAGMA rekey='" + kKey + "'; INSERT INTO t VALUES(5)"));
    ASSERT_TRUE(db.execute("PRAGMA rekey='" + kOtherKey + "'; INSERT INTO t VALUES(6)"));
  }
  Connection db = *Connection::open(path_, {.hexkey = kOtherKey});
  EXPECT_EQ(run_tern(db, "SELECT sum(a) FROM t").text.substr(0, 12), "sum(a)\ni:21\n");
  EXPECT_THAT(run_tern(db, "PRAGMA journal_mode").text,
              HasSubstr(std::string(GetParam()) == "wal" ? "t:wal" : "t:delete"));
}

TEST_P(ProtectInUse, WritesPlainPagesToTheJournalOnly) {
  test::WatchingVfs vfs(io::posix_vfs(), kSecret);
  auto file = *storage::DatabaseFile::open(vfs, path_);
  Connection db = *Connection::open(file);
  ASSERT_TRUE(
      db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 20000)"
                 "INSERT INTO t SELECT 'the quick brown fox' || i FROM n"));
  const int before = vfs.hits_outside("-journal");
  EXPECT_GT(before, 0);
  // What the log holds gets into the file first, as it is.
  ASSERT_TRUE(db.execute("PRAGMA wal_checkpoint(truncate)"));
  const int checkpointed = vfs.hits_outside("-journal");
  const Status done = db.execute("PRAGMA rekey='" + kKey + "'");
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(vfs.hits_outside("-journal"), checkpointed);
  EXPECT_GT(vfs.hits(), before);
}

INSTANTIATE_TEST_SUITE_P(Modes, ProtectInUse, ::testing::Values("delete", "persist", "wal"));

// The log, which knew better, is gone when the file is written over.
TEST(ProtectHostile, AHeaderThatCountsTooManyPagesIsFoundBeforeTheyAreCopied) {
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  ReferenceDb(path).run("PRAGMA journal_mode=wal; CREATE TABLE t(a); INSERT INTO t VALUES(1)");
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(28);
    file.put('\x40');
  }
  for (const std::string& sql : {"PRAGMA rekey='" + kKey + "'", std::string("PRAGMA checksum=1"),
                                 std::string("PRAGMA journal_mode=delete")}) {
    Connection db = *Connection::open(path);
    const Status refused = db.execute(sql);
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().message(), "the file is shorter than its header says");
    EXPECT_EQ(run_tern(db, "SELECT a FROM t").text.substr(0, 6), "a\ni:1\n");
  }
}

// Neither in private pages nor in the cache.
TEST(ProtectMemory, IsBoundedByTheCacheSize) {
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  for (const char* mode : {"delete", "wal"}) {
    const auto file = *storage::DatabaseFile::open(io::posix_vfs(), path + mode);
    Connection db = *Connection::open(file);
    ASSERT_TRUE(db.execute("PRAGMA cache_size=200; PRAGMA journal_mode=" + std::string(mode)));
    ASSERT_TRUE(
        db.execute("CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 "
                   "FROM n LIMIT 4000) INSERT INTO t SELECT i, zeroblob(3000) FROM n"));
    for (const std::string& key : {kKey, kOtherKey, std::string()}) {
      ASSERT_TRUE(db.execute("PRAGMA rekey='" + key + "'"));
      EXPECT_LE(file->shared().cache.size_bytes(), std::filesystem::file_size(path + mode) / 3);
    }
    EXPECT_EQ(run_tern(db, "SELECT count(*) FROM t").text.substr(0, 16), "count(*)\ni:4000\n");
  }
}

}  // namespace
}  // namespace tern
