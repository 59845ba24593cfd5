#include "tests/sync/oracle.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <utility>

#include "tests/sync/workload.h"

namespace tern::sync {

void check_whole(const std::string& file) {
  test::ReferenceDb db(file);
  db.run("PRAGMA busy_timeout = 10000");
  ASSERT_EQ(db.run("BEGIN"), "");  // one snapshot: its parties may be alive
  ASSERT_EQ(db.run("PRAGMA integrity_check"), "ok");
  const std::string details = std::to_string(Workload::kDetails);
  ASSERT_EQ(db.run("SELECT id FROM ledger WHERE (SELECT count(*) FROM detail WHERE tx = id) <> " +
                   details),
            "");
  ASSERT_EQ(db.run("SELECT tx FROM detail WHERE tx NOT IN (SELECT id FROM ledger)"), "");
  ASSERT_EQ(db.run("SELECT sum(n) FROM counter"), db.run("SELECT count(*) FROM ledger"));
}

void check_equal(const std::vector<std::string>& files) {
  const std::string hash = hash_of(files.front());
  const std::string rows = reference_rows(files.front());
  std::printf("hash %s\n", hash.c_str());
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    EXPECT_EQ(hash_of(file), hash);
    EXPECT_EQ(reference_rows(file), rows);
    EXPECT_EQ(test::ReferenceDb(file).run("PRAGMA foreign_key_check"), "");
    check_whole(file);
  }
}

std::map<std::string, int64_t> check_history(const std::string& database_folder,
                                             const std::vector<Party>& parties,
                                             size_t replica_count) {
  std::map<std::string, int64_t> outcomes;
  const std::string primary_file = database_folder + "/db";
  const std::multimap<int64_t, HistoryEntry> history = read_history(database_folder);
  const std::multiset<int64_t> parked = parked_ids(primary_file);
  const std::set<int64_t> ledger = ledger_ids(primary_file);
  std::map<std::string, std::map<uint64_t, int64_t>> by_origin;
  std::set<int64_t> begun;
  for (const Party& party : parties) begun.insert(party.begun().begin(), party.begun().end());
  for (const auto& [id, entry] : history) {
    SCOPED_TRACE(id);
    ++outcomes[entry.outcome];
    EXPECT_EQ(history.count(id), 1u);
    EXPECT_TRUE(begun.contains(id));
    EXPECT_EQ(parked.count(id), entry.outcome == "parked" ? 1u : 0u);
    EXPECT_EQ(ledger.contains(id), entry.outcome != "parked");
    EXPECT_TRUE(by_origin[entry.origin].emplace(entry.seq, id).second) << entry.seq;
  }
  EXPECT_EQ(history.size(), ledger.size() + parked.size());
  for (const Party& party : parties) {
    for (const int64_t id : party.acknowledged())
      EXPECT_EQ(history.count(id), 1u) << "lost: " << id;
    for (const int64_t id : party.undone()) EXPECT_EQ(history.count(id), 0u) << "undone: " << id;
  }
  EXPECT_EQ(by_origin.size(), replica_count);
  for (const auto& [origin, made] : by_origin) {
    EXPECT_EQ(made.rbegin()->first, made.size()) << origin;
    std::map<int64_t, int64_t> before;  // per process
    for (const auto& [seq, id] : made) {
      EXPECT_GT(id, std::exchange(before[id / Party::kIdsPerProcess], id)) << origin << " " << seq;
    }
  }
  return outcomes;
}

}  // namespace tern::sync
