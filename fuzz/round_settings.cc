#include <array>

#include "fuzz/round.h"

namespace tern::fuzz {
namespace {

using Names = io::SimulatedDisk::Names;

template <class T, size_t kCount>
T pick(io::Random& random, const std::array<T, kCount>& from) {
  return from[below(random, kCount)];
}

constexpr std::array<const char*, 3> kSafeModes{"delete", "truncate", "persist"};
constexpr std::array<const char*, 2> kWeakModes{"memory", "off"};
constexpr std::array<const char*, 8> kProtections{
    "",
    "",
    "",
    "",
    "",
    "",
    "PRAGMA checksum = 1",
    "PRAGMA hexkey = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'"};

}  // namespace

RoundSettings RoundSettings::draw(io::Random& random) {
  RoundSettings out;
  out.is_wal = chance(random, 45);
  out.process_count = 1 + (chance(random, 50) ? below(random, 3) : 0);
  const bool is_weak = !out.is_wal && chance(random, 15);
  for (uint32_t i = 0; i < out.process_count; ++i) {
    out.journal_modes.emplace_back(is_weak ? pick(random, kWeakModes) : pick(random, kSafeModes));
  }
  out.synchronous = pick(random, std::array<uint32_t, 8>{0, 1, 1, 2, 2, 2, 3, 3});
  out.page_size = pick(random, std::array<uint32_t, 6>{512, 512, 1024, 4096, 8192, 65536});
  out.auto_vacuum = pick(random, std::array<uint32_t, 6>{0, 0, 0, 0, 1, 2});
  out.protection = pick(random, kProtections);
  out.cache_pages = pick(random, std::array<uint32_t, 3>{10, 20, 1000});
  out.autocheckpoint_frames = pick(random, std::array<uint32_t, 4>{0, 5, 20, 1000});
  out.has_faults = chance(random, 50);
  out.disk.names = pick(random, std::array{Names::AtOnce, Names::InOrder, Names::EachAlone});
  out.sizes.is_wal = out.is_wal;
  const uint32_t dice = below(random, 100);
  if (dice < 3) {  // small, and a crash at every call
    out.step_count = 12;
    out.crash_percent = 100;
    out.sizes = {.rows_max = 3, .text_bytes_max = 60, .changes_max = 3, .is_wal = out.is_wal};
  } else if (dice < 5) {
    out.step_count = 20;
    out.crash_percent = 1;
    out.sizes = {.rows_max = 400, .text_bytes_max = 300, .changes_max = 6, .is_wal = out.is_wal};
  }
  return out;
}

std::string RoundSettings::describe() const {
  std::string out = is_wal ? "wal" : "";
  if (!is_wal) {
    for (const std::string& mode : journal_modes) out += (out.empty() ? "" : "+") + mode;
  }
  return out + ", synchronous " + std::to_string(synchronous) + ", page size " +
         std::to_string(page_size) + ", cache " + std::to_string(cache_pages) + ", checkpoint at " +
         std::to_string(autocheckpoint_frames) + ", processes " + std::to_string(process_count) +
         ", auto_vacuum " + std::to_string(auto_vacuum) +
         (protection.empty() ? "" : ", protected") + ", names " +
         std::to_string(static_cast<int>(disk.names)) + (has_faults ? ", faults" : "");
}

}  // namespace tern::fuzz
