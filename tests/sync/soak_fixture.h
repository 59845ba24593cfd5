#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/support/test_certificate.h"
#include "tests/sync/parties.h"

namespace tern::sync {

/// A number that the environment sets.
inline uint64_t setting(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text ? std::stoull(text) : otherwise;
}

/// ternd, parties that write, and chance, from a seed that is printed: TERN_SOAK_SEED repeats it.
/// The files of a failed run are copied to the folder TERN_SOAK_KEEP, for who looks for its cause.
class SoakFixture : public testing::Test {
 protected:
  void SetUp() override {
    const uint64_t seed = setting("TERN_SOAK_SEED", std::random_device()());
    std::printf("TERN_SOAK_SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
  }
  void TearDown() override {
    for (Party& party : parties_) party.kill();
    daemon_.kill();
    const char* const keep = std::getenv("TERN_SOAK_KEEP");
    if (!keep || !HasFailure()) return;
    std::filesystem::copy(folder_.path(""), keep, std::filesystem::copy_options::recursive);
  }

  int64_t draw(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }
  std::chrono::milliseconds between(int64_t least, int64_t most) {
    return std::chrono::milliseconds(least + draw(most - least));
  }
  std::string file_of(int64_t replica) const {
    return folder_.path("replica" + std::to_string(replica) + ".db");
  }
  size_t acknowledged() const {
    size_t count = 0;
    for (const Party& party : parties_) count += party.acknowledged().size();
    return count;
  }

  test::TemporaryFolder folder_;
  Daemon daemon_{folder_.path("")};
  std::vector<Party> parties_;
  std::mt19937_64 random_;
};

}  // namespace tern::sync
