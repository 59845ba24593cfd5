// slt-runner FILE.test...: runs sqllogictest files through Tern, in a new database each, and
// compares with what the files say. The reference runs them too, for its time alone.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/slt/slt_engine.h"
#include "tests/slt/slt_file.h"

namespace tern::slt {
namespace {

constexpr int kFailuresPrinted = 5;  // of each file

struct Outcome {
  int failures = 0;
  double seconds = 0;
};

Outcome run(const std::vector<Record>& records, Engine& engine, const std::string& path) {
  Outcome out;
  std::vector<std::string> values;
  const auto start = std::chrono::steady_clock::now();
  for (const Record& record : records) {
    values.clear();
    const std::string error = engine.run(record.sql, record.types, values);
    const bool is_right = record.is_query ? error.empty() && agrees(record, values)
                                          : error.empty() == record.may_succeed;
    if (is_right) continue;
    if (++out.failures > kFailuresPrinted || path.empty()) continue;
    std::printf("%s:%zu: %s\n%s\n", path.c_str(), record.line,
                error.empty() ? "another result than expected" : error.c_str(), record.sql.c_str());
  }
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return out;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

int run_files(const std::vector<std::string>& paths) {
  size_t record_count = 0;
  int failures = 0;
  double seconds = 0;
  double reference_seconds = 0;
  std::printf("%-44s %8s %8s %9s %9s %6s\n", "file", "records", "failed", "tern s", "sqlite s",
              "ratio");
  for (const std::string& path : paths) {
    const std::string text = read_file(path);
    const std::vector<Record> records = parse(text);
    const Outcome ours = run(records, *open_tern(), path);
    const Outcome reference = run(records, *open_reference(), "");
    std::printf("%-44s %8zu %8d %9.3f %9.3f %6.2f\n", path.substr(path.rfind('/') + 1).c_str(),
                records.size(), ours.failures, ours.seconds, reference.seconds,
                reference.seconds / ours.seconds);
    std::fflush(stdout);
    record_count += records.size();
    failures += ours.failures;
    seconds += ours.seconds;
    reference_seconds += reference.seconds;
  }
  std::printf("%zu files, %zu records, %d failed; tern %.2f s, sqlite %.2f s, ratio %.2f\n",
              paths.size(), record_count, failures, seconds, reference_seconds,
              reference_seconds / seconds);
  return failures == 0 && record_count > 0 ? 0 : 1;
}

}  // namespace
}  // namespace tern::slt

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("usage: slt-runner FILE.test...\n", stderr);
    return 2;
  }
  return tern::slt::run_files({words + 1, words + count});
}
