#include "tools/bench/queries/random.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/queries/table_fill.h"

namespace tern::bench {
namespace {

constexpr int64_t kRows = 1'000'000;

constexpr const char* kTables = R"(
  CREATE TABLE f(id INTEGER PRIMARY KEY, i INTEGER, r REAL, s TEXT, n TEXT, j TEXT);
)";

std::string document(int64_t id, Random& random) {
  std::string out = R"({"id":)" + std::to_string(id);
  out += R"(,"name":"person )" + std::to_string(random.between(1, 100'000));
  out += R"(","tags":["red","green","blue"],"address":{"street":"Long Road )";
  out += std::to_string(random.between(1, 200));
  out += R"(","city":"Springfield","zip":")" + std::to_string(random.between(10'000, 99'999));
  out += R"("},"score":)" + std::to_string(random.fraction() * 100);
  out += R"(,"active":true,"note":null})";
  return out;
}

}  // namespace

void make_functions(Engine& engine) {
  engine.execute(kTables);
  Random random(1'000'000);
  TableFill f(engine, "f", 6);
  for (int64_t id = 1; id <= kRows; ++id) {
    const double real = random.fraction() * 1e6;
    std::string text = "row " + std::to_string(random.between(1, 100'000'000));
    text += random.one_in(1'000) ? " a Needle in it" : " nothing but hay";
    f.row(id, random.between(0, 1'700'000'000), real, text, std::to_string(real),
          document(id, random));
  }
}

}  // namespace tern::bench
