// Usage: tern_shared_writer DATABASE SEED TRANSACTIONS ACKNOWLEDGED
//
// Moves amounts between the accounts of a database that other processes work on, and looks all the
// time whether their sum is what it must be. One row in `moved` per transfer, and after its COMMIT
// a byte in the file ACKNOWLEDGED. Ends with 1 and says why if something is wrong.
#include <fcntl.h>
#include <tern/tern.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

constexpr int kAccounts = 200;
constexpr int64_t kSum = 200'000;

tern::Result<int64_t> number(tern::Connection& db, const std::string& sql) {
  tern::Statement query = TRY(db.prepare(sql));
  const bool has_row = TRY(query.step());
  if (!has_row) return tern::fail(tern::ErrorCode::Internal, "no row: " + sql);
  return query.column(0).as_integer();
}

tern::Status look(tern::Connection& db) {
  const int64_t sum = TRY(number(db, "SELECT sum(amount) FROM account"));
  if (sum != kSum) return tern::fail(tern::ErrorCode::Internal, "sum " + std::to_string(sum));
  // The index must tell what the table tells.
  const int64_t filled = TRY(number(db, "SELECT count(*) FROM account WHERE amount >= 0"));
  if (filled == kAccounts) return {};
  return tern::fail(tern::ErrorCode::Internal, "rows by index: " + std::to_string(filled));
}

tern::Status move(tern::Connection& db, std::mt19937& random, const std::string& who) {
  TRY(db.execute("BEGIN IMMEDIATE"));
  const auto from = static_cast<int64_t>(random() % kAccounts);
  const auto to = static_cast<int64_t>(random() % kAccounts);
  const int64_t has =
      TRY(number(db, "SELECT amount FROM account WHERE id = " + std::to_string(from)));
  const auto amount = static_cast<int64_t>(random() % static_cast<uint32_t>(has + 1));
  TRY(db.execute("UPDATE account SET amount = amount - ? WHERE id = ?", amount, from));
  TRY(db.execute("UPDATE account SET amount = amount + ? WHERE id = ?", amount, to));
  const std::string fill(random() % 2000, 'x');
  TRY(db.execute("INSERT INTO moved(who, fill) VALUES(?, ?)", std::string_view(who),
                 std::string_view(fill)));
  if (random() % 4 == 0) TRY(look(db));
  return db.execute("COMMIT");
}

tern::Status run(const std::string& path, const std::string& seed, int transactions,
                 int acknowledged) {
  std::mt19937 random(static_cast<uint32_t>(std::stoul(seed)));
  tern::Connection db = TRY(tern::Connection::open(path, {.busy_timeout_ms = 60000}));
  TRY(db.execute("PRAGMA synchronous = NORMAL"));
  for (int n = 0; n < transactions; ++n) {
    TRY(db.execute("PRAGMA wal_autocheckpoint = " + std::to_string(1 + random() % 60)));
    TRY(move(db, random, seed));
    if (::write(acknowledged, "x", 1) != 1) return tern::fail(tern::ErrorCode::IoErr, "ack");
    if (random() % 3 == 0) TRY(look(db));
    if (random() % 40 == 0) TRY(db.execute("PRAGMA wal_checkpoint"));
    if (random() % 100 == 0) TRY(db.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (random() % 60 == 0) {  // a cache that starts anew
      db = TRY(tern::Connection::open(path, {.busy_timeout_ms = 60000}));
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const int acknowledged = open(argv[4], O_WRONLY | O_CREAT | O_APPEND, 0600);
  const tern::Status status = run(argv[1], argv[2], std::atoi(argv[3]), acknowledged);
  if (status) return 0;
  std::fprintf(stderr, "shared writer %s: %s\n", argv[2],
               std::string(status.error().message()).c_str());
  return 1;
}
