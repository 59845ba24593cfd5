#include "tools/bench/vectors.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tern/tern.h"
#include "tools/bench/queries/random.h"

namespace tern::bench {
namespace {

constexpr int kVectors = 100'000;
constexpr size_t kDimensions = 384;
constexpr int kRounds = 25;

using Clock = std::chrono::steady_clock;

/// The best of some rounds. Units: milliseconds.
template <class Work>
double best_ms(const Work& work) {
  double best = 1e300;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  return best;
}

std::vector<float> vector_of(Random& random) {
  std::vector<float> out(kDimensions);
  for (float& element : out) element = static_cast<float>(random.fraction() * 2 - 1);
  return out;
}

Bytes bytes_of(const std::vector<float>& vector) { return std::as_bytes(std::span(vector)); }

/// What a register of any processor takes at a time.
using Register [[gnu::vector_size(16)]] = uint64_t;

/// Reads all of `registers`, which are more than the processor's caches hold. With as little work
/// beside as can be: it is memory that is measured.
uint64_t read_through(const std::vector<Register>& registers) {
  Register a = {};
  Register b = {};
  Register c = {};
  Register d = {};
  for (size_t i = 0; i + 4 <= registers.size(); i += 4) {
    a ^= registers[i];
    b ^= registers[i + 1];
    c ^= registers[i + 2];
    d ^= registers[i + 3];
  }
  const Register all = a ^ b ^ c ^ d;
  return all[0] ^ all[1];
}

double reading_ms() {
  std::vector<Register> registers(kVectors * kDimensions * sizeof(float) / sizeof(Register));
  for (size_t i = 0; i < registers.size(); ++i) registers[i] = Register{i, i};
  volatile uint64_t sink = 0;
  return best_ms([&] { sink = sink ^ read_through(registers); });
}

Status fill(Connection& db, int page_size, Random& random) {
  TRY(db.execute("PRAGMA page_size = " + std::to_string(page_size)));
  TRY(db.execute("PRAGMA cache_size = -1000000; CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)"));
  auto transaction = TRY(db.begin());
  Statement insert = TRY(db.prepare("INSERT INTO t(v) VALUES(?)"));
  for (int i = 0; i < kVectors; ++i) {
    TRY(insert.bind(1, ValueView::blob(bytes_of(vector_of(random)))));
    (void)TRY(insert.step());
    insert.reset();
  }
  return std::move(transaction).commit();
}

Result<double> query_ms(Connection& db, const std::string& expression, Bytes wanted) {
  Statement query = TRY(db.prepare("SELECT max(" + expression + ") FROM t"));
  if (query.parameter_count() > 0) TRY(query.bind(1, ValueView::blob(wanted)));
  Status status;
  const double ms = best_ms([&] {
    const Result<bool> row = query.step();
    if (!row) status = std::unexpected(row.error());
    query.reset();
  });
  TRY(std::move(status));
  return ms;
}

Status print_pages_of(int page_size) {
  Connection db = TRY(Connection::open(":memory:"));
  Random random(384);
  TRY(fill(db, page_size, random));
  const std::vector<float> wanted = vector_of(random);
  const double reading = reading_ms();
  std::printf("pages of %d bytes\n%-32s %8.1f ms\n", page_size, "reading the bytes from memory",
              reading);
  for (const std::string expression :
       {"length(v)", "vector_distance_cos(v, ?)", "vector_distance_l2(v, ?)",
        "vector_distance_l1(v, ?)", "vector_distance_dot(v, ?)", "vector_distance_jaccard(v, ?)"}) {
    const double ms = TRY(query_ms(db, expression, bytes_of(wanted)));
    std::printf("%-32s %8.1f ms   %.2f of it\n", expression.c_str(), ms, ms / reading);
  }
  return ok();
}

Status print() {
  std::printf("%d vectors of %zu floats, best of %d\n", kVectors, kDimensions, kRounds);
  for (const int page_size : {4096, 16384, 65536}) TRY(print_pages_of(page_size));
  return ok();
}

}  // namespace

int print_vectors() {
  const Status printed = print();
  if (!printed) {
    std::fprintf(stderr, "tern-bench: %s\n", std::string(printed.error().message()).c_str());
  }
  return printed ? 0 : 1;
}

}  // namespace tern::bench
