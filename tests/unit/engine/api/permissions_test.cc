#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "engine/io/posix_vfs.h"
#include "engine/io/random.h"
#include "engine/io/temporary_file.h"
#include "tern/tern.h"
#include "tests/support/reference_db.h"

// Who may use a database may use the files beside it, and nobody else may read them.

namespace tern::test {
namespace {

std::string permissions_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return "none";
  return std::to_string((status.st_mode >> 6) & 7) + std::to_string((status.st_mode >> 3) & 7) +
         std::to_string(status.st_mode & 7);
}

std::string permissions_of_all(const std::string& path) {
  std::string out;
  for (const char* const suffix : {"", "-wal", "-shm", "-journal"}) {
    out += permissions_of(path + suffix) + " ";
  }
  return out;
}

constexpr const char* kModes[] = {"wal", "persist"};
constexpr const char* kWrites = "CREATE TABLE t(a); INSERT INTO t VALUES(1)";

std::string with_reference(const std::string& path, mode_t mode, const std::string& journal) {
  ReferenceDb db(path);
  db.run("PRAGMA user_version=1");
  EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  db.run("PRAGMA journal_mode=" + journal + "; " + kWrites);
  return permissions_of_all(path);
}

std::string with_tern(const std::string& path, mode_t mode, const std::string& journal) {
  Connection db = Connection::open(path).value();
  EXPECT_TRUE(db.execute("PRAGMA user_version=1"));
  EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  EXPECT_TRUE(db.execute("PRAGMA journal_mode=" + journal + "; " + kWrites));
  return permissions_of_all(path);
}

TEST(Permissions, FilesBesideADatabaseHaveItsOwn) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(022);
  for (const std::string journal : kModes) {
    for (const mode_t mode : {0600u, 0640u, 0664u, 0666u}) {
      const std::string name = journal + std::to_string(mode);
      const std::string expected = with_reference(folder.path(name + "-r.db"), mode, journal);
      EXPECT_EQ(with_tern(folder.path(name + "-t.db"), mode, journal), expected) << name;
    }
  }
  ::umask(before);
}

// Only root may give files away, and CI runs as root; elsewhere both engines keep the user's own.
TEST(Permissions, FilesBesideADatabaseHaveItsOwner) {
  const TemporaryFolder folder;
  constexpr uid_t kSomebody = 12345;
  const auto owner_of_wal = [&](const std::string& path, auto write) {
    EXPECT_TRUE(::chown(path.c_str(), kSomebody, kSomebody) == 0 || ::geteuid() != 0);
    write();
    struct stat status{};
    EXPECT_EQ(::stat((path + "-wal").c_str(), &status), 0);
    return std::to_string(status.st_uid) + ":" + std::to_string(status.st_gid);
  };
  const std::string make = "PRAGMA user_version=1";
  const std::string write = "PRAGMA journal_mode=wal; CREATE TABLE t(a); INSERT INTO t VALUES(1)";
  ReferenceDb reference(folder.path("reference.db"));
  reference.run(make);
  const std::string expected =
      owner_of_wal(folder.path("reference.db"), [&] { reference.run(write); });
  Connection tern = Connection::open(folder.path("tern.db")).value();
  ASSERT_TRUE(tern.execute(make));
  EXPECT_EQ(owner_of_wal(folder.path("tern.db"), [&] { EXPECT_TRUE(tern.execute(write)); }),
            expected);
}

TEST(Permissions, TemporaryFilesAreTheirOwnersAlone) {
  const mode_t before = ::umask(0);
  const auto file = io::open_temporary(io::posix_vfs(), io::system_random());
  ::umask(before);
  ASSERT_TRUE(file);
  bool is_found = false;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    const std::string target = std::filesystem::read_symlink(entry, error).string();
    if (target.find("/tern-") == std::string::npos || !target.ends_with("(deleted)")) continue;
    EXPECT_EQ(permissions_of(entry.path()), "600");
    is_found = true;
  }
  EXPECT_TRUE(is_found);
}

}  // namespace
}  // namespace tern::test
