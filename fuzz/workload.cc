#include "fuzz/workload.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tern::fuzz {
namespace {

constexpr uint32_t kTables = 4;
constexpr uint32_t kIds = 200;

std::string set_number(const Model& before, int64_t number) {
  const std::string n = std::to_string(number);
  if (before.number > 0) return "UPDATE meta SET n = " + n;
  return "CREATE TABLE meta(id INTEGER PRIMARY KEY, n INT); INSERT INTO meta VALUES(1, " + n + ")";
}

std::string checkpoint(io::Random& random) {
  constexpr std::array kModes{"PASSIVE", "FULL", "RESTART", "TRUNCATE"};
  return std::string("PRAGMA wal_checkpoint(") + kModes[below(random, kModes.size())] + ")";
}

std::string rebuild(io::Random& random) {
  constexpr std::array kStatements{
      "VACUUM",
      "PRAGMA page_size = 1024; VACUUM",
      "PRAGMA page_size = 4096; VACUUM",
      "PRAGMA auto_vacuum = 0; VACUUM",
      "PRAGMA auto_vacuum = 1; VACUUM",
      "PRAGMA auto_vacuum = 2; VACUUM",
      "PRAGMA incremental_vacuum(2)",
      "PRAGMA checksum = 1",
      "PRAGMA checksum = 0",
      "PRAGMA incremental_vacuum",
  };
  return kStatements[below(random, kStatements.size())];
}

}  // namespace

Action Workload::next(io::Random& random, const Model& committed, int64_t number) {
  if (working_) return next_inside(random, number);
  return next_outside(random, committed, number);
}

Action Workload::next_outside(io::Random& random, const Model& committed, int64_t number) {
  if (has_snapshot_) {
    if (chance(random, 50)) return {ActionKind::LookAgain, "", {}};
    return {ActionKind::CloseSnapshot, "COMMIT", {}};
  }
  const uint32_t dice = below(random, 100);
  if (dice < 60) {
    changes_next_ = 1 + below(random, sizes_.changes_max);
    return {ActionKind::Begin, chance(random, 80) ? "BEGIN IMMEDIATE" : "BEGIN EXCLUSIVE",
            committed};
  }
  if (dice < 72 && committed.number > 0) {
    Action out{ActionKind::Single, set_number(committed, number), committed};
    out.after.number = number;
    return out;
  }
  if (dice < 82 && sizes_.is_wal) return {ActionKind::Checkpoint, checkpoint(random), {}};
  if (dice < 84 && committed.number > 0) return {ActionKind::Rebuild, rebuild(random), {}};
  if (dice < 88) return {ActionKind::OpenSnapshot, "BEGIN", {}};
  if (dice < 91) return {ActionKind::Reconnect, "", {}};
  return {ActionKind::Look, "", {}};
}

Action Workload::next_inside(io::Random& random, int64_t number) {
  if (changes_left_ == 0) {
    if (chance(random, 20)) return {ActionKind::Rollback, "ROLLBACK", {}};
    Action out{ActionKind::Commit, set_number(*working_, number), *working_};
    out.after.number = number;
    return out;
  }
  const uint32_t dice = below(random, 100);
  if (dice < 8) return {ActionKind::Savepoint, "SAVEPOINT s", {}};
  if (dice < 14 && !savepoints_.empty()) return {ActionKind::RollbackTo, "ROLLBACK TO s", {}};
  if (dice < 18 && !savepoints_.empty()) return {ActionKind::Release, "RELEASE s", {}};
  return change(random);
}

Action Workload::change(io::Random& random) const {
  if (working_->tables.empty() || chance(random, 15)) return change_schema(random);
  auto it = working_->tables.begin();
  std::advance(it, below(random, static_cast<uint32_t>(working_->tables.size())));
  return change_rows(random, it->first);
}

Action Workload::change_schema(io::Random& random) const {
  Action out{ActionKind::Change, "", *working_};
  const std::string name = "t" + std::to_string(below(random, kTables));
  const auto found = out.after.tables.find(name);
  if (found == out.after.tables.end()) {
    out.sql = "CREATE TABLE " + name + "(id INTEGER PRIMARY KEY, v TEXT)";
    out.after.tables[name];
  } else if (chance(random, 30)) {
    out.sql = "DROP TABLE " + name;
    out.after.tables.erase(found);
  } else if (found->second.has_index) {
    out.sql = "DROP INDEX " + name + "_v";
    found->second.has_index = false;
  } else {
    out.sql = "CREATE INDEX " + name + "_v ON " + name + "(v)";
    found->second.has_index = true;
  }
  return out;
}

Action Workload::change_rows(io::Random& random, const std::string& name) const {
  Action out{ActionKind::Change, "", *working_};
  const uint32_t dice = below(random, 100);
  if (dice < 60) {
    out.sql = insert(random, name, out.after);
    return out;
  }
  std::map<int64_t, ModelText>& rows = out.after.tables[name].rows;
  const int64_t from = below(random, kIds);
  const int64_t to = from + below(random, chance(random, 20) ? kIds : 20);
  const auto first = rows.lower_bound(from);
  const auto last = rows.upper_bound(to);
  const std::string where =
      " WHERE id BETWEEN " + std::to_string(from) + " AND " + std::to_string(to);
  if (dice < 80) {
    const ModelText text{random.next_u32() % 100'000, below(random, sizes_.text_bytes_max)};
    for (auto it = first; it != last; ++it) it->second = text;
    out.sql = "UPDATE " + name + " SET v = '" + text.text() + "'" + where;
  } else if (dice < 97) {
    rows.erase(first, last);
    out.sql = "DELETE FROM " + name + where;
  } else {
    rows.clear();
    out.sql = "DELETE FROM " + name;
  }
  return out;
}

std::string Workload::insert(io::Random& random, const std::string& name, Model& after) const {
  std::string sql = "INSERT OR REPLACE INTO " + name + " VALUES";
  const uint32_t count = 1 + below(random, sizes_.rows_max);
  for (uint32_t i = 0; i < count; ++i) {
    const int64_t id = below(random, std::max(kIds, 2 * sizes_.rows_max));
    const uint32_t size = below(random, 100) < 5 ? 5000 : below(random, sizes_.text_bytes_max);
    const ModelText text{random.next_u32() % 100'000, size};
    after.tables[name].rows[id] = text;
    sql += (i == 0 ? "(" : ",(") + std::to_string(id) + ",'" + text.text() + "')";
  }
  return sql;
}

void Workload::done(const Action& action) {
  switch (action.kind) {
    case ActionKind::Begin:
      working_ = action.after;
      changes_left_ = changes_next_;
      break;
    case ActionKind::Change:
      working_ = action.after;
      --changes_left_;
      break;
    case ActionKind::Savepoint:
      savepoints_.push_back(*working_);
      break;
    case ActionKind::RollbackTo:
      working_ = savepoints_.back();
      break;
    case ActionKind::Release:
      savepoints_.pop_back();
      break;
    case ActionKind::Commit:
    case ActionKind::Rollback:
    case ActionKind::CloseSnapshot:
      reset();
      break;
    case ActionKind::OpenSnapshot:
      has_snapshot_ = true;
      break;
    default:
      break;
  }
}

void Workload::reset() {
  working_.reset();
  savepoints_.clear();
  has_snapshot_ = false;
}

}  // namespace tern::fuzz
