// ternd is killed with SIGKILL at random while honest clients write, over HTTP and over a
// WebSocket, and beside them somebody runs SQL that does not end. What was acknowledged is there
// after each start, and nothing that nobody wrote.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "tests/faults/crowd.h"
#include "tests/faults/honest_load.h"

namespace tern::faults {
namespace {

constexpr int kRoundsDefault = 6;
constexpr int64_t kIdsPerRound = 1'000'000;

/// The integers of an answer's rows.
std::set<int64_t> integers_of(const std::string& answer) {
  constexpr std::string_view kBegin = R"("type":"integer","value":")";
  std::set<int64_t> out;
  for (size_t at = answer.find(kBegin); at != std::string::npos; at = answer.find(kBegin, at)) {
    at += kBegin.size();
    out.insert(std::strtoll(answer.c_str() + at, nullptr, 10));
  }
  return out;
}

TEST(Kill, NothingAcknowledgedIsLostAndNothingComesFromNowhere) {
  const char* const seed_text = std::getenv("TERN_SOAK_SEED");
  const uint64_t seed = seed_text ? std::stoull(seed_text) : std::random_device()();
  const char* const rounds_text = std::getenv("TERN_CRASH_ROUNDS");
  const int rounds = rounds_text ? std::atoi(rounds_text) : kRoundsDefault;
  std::printf("TERN_SOAK_SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  FaultServer server;
  fill_honest(server);
  std::set<int64_t> begun;
  std::set<int64_t> acknowledged;
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const std::string endless = post_text(
        kGreedyToken, "/db/greedy/v2/pipeline",
        pipeline_of(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n"));
    const Crowd crowd(server.port(), 4, {.opening = [&](uint64_t) { return endless; }});
    HonestLoad honest(server, {.pause = std::chrono::microseconds(0),
                               .writes_every = 2,
                               .first_id = round * kIdsPerRound,
                               .may_be_cut_off = true});
    EXPECT_TRUE(honest.gets_answers(20 + random() % 100));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    server.kill();
    honest.stop();
    EXPECT_EQ(honest.complaints(), "");
    begun.merge(honest.begun());
    acknowledged.merge(honest.acknowledged());
    server.start();
    const std::string target = "/db/honest/v2/pipeline";
    const auto there = integers_of(
        server.post(kHonestToken, target, pipeline_of("SELECT id FROM ledger ORDER BY id")));
    for (const int64_t id : acknowledged) ASSERT_TRUE(there.contains(id)) << "lost: " << id;
    for (const int64_t id : there) ASSERT_TRUE(begun.contains(id)) << "from nowhere: " << id;
    EXPECT_NE(server.post(kHonestToken, target, pipeline_of("PRAGMA integrity_check"))
                  .find(R"("value":"ok")"),
              std::string::npos);
  }
  std::printf("rounds %d, acknowledged %zu of %zu begun\n", rounds, acknowledged.size(),
              begun.size());
  EXPECT_GT(acknowledged.size(), static_cast<size_t>(rounds));
}

}  // namespace
}  // namespace tern::faults
