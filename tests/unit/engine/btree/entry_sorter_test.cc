#include "engine/btree/entry_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/io/memory_vfs.h"

namespace tern::btree {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs random_pairs(int count, unsigned seed) {
  std::mt19937 random(seed);
  Pairs pairs;
  for (int i = 0; i < count; ++i) {
    std::string key(random() % 20, 'k');
    for (char& letter : key) letter = static_cast<char>(random() % 256);
    pairs.emplace_back(key, "payload " + std::to_string(i) + std::string(random() % 100, '.'));
  }
  return pairs;
}

bool bytes_less(const std::string& a, const std::string& b) {
  return std::ranges::lexicographical_compare(a, b, [](char x, char y) {
    return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
  });
}

Pairs sorted(EntrySorter& sorter) {
  Pairs out;
  EXPECT_TRUE(sorter.sort());
  while (true) {
    const auto entry = sorter.next();
    EXPECT_TRUE(entry) << entry.error().message();
    if (!entry || !*entry) break;
    out.emplace_back(as_text((*entry)->key), as_text((*entry)->payload));
  }
  return out;
}

void expect_sorted(const Pairs& in, size_t memory_max, size_t runs_min) {
  io::MemoryVfs vfs;
  EntrySorter sorter(vfs, io::system_random(), memory_max);
  for (const auto& [key, payload] : in) ASSERT_TRUE(sorter.add(key, as_bytes(payload)));
  Pairs out = sorted(sorter);
  EXPECT_GE(sorter.runs_written(), runs_min);
  EXPECT_TRUE(std::ranges::is_sorted(out, bytes_less, &Pairs::value_type::first));
  Pairs expected = in;
  std::ranges::sort(expected);
  std::ranges::sort(out);
  EXPECT_EQ(out, expected);
}

TEST(EntrySorter, SortsInMemory) { expect_sorted(random_pairs(5000, 1), size_t{1} << 30, 0); }

TEST(EntrySorter, MergesRunsOfATemporaryFile) { expect_sorted(random_pairs(5000, 2), 20'000, 20); }

TEST(EntrySorter, MergesMoreRunsThanAreReadAtOnce) {
  expect_sorted(random_pairs(20'000, 3), 2'000, 700);
}

TEST(EntrySorter, TakesEntriesLargerThanItsMemory) {
  Pairs pairs = random_pairs(20, 4);
  for (auto& pair : pairs) pair.second.append(300'000, 'x');
  expect_sorted(pairs, 1000, 20);
}

TEST(EntrySorter, IsEmptyWithoutEntries) { expect_sorted({}, 1000, 0); }

TEST(EntrySorter, AFullDiskIsAnError) {
  io::MemoryVfs vfs(10'000);
  EntrySorter sorter(vfs, io::system_random(), 5'000);
  Status added = ok();
  for (const auto& [key, payload] : random_pairs(1000, 5)) {
    if (added) added = sorter.add(key, as_bytes(payload));
  }
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code(), ErrorCode::Full);
}

}  // namespace
}  // namespace tern::btree
