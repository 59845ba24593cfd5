// The shell as a person uses it: in a pseudo-terminal, keys in, screen out.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "tests/support/program.h"
#include "tests/support/pseudo_terminal.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

constexpr const char* kPrompt = "tern> ";
constexpr const char* kFurther = " ...> ";
constexpr const char* kUp = "\x1b[A";
constexpr const char* kCtrlC = "\x03";
constexpr const char* kCtrlD = "\x04";

class Terminal : public testing::Test {
 protected:
  /// `environment`: with NO_COLOR or a TERM that is dumb, say that lines are not coloured.
  PseudoTerminal& start(std::vector<std::pair<std::string, std::string>> environment = {},
                        unsigned short columns = 80) {
    environment.insert(
        environment.begin(),
        {{"HOME", folder_.path()}, {"TERM", "xterm"}, {"LC_ALL", "C.UTF-8"}, {"NO_COLOR", ""}});
    session_ = std::make_unique<PseudoTerminal>(
        std::vector<std::string>{TERN_PROGRAM, database_},
        TerminalOptions{folder_.path(), std::move(environment), columns, 24});
    expect(kPrompt);
    return *session_;
  }
  void expect(const std::string& text) {
    ASSERT_TRUE(session_->shows(text)) << "no '" << text << "' in:\n" << session_->unseen();
  }
  /// Types a line; what is printed up to the next prompt.
  std::string enter(const std::string& keys) {
    session_->type(keys + "\r");
    // The prompt is drawn again when a line is shown in colours, so it is looked for behind that.
    if (!keys.starts_with('.') && colored_)
      expect(
          "\x1b"
          "8");
    expect(kPrompt);
    return session_->seen();
  }
  void leave(int status = 0) {
    session_->type(kCtrlD);
    EXPECT_EQ(session_->wait(), status);
  }

  TemporaryFolder folder_;
  std::unique_ptr<PseudoTerminal> session_;
  std::string database_ = "t.db";
  bool colored_ = true;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Terminal, TabCompletesNamesOfManyKinds) {
  ASSERT_EQ(run_program({"sqlite3", folder_ / "t.db",
                         "CREATE TABLE people(fullname, \"odd name\");"
                         "INSERT INTO people VALUES('Zoe', 7)"})
                .err,
            "");
  write_file(folder_ / "script.sql", ".print from a file\n");
  start();
  EXPECT_TRUE(has(enter("select * from peo\t;"), "Zoe"));
  EXPECT_TRUE(has(enter("select 'x' from people where fulln\t='Zoe';"), "x"));
  EXPECT_TRUE(has(enter("select 41 from people p where p.odd\t= 7;"), " 41 "));
  EXPECT_TRUE(has(enter("selec\tgroup_c\tfullname) as g from people;"), "Zoe"));
  EXPECT_TRUE(has(enter("pragma user_v\t;"), "user_version"));
  EXPECT_TRUE(has(enter(".prin\tdone"), "\ndone\r\n"));
  EXPECT_TRUE(has(enter(".read scr\t"), "from a file"));
  EXPECT_TRUE(has(enter("select 'it''s peo\t';"), "it's peo"));  // a string is left alone
  leave();
}

TEST_F(Terminal, TabListsWhatFits) {
  ASSERT_EQ(
      run_program({"sqlite3", folder_ / "t.db", "CREATE TABLE one(a); CREATE TABLE only(b)"}).err,
      "");
  PseudoTerminal& session = start();
  session.type("select count(*) from on\t");
  expect("one   only");
  EXPECT_TRUE(has(enter("l\t;"), " 0 "));
  leave();
}

TEST_F(Terminal, TabKnowsKeywordsWhereTheDatabaseCannotBeOpened) {
  database_ = "missing/t.db";
  PseudoTerminal& session = start();
  session.type("selec\t");
  expect("t ");  // only what is new is drawn
  session.type("* from \t");
  session.type(kCtrlC);
  expect("^C");
  expect(kPrompt);
  EXPECT_TRUE(has(enter(".print still here"), "\nstill here\r\n"));
  leave();
}

TEST_F(Terminal, AStatementOfSeveralLinesIsOneEntryOfTheNextSessionsHistory) {
  PseudoTerminal& first = start();
  first.type("select 'first',\r");
  expect(
      "\x1b"
      "8");
  expect(kFurther);
  EXPECT_TRUE(has(enter("40 + 2;"), " 42 "));
  enter(" select 'secret';");
  leave();
  EXPECT_FALSE(has(read_file(folder_ / ".tern_history"), "secret"));
  struct stat file{};
  ASSERT_EQ(stat((folder_ / ".tern_history").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);

  start();
  const std::string again = enter(kUp);
  EXPECT_TRUE(has(again, "first")) << again;
  EXPECT_TRUE(has(again, " 42 ")) << again;
  leave();
}

TEST_F(Terminal, CtrlCDropsTheLineAndTheStatementItBelongsTo) {
  PseudoTerminal& session = start();
  session.type("select nonsense");
  session.type(kCtrlC);
  expect("^C");
  expect(kPrompt);
  session.type("select 1 +\r");
  expect(
      "\x1b"
      "8");
  expect(kFurther);
  session.type(kCtrlC);
  expect("^C");
  expect(kPrompt);
  EXPECT_TRUE(has(enter("select 6;"), " 6 "));
  leave();
}

constexpr const char* kEndlessQuery =
    "with recursive c(x) as (values(7) union all select x+1 from c) select x from c where x=7;";

TEST_F(Terminal, CtrlCEndsTheStatementAndNotTheShell) {
  colored_ = false;
  PseudoTerminal& session = start({{"NO_COLOR", "1"}}, 200);
  enter(".mode list");
  session.type(std::string(kEndlessQuery) + "\r");
  expect("\n7\r\n");  // it runs, and finds no more
  session.type(kCtrlC);
  expect("interrupted");
  expect(kPrompt);
  EXPECT_TRUE(has(enter("select 6;"), "6\r\n"));
  leave(1);  // as after any error
}

/// While the line is read, between it and the statement, or while it runs: nowhere is it lost.
TEST_F(Terminal, CtrlCEndsTheStatementHoweverEarlyItComes) {
  colored_ = false;
  PseudoTerminal& session = start({{"NO_COLOR", "1"}}, 200);
  enter(".mode list");
  for (int round = 0; round < 40; ++round) {
    session.type(std::string(kEndlessQuery) + "\r");
    std::this_thread::sleep_for(std::chrono::microseconds(round * 250));
    session.type(kCtrlC);
    expect(kPrompt);
    ASSERT_TRUE(has(enter(".print still here"), "\nstill here\r\n")) << "round " << round;
  }
  session.type(kCtrlD);
  EXPECT_LE(session.wait(), 1);
}

TEST_F(Terminal, ColoursAreForStatementsHeadersAndNulls) {
  start();
  const std::string screen = enter("select 'a' as s, 12, null /* end */;");
  EXPECT_TRUE(has(screen, "\x1b[1ms\x1b[0m")) << screen;
  EXPECT_TRUE(has(screen, "\x1b[2mNULL\x1b[0m")) << screen;
  PseudoTerminal& session = *session_;
  session.type("select 'a', 12 -- end\r");
  expect("\x1b[1;34mselect\x1b[0m \x1b[32m'a'\x1b[0m, \x1b[36m12\x1b[0m \x1b[2m-- end\x1b[0m");
  expect(kFurther);
  enter(";");
  enter(".colors off");
  colored_ = false;
  const std::string plain = enter("select 'a' as s, null;");
  EXPECT_TRUE(has(plain, "NULL"));
  EXPECT_FALSE(has(plain, "\x1b[1m")) << plain;
  EXPECT_FALSE(has(plain, "\x1b[2m")) << plain;
  leave();
}

TEST_F(Terminal, EnvironmentTurnsColoursOff) {
  colored_ = false;
  for (const auto& setting : {std::pair<std::string, std::string>{"NO_COLOR", "1"},
                              std::pair<std::string, std::string>{"TERM", "dumb"}}) {
    start({setting});
    const std::string screen = enter("select 1 as s, null;");
    EXPECT_TRUE(has(screen, "NULL")) << screen;
    EXPECT_FALSE(has(screen, "\x1b[1")) << screen;
    EXPECT_FALSE(has(screen, "\x1b[2m")) << screen;
    leave();
  }
}

/// The vacuum waits for a lock that another session holds.
TEST_F(Terminal, AVacuumThatTakesLongSaysForHowLong) {
  PseudoTerminal& session = start();
  enter("create table t(a);");
  PseudoTerminal other({TERN_PROGRAM, "t.db"},
                       {folder_.path(), {{"HOME", folder_.path()}, {"TERM", "dumb"}}, 80, 24});
  ASSERT_TRUE(other.shows(kPrompt));
  other.type("begin exclusive;\r");
  ASSERT_TRUE(other.shows(kPrompt));
  enter(".timeout 60000");
  session.type("vacuum;\r");
  expect("vacuuming  1 s");
  other.type("rollback;\r");
  expect(kPrompt);
  leave();
}

TEST_F(Terminal, ATableIsNoWiderThanTheWindow) {
  colored_ = false;
  start({{"NO_COLOR", "1"}}, 40);
  const std::string screen = enter(
      "select 1 as id, replace(hex(zeroblob(40)),'0','wide') as long_text, 'ok' || char(27) as s;");
  size_t rows = 0;
  size_t begin = screen.find("┌");
  ASSERT_NE(begin, std::string::npos) << screen;
  for (size_t end; (end = screen.find('\n', begin)) != std::string::npos; begin = end + 1) {
    size_t columns = 0;
    for (const char c : screen.substr(begin, end - begin))
      columns += (static_cast<unsigned char>(c) & 0xc0) != 0x80 && c != '\r';
    EXPECT_LE(columns, 40U);
    ++rows;
  }
  EXPECT_GT(rows, 10U);  // 320 characters in at most 30 columns
  EXPECT_TRUE(has(screen, "ok^[")) << "a control character went to the terminal";
  enter(".mode list");
  EXPECT_TRUE(has(enter("select 1, 2;"), "1|2\r\n"));
  leave();
}

}  // namespace
}  // namespace tern::tests
