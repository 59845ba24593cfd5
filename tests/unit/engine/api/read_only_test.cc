#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/support/open_by_both.h"
#include "tests/support/reference_db.h"

// What can be done with a database whose files or folder may not be written, in each state that a
// database can be found in. Both engines answer in a child process without the rights of root.

namespace tern {
namespace {

using test::ReferenceDb;

constexpr uid_t kNobody = 65534;

std::string answer_of_nobody(const std::function<std::string()>& body) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    std::string answer = "cannot become nobody";
    if (getuid() != 0 || (setgid(kNobody) == 0 && setuid(kNobody) == 0)) answer = body();
    const ssize_t put = write(ends[1], answer.data(), answer.size());
    _exit(put < 0 ? 1 : 0);
  }
  close(ends[1]);
  std::string answer;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return answer;
}

enum class State : uint8_t { Rollback, HotJournal, WalClosed, WalLeft, WalAndIndexLeft, WalInUse };
enum class Rights : uint8_t { All, FilesReadOnly, DatabaseReadOnly, FolderClosed, Nothing };

const std::string kTable = "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2);";

/// A database `a.db` in one state, with what keeps it in that state.
class Scene {
 public:
  Scene(State state, Rights rights) {
    switch (state) {
      case State::Rollback:
        ReferenceDb(path_).run(kTable);
        break;
      case State::HotJournal:
        make_hot_journal();
        break;
      case State::WalClosed:
        ReferenceDb(path_).run("PRAGMA journal_mode = wal;" + kTable);
        break;
      case State::WalLeft:
      case State::WalAndIndexLeft: {
        const std::string source = folder_.path("source.db");
        ReferenceDb db(source);
        db.run("PRAGMA journal_mode = wal;" + kTable);
        test::copy_database(source, path_);
        if (state == State::WalAndIndexLeft) {
          std::filesystem::copy(source + "-shm", path_ + "-shm");
        }
        break;
      }
      case State::WalInUse:
        user_ = std::make_unique<ReferenceDb>(path_);
        user_->run("PRAGMA journal_mode = wal;" + kTable);
        break;
    }
    std::filesystem::remove(folder_.path("source.db"));
    set_rights(rights);
  }
  ~Scene() { chmod(folder_.path("").c_str(), 0777); }
  const std::string& path() const { return path_; }

 private:
  // What a writer leaves that died in the middle of a commit.
  void make_hot_journal() {
    ReferenceDb(path_).run("PRAGMA journal_mode = persist;" + kTable + "UPDATE t SET a = a + 10");
    std::fstream journal(path_ + "-journal", std::ios::in | std::ios::out | std::ios::binary);
    const char magic_and_count[] = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\0\0\0\x01";
    journal.write(magic_and_count, 12);
  }

  void set_rights(Rights rights) {
    const bool all = rights == Rights::FilesReadOnly || rights == Rights::Nothing;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      const bool is_main = *suffix == '\0';
      const bool read_only = all || (is_main && rights == Rights::DatabaseReadOnly);
      chmod((path_ + suffix).c_str(), read_only ? 0444 : 0666);
    }
    const bool closed = rights == Rights::FolderClosed || rights == Rights::Nothing;
    chmod(folder_.path("").c_str(), closed ? 0555 : 0777);
  }

  test::TemporaryFolder folder_;
  const std::string path_ = folder_.path("a.db");
  std::unique_ptr<ReferenceDb> user_;
};

void expect_same(State state, Rights rights, const std::string& query) {
  SCOPED_TRACE(std::to_string(static_cast<int>(state)) + " " +
               std::to_string(static_cast<int>(rights)) + " " + query);
  const auto answer = [&](auto open) {
    const Scene scene(state, rights);
    const std::string out = answer_of_nobody([&] {
      return open(
          "file:" + scene.path() + query, test::OpenAs{},
          std::vector<std::string>{"SELECT count(*) FROM t", "PRAGMA journal_mode",
                                   "INSERT INTO t VALUES(3)", "SELECT max(a) FROM t", ".files"});
    });
    return out.substr(out.find('\'', 1));  // the folders' names differ
  };
  EXPECT_EQ(answer(test::open_by_tern), answer(test::open_by_reference));
}

class ReadOnly : public ::testing::TestWithParam<State> {};

TEST_P(ReadOnly, EachWayOfOpeningAnswersAsTheReference) {
  for (const Rights rights : {Rights::All, Rights::FilesReadOnly, Rights::DatabaseReadOnly,
                              Rights::FolderClosed, Rights::Nothing}) {
    for (const char* query : {"", "?mode=ro", "?immutable=1", "?nolock=1", "?mode=ro&nolock=1"}) {
      expect_same(GetParam(), rights, query);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(States, ReadOnly,
                         ::testing::Values(State::Rollback, State::HotJournal, State::WalClosed,
                                           State::WalLeft, State::WalAndIndexLeft,
                                           State::WalInUse));

}  // namespace
}  // namespace tern
