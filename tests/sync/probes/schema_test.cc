// P7, P8 and P14: the schema changes while replicas are offline, and rows merge by column.

#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

const std::string kTable =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER DEFAULT 0);"
    "INSERT INTO t VALUES(1, 'one', 0), (2, 'two', 0);";

TEST_F(Probe, P7RenamedColumnKeepsAllRows) {
  start(kTable);
  edit("a", "INSERT INTO t VALUES(3, 'three', 0)");
  edit("a", "ALTER TABLE t RENAME COLUMN v TO w");
  edit("a", "INSERT INTO t(id, w) VALUES(4, 'four')");
  edit("b", "INSERT INTO t(id, v) VALUES(5, 'five')");
  edit("b", "UPDATE t SET v='two of b' WHERE id=2");
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT id, w, n FROM t"),
              (Rows{"1|one|0", "2|two of b|0", "3|three|0", "4|four|0", "5|five|0"}));
}

TEST_F(Probe, P7RenamedTableKeepsAllRows) {
  start(kTable);
  edit("a", "INSERT INTO t VALUES(3, 'three', 0)");
  edit("a", "ALTER TABLE t RENAME TO notes");
  edit("a", "INSERT INTO notes VALUES(4, 'four', 0)");
  edit("b", "INSERT INTO t VALUES(5, 'five', 0)");
  edit("b", "UPDATE t SET v='two of b' WHERE id=2");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM notes"),
              (Rows{"1|one|0", "2|two of b|0", "3|three|0", "4|four|0", "5|five|0"}));
    EXPECT_EQ(query(name, "SELECT count(*) FROM sqlite_schema WHERE name='t'"), Rows{"0"});
  }
}

TEST_F(Probe, P8DroppedColumnKeepsAllRowsAndItsLastValueInTheRecord) {
  start(kTable);
  edit("a", "INSERT INTO t VALUES(3, 'three', 7)");
  edit("a", "ALTER TABLE t DROP COLUMN n");
  edit("a", "INSERT INTO t VALUES(4, 'four')");
  edit("b", "INSERT INTO t VALUES(5, 'five', 9)");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"),
              (Rows{"1|one", "2|two", "3|three", "4|four", "5|five"}));
    EXPECT_EQ(query(name, "SELECT class, \"column\", ours FROM sync_conflicts"),
              Rows{"schema|n|9"});
  }
}

TEST_F(Probe, P14DifferentColumnsOfOneRowMerge) {
  start(kTable);
  edit("a", "UPDATE t SET v='of a' WHERE id=1");
  edit("b", "UPDATE t SET n=5 WHERE id=1");
  EXPECT_EQ(sync("a").applied, 1U);
  sync("b");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|of a|5", "2|two|0"}));
    EXPECT_EQ(query(name, "SELECT count(*) FROM sqlite_schema WHERE name='sync_conflicts'"),
              Rows{"0"});
  }
}

TEST_F(Probe, P14EqualColumnAddedOnBothSidesIsOneColumn) {
  start(kTable);
  edit("a", "ALTER TABLE t ADD COLUMN extra TEXT DEFAULT 'x'");
  edit("a", "UPDATE t SET extra='of a' WHERE id=1; INSERT INTO t VALUES(3, 'three', 0, 'of a')");
  edit("b", "ALTER TABLE t ADD COLUMN extra TEXT DEFAULT 'x'");
  edit("b", "UPDATE t SET extra='of b' WHERE id=2; INSERT INTO t(id, v) VALUES(4, 'four')");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"),
              (Rows{"1|one|0|of a", "2|two|0|of b", "3|three|0|of a", "4|four|0|x"}));
    EXPECT_EQ(query(name, "SELECT sql FROM sqlite_schema WHERE name='t'"),
              Rows{"CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER DEFAULT 0, extra TEXT "
                   "DEFAULT 'x')"});
  }
}

TEST_F(Probe, P14DifferentColumnsAddedOnBothSidesAreBothThere) {
  start(kTable);
  edit("a", "ALTER TABLE t ADD COLUMN color TEXT");
  edit("a", "UPDATE t SET color='red' WHERE id=1");
  edit("b", "ALTER TABLE t ADD COLUMN weight INTEGER DEFAULT 3");
  edit("b", "UPDATE t SET weight=4 WHERE id=1; INSERT INTO t VALUES(3, 'three', 1, 8)");
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT id, v, n, color, weight FROM t"),
              (Rows{"1|one|0|red|4", "2|two|0|NULL|3", "3|three|1|NULL|8"}));
}

TEST_F(Probe, P14UnequalColumnsOfOneNameParkTheLater) {
  start(kTable);
  edit("a", "ALTER TABLE t ADD COLUMN extra TEXT");
  edit("b", "ALTER TABLE t ADD COLUMN extra INTEGER DEFAULT 1");
  sync("a");
  EXPECT_EQ(sync("b").parked, 1U);
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|one|0|NULL", "2|two|0|NULL"}));
    EXPECT_EQ(query(name, "SELECT class, state FROM sync_conflicts"), Rows{"schema|open"});
  }
}

TEST_F(Probe, P8WriteToAColumnDroppedMeanwhileIsInTheRecord) {
  start(kTable);
  edit("a", "ALTER TABLE t DROP COLUMN n");
  edit("b", "UPDATE t SET v='of b', n=5 WHERE id=1; UPDATE t SET n=6 WHERE id=2");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|of b", "2|two"}));
    EXPECT_EQ(query(name, "SELECT class, \"column\", ours FROM sync_conflicts ORDER BY id"),
              (Rows{"schema|n|5", "schema|n|6"}));
  }
}

TEST_F(Probe, P8RowsOfATableDroppedMeanwhileAreInTheRecord) {
  start(kTable + "CREATE TABLE kept(id INTEGER PRIMARY KEY, v TEXT);");
  edit("a", "DROP TABLE t");
  edit("b", "BEGIN; INSERT INTO t VALUES(3, 'three', 3); INSERT INTO kept VALUES(1, 'x'); COMMIT");
  sync("a");
  sync("b");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT class, \"table\", instr(ours, 'three') > 0 FROM sync_conflicts"),
              Rows{"schema|t|1"});
    EXPECT_EQ(query(name, "SELECT name FROM sqlite_schema WHERE name='t'"), Rows{});
  }
}

TEST_F(Probe, P14CascadesOfForeignKeysHappenOnce) {
  start(
      "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT);"
      "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p(id) ON DELETE CASCADE, v TEXT);"
      "INSERT INTO p VALUES(1, 'one'), (2, 'two'), (3, 'three');"
      "INSERT INTO c VALUES(10, 1, 'a'), (11, 1, 'b'), (20, 2, 'c'), (30, 3, 'd');");
  edit("a", "PRAGMA foreign_keys=ON; DELETE FROM p WHERE id=1");
  edit("b", "PRAGMA foreign_keys=ON; DELETE FROM p WHERE id=2; UPDATE c SET v='of b' WHERE id=30");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM p"), Rows{"3|three"});
    EXPECT_EQ(query(name, "SELECT * FROM c"), Rows{"30|3|of b"});
    EXPECT_EQ(query(name, "PRAGMA foreign_key_check"), Rows{});
  }
}

const std::string kAudit =
    "CREATE TABLE audit(what TEXT, id INTEGER, old TEXT, new TEXT);"
    "CREATE TRIGGER audit_insert AFTER INSERT ON t BEGIN"
    " INSERT INTO audit VALUES('insert', NEW.id, NULL, NEW.v); END;"
    "CREATE TRIGGER audit_update AFTER UPDATE ON t BEGIN"
    " INSERT INTO audit VALUES('update', NEW.id, OLD.v, NEW.v); END;"
    "CREATE TRIGGER audit_delete AFTER DELETE ON t BEGIN"
    " INSERT INTO audit VALUES('delete', OLD.id, OLD.v, NULL); END;";

TEST_F(Probe, P14TriggersAuditEachChangeOfAUserOnce) {
  start(kTable + kAudit);
  edit("a", "UPDATE t SET v='one of a' WHERE id=1; INSERT INTO t VALUES(3, 'three', 0)");
  edit("b", "UPDATE t SET n=7 WHERE id=1; INSERT INTO t VALUES(4, 'four', 0)");
  edit("b", "DELETE FROM t WHERE id=2; UPDATE t SET v='four of b' WHERE id=4");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|one of a|7", "3|three|0", "4|four of b|0"}));
    EXPECT_EQ(query(name, "SELECT * FROM audit ORDER BY id, what, new"),
              (Rows{"update|1|one|one", "update|1|one|one of a", "delete|2|two|NULL",
                    "insert|3|NULL|three", "insert|4|NULL|four", "update|4|four|four of b"}));
  }
}

/// As most audit tables are: both sides number their first row 1.
TEST_F(Probe, P14AuditTableWithAnIdKeepsEveryRow) {
  start(kTable +
        "CREATE TABLE audit(id INTEGER PRIMARY KEY AUTOINCREMENT, row INTEGER, old TEXT, new TEXT);"
        "CREATE TRIGGER audit_update AFTER UPDATE ON t BEGIN"
        " INSERT INTO audit(row, old, new) VALUES(NEW.id, OLD.v, NEW.v); END;");
  edit("a", "UPDATE t SET v='of a' WHERE id=1");
  edit("b", "UPDATE t SET v='of b' WHERE id=2; UPDATE t SET n=3 WHERE id=1");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|of a|3", "2|of b|0"}));
    EXPECT_EQ(query(name, "SELECT * FROM audit"),
              (Rows{"1|1|one|of a", "2|2|two|of b", "3|1|one|one"}));
    EXPECT_EQ(query(name, "SELECT count(*) FROM sqlite_schema WHERE name='sync_conflicts'"),
              Rows{"0"});
  }
}

/// The same cell on both sides: one value stays, and both changes are in the audit.
TEST_F(Probe, P14TriggersAuditTheLoserOfAConflictToo) {
  start(kTable + kAudit);
  edit("a", "UPDATE t SET v='of a' WHERE id=1");
  edit("b", "UPDATE t SET v='of b' WHERE id=1");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT v FROM t WHERE id=1"), Rows{"of b"});
    EXPECT_EQ(query(name, "SELECT * FROM audit ORDER BY new"),
              (Rows{"update|1|one|of a", "update|1|one|of b"}));
  }
}

TEST_F(Probe, P14TriggerMadeOfflineFiresFromThenOn) {
  start(kTable + "CREATE TABLE audit(id INTEGER, new TEXT);");
  edit("a",
       "CREATE TRIGGER audit_update AFTER UPDATE ON t BEGIN"
       " INSERT INTO audit VALUES(NEW.id, NEW.v); END");
  edit("a", "UPDATE t SET v='of a' WHERE id=1");
  edit("b", "UPDATE t SET v='before the trigger came' WHERE id=2");
  settle({"a", "b"});
  edit("b", "UPDATE t SET v='of b' WHERE id=2");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT id, v FROM t"), (Rows{"1|of a", "2|of b"}));
    EXPECT_EQ(query(name, "SELECT * FROM audit ORDER BY id"), (Rows{"1|of a", "2|of b"}));
  }
}

TEST_F(Probe, P14StatisticsAreCountedWhereTheyAreReplayed) {
  start(kTable + "CREATE INDEX tv ON t(v);");
  edit("a", "INSERT INTO t VALUES(3, 'three', 0)");
  edit("a", "ANALYZE");
  edit("a", "REINDEX t");
  edit("b", "INSERT INTO t VALUES(4, 'four', 0)");
  edit("b", "REINDEX");
  edit("b", "ANALYZE t");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT count(*) FROM t"), Rows{"4"});
    EXPECT_EQ(query(name, "SELECT tbl, idx, stat FROM sqlite_stat1"), Rows{"t|tv|4 1"});
    EXPECT_EQ(query(name, "PRAGMA integrity_check"), Rows{"ok"});
  }
}

}  // namespace
}  // namespace tern::tests
