#include "tests/support/reference_db.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace tern::test {

ReferenceDb::ReferenceDb(const std::string& path) { sqlite3_open(path.c_str(), &db_); }
ReferenceDb::~ReferenceDb() { sqlite3_close_v2(db_); }

std::string ReferenceDb::run(const std::string& sql) {
  std::string answer;
  const auto collect = [](void* out, int count, char** values, char**) {
    std::string& text = *static_cast<std::string*>(out);
    if (!text.empty()) text += '\n';
    for (int i = 0; i < count; ++i) {
      if (i > 0) text += '|';
      text += values[i] ? values[i] : "NULL";
    }
    return 0;
  };
  char* message = nullptr;
  if (sqlite3_exec(db_, sql.c_str(), collect, &answer, &message) != SQLITE_OK) {
    answer += "error: " + std::string(message ? message : sqlite3_errmsg(db_));
  }
  sqlite3_free(message);
  return answer;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "tern-test-XXXXXX").string();
  if (mkdtemp(name.data()) != nullptr) path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string copy_database(const std::string& path, const std::string& copy) {
  for (const char* suffix : {"", "-wal", "-journal"}) {
    std::filesystem::remove(copy + suffix);
    if (std::filesystem::exists(path + suffix)) {
      std::filesystem::copy(path + suffix, copy + suffix);
    }
  }
  return copy;
}

std::string run_shell(const std::string& path, const std::string& sql, int busy_timeout_ms) {
  const std::string timeout = " -cmd '.timeout " + std::to_string(busy_timeout_ms) + "' ";
  const std::string command = "sqlite3" + timeout + "'" + path + "' \"" + sql + "\" 2>&1";
  std::string answer;
  if (FILE* pipe = popen(command.c_str(), "r")) {
    char buffer[4096];
    for (size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
      answer.append(buffer, got);
    }
    pclose(pipe);
  }
  while (!answer.empty() && answer.back() == '\n') answer.pop_back();
  return answer;
}

}  // namespace tern::test
