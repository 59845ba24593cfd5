// INSERT, UPDATE and DELETE on a virtual table of the engine's own kind: what its write() is told,
// and what becomes of the statement. The values are those of the reference with a module that
// behaves the same.

#include <gtest/gtest.h>
#include <tern/tern.h>

#include <map>

#include "engine/api/connection_state.h"
#include "engine/vtab/virtual_table.h"

namespace tern {
namespace {

using record::Value;
using record::ValueView;
using vtab::RowWrite;

std::string shown(ValueView value) {
  if (value.is_null()) return "-";
  if (value.is_text()) return "'" + std::string(value.as_text()) + "'";
  if (value.type() == record::ValueType::Real) return std::to_string(value.as_real());
  return std::to_string(value.as_integer());
}

/// What a table has, and what was done with it.
struct Ledger {
  using Row = std::vector<Value>;
  std::map<int64_t, Row> rows;
  std::string calls;     // one word per call
  int fails_at = 0;      // the write, counted from 1, that fails
  bool replaces = true;  // obeys OR, as far as it goes
  bool keeps_silent = false;
  bool takes_changes = true;
  bool is_direct_only = false;
  std::map<int64_t, Row> at_begin;
};

class LedgerCursor final : public vtab::Cursor {
 public:
  explicit LedgerCursor(const Ledger& ledger) : ledger_(ledger) {}
  Status filter(const vtab::IndexPlan& plan, std::span<const ValueView> arguments) override {
    at_ = plan.number == 1 ? ledger_.rows.find(arguments[0].as_integer()) : ledger_.rows.begin();
    is_single_ = plan.number == 1;
    return ok();
  }
  bool at_end() const override { return at_ == ledger_.rows.end(); }
  Status next() override {
    at_ = is_single_ ? ledger_.rows.end() : std::next(at_);
    return ok();
  }
  Result<ValueView> column(uint32_t index) override { return at_->second[index].view(); }
  Result<ValueView> column_to_keep(uint32_t index, bool& is_unchanged) override {
    is_unchanged = ledger_.keeps_silent;
    return is_unchanged ? ValueView::null() : column(index);
  }
  Result<int64_t> rowid() const override { return at_->first; }

 private:
  const Ledger& ledger_;
  std::map<int64_t, Ledger::Row>::const_iterator at_;
  bool is_single_ = false;
};

class LedgerTable final : public vtab::VirtualTable {
  using Columns = std::vector<std::string>;

 public:
  explicit LedgerTable(Ledger& ledger)
      : VirtualTable("ledger", Columns{"a INTEGER", "b TEXT"}, Columns{"h"}), ledger_(ledger) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out;
    out.uses.resize(question.constraints.size());
    for (size_t i = 0; i < out.uses.size(); ++i) {
      const vtab::Constraint& one = question.constraints[i];
      const bool is_key = one.column == vtab::Constraint::kRowid && one.is_usable &&
                          one.op == vtab::ConstraintOp::Equal;
      if (!is_key || out.number == 1) continue;
      out.uses[i].argument = 1;
      out.number = 1;
      out.cost = 1;
    }
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<LedgerCursor>(ledger_);
  }
  bool is_writable() const override { return ledger_.takes_changes; }
  bool keeps_constraints() const override { return ledger_.replaces; }
  bool is_direct_only() const override { return ledger_.is_direct_only; }
  Status begin() override {
    ledger_.at_begin = ledger_.rows;
    return ok();
  }
  void rollback() override { ledger_.rows = ledger_.at_begin; }

  Result<int64_t> write(const RowWrite& row) override {
    note(row);
    if (ledger_.fails_at > 0 && --ledger_.fails_at == 0) {
      return fail(ErrorCode::Error, "the pen is dry");
    }
    if (row.kind == RowWrite::Kind::Delete) {
      ledger_.rows.erase(row.old_key.as_integer());
      return 0;
    }
    const int64_t next = ledger_.rows.empty() ? 1 : ledger_.rows.rbegin()->first + 1;
    const int64_t key = row.new_key.is_null() ? next : row.new_key.as_integer();
    const bool stays = row.kind == RowWrite::Kind::Update && row.old_key.as_integer() == key;
    if (!stays && ledger_.rows.contains(key)) {
      const bool may_replace = ledger_.replaces && row.on_conflict == sql::Conflict::Replace;
      if (!may_replace) return fail(ErrorCode::ConstraintPrimaryKey, "taken");
    }
    Ledger::Row kept;
    if (row.kind == RowWrite::Kind::Update) {
      kept = ledger_.rows[row.old_key.as_integer()];
      ledger_.rows.erase(row.old_key.as_integer());
    }
    kept.resize(row.values.size());
    for (size_t i = 0; i < kept.size(); ++i) {
      if (row.unchanged.empty() || !row.unchanged[i]) kept[i] = Value(row.values[i]);
    }
    ledger_.rows[key] = std::move(kept);
    return key;
  }

 private:
  void note(const RowWrite& row) {
    static constexpr const char* kKinds[] = {"+", "~", "-"};
    std::string& out = ledger_.calls;
    if (!out.empty()) out += ' ';
    out += kKinds[static_cast<size_t>(row.kind)];
    if (row.kind != RowWrite::Kind::Insert) out += shown(row.old_key);
    if (row.kind == RowWrite::Kind::Delete) return;
    out += (row.kind == RowWrite::Kind::Update ? ">" : "") + shown(row.new_key) + "(";
    for (size_t i = 0; i < row.values.size(); ++i) {
      const bool is_unchanged = !row.unchanged.empty() && row.unchanged[i];
      out += (i > 0 ? "," : "") + (is_unchanged ? "same" : shown(row.values[i]));
    }
    out += ")";
  }

  Ledger& ledger_;
};

class VirtualWrites : public testing::Test {
 protected:
  void SetUp() override {
    db.state().virtual_tables().add(std::make_unique<LedgerTable>(ledger));
    must("CREATE TABLE t(x, y)");
  }

  void must(const std::string& sql) {
    const Status done = db.execute(sql);
    EXPECT_TRUE(done) << sql << ": " << (done ? "" : done.error().message());
  }

  /// Runs the statement; gives its rows, or its error.
  std::string run(const std::string& sql) {
    ledger.calls.clear();
    Result<Statement> statement = db.prepare(sql);
    if (!statement) return "error: " + std::string(statement.error().message());
    std::string out;
    while (true) {
      const Result<bool> more = statement->step();
      if (!more) return "error: " + std::string(more.error().message());
      if (!*more) return out;
      for (int i = 0; i < statement->column_count(); ++i) {
        out += (out.empty() ? "" : " ") + shown(statement->column(i));
      }
    }
  }

  /// The writes that it leads to.
  std::string writes(const std::string& sql) {
    const std::string outcome = run(sql);
    return outcome.empty() ? ledger.calls : ledger.calls + " " + outcome;
  }

  std::string keys() {
    std::string out;
    for (const auto& [key, row] : ledger.rows)
      out += (out.empty() ? "" : " ") + std::to_string(key);
    return out;
  }

  Ledger ledger;
  Connection db = *Connection::open(":memory:");
};

TEST_F(VirtualWrites, InsertGivesValuesAsTheyAre) {
  EXPECT_EQ(writes("INSERT INTO ledger VALUES('12', 34)"), "+-('12',34,-)");
  EXPECT_EQ(writes("INSERT INTO ledger(h, a) VALUES(1, 2), (3, 4)"), "+-(2,-,1) +-(4,-,3)");
  EXPECT_EQ(writes("INSERT INTO ledger(rowid, b) VALUES('70', 'x')"), "+70(-,'x',-)");
  EXPECT_EQ(db.last_insert_rowid(), 70);
  EXPECT_EQ(writes("INSERT INTO ledger DEFAULT VALUES"), "+-(-,-,-)");
  EXPECT_EQ(run("INSERT INTO ledger(rowid) VALUES('x')"), "error: datatype mismatch");
  EXPECT_EQ(run("INSERT INTO ledger VALUES(1, 2, 3)"),
            "error: table ledger has 2 columns but 3 values were supplied");
  EXPECT_EQ(run("INSERT INTO ledger VALUES(1, 2) ON CONFLICT DO NOTHING"),
            "error: UPSERT not implemented for virtual table \"ledger\"");
  EXPECT_EQ(keys(), "1 2 3 70 71");
}

TEST_F(VirtualWrites, InsertOfItsOwnRowsReadsThemFirst) {
  must("INSERT INTO ledger VALUES(1, 'one'), (2, 'two')");
  EXPECT_EQ(writes("INSERT INTO ledger SELECT a + 10, b FROM ledger"),
            "+-(11,'one',-) +-(12,'two',-)");
  EXPECT_EQ(writes("INSERT INTO ledger SELECT a, b FROM ledger() WHERE a > 10"),
            "+-(11,'one',-) +-(12,'two',-)");
  must("CREATE TEMP VIEW v AS SELECT a, b FROM ledger");
  EXPECT_EQ(writes("INSERT INTO ledger SELECT * FROM v LIMIT 1"), "+-(1,'one',-)");
}

TEST_F(VirtualWrites, ReturningTellsOfTheRowAsGiven) {
  ledger.rows[5].resize(3);
  EXPECT_EQ(run("INSERT INTO ledger VALUES('12', 34) RETURNING rowid, a, b"), "-1 12 '34'");
  EXPECT_EQ(run("INSERT OR IGNORE INTO ledger(rowid, a) VALUES(5, 1) RETURNING rowid, a"), "5 1");
  EXPECT_EQ(run("UPDATE ledger SET a = 1 RETURNING a"),
            "error: UPDATE RETURNING is not available on virtual tables");
  EXPECT_EQ(run("DELETE FROM ledger RETURNING a"),
            "error: DELETE RETURNING is not available on virtual tables");
}

TEST_F(VirtualWrites, UpdateGivesWholeRows) {
  must("INSERT INTO ledger(a, b, h) VALUES(1, 'one', 9), (2, 'two', 8)");
  EXPECT_EQ(writes("UPDATE ledger SET a = a + 1"), "~1>1(2,'one',9) ~2>2(3,'two',8)");
  EXPECT_EQ(writes("UPDATE ledger SET b = NULL WHERE rowid = 2"), "~2>2(3,-,8)");
  ledger.keeps_silent = true;
  EXPECT_EQ(writes("UPDATE ledger SET b = a WHERE rowid = 1"), "~1>1(same,2,same)");
  EXPECT_EQ(writes("UPDATE ledger SET (h, a) = (SELECT 5, 6) WHERE rowid = 1"), "~1>1(6,same,5)");
}

TEST_F(VirtualWrites, UpdateOfKeysMeetsNoRowTwice) {
  must("INSERT INTO ledger(a) VALUES(1), (2), (3)");
  EXPECT_EQ(writes("UPDATE ledger SET rowid = rowid + 10"),
            "~1>11(1,-,-) ~2>12(2,-,-) ~3>13(3,-,-)");
  EXPECT_EQ(keys(), "11 12 13");
  EXPECT_EQ(run("UPDATE ledger SET rowid = rowid + 1"), "error: taken");
  EXPECT_EQ(keys(), "11 12 13");
  // Whether it is a rowid at all is left to the module.
  EXPECT_EQ(writes("UPDATE ledger SET rowid = NULL WHERE a = 1"), "~11>-(1,-,-)");
}

TEST_F(VirtualWrites, UpdateFromWritesEachRowOfTheJoin) {
  must("INSERT INTO ledger(a, b) VALUES(1, 'one'), (2, 'two'); INSERT INTO t VALUES(1, 7), (1, 8)");
  ledger.keeps_silent = true;
  EXPECT_EQ(writes("UPDATE ledger SET h = y FROM t WHERE x = a"),
            "~1>1(1,'one',7) ~1>1(1,'one',8)");
  EXPECT_EQ(db.changes(), 2);
  EXPECT_EQ(writes("UPDATE ledger SET rowid = 20, h = 1 FROM t WHERE x = a AND y = 8"),
            "~1>20(1,'one',1)");
}

TEST_F(VirtualWrites, LimitChoosesByKey) {
  must("INSERT INTO ledger(a) VALUES(1), (2), (3), (4)");
  ledger.keeps_silent = true;
  EXPECT_EQ(writes("UPDATE ledger SET b = 'x' ORDER BY a DESC LIMIT 1"), "~4>4(same,'x',same)");
  EXPECT_EQ(writes("DELETE FROM ledger ORDER BY a LIMIT 1 OFFSET 1"), "-2");
  EXPECT_EQ(writes("DELETE FROM ledger WHERE a > 1 LIMIT 5"), "-3 -4");
}

TEST_F(VirtualWrites, DeleteTellsOfEachRow) {
  must("INSERT INTO ledger(a) VALUES(1), (2), (3)");
  EXPECT_EQ(writes("DELETE FROM ledger WHERE a = 2"), "-2");
  EXPECT_EQ(writes("DELETE FROM ledger WHERE rowid = 77"), "");
  EXPECT_EQ(writes("DELETE FROM ledger"), "-1 -3");
  EXPECT_EQ(db.changes(), 2);
}

TEST_F(VirtualWrites, AFailedWriteEndsTheStatement) {
  ledger.fails_at = 2;
  EXPECT_EQ(run("INSERT INTO ledger(a) VALUES(1), (2), (3)"), "error: the pen is dry");
  EXPECT_EQ(ledger.calls, "+-(1,-,-) +-(2,-,-)");
  EXPECT_EQ(db.changes(), 0);
  must("INSERT INTO t VALUES(1, 1)");
  ledger.fails_at = 1;
  must("CREATE TRIGGER after_t AFTER INSERT ON t BEGIN INSERT INTO ledger(a) VALUES(new.x); END");
  EXPECT_EQ(run("INSERT INTO t VALUES(2, 2)"), "error: the pen is dry");
  EXPECT_EQ(run("SELECT count(*) FROM t"), "1");
}

TEST_F(VirtualWrites, OrIsObeyedWhereTheTableSaysSo) {
  ledger.rows[2].resize(3);
  EXPECT_EQ(run("INSERT OR IGNORE INTO ledger(rowid) VALUES(1), (2), (3)"), "");
  EXPECT_EQ(db.changes(), 2);
  EXPECT_EQ(run("INSERT OR FAIL INTO ledger(rowid) VALUES(4), (2), (5)"), "error: taken");
  EXPECT_EQ(db.changes(), 1);
  EXPECT_EQ(run("INSERT OR REPLACE INTO ledger(rowid) VALUES(2), (6)"), "");
  EXPECT_EQ(db.changes(), 2);
  must("BEGIN");
  EXPECT_EQ(run("UPDATE OR ROLLBACK ledger SET rowid = 6 WHERE rowid = 2"), "error: taken");
  EXPECT_TRUE(db.state().autocommit());
  ledger.replaces = false;
  EXPECT_EQ(run("INSERT OR IGNORE INTO ledger(rowid) VALUES(2)"), "error: taken");
  must("BEGIN");
  EXPECT_EQ(run("INSERT OR ROLLBACK INTO ledger(rowid) VALUES(2)"), "error: taken");
  EXPECT_FALSE(db.state().autocommit());
  must("ROLLBACK");
}

TEST_F(VirtualWrites, ATriggersConflictClauseIsTheStatements) {
  ledger.rows[1].resize(3);
  must(
      "CREATE TRIGGER after_t AFTER INSERT ON t BEGIN INSERT INTO ledger(rowid) VALUES(new.x); "
      "END");
  EXPECT_EQ(run("INSERT INTO t VALUES(1, 1)"), "error: taken");
  EXPECT_EQ(run("INSERT OR IGNORE INTO t VALUES(1, 2)"), "");
  EXPECT_EQ(run("INSERT OR FAIL INTO t VALUES(1, 3)"), "error: taken");
  EXPECT_EQ(run("INSERT OR REPLACE INTO t VALUES(1, 4)"), "");
  EXPECT_EQ(run("SELECT y FROM t"), "2 3 4");
}

TEST_F(VirtualWrites, IsRefusedWhereItMayNotBe) {
  must("CREATE TRIGGER after_t AFTER INSERT ON t BEGIN DELETE FROM ledger; END");
  ledger.is_direct_only = true;
  EXPECT_EQ(run("DELETE FROM ledger"), "");
  EXPECT_EQ(run("INSERT INTO t VALUES(1, 1)"), "error: unsafe use of virtual table \"ledger\"");
  ledger.takes_changes = false;
  for (const char* sql : {"INSERT INTO ledger(a) VALUES(1)", "UPDATE ledger SET z = 1",
                          "DELETE FROM ledger WHERE z", "INSERT INTO t VALUES(1, 1)"}) {
    EXPECT_EQ(run(sql), "error: table ledger may not be modified") << sql;
  }
}

TEST_F(VirtualWrites, RenamesReachTriggersThatWriteIt) {
  must(
      "CREATE TRIGGER after_t AFTER INSERT ON t BEGIN INSERT INTO ledger(a) VALUES(new.x);"
      " UPDATE ledger SET b = new.x; DELETE FROM ledger WHERE a = new.x; END");
  must("ALTER TABLE t RENAME COLUMN x TO z");
  EXPECT_EQ(writes("INSERT INTO t VALUES(4, 1)"), "+-(4,-,-) ~1>1(4,4,-) -1");
}

}  // namespace
}  // namespace tern
