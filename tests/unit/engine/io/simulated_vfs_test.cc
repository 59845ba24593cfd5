// The simulated disk itself: what the crash tests and the simulator stand on.
#include "engine/io/simulated_vfs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tern::io {
namespace {

using testing::Contains;

constexpr const char* kPath = "/folder/x";

std::string text(const SimulatedDisk& disk, const std::string& path = kPath) {
  return std::string(as_text(disk.content(path)));
}

std::unique_ptr<File> open(SimulatedVfs& process, const std::string& path = kPath) {
  return process.open(path, {.create = true}).value();
}

// What `disk` may hold after a power cut, over many seeds.
std::set<std::string> after_power_loss(const SimulatedDisk& disk, const std::string& path = kPath) {
  std::set<std::string> out;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto copy = disk.copy();
    SeededRandom random(seed);
    copy->lose_power(random);
    out.insert(text(*copy, path));
  }
  return out;
}

TEST(SimulatedDisk, SyncedBytesSurviveAndUnsyncedOnesMayNot) {
  SimulatedDisk disk;
  SimulatedVfs process(disk);
  const auto file = open(process);
  ASSERT_TRUE(process.sync_folder_of(kPath));
  ASSERT_TRUE(file->pwrite(as_bytes("one"), 0));
  ASSERT_TRUE(file->sync(SyncMode::Data));
  EXPECT_EQ(after_power_loss(disk), (std::set<std::string>{"one"}));
  ASSERT_TRUE(file->pwrite(as_bytes("two"), 0));
  ASSERT_TRUE(file->truncate(1));
  EXPECT_EQ(text(disk), "t");
  EXPECT_EQ(after_power_loss(disk), (std::set<std::string>{"one", "two", "o", "t"}));
}

TEST(SimulatedDisk, SectorsOfAWriteAreKeptOneByOne) {
  SimulatedDisk disk;
  SimulatedVfs process(disk);
  const auto file = open(process);
  ASSERT_TRUE(process.sync_folder_of(kPath));
  ASSERT_TRUE(file->pwrite(as_bytes(std::string(1024, 'a')), 0));
  ASSERT_TRUE(file->sync(SyncMode::Data));
  ASSERT_TRUE(file->pwrite(as_bytes(std::string(1024, 'b')), 0));
  const std::string a(512, 'a');
  const std::string b(512, 'b');
  EXPECT_EQ(after_power_loss(disk), (std::set<std::string>{a + a, a + b, b + a, b + b}));
}

TEST(SimulatedDisk, NamesAreDurableAfterASyncOfTheFolder) {
  SimulatedDisk disk;
  SimulatedVfs process(disk);
  const auto file = open(process);
  ASSERT_TRUE(file->pwrite(as_bytes("one"), 0));
  ASSERT_TRUE(file->sync(SyncMode::Data));
  EXPECT_EQ(after_power_loss(disk), (std::set<std::string>{"", "one"}));
  ASSERT_TRUE(process.sync_folder_of("/folder/other"));
  EXPECT_EQ(after_power_loss(disk), (std::set<std::string>{"one"}));
  ASSERT_TRUE(process.remove(kPath));
  EXPECT_EQ(after_power_loss(disk), (std::set<std::string>{"", "one"}));
}

TEST(SimulatedDisk, InOrderALaterNameMeansAnEarlierOne) {
  for (const auto names : {SimulatedDisk::Names::InOrder, SimulatedDisk::Names::EachAlone}) {
    SimulatedDisk disk({.names = names});
    SimulatedVfs process(disk);
    for (const char* path : {"/a", "/b"}) {
      ASSERT_TRUE(open(process, path)->pwrite(as_bytes("x"), 0));
      ASSERT_TRUE(open(process, path)->sync(SyncMode::Data));
    }
    bool second_alone = false;
    for (uint64_t seed = 0; seed < 100; ++seed) {
      const auto copy = disk.copy();
      SeededRandom random(seed);
      copy->lose_power(random);
      second_alone |= text(*copy, "/a").empty() && !text(*copy, "/b").empty();
    }
    EXPECT_EQ(second_alone, names == SimulatedDisk::Names::EachAlone);
  }
}

TEST(SimulatedDisk, WhatAFailedSyncMissedIsInNoLaterOne) {
  SimulatedDisk disk;
  SimulatedVfs process(disk);
  const auto file = open(process);
  ASSERT_TRUE(process.sync_folder_of(kPath));
  ASSERT_TRUE(file->pwrite(as_bytes("one"), 0));
  process.fail_at(process.call_count() + 1, Fault::IoError);
  EXPECT_EQ(file->sync(SyncMode::Data).error().code(), ErrorCode::IoErrFsync);
  ASSERT_TRUE(file->sync(SyncMode::Data));
  EXPECT_THAT(after_power_loss(disk), Contains(""));
}

TEST(SimulatedVfs, ADeadProcessLosesItsLocksAndChangesNothing) {
  SimulatedDisk disk;
  SimulatedVfs one(disk);
  SimulatedVfs two(disk);
  const auto of_one = open(one);
  const auto of_two = open(two);
  EXPECT_NE(of_one->id(), of_two->id());
  ASSERT_TRUE(of_one->pwrite(as_bytes("one"), 0));
  ASSERT_TRUE(of_one->lock(10, 5, LockMode::Exclusive));
  EXPECT_EQ(of_two->lock(14, 1, LockMode::Shared).error().code(), ErrorCode::Busy);
  EXPECT_TRUE(*of_two->is_locked_by_others(0, 11));
  EXPECT_TRUE(of_two->lock(15, 1, LockMode::Exclusive));
  one.kill();
  EXPECT_FALSE(of_one->pwrite(as_bytes("two"), 0));
  EXPECT_FALSE(of_one->lock(0, 1, LockMode::Shared));
  EXPECT_TRUE(of_two->lock(14, 1, LockMode::Exclusive));
  EXPECT_EQ(text(disk), "one");
}

TEST(SimulatedVfs, SharedMemoryIsSharedAndEmptyForTheFirstUser) {
  SimulatedDisk disk;
  SimulatedVfs one(disk);
  SimulatedVfs two(disk);
  auto of_one = one.open_shared_memory("/shm", {}).value();
  auto of_two = two.open_shared_memory("/shm", {}).value();
  EXPECT_EQ(*of_two->region(0, false), nullptr);
  std::byte* const there = *of_one->region(0, true);
  std::byte* const here = *of_two->region(0, false);
  there[5] = std::byte{7};
  EXPECT_EQ(here[5], std::byte{7});
  ASSERT_TRUE(of_one->lock(120, 1, LockMode::Exclusive));
  EXPECT_FALSE(of_two->lock(120, 1, LockMode::Shared));
  one.kill();
  there[5] = std::byte{9};  // what a dead process still does
  EXPECT_EQ(here[5], std::byte{7});
  EXPECT_TRUE(of_two->lock(120, 1, LockMode::Shared));
  of_two.reset();
  of_two = two.open_shared_memory("/shm", {}).value();
  EXPECT_EQ((*of_two->region(0, true))[5], std::byte{0});
}

TEST(SimulatedVfs, FaultsHappenInTheFirstCallThatTheyFit) {
  SimulatedDisk disk;
  SimulatedVfs process(disk);
  const auto file = open(process);
  process.fail_at(1, Fault::ShortWrite);
  EXPECT_EQ(*file->size(), 0u);
  const Status written = file->pwrite(as_bytes(std::string(4096, 'a')), 100);
  EXPECT_EQ(written.error().code(), ErrorCode::Full);
  const uint64_t size = *file->size();
  EXPECT_LT(size, 4196u);
  EXPECT_EQ(size % kSectorSize, 0u);
  ASSERT_TRUE(file->truncate(0));
  ASSERT_TRUE(file->pwrite(as_bytes(std::string(100, 'a')), 0));
  ByteVector out(100);
  process.fail_at(1, Fault::BitRot);
  EXPECT_EQ(*file->pread(out, 0), 100u);
  EXPECT_EQ(std::ranges::count(out, std::byte{'a'}), 99);
  process.fail_at(1, Fault::ShortRead);
  EXPECT_EQ(file->pread(out, 0).error().code(), ErrorCode::IoErrShortRead);
  process.fail_at(1, Fault::NoSpace, true);
  EXPECT_EQ(file->pwrite(as_bytes("b"), 0).error().code(), ErrorCode::Full);
  EXPECT_EQ(file->truncate(200).error().code(), ErrorCode::Full);
  EXPECT_TRUE(file->truncate(10));
  process.mend();
  EXPECT_TRUE(file->pwrite(as_bytes("b"), 0));
  EXPECT_EQ(process.fault_count(Fault::NoSpace), 2u);
}

}  // namespace
}  // namespace tern::io
