#include <gtest/gtest.h>
#include <sqlite3.h>
#include <tern/tern.h>

#include <stdexcept>
#include <string>

#include "tests/support/reference_db.h"

// The WAL hook: both engines run the same statements on databases in WAL mode.

namespace tern {
namespace {

constexpr const char* kScript[] = {
    "CREATE TABLE t(a, b)",
    "INSERT INTO t VALUES(1, 2)",
    "BEGIN; INSERT INTO t VALUES(3, 4); INSERT INTO t VALUES(5, 6)",
    "COMMIT",
    "SELECT * FROM t",
    "UPDATE t SET a = a WHERE 0",
    "BEGIN; INSERT INTO t VALUES(7, 8); ROLLBACK",
    "SAVEPOINT s; INSERT INTO t VALUES(7, 8); RELEASE s",
    "CREATE TEMP TABLE w(x); INSERT INTO w VALUES(1)",
    "INSERT INTO aux.u VALUES(1)",
    "BEGIN; INSERT INTO t VALUES(9, 9); INSERT INTO aux.u VALUES(2); COMMIT",
    "INSERT INTO rollback_mode.r VALUES(1)",
    "INSERT OR FAIL INTO aux.k VALUES(1), (2), (1)",
    "SELECT 1",
    "INSERT INTO t VALUES(1, 1), (2, 2) RETURNING a",
    "PRAGMA user_version = 3",
    "PRAGMA wal_checkpoint",
    "DELETE FROM t",
    "PRAGMA wal_autocheckpoint",
};

class WalHook : public testing::Test {
 protected:
  WalHook()
      : reference_path_(folder_.path("reference")),
        tern_path_(folder_.path("tern")),
        tern_(Connection::open(tern_path_).value()) {
    sqlite3_open(reference_path_.c_str(), &reference_);
  }
  ~WalHook() override { sqlite3_close(reference_); }

  void make(const std::string& suffix, const std::string& name, const char* sql) {
    const std::string attach = "ATTACH '%' AS " + name + "; ";
    for (const bool is_tern : {false, true}) {
      std::string text = attach + sql;
      text.replace(text.find('%'), 1, (is_tern ? tern_path_ : reference_path_) + suffix);
      if (is_tern) {
        ASSERT_TRUE(tern_.execute(text));
      } else {
        ASSERT_EQ(sqlite3_exec(reference_, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
      }
    }
  }

  std::string run_reference(const std::string& sql) {
    log_.clear();
    const auto add = [](void* log, int count, char** values, char**) {
      for (int i = 0; i < count; ++i) {
        static_cast<std::string*>(log)->append(values[i] ? values[i] : "NULL").append("|");
      }
      return 0;
    };
    if (sqlite3_exec(reference_, sql.c_str(), add, &log_, nullptr) != SQLITE_OK) {
      log_ += "error " + std::to_string(sqlite3_extended_errcode(reference_));
    }
    return log_;
  }
  std::string run_tern(std::string_view sql) {
    log_.clear();
    while (!sql.empty()) {
      size_t consumed = 0;
      auto statement = tern_.prepare(sql, &consumed);
      if (!statement) return "error: " + std::string(statement.error().message());
      Result<bool> more = true;
      while ((more = statement->step()) && *more) {
        for (int i = 0; i < statement->column_count(); ++i) {
          const ValueView value = statement->column(i);
          log_ += (value.is_text() ? std::string(value.as_text())
                                   : std::to_string(value.as_integer())) +
                  "|";
        }
      }
      if (!more) {
        return log_ += "error " + std::to_string(static_cast<int>(more.error().code()));
      }
      sql.remove_prefix(consumed);
    }
    return log_;
  }

  void listen() {
    sqlite3_wal_hook(
        reference_,
        [](void* self, sqlite3*, const char* database, int frames) {
          auto& test = *static_cast<WalHook*>(self);
          test.log_ += std::string(database) + " " + std::to_string(frames) + "; ";
          return test.answer_;
        },
        this);
    tern_.set_wal_hook([this](std::string_view database, uint32_t frames) -> Status {
      log_ += std::string(database) + " " + std::to_string(frames) + "; ";
      if (answer_ == SQLITE_OK) return {};
      return std::unexpected(Error(static_cast<ErrorCode>(answer_)));
    });
  }
  void both(const std::string& sql) {
    const std::string wanted = run_reference(sql);
    EXPECT_EQ(run_tern(sql), wanted) << sql;
  }

  test::TemporaryFolder folder_;
  std::string reference_path_;
  std::string tern_path_;
  sqlite3* reference_ = nullptr;
  Connection tern_;
  std::string log_;
  int answer_ = SQLITE_OK;
};

TEST_F(WalHook, HearsWhatThatOfTheReferenceHears) {
  make("-aux", "aux",
       "PRAGMA aux.journal_mode = wal; CREATE TABLE aux.u(x); "
       "CREATE TABLE aux.k(x UNIQUE)");
  make("-rollback", "rollback_mode", "CREATE TABLE rollback_mode.r(x)");
  both("PRAGMA journal_mode = wal");
  listen();
  for (const char* sql : kScript) both(sql);
}

TEST_F(WalHook, MakesTheStatementFailThatHasCommitted) {
  both("PRAGMA journal_mode = wal; CREATE TABLE t(a)");
  listen();
  answer_ = SQLITE_BUSY;
  both("INSERT INTO t VALUES(1)");
  both("BEGIN; INSERT INTO t VALUES(2); COMMIT");
  both("SELECT count(*) FROM t");
  answer_ = SQLITE_OK;
  both("SELECT count(*) FROM t");
}

TEST_F(WalHook, AndAutomaticCheckpointsTakeEachOthersPlace) {
  both("PRAGMA journal_mode = wal; CREATE TABLE t(a); PRAGMA wal_autocheckpoint");
  listen();
  both("PRAGMA wal_autocheckpoint");
  both("INSERT INTO t VALUES(1)");
  both("PRAGMA wal_autocheckpoint = 5");
  both("INSERT INTO t VALUES(1)");
  both("INSERT INTO t VALUES(1)");
  both("INSERT INTO t VALUES(1)");
  both("PRAGMA wal_checkpoint");
  listen();
  both("PRAGMA wal_autocheckpoint; INSERT INTO t VALUES(2)");
  sqlite3_wal_hook(reference_, nullptr, nullptr);
  tern_.set_wal_hook({});
  both("PRAGMA wal_autocheckpoint; INSERT INTO t VALUES(3)");
  sqlite3_wal_autocheckpoint(reference_, 7);
  tern_.set_wal_autocheckpoint(7);
  both("PRAGMA wal_autocheckpoint; INSERT INTO t VALUES(4)");
  make("-later", "later", "");
  both("PRAGMA later.wal_autocheckpoint; PRAGMA wal_autocheckpoint = 9");
  both("PRAGMA main.wal_autocheckpoint; PRAGMA later.wal_autocheckpoint");
}

TEST_F(WalHook, MayUseTheConnection) {
  ASSERT_TRUE(tern_.execute("PRAGMA journal_mode = wal; CREATE TABLE t(a)"));
  uint32_t frames_at_last = 0;
  tern_.set_wal_hook([&](std::string_view, uint32_t frames) -> Status {
    frames_at_last = frames;
    return tern_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  });
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(tern_.execute("INSERT INTO t VALUES(1)"));
    EXPECT_EQ(frames_at_last, i == 0 ? frames_at_last : 1);
  }
  auto transaction = tern_.begin();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(tern_.execute("INSERT INTO t VALUES(1)"));
  frames_at_last = 0;
  ASSERT_TRUE(std::move(*transaction).commit());
  EXPECT_EQ(frames_at_last, 1);
}

TEST_F(WalHook, ThatThrowsIsNotMinded) {
  ASSERT_TRUE(tern_.execute("PRAGMA journal_mode = wal; CREATE TABLE t(a)"));
  tern_.set_wal_hook([](std::string_view, uint32_t) -> Status { throw std::runtime_error("no"); });
  EXPECT_TRUE(tern_.execute("INSERT INTO t VALUES(1)"));
}

}  // namespace
}  // namespace tern
