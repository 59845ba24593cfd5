// P6: an old copy of a replica's file is put back after it had pushed more.

#include <filesystem>

#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

namespace fs = std::filesystem;

class RestoreProbe : public Probe {
 protected:
  RestoreProbe() {
    start(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
        "INSERT INTO t VALUES(1, 'one'), (2, 'two');");
    edit("a", "INSERT INTO t VALUES(3, 'before the copy')");
    sync("a");
  }
  /// The file and all that lies beside it, as `cp a.db* FOLDER` copies it.
  void copy_replica(const std::string& from_folder, const std::string& to_folder) const {
    fs::create_directories(to_folder);
    for (const auto& file : fs::directory_iterator(from_folder)) {
      const std::string name = file.path().filename();
      if (name.starts_with("a.db"))
        fs::copy(file.path(), fs::path(to_folder) / name, fs::copy_options::overwrite_existing);
    }
  }
  void remove_replica() const {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(folder().path()))
      if (file.path().filename().string().starts_with("a.db")) files.push_back(file.path());
    for (const fs::path& file : files) fs::remove(file);
  }
  std::string backup() const { return folder() / "backup"; }
};

TEST_F(RestoreProbe, P6RestoredFileWithNewWritesLosesNothing) {
  copy_replica(folder().path(), backup());
  edit("a", "INSERT INTO t VALUES(4, 'pushed after the copy')");
  sync("a");
  remove_replica();
  copy_replica(backup(), folder().path());
  EXPECT_EQ(query("a", "SELECT max(id) FROM t"), Rows{"3"});
  edit("a", "INSERT INTO t VALUES(5, 'written after the restore')");
  const Synced synced = sync("a");
  EXPECT_TRUE(synced.forked) << synced.out;
  EXPECT_EQ(synced.applied, 1U) << synced.out;
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT * FROM t"),
              (Rows{"1|one", "2|two", "3|before the copy", "4|pushed after the copy",
                    "5|written after the restore"}));
}

TEST_F(RestoreProbe, P6RestoredFileWithoutNewWritesGetsTheMissingPartBack) {
  copy_replica(folder().path(), backup());
  edit("a", "INSERT INTO t VALUES(4, 'pushed after the copy')");
  sync("a");
  copy_replica(backup(), folder().path());
  sync("a");
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT * FROM t"),
              (Rows{"1|one", "2|two", "3|before the copy", "4|pushed after the copy"}));
}

TEST_F(RestoreProbe, P6TwoFilesOfOneReplicaBecomeTwoReplicas) {
  copy_replica(folder().path(), backup());
  edit("a", "INSERT INTO t VALUES(4, 'of the original')");
  sync("a");
  const auto at_copy = [&](std::vector<std::string> arguments) {
    const Outcome done = tern(std::move(arguments));
    EXPECT_EQ(done.status, 0) << done.err;
    return done.out;
  };
  const std::string copy = backup() + "/a.db";
  at_copy({copy, "INSERT INTO t VALUES(5, 'of the copy')"});
  EXPECT_NE(at_copy({"sync", copy}).find("this file was a copy"), std::string::npos);
  edit("a", "UPDATE t SET v='of the original, again' WHERE id=4");
  settle({"a", "b"});
  EXPECT_NE(at_copy({"sync", copy}).find("at revision"), std::string::npos);
  EXPECT_EQ(hash_of_file(copy), hash_of_file(primary_file()));
  EXPECT_EQ(query_file(copy, "PRAGMA integrity_check"), Rows{"ok"});
  EXPECT_EQ(query("a", "SELECT * FROM t"), (Rows{"1|one", "2|two", "3|before the copy",
                                                 "4|of the original, again", "5|of the copy"}));
}

/// Only the database was in the backup: the files beside it, its WAL too, are newer than it.
TEST_F(RestoreProbe, P6DatabaseAloneRestoredLosesNothing) {
  fs::create_directories(backup());
  fs::copy(path("a"), backup() + "/a.db");
  edit("a", "INSERT INTO t VALUES(4, 'pushed after the copy')");
  sync("a");
  edit("a", "INSERT INTO t VALUES(5, 'not yet pushed')");
  fs::copy(backup() + "/a.db", path("a"), fs::copy_options::overwrite_existing);
  sync("a");
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT * FROM t"),
              (Rows{"1|one", "2|two", "3|before the copy", "4|pushed after the copy",
                    "5|not yet pushed"}));
}

/// The same where nothing of the newer state is in a WAL any more.
TEST_F(RestoreProbe, P6FoldedDatabaseAloneRestoredLosesNothing) {
  const char* fold = "PRAGMA wal_checkpoint(TRUNCATE)";
  fs::create_directories(backup());
  edit("a", fold);
  fs::copy(path("a"), backup() + "/a.db");
  edit("a", "INSERT INTO t VALUES(4, 'pushed after the copy')");
  sync("a");
  edit("a", "INSERT INTO t VALUES(5, 'not yet pushed')");
  edit("a", fold);
  fs::copy(backup() + "/a.db", path("a"), fs::copy_options::overwrite_existing);
  EXPECT_EQ(query("a", "SELECT max(id) FROM t"), Rows{"3"});
  edit("a", "INSERT INTO t VALUES(6, 'written after the restore')");
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT * FROM t"),
              (Rows{"1|one", "2|two", "3|before the copy", "4|pushed after the copy",
                    "5|not yet pushed", "6|written after the restore"}));
}

}  // namespace
}  // namespace tern::tests
