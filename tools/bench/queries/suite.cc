#include "tools/bench/queries/suite.h"

#include <chrono>
#include <cstdio>
#include <filesystem>

namespace tern::bench {

std::string ready_database(const Suite& suite, const std::string& folder) {
  const std::string path = folder + "/" + suite.name + "-" + std::to_string(suite.version) + ".db";
  if (std::filesystem::exists(path)) return path;
  const auto start = std::chrono::steady_clock::now();
  const std::string unfinished = path + ".unfinished";
  std::filesystem::remove(unfinished);
  {
    const auto engine = open_engine(EngineKind::Sqlite, unfinished);
    engine->execute("PRAGMA journal_mode=off; PRAGMA synchronous=off; PRAGMA cache_size=-262144");
    engine->execute("BEGIN");
    suite.make(*engine);
    engine->execute("COMMIT");
    engine->execute("ANALYZE");
  }
  std::filesystem::rename(unfinished, path);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%s: database of %.0f MiB made in %.1f s\n", suite.name.c_str(),
              static_cast<double>(std::filesystem::file_size(path)) / (1 << 20), took.count());
  std::fflush(stdout);
  return path;
}

}  // namespace tern::bench
