#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <utility>

namespace tern::tests {

/// Moves amounts between the accounts of a database that other processes work on, and looks all the
/// time whether their sum is what it must be. One row in `moved` per transfer, and after its COMMIT
/// a byte in a file. A row of `moved` that is `large` rewrites every account.
///
/// `Db` is one of the engines: Db(path), std::string run(sql) with rows as text ("error: ..." where
/// it fails).
template <class Db>
class SharedWriter {
 public:
  struct Options {
    std::string path;
    uint32_t seed = 0;
    int transactions = 0;
    int acknowledged = -1;  // a descriptor
    bool is_wal = true;     // else a rollback journal, and its mode is drawn
    int large_percent = 0;
  };
  explicit SharedWriter(Options options) : options_(std::move(options)), random_(options_.seed) {}

  void run() {
    open();
    for (int n = 0; n < options_.transactions; ++n) {
      if (one_in(3)) ask("PRAGMA wal_autocheckpoint = " + std::to_string(1 + below(60)));
      move();
      if (::write(options_.acknowledged, "x", 1) != 1) give_up("acknowledge", "no write");
      if (one_in(3)) look();
      if (options_.is_wal && one_in(40)) ask("PRAGMA wal_checkpoint");
      if (options_.is_wal && one_in(100)) ask("PRAGMA wal_checkpoint(TRUNCATE)");
      if (one_in(60)) open();  // a cache that starts anew
    }
  }

  /// For the test, when all writers are gone: the verdict, the sum, the rows in `moved`.
  void report() {
    db_.emplace(options_.path);
    const std::string verdict = ask("PRAGMA integrity_check");
    std::printf("%s|%s|%s\n", verdict.c_str(), ask("SELECT sum(amount) FROM account").c_str(),
                ask("SELECT count(*) FROM moved").c_str());
  }

 private:
  static constexpr uint32_t kAccounts = 200;

  uint32_t below(uint32_t end) { return static_cast<uint32_t>(random_() % end); }
  bool one_in(uint32_t count) { return below(count) == 0; }

  [[noreturn]] void give_up(const std::string& what, const std::string& why) {
    std::fprintf(stderr, "writer %u: %s: %s\n", options_.seed, what.c_str(), why.c_str());
    std::exit(1);
  }

  std::string ask(const std::string& sql) {
    std::string answer = db_->run(sql);
    if (answer.find("error: ") != std::string::npos) give_up(sql.substr(0, 100), answer);
    return answer;
  }

  void expect(const std::string& sql, const std::string& wanted) {
    const std::string answer = ask(sql);
    if (answer != wanted) give_up(sql, answer);
  }

  void open() {
    constexpr const char* kModes[]{"delete", "truncate", "persist"};
    db_.reset();
    db_.emplace(options_.path);
    ask("PRAGMA busy_timeout = 60000");
    ask("PRAGMA synchronous = " + std::to_string(below(3)));
    ask("PRAGMA cache_size = " + std::to_string(one_in(2) ? 10 : 1000));
    if (!options_.is_wal) ask("PRAGMA journal_mode = " + std::string(kModes[below(3)]));
  }

  void look() {
    expect("SELECT sum(amount) FROM account", "200000");
    // The index must tell what the table tells.
    expect("SELECT count(*) FROM account WHERE amount >= 0", std::to_string(kAccounts));
  }

  void move() {
    ask("BEGIN IMMEDIATE");
    const std::string from = std::to_string(below(kAccounts));
    const std::string to = std::to_string(below(kAccounts));
    const int64_t has = std::stoll(ask("SELECT amount FROM account WHERE id = " + from));
    const std::string amount = std::to_string(below(static_cast<uint32_t>(has) + 1));
    ask("UPDATE account SET amount = amount - " + amount + " WHERE id = " + from);
    if (below(100) < static_cast<uint32_t>(options_.large_percent)) {
      ask("UPDATE account SET fill = '" + std::string(below(1000), 'y') + "'");
    }
    ask("UPDATE account SET amount = amount + " + amount + " WHERE id = " + to);
    ask("INSERT INTO moved(who, fill) VALUES('" + std::to_string(options_.seed) + "', '" +
        std::string(below(2000), 'x') + "')");
    if (one_in(4)) look();
    ask("COMMIT");
  }

  Options options_;
  std::mt19937 random_;
  std::optional<Db> db_;
};

/// Usage: WRITER DATABASE SEED TRANSACTIONS ACKNOWLEDGED wal|rollback LARGE_PERCENT
///        WRITER DATABASE report
template <class Db>
int shared_writer_main(int argc, char** argv) {
  typename SharedWriter<Db>::Options options;
  if (argc != 7 && argc != 3) return 2;
  options.path = argv[1];
  if (argc == 3) {
    SharedWriter<Db>(options).report();
    return 0;
  }
  options.seed = static_cast<uint32_t>(std::stoul(argv[2]));
  options.transactions = std::atoi(argv[3]);
  options.acknowledged = ::open(argv[4], O_WRONLY | O_CREAT | O_APPEND, 0600);
  options.is_wal = std::string(argv[5]) == "wal";
  options.large_percent = std::atoi(argv[6]);
  SharedWriter<Db>(options).run();
  return 0;
}

}  // namespace tern::tests
