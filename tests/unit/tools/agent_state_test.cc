// What `tern status` reads of an agent: its file, and the lock that says whether it still runs.
#include "tools/tern/commands/agent_state.h"

#include <gtest/gtest.h>

#include "engine/io/posix_vfs.h"
#include "tests/support/test_certificate.h"

namespace tern::shell {
namespace {

class AgentStateTest : public testing::Test {
 protected:
  std::optional<AgentState> read() {
    Result<std::optional<AgentState>> state = read_agent_state(path_, db_);
    EXPECT_TRUE(state.has_value());
    return *std::move(state);
  }

  tests::TemporaryFolder folder_;
  std::string path_ = folder_ / "a.db";
  Connection db_ = Connection::open(":memory:").value();
};

TEST_F(AgentStateTest, WithoutAnAgentThereIsNothing) { EXPECT_FALSE(read()); }

TEST_F(AgentStateTest, SaysWhatTheFileSaysAndThatNobodyRuns) {
  tests::write_file(path_ + "-agent", "{\"state\":\"failing\",\"error\":\"no \\\"net\\\"\"}\n");
  const std::optional<AgentState> state = read();
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->is_running);
  EXPECT_EQ(state->state, "failing");
  EXPECT_EQ(state->error, "no \"net\"");
  EXPECT_EQ(state->json, "{\"state\":\"failing\",\"error\":\"no \\\"net\\\"\",\"running\":false}");
}

TEST_F(AgentStateTest, WhoHoldsTheLockRuns) {
  tests::write_file(path_ + "-agent", "{\"state\":\"waiting\"}\n");
  const auto lock = io::posix_vfs().open(path_ + "-agent-lock", {.create = true});
  ASSERT_TRUE(lock.has_value());
  EXPECT_FALSE(read()->is_running);
  ASSERT_TRUE((*lock)->lock(0, 1, io::LockMode::Exclusive).has_value());
  EXPECT_EQ(io::best_lock_kind() == io::LockKind::OpenFile, read()->is_running);
  EXPECT_EQ(read()->error, "");
}

TEST_F(AgentStateTest, AFileThatIsNotOursIsNoAgent) {
  for (const char* text : {"", "{", "[1]", "hello", "\xff\xfe", "{\"state\":1} x"}) {
    tests::write_file(path_ + "-agent", text);
    EXPECT_FALSE(read()) << text;
  }
  tests::write_file(path_ + "-agent", "{\"state\":5,\"error\":null}");
  EXPECT_EQ(read()->state, "5");
  EXPECT_EQ(read()->error, "");
}

}  // namespace
}  // namespace tern::shell
