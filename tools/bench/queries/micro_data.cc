#include "tools/bench/queries/random.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/queries/table_fill.h"

namespace tern::bench {
namespace {

constexpr int64_t kRows = 1'000'000;  // of t
constexpr int64_t kJoined = 200'000;  // of a
constexpr int64_t kSmaller = 50'000;  // of b
constexpr int64_t kSmallest = 5'000;  // of c

// t is there to be scanned, sorted and grouped; a, b and c to be joined by their keys; u and w have
// no index.
constexpr const char* kTables = R"(
  CREATE TABLE t(id INTEGER PRIMARY KEY, g INTEGER, h INTEGER, v INTEGER, r REAL, s TEXT);
  CREATE TABLE a(id INTEGER PRIMARY KEY, b_id INTEGER, x INTEGER);
  CREATE TABLE b(id INTEGER PRIMARY KEY, c_id INTEGER, y INTEGER);
  CREATE TABLE c(id INTEGER PRIMARY KEY, z INTEGER, name TEXT);
  CREATE TABLE u(k INTEGER, x INTEGER);
  CREATE TABLE w(k INTEGER, y INTEGER);
)";

constexpr const char* kIndexes = R"(
  CREATE INDEX a_b ON a(b_id);
  CREATE INDEX a_x ON a(x);
  CREATE INDEX b_c ON b(c_id);
)";

void fill_t(Engine& engine, Random& random) {
  TableFill t(engine, "t", 6);
  std::string text;
  for (int64_t id = 1; id <= kRows; ++id) {
    text = "row " + std::to_string(random.between(1, 100'000'000));
    text += random.one_in(1'000) ? " a needle in it" : " nothing but hay";
    t.row(id, random.between(1, 8), random.between(1, 100'000), random.between(0, 1'000'000'000),
          random.fraction(), text);
  }
}

void fill_joined(Engine& engine, Random& random) {
  TableFill a(engine, "a", 3);
  for (int64_t id = 1; id <= kJoined; ++id) {
    a.row(id, random.between(1, kSmaller), random.between(1, 100'000));
  }
  TableFill b(engine, "b", 3);
  for (int64_t id = 1; id <= kSmaller; ++id) {
    b.row(id, random.between(1, kSmallest), random.between(1, 1'000));
  }
  TableFill c(engine, "c", 3);
  for (int64_t id = 1; id <= kSmallest; ++id) {
    c.row(id, random.between(1, 100), "name " + std::to_string(id));
  }
  TableFill u(engine, "u", 2);
  TableFill w(engine, "w", 2);
  for (int64_t i = 0; i < kJoined; ++i) {
    u.row(random.between(1, kJoined), random.between(1, 1'000));
    w.row(random.between(1, kJoined), random.between(1, 1'000));
  }
}

}  // namespace

void make_micro(Engine& engine) {
  engine.execute(kTables);
  Random random(1'000'000);
  fill_t(engine, random);
  fill_joined(engine, random);
  engine.execute(kIndexes);
}

}  // namespace tern::bench
