// Journals of a transaction over several files, as the reference leaves them when it dies in the
// commit: just before and just after it deletes the super-journal.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <map>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

namespace fs = std::filesystem;
using test::run_shell;
using test::TemporaryFolder;

/// The reference's file system, which tells before and after it deletes a super-journal.
class WatchedVfs {
 public:
  using Watcher = std::function<void(bool is_gone)>;
  explicit WatchedVfs(Watcher watcher) : vfs_(*sqlite3_vfs_find(nullptr)) {
    watcher_ = std::move(watcher);
    original_ = sqlite3_vfs_find(nullptr);
    vfs_.zName = "watched";
    vfs_.xDelete = [](sqlite3_vfs*, const char* name, int sync) {
      const bool is_super = std::string_view(name).find("-mj") != std::string_view::npos;
      if (is_super) watcher_(false);
      const int result = original_->xDelete(original_, name, sync);
      if (is_super) watcher_(true);
      return result;
    };
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~WatchedVfs() { sqlite3_vfs_unregister(&vfs_); }

 private:
  sqlite3_vfs vfs_;
  static inline Watcher watcher_;
  static inline sqlite3_vfs* original_ = nullptr;
};

class SuperJournal : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(work_);
    for (const char* name : {"a.db", "b.db"}) {
      run_shell(work_ + "/" + name, "CREATE TABLE t(x); INSERT INTO t VALUES(1), (zeroblob(9000))");
    }
    const WatchedVfs watched([this](bool is_gone) {
      fs::copy(work_, is_gone ? gone_ : there_, fs::copy_options::recursive);
    });
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open_v2((work_ + "/a.db").c_str(), &db, SQLITE_OPEN_READWRITE, "watched"),
              SQLITE_OK);
    const std::string sql =
        "ATTACH '" + work_ + "/b.db' AS b; BEGIN; UPDATE t SET x = 2; UPDATE b.t SET x = 2; COMMIT";
    ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
  }
  /// The folder as it was when the writer died: journals know their super-journal by its full name.
  void go_back_to(const std::string& state) {
    fs::remove_all(work_);
    fs::copy(state, work_, fs::copy_options::recursive);
  }
  std::map<std::string, uint64_t> files() const {
    std::map<std::string, uint64_t> out;
    for (const auto& entry : fs::directory_iterator(work_)) {
      const std::string name = entry.path().filename();
      const size_t super = name.find("-mj");
      out[name.substr(0, super == std::string::npos ? super : super + 3)] = entry.file_size();
    }
    return out;
  }
  void read_by_tern(const std::string& name) const {
    const auto pager = *Pager::open(*DatabaseFile::open(io::posix_vfs(), work_ + "/" + name));
    EXPECT_TRUE(pager->begin_read());
    EXPECT_TRUE(pager->read(PageNo{2}));
  }
  std::string read_by_reference(const std::string& name) const {
    return run_shell(work_ + "/" + name, "SELECT x FROM t LIMIT 1; PRAGMA integrity_check");
  }

  TemporaryFolder folder_;
  std::string work_ = folder_.path("work");
  std::string there_ = folder_.path("there");
  std::string gone_ = folder_.path("gone");
};

TEST_F(SuperJournal, EachFileIsRolledBackWhileItIsThere) {
  go_back_to(there_);
  ASSERT_EQ(files().size(), 5u);
  EXPECT_EQ(read_by_reference("a.db"), "1\nok");
  const auto after_first = files();
  EXPECT_EQ(read_by_reference("b.db"), "1\nok");
  const auto after_second = files();

  go_back_to(there_);
  read_by_tern("a.db");
  EXPECT_EQ(files(), after_first);  // the super-journal is still needed
  read_by_tern("b.db");
  EXPECT_EQ(files(), after_second);
  EXPECT_EQ(read_by_reference("a.db"), "1\nok");
  EXPECT_EQ(read_by_reference("b.db"), "1\nok");
  EXPECT_EQ(after_second.size(), 2u);
}

TEST_F(SuperJournal, OnceItIsGoneTheJournalsAreLeftovers) {
  go_back_to(gone_);
  ASSERT_EQ(files().size(), 4u);
  read_by_tern("a.db");
  EXPECT_EQ(files().size(), 3u);
  read_by_tern("b.db");
  EXPECT_EQ(files().size(), 2u);
  EXPECT_EQ(read_by_reference("a.db"), "2\nok");
  EXPECT_EQ(read_by_reference("b.db"), "2\nok");
}

}  // namespace
}  // namespace tern::storage
