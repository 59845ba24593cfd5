// corpus_TARGET FOLDER: gives each file of the folder to the target once, without libFuzzer.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/bytes.h"

namespace tern::fuzz {
void run(Bytes input);  // target_*.cc: one per program
}

namespace {

constexpr unsigned kSecondsMax = 60;  // for one input

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
    std::fputs("corpus_TARGET FOLDER\n", stderr);
    return 2;
  }
  const std::vector<std::string> paths = files_in(argv[1]);
  for (const std::string& path : paths) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    const std::string input = bytes.str();
    // Whoever finds it dead knows the file.
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
    alarm(kSecondsMax);
    tern::fuzz::run(tern::as_bytes(input));
  }
  std::printf("%zu files\n", paths.size());
  return paths.empty() ? 1 : 0;
}
