#include "tests/sync/parties.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "engine/io/posix_vfs.h"
#include "engine/txn/changeset.h"
#include "sync/model/commit_record.h"
#include "sync/model/transaction_record.h"
#include "sync/primary/primary.h"
#include "sync/replica/replica.h"
#include "sync/store/record_log.h"
#include "tests/support/test_certificate.h"
#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

namespace fs = std::filesystem;

constexpr uint8_t kCommitRecord = 2;  // sync/primary/history.cc

int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// The ledger ids that a changeset inserts; the parked transactions that it puts into
/// sync_conflicts.
struct Inserted {
  std::vector<int64_t> ids;
  std::vector<ByteVector> parked;
};

Result<Inserted> inserted_by(Bytes changeset) {
  Inserted out;
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  txn::OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind != txn::OpKind::Insert) continue;
    if (op.table->name == "ledger") out.ids.push_back(op.after[0].as_integer());
    if (op.table->name != "sync_conflicts") continue;
    const ValueView data = op.after.back();
    if (!data.is_blob()) continue;
    out.parked.emplace_back(data.as_bytes().begin(), data.as_bytes().end());
  }
  return out;
}

/// The ledger ids of a parked transaction's record.
Result<std::vector<int64_t>> ids_of_parked(Bytes data) {
  const model::TransactionRecord record = TRY(model::TransactionRecord::decode(data));
  return TRY(inserted_by(record.changeset)).ids;
}

Status read_commit(Bytes payload, std::multimap<int64_t, HistoryEntry>& out) {
  model::Reader in(payload);
  const model::CommitRecord record = TRY(model::CommitRecord::decode(in.blob()));
  HistoryEntry entry{"", record.origin.hex(), record.seq.raw};
  const Inserted inserted = TRY(inserted_by(record.changeset));
  entry.outcome = record.outcome.kind == model::OutcomeKind::Applied ? "applied" : "merged";
  for (const int64_t id : inserted.ids) out.emplace(id, entry);
  entry.outcome = "parked";
  for (const ByteVector& data : inserted.parked) {
    for (const int64_t id : TRY(ids_of_parked(data))) out.emplace(id, entry);
  }
  return ok();
}

}  // namespace

Daemon::Daemon(std::string folder) : folder_(std::move(folder)) {
  EXPECT_TRUE(tests::make_certificate(folder_));
  tests::write_file(folder_ + "/tokens", std::string(kToken) + " test * pull,push,admin\n");
  make_database();
}

void Daemon::make_database() {
  EXPECT_EQ(test::ReferenceDb(folder_ + "/first.db").run(Workload::schema()), "");
  const auto primary = primary::Primary::open(folder_ + "/data");
  ASSERT_TRUE(primary.has_value()) << primary.error().message();
  const Status created = (*primary)->create_from_file(kDatabase, folder_ + "/first.db");
  ASSERT_TRUE(created.has_value()) << created.error().message();
}

void Daemon::start() {
  // The same port again where it is free, so that who is connected by a proxy finds it.
  const uint16_t before = port();
  const std::string listen = "127.0.0.1:" + std::to_string(before);
  fs::remove(port_file());
  const std::vector<std::string> arguments = {
      TERND_PROGRAM, "serve",     "--data",      folder_ + "/data",
      "--listen",    listen,      "--tls-cert",  certificate(),
      "--tls-key",   key(),       "--tokens",    folder_ + "/tokens",
      "--port-file", port_file(), "--log-level", "warn",
      "--workers",   "2"};
  const int64_t until = now_us() + 30'000'000;
  while (port() == 0 && now_us() < until) {
    // It ends by itself where a connection of somebody else has the port: that one will go.
    if (process_.pump(1)) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    process_ = tests::ChildProcess(arguments);
  }
  ASSERT_NE(port(), 0) << "ternd does not start";
}

uint16_t Daemon::port() const {
  std::ifstream file(port_file());
  uint16_t port = 0;
  file >> port;
  return port;
}

std::string Daemon::database_folder() const {
  for (const auto& entry : fs::directory_iterator(folder_ + "/data")) {
    if (entry.is_directory()) return entry.path().string();
  }
  return "";
}

void Party::start(uint64_t seed, const std::vector<std::string>& more) {
  const int64_t first = std::max(last_id_ + 1, number_ * kIdsPerProcess);
  std::vector<std::string> arguments = {WRITER_PROGRAM,
                                        "file=" + file_,
                                        "name=" + std::to_string(number_),
                                        "first=" + std::to_string(first),
                                        "seed=" + std::to_string(seed),
                                        "ca=" + daemon_.certificate(),
                                        std::string("token=") + Daemon::kToken};
  arguments.insert(arguments.end(), more.begin(), more.end());
  process_ = tests::ChildProcess(arguments);
  drained_ = false;
  enter(Phase::Writing);
}

void Party::enter(Phase phase) {
  phase_ = phase;
  phase_since_us_ = now_us();
  ++entered_[phase];
}

void Party::take(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  int64_t id = 0;
  words >> word >> id;
  const int64_t lasted = now_us() - phase_since_us_;
  if (word == "begin") {
    last_id_ = id;
    begun_.insert(id);
  } else if (word == "ack") {
    acknowledged_.insert(id);
  } else if (word == "undone") {
    undone_.insert(id);
  } else if (word == "push") {
    enter(Phase::Pushing);
  } else if (word == "pushed") {
    push_us_ = (push_us_ * 7 + lasted) / 8;
  } else if (word == "pull") {
    enter(Phase::Pulling);
  } else if (word == "synced" || word == "failed") {
    ++(word == "synced" ? syncs_ : failed_syncs_);
    if (phase_ == Phase::Pulling && word == "synced") pull_us_ = (pull_us_ * 7 + lasted) / 8;
    enter(Phase::Writing);
  } else if (word == "fault") {
    ++repeats_;
  } else if (word == "drained") {
    drained_ = true;
  } else if (word != "pulled") {
    complaints_.push_back("replica " + std::to_string(number_) + ": " + line);
  }
}

void Party::pump(int wait_ms) {
  process_.pump(wait_ms);
  for (std::string line; process_.next_line(line);) take(line);
}

bool Party::wait_for(Phase phase, int count, int wait_ms) {
  const int64_t wanted = entered_[phase] + count;
  const int64_t until = now_us() + int64_t{wait_ms} * 1000;
  std::string line;
  for (bool more = true;;) {
    // A line at a time: what comes after it belongs to what is waited in.
    while (process_.next_line(line)) {
      take(line);
      if (entered_[phase] >= wanted) return true;
    }
    if (!more || now_us() >= until) return false;
    more = process_.pump(50);
  }
}

void Party::kill() {
  process_.kill();
  for (std::string line; process_.next_line(line);) take(line);
}

bool Party::drain(int wait_ms, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = more;
  arguments.emplace_back("drain=1");
  start(1, arguments);
  const int status = process_.wait(wait_ms);
  kill();
  return status == 0 && drained_;
}

std::string hash_of(const std::string& path) {
  Result<Connection> connection = Connection::open(path, {.create = false});
  if (!connection) return "error: " + std::string(connection.error().message());
  const Result<std::string> hash = replica::content_hash(*connection);
  return hash ? *hash : "error: " + std::string(hash.error().message());
}

std::string reference_rows(const std::string& path) {
  test::ReferenceDb db(path);
  std::string out = db.run("SELECT type, name, sql FROM sqlite_schema ORDER BY name");
  std::istringstream tables(db.run("SELECT name FROM sqlite_schema WHERE type = 'table'"));
  for (std::string table; std::getline(tables, table);) {
    const std::string columns = db.run(
        "SELECT group_concat('quote(\"' || name || '\")', '||') "
        "FROM pragma_table_info('" +
        table + "')");
    out += "\n" + table + "\n" + db.run("SELECT " + columns + " FROM \"" + table + "\" ORDER BY 1");
  }
  return out;
}

std::set<int64_t> ledger_ids(const std::string& path) {
  std::set<int64_t> out;
  std::istringstream in(test::ReferenceDb(path).run("SELECT id FROM ledger"));
  for (int64_t id = 0; in >> id;) out.insert(id);
  return out;
}

std::multimap<int64_t, HistoryEntry> read_history(const std::string& database_folder) {
  std::multimap<int64_t, HistoryEntry> out;
  const auto log = store::RecordLog::open(
      io::posix_vfs(), database_folder + "/db-history", [&](uint8_t type, Bytes payload, uint64_t) {
        return type == kCommitRecord ? read_commit(payload, out) : ok();
      });
  EXPECT_TRUE(log.has_value()) << log.error().message();
  return out;
}

std::multiset<int64_t> parked_ids(const std::string& path) {
  std::multiset<int64_t> out;
  const auto read = [&]() -> Status {
    Connection db = TRY(Connection::open(path, {.create = false}));
    Result<Statement> query =
        db.prepare("SELECT data FROM sync_conflicts WHERE state = 'open' AND data IS NOT NULL");
    if (!query) return ok();  // no conflict, no table
    while (TRY(query->step())) {
      for (const int64_t id : TRY(ids_of_parked(query->column(0).as_bytes()))) out.insert(id);
    }
    return ok();
  };
  const Status done = read();
  EXPECT_TRUE(done.has_value()) << done.error().message();
  return out;
}

}  // namespace tern::sync
