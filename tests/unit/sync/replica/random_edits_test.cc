// Method: seeded random edits on three replicas, with lost and duplicated messages, reopened
// replicas and a reopened primary; a ledger outside checks that each acknowledged transaction is
// there or kept in sync_conflicts, exactly once.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

class RandomEdits : public Fleet, public testing::WithParamInterface<unsigned> {
 protected:
  /// One transaction: a token that only it inserts, an edit of a shared row, and a UNIQUE value
  /// that replicas may fight over.
  void edit(const std::string& name) {
    const int64_t token = ++tokens_;
    const int shared = static_cast<int>(random_() % 8);
    const int claim = static_cast<int>(random_() % 40);
    const std::string text = std::to_string(token);
    const Status done = at(name).connection().execute(
        "BEGIN; INSERT INTO token VALUES(" + text + "); UPDATE shared SET v=" + text +
        ", n=n+1 WHERE id=" + std::to_string(shared) + ";" +
        (random_() % 3 == 0
             ? "INSERT OR IGNORE INTO claim VALUES(" + text + ", " + std::to_string(claim) + ");"
             : std::string()) +
        "COMMIT");
    ASSERT_TRUE(done.has_value()) << done.error().message();
    acknowledged_.insert(token);
  }
  void faulty_sync(const std::string& name) {
    replica::Replica& replica = at(name);
    exchange_.lose_requests = random_() % 6 == 0 ? 1 : 0;
    exchange_.lose_answers = random_() % 4 == 0 ? 1 : 0;
    exchange_.duplicate = random_() % 4 == 0;
    exchange_.flip_answer = random_() % 10 == 0;
    (void)replica.sync_once(exchange_);
    exchange_ = DirectExchange(primary_);
  }

  std::mt19937 random_{GetParam()};
  int64_t tokens_ = 0;
  std::set<int64_t> acknowledged_;
};

TEST_P(RandomEdits, ConvergeAndAccountForEveryTransaction) {
  if (GetParam() % 3 == 0) {  // the primary forgets most of its history again and again
    history_bytes_max_ = 6000;
    restart_primary();
  }
  if (GetParam() % 2 == 0) {  // and has only the newest part in memory
    unindexed_bytes_max_ = 1000;
    restart_primary();
  }
  run("a", "CREATE TABLE token(id INTEGER PRIMARY KEY)");
  run("a", "CREATE TABLE shared(id INTEGER PRIMARY KEY, v INTEGER, n INTEGER)");
  run("a", "CREATE TABLE claim(id INTEGER PRIMARY KEY, what INTEGER UNIQUE)");
  run("a",
      "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT, "
      "PRIMARY KEY(\"table\", \"column\"))");
  run("a", "INSERT INTO sync_policy VALUES('shared', 'n', 'counter')");
  for (int i = 0; i < 8; ++i)
    run("a", "INSERT INTO shared VALUES(" + std::to_string(i) + ", 0, 0)");
  sync("a");
  const std::vector<std::string> names = {"a", "b", "c"};
  for (int step = 0; step < 150; ++step) {
    const std::string& name = names[random_() % 3];
    switch (random_() % 10) {
      case 0:
        close(name);
        break;
      case 1:
        restart_primary();
        break;
      case 2:
      case 3:
      case 4:
        faulty_sync(name);
        break;
      default:
        edit(name);
    }
  }
  for (int round = 0; round < 2; ++round) {
    for (const std::string& name : names) sync(name);
  }
  for (const std::string& name : names) {
    EXPECT_EQ(hash(name), hash_primary()) << name;
    EXPECT_EQ(at(name).status().pending, 0u) << name;
    EXPECT_EQ(stock_check(path(name)), "ok\n") << name;
  }
  EXPECT_EQ(stock_check(primary_->path_of("db").value()), "ok\n");
  // Exactly once: counters count the transactions that are in, parked ones are the rest.
  const int64_t in = std::stoll(query("a", "SELECT count(*) FROM token").at(0));
  const Rows parked =
      query("a", "SELECT count(DISTINCT origin || seq) FROM sync_conflicts WHERE state='open'");
  const int64_t out = parked.at(0).starts_with("error") ? 0 : std::stoll(parked.at(0));
  EXPECT_EQ(in + out, static_cast<int64_t>(acknowledged_.size()));
  EXPECT_EQ(query("a", "SELECT sum(n) FROM shared"), (Rows{std::to_string(in)}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomEdits, testing::Range(1u, 13u));

}  // namespace
}  // namespace tern::sync
