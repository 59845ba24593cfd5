#include "engine/btree/entry_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
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
  const Pairs out = sorted(sorter);
  EXPECT_GE(sorter.runs_written(), runs_min);
  std::multimap<std::string, std::string, decltype(&bytes_less)> by_key(bytes_less);
  for (const auto& pair : in) by_key.insert(pair);  // behind those with an equal key
  EXPECT_EQ(out, Pairs(by_key.begin(), by_key.end()));
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

// Few different keys, alike for long, that end in zeros or where others go on with them.
Pairs alike_pairs(int count, unsigned seed) {
  std::mt19937 random(seed);
  Pairs pairs;
  for (int i = 0; i < count; ++i) {
    std::string key(30 + random() % 3 * 8, 'k');
    key += std::string(random() % 12, '\0');
    if (random() % 4 == 0) key[20] = static_cast<char>('a' + random() % 20);
    if (random() % 50 == 0) key.resize(random() % 20);
    pairs.emplace_back(key, std::to_string(i));
  }
  return pairs;
}

TEST(EntrySorter, SortsKeysThatAreAlike) {
  expect_sorted(alike_pairs(20'000, 6), size_t{1} << 30, 0);
}

TEST(EntrySorter, KeepsTheOrderOfEqualKeysAcrossRuns) {
  expect_sorted(alike_pairs(20'000, 7), 100'000, 10);
  expect_sorted(alike_pairs(9'000, 8), 2'000, 300);
}

TEST(EntrySorter, SortsNumbersWithDistantDigits) {
  std::mt19937_64 random(9);
  Pairs pairs;
  for (int i = 0; i < 5000; ++i) {
    std::string key(9, '\x10');
    store_be(reinterpret_cast<std::byte*>(&key[1]), random() & 0xff00'00f0'0000'0003);
    pairs.emplace_back(key, std::to_string(i));
  }
  expect_sorted(pairs, size_t{1} << 30, 0);
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
