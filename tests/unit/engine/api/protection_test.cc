#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tern/tern.h"
#include "tests/support/reference_db.h"

namespace tern {
namespace {

using test::run_shell;
using test::TemporaryFolder;
using testing::HasSubstr;

const std::string kHexkey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string kShortHexkey = "000102030405060708090a0b0c0d0e0f";

std::string with_key(std::string_view sql, const std::string& key) {
  std::string out(sql);
  out += '\'';
  out += key;
  out += '\'';
  return out;
}

class ProtectionOfDatabase : public testing::Test {
 protected:
  Connection open(const OpenOptions& options = {}) { return *Connection::open(path_, options); }
  /// The first row's values, or the error.
  static std::string ask(Connection& db, const std::string& sql) {
    Result<Statement> statement = db.prepare(sql);
    if (!statement) return std::string(statement.error().message());
    const Result<bool> stepped = statement->step();
    if (!stepped) return std::string(stepped.error().message());
    std::string out;
    for (int i = 0; *stepped && i < statement->column_count(); ++i) {
      out += i > 0 ? "|" : "";
      const record::ValueView value = statement->column(i);
      out += value.type() == ValueType::Integer ? std::to_string(value.as_integer())
                                                : std::string(value.as_text());
    }
    return out;
  }
  static constexpr const char* kRefused = "file is encrypted or is not a database";

  TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
};

TEST_F(ProtectionOfDatabase, AKeyComesByOptionPragmaUriOrFile) {
  {
    Connection db = open({.hexkey = kHexkey});
    ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES('x')"));
    EXPECT_EQ(ask(db, "PRAGMA cipher"), "aes256gcm");
    EXPECT_EQ(ask(db, "PRAGMA integrity_check"), "ok");
  }
  EXPECT_THAT(run_shell(path_, "SELECT * FROM t"), HasSubstr("file is not a database"));
  Connection by_pragma = open();
  EXPECT_EQ(ask(by_pragma, "SELECT a FROM t"), kRefused);
  ASSERT_TRUE(by_pragma.execute(with_key("PRAGMA cipher='aes256gcm'; PRAGMA hexkey=", kHexkey)));
  EXPECT_EQ(ask(by_pragma, "SELECT a FROM t"), "x");
  EXPECT_EQ(ask(by_pragma, "PRAGMA hexkey"), "");

  Connection by_uri =
      *Connection::open("file:" + path_ + "?cipher=aes256gcm&hexkey=" + kHexkey, {.uri = true});
  EXPECT_EQ(ask(by_uri, "SELECT a FROM t"), "x");
  Connection by_wrong_uri =
      *Connection::open("file:" + path_ + "?hexkey=" + kShortHexkey, {.uri = true});
  EXPECT_EQ(ask(by_wrong_uri, "SELECT a FROM t"), kRefused);

  std::ofstream(folder_.path("key")) << kHexkey << "\n";
  Connection by_file = open({.key_file = folder_.path("key")});
  EXPECT_EQ(ask(by_file, "SELECT a FROM t"), "x");
  EXPECT_EQ(Connection::open(path_, {.hexkey = "12"}).error().message(),
            "a key has 32 or 64 hexadecimal digits");
}

TEST_F(ProtectionOfDatabase, RekeyChangesTheKeyOrTakesItAway) {
  for (const std::string mode : {"delete", "wal"}) {
    path_ = folder_.path(mode + ".db");
    Connection db = open({.hexkey = kHexkey});
    EXPECT_EQ(ask(db, "PRAGMA journal_mode=" + mode), mode);
    ASSERT_TRUE(
        db.execute("CREATE TABLE t(a); CREATE INDEX i ON t(a);"
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT "
                   "3000) INSERT INTO t SELECT i FROM n; DELETE FROM t WHERE a > 2000"));
    EXPECT_EQ(ask(db, with_key("PRAGMA rekey=", kShortHexkey)), "");
    EXPECT_EQ(ask(db, "SELECT count(*), sum(a) FROM t"), "2000|2001000");
    Connection late = open({.hexkey = kHexkey});
    EXPECT_EQ(ask(late, "SELECT count(*) FROM t"), kRefused);
    Connection other = open({.hexkey = kShortHexkey});
    EXPECT_EQ(ask(other, "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(ask(other, "PRAGMA rekey=''"), "");
    EXPECT_EQ(ask(db, "SELECT count(*) FROM t"), kRefused);
    EXPECT_EQ(run_shell(path_, "PRAGMA integrity_check; SELECT count(*), sum(a) FROM t"),
              "ok\n2000|2001000");
  }
}

TEST_F(ProtectionOfDatabase, ChecksumsOfANewDatabase) {
  {
    Connection db = open();
    EXPECT_EQ(ask(db, "PRAGMA checksum"), "0");
    ASSERT_TRUE(db.execute("PRAGMA checksum=on"));
    EXPECT_EQ(ask(db, "PRAGMA checksum"), "1");
    ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES('x')"));
  }
  EXPECT_EQ(run_shell(path_, "PRAGMA integrity_check; SELECT a FROM t"), "ok\nx");
  {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(4096 + 3000);
    file.put('!');
  }
  Connection db = open();
  EXPECT_EQ(ask(db, "PRAGMA checksum"), "1");
  EXPECT_EQ(ask(db, "SELECT a FROM t"), "page 2: checksum is wrong");
  ASSERT_TRUE(db.execute("PRAGMA checksum=off"));
  EXPECT_EQ(ask(db, "PRAGMA checksum"), "0");
  EXPECT_EQ(ask(db, "SELECT a FROM t"), "x");
  ASSERT_TRUE(db.execute("PRAGMA checksum=on"));
  EXPECT_EQ(ask(db, "PRAGMA checksum"), "1");
  EXPECT_EQ(ask(db, "SELECT a FROM t"), "x");
}

}  // namespace
}  // namespace tern
