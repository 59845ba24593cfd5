// Usage: tern_sql_writer folder=PATH first=ID seed=N
//
// A primary whose databases are written by SQL connections on several threads until the process is
// killed. Lines of the standard output:
//
//   begin ID           a transaction with ledger id ID will be written
//   ack ID REVISION    .. its COMMIT returned: it must never be lost
//   fatal WHY          what must not happen
#include <unistd.h>

#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "sync/primary/hosted_database.h"
#include "sync/primary/primary.h"
#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

constexpr unsigned kSecondsMax = 300;  // it ends by itself even if nobody kills it
constexpr int kThreads = 3;
constexpr int64_t kIdsPerThread = 1'000'000;
constexpr const char* kDatabase = "soak";

void say(const std::string& text) {
  const std::string line = text + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(3);  // the reader is gone
}

Status write_once(primary::HostedDatabase& database, primary::SqlConnection& sql,
                  Workload& workload, int64_t id) {
  const auto deadline = primary::WriterQueue::Clock::now() + std::chrono::seconds(60);
  const primary::WriterQueue::Turn turn = TRY(database.writers().wait(deadline));
  say("begin " + std::to_string(id));
  TRY(workload.write(id));
  say("ack " + std::to_string(id) + " " + std::to_string(sql.last_revision()));
  return ok();
}

void write_for_ever(primary::HostedDatabase& database, int64_t first, uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto sql = database.connect();
  if (!sql) return say("fatal " + std::string(sql.error().message()));
  Workload workload((*sql)->connection(), first, Workload::Kind::Plain, random);
  for (int64_t id = first;; ++id) {
    const Status done = write_once(database, **sql, workload, id);
    if (!done) return say("fatal " + std::string(done.error().message()));
  }
}

int run(const std::map<std::string, std::string>& arguments) {
  const auto primary = primary::Primary::open(arguments.at("folder"));
  const auto database = primary ? (*primary)->use(kDatabase) : std::unexpected(primary.error());
  if (!database) {
    say("fatal " + std::string(database.error().message()));
    return 1;
  }
  const int64_t first = std::stoll(arguments.at("first"));
  const uint64_t seed = std::stoull(arguments.at("seed"));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back(write_for_ever, std::ref(**database), first + i * kIdsPerThread,
                         seed + static_cast<uint64_t>(i));
  }
  for (std::thread& thread : threads) thread.join();
  return 1;
}

}  // namespace
}  // namespace tern::sync

int main(int argc, char** argv) {
  ::alarm(tern::sync::kSecondsMax);
  std::map<std::string, std::string> arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const size_t at = argument.find('=');
    if (at != std::string::npos) arguments[argument.substr(0, at)] = argument.substr(at + 1);
  }
  return tern::sync::run(arguments);
}
