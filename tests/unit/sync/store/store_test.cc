#include <gtest/gtest.h>

#include "engine/io/memory_vfs.h"
#include "sync/store/record_log.h"
#include "sync/store/slot_file.h"

namespace tern::sync::store {
namespace {

using Seen = std::vector<std::string>;

RecordLog::Visitor into(Seen& seen) {
  return [&seen](uint8_t type, Bytes payload, uint64_t) {
    seen.push_back(std::to_string(type) + std::string(as_text(payload)));
    return ok();
  };
}

TEST(RecordLog, KeepsTheWholeRecordsBeforeEveryCut) {
  io::MemoryVfs vfs;
  Seen none;
  RecordLog log = RecordLog::open(vfs, "log", into(none)).value();
  ASSERT_TRUE(log.append(1, as_bytes("one")).has_value());
  const uint64_t first_end = log.size();
  ASSERT_TRUE(log.append(2, as_bytes("two")).has_value());
  const uint64_t end = log.size();
  auto file = vfs.open("log", {}).value();
  for (uint64_t cut = end; cut >= 8; --cut) {
    ASSERT_TRUE(file->truncate(cut).has_value());
    Seen seen;
    ASSERT_TRUE(RecordLog::open(vfs, "log", into(seen)).has_value());
    const Seen expected = cut == end         ? Seen{"1one", "2two"}
                          : cut >= first_end ? Seen{"1one"}
                                             : Seen{};
    EXPECT_EQ(seen, expected) << cut;
  }
}

TEST(RecordLog, AppendAfterATornRecordReplacesIt) {
  io::MemoryVfs vfs;
  Seen seen;
  RecordLog log = RecordLog::open(vfs, "log", into(seen)).value();
  ASSERT_TRUE(log.append(1, as_bytes("one")).has_value());
  auto file = vfs.open("log", {}).value();
  ASSERT_TRUE(file->pwrite(as_bytes("garbage garbage garbage"), log.size()).has_value());
  RecordLog again = RecordLog::open(vfs, "log", into(seen)).value();
  ASSERT_TRUE(again.append(2, as_bytes("two")).has_value());
  seen.clear();
  ASSERT_TRUE(RecordLog::open(vfs, "log", into(seen)).has_value());
  EXPECT_EQ(seen, (Seen{"1one", "2two"}));
}

TEST(RecordLog, FollowsAppendsAndReplacements) {
  io::MemoryVfs vfs;
  Seen seen;
  RecordLog writer = RecordLog::open(vfs, "log", into(seen)).value();
  RecordLog reader = RecordLog::open(vfs, "log", into(seen)).value();
  ASSERT_TRUE(writer.append(1, as_bytes("one")).has_value());
  EXPECT_EQ(reader.follow(into(seen)).value(), false);
  EXPECT_EQ(seen, (Seen{"1one"}));
  ASSERT_TRUE(writer.rewrite({{9, ByteVector{std::byte{'x'}}}}).has_value());
  seen.clear();
  EXPECT_EQ(reader.follow(into(seen)).value(), true);
  EXPECT_EQ(seen, (Seen{"9x"}));
}

TEST(SlotFile, ATornWriteLeavesTheFormerState) {
  io::MemoryVfs vfs;
  SlotFile slots = SlotFile::open(vfs, "s", true).value();
  EXPECT_EQ(slots.read().value(), ByteVector{});
  ASSERT_TRUE(slots.write(as_bytes("first")).has_value());
  ASSERT_TRUE(slots.write(as_bytes("second")).has_value());
  EXPECT_EQ(as_text(SlotFile::open(vfs, "s", false)->read().value()), "second");
  auto file = vfs.open("s", {}).value();
  ASSERT_TRUE(file->pwrite(as_bytes("torn"), 20).has_value());  // slot 0 held the second write
  EXPECT_EQ(as_text(SlotFile::open(vfs, "s", false)->read().value()), "first");
}

}  // namespace
}  // namespace tern::sync::store
