// Ctrl-C that comes before the statement runs.

#include "tools/tern/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

// Ends by itself if nothing interrupts it.
constexpr const char* kLongQuery =
    "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c LIMIT 2000000) "
    "SELECT count(*) FROM c WHERE x<0;";

/// Lines that come with a Ctrl-C behind them, or without.
class InterruptedLines final : public LineInput {
 public:
  explicit InterruptedLines(std::vector<std::pair<std::string, bool>> lines)
      : lines_(std::move(lines)) {}
  std::optional<std::string> next(bool) override {
    if (at_ == lines_.size()) return std::nullopt;
    if (lines_[at_].second) std::raise(SIGINT);
    return lines_[at_++].first;
  }

 private:
  std::vector<std::pair<std::string, bool>> lines_;
  size_t at_ = 0;
};

TEST(Interrupt, ThatComesBeforeTheStatementEndsItAndNoOther) {
  Shell shell(":memory:");
  InterruptedLines lines({{kLongQuery, true}, {"CREATE TABLE t(a);", false}});
  EXPECT_EQ(shell.run_lines(lines, true), 1);
  EXPECT_FALSE(shell.execute("SELECT * FROM t"));
}

/// Ctrl-C as each statement begins, of which the engine knows nothing: as if it had come the moment
/// before the first step, which forgets it.
void interrupt_at_first_steps(Shell& shell) {
  (*shell.connection())->set_trace([](const TraceEvent& event) {
    if (event.kind != TraceEvent::Kind::Begin) return;
    set_interrupted(nullptr);
    std::raise(SIGINT);
  });
}

TEST(Interrupt, ThatTheEngineForgetsEndsTheStatementAllTheSame) {
  Shell shell(":memory:");
  ASSERT_TRUE(shell.connection());
  interrupt_at_first_steps(shell);
  InterruptedLines lines({{kLongQuery, false}});
  EXPECT_EQ(shell.run_lines(lines, true), 1);
}

TEST(Interrupt, IsSeenByTheHandlerOfProgressAsWell) {
  Shell shell(":memory:");
  ASSERT_TRUE(shell.connection());
  interrupt_at_first_steps(shell);
  InterruptedLines lines({{".progress 100000 --quiet", false}, {kLongQuery, false}});
  EXPECT_EQ(shell.run_lines(lines, true), 1);
}

}  // namespace
}  // namespace tern::shell
