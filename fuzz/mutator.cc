#include "fuzz/mutator.h"

#include <algorithm>
#include <array>

#include "engine/storage/header.h"
#include "engine/storage/wal_format.h"
#include "fuzz/protected_files.h"

namespace tern::fuzz {
namespace {

using Random = std::mt19937_64;

size_t below(Random& random, size_t end) { return end == 0 ? 0 : random() % end; }
bool chance(Random& random, size_t percent) { return below(random, 100) < percent; }

uint32_t page_size_of(Bytes database) {
  if (database.size() < storage::kHeaderSize) return 512;
  const uint32_t stored = load_be<uint16_t>(&database[16]);
  const uint32_t size = stored == 1 ? 65536 : stored;
  return storage::is_page_size(size) ? size : 512;
}

// Numbers that end ranges, and numbers of pages that exist.
uint32_t tricky(Random& random, size_t pages) {
  constexpr std::array<uint32_t, 14> kEdges{
      0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x8000, 0xfffe, 0x7fffffff, 0xffffffff};
  if (chance(random, 40)) return static_cast<uint32_t>(below(random, pages + 3));
  return kEdges[below(random, kEdges.size())];
}

void put(MutBytes bytes, size_t at, uint32_t value, size_t width) {
  for (size_t i = 0; i < width && at + i < bytes.size(); ++i) {
    bytes[at + i] = static_cast<std::byte>(value >> (8 * (width - 1 - i)));
  }
}

void flip(MutBytes bytes, Random& random) {
  if (bytes.empty()) return;
  std::byte& byte = bytes[below(random, bytes.size())];
  byte = chance(random, 50) ? byte ^ static_cast<std::byte>(1U << below(random, 8))
                            : static_cast<std::byte>(random());
}

// A b-tree page (or a freelist or overflow page: their first words are hit as well).
void mutate_page(MutBytes page, bool is_first, Random& random, size_t pages) {
  const size_t header = is_first ? storage::kHeaderSize : 0;
  const size_t cells = load_be<uint16_t>(&page[header + 3]);
  switch (below(random, 8)) {
    case 0: {  // kind, freeblock, cell count, content start, fragments, right child
      constexpr std::array<std::array<size_t, 2>, 6> kFields{
          {{0, 1}, {1, 2}, {3, 2}, {5, 2}, {7, 1}, {8, 4}}};
      const auto& field = kFields[below(random, kFields.size())];
      return put(page, header + field[0], tricky(random, pages), field[1]);
    }
    case 1:
      page[header] =
          std::array{std::byte{2}, std::byte{5}, std::byte{10}, std::byte{13}}[below(random, 4)];
      return;
    case 2:
    case 3: {  // a cell pointer
      const auto value = static_cast<uint32_t>(below(random, page.size() + 8));
      return put(page, header + 8 + 2 * below(random, cells + 3), value, 2);
    }
    case 4:
    case 5: {  // inside a cell: child page, payload size, key, record header
      const size_t pointer = header + 8 + 2 * below(random, cells + 1);
      if (pointer + 2 > page.size()) return flip(page, random);
      const size_t cell = load_be<uint16_t>(&page[pointer]);
      const size_t at = cell + below(random, 12);
      if (chance(random, 50)) return put(page, at, tricky(random, pages), 1);
      return put(page, at, tricky(random, pages), 4);
    }
    case 6:  // next page of a chain, number of leaves
      return put(page, 4 * below(random, 4), tricky(random, pages), 4);
    default:
      return flip(page, random);
  }
}

void mutate_database(ByteVector& database, Random& random) {
  const size_t page_size = page_size_of(database);
  const size_t pages = database.size() / page_size;
  if (pages == 0) return;
  const auto page = [&](size_t i) { return MutBytes(database).subspan(i * page_size, page_size); };
  switch (below(random, 12)) {
    case 0: {  // a field of the database header
      constexpr std::array<std::array<size_t, 2>, 16> kFields{{{16, 2},
                                                               {18, 1},
                                                               {19, 1},
                                                               {20, 1},
                                                               {21, 1},
                                                               {22, 1},
                                                               {24, 4},
                                                               {28, 4},
                                                               {32, 4},
                                                               {36, 4},
                                                               {40, 4},
                                                               {44, 4},
                                                               {52, 4},
                                                               {56, 4},
                                                               {64, 4},
                                                               {92, 4}}};
      const auto& field = kFields[below(random, kFields.size())];
      return put(database, field[0], tricky(random, pages), field[1]);
    }
    case 1: {  // one page in the place of another
      const MutBytes from = page(below(random, pages));
      std::ranges::copy(ByteVector(from.begin(), from.end()), page(below(random, pages)).begin());
      return;
    }
    case 2:
      if (chance(random, 30)) database.resize(below(random, database.size() + page_size));
      return;
    default: {
      const size_t i = chance(random, 20) ? 0 : below(random, pages);
      return mutate_page(page(i), i == 0, random, pages);
    }
  }
}

void mutate_wal(ByteVector& wal, Random& random) {
  if (wal.size() < storage::kWalHeaderSize) return;
  const uint32_t page_size = load_be<uint32_t>(&wal[8]);
  const size_t frame_size = storage::kFrameHeaderSize + std::min<uint32_t>(page_size, 65536);
  const size_t frames = (wal.size() - storage::kWalHeaderSize) / frame_size;
  const size_t frame = storage::kWalHeaderSize + below(random, frames) * frame_size;
  switch (below(random, 6)) {
    case 0:
      put(wal, 4 * below(random, 8), tricky(random, frames), 4);
      break;
    case 1:  // page number, size after commit
      put(wal, frame + 4 * below(random, 2), tricky(random, frames), 4);
      break;
    case 2:
      wal.resize(below(random, wal.size()));
      break;
    case 3:
      flip(wal, random);
      break;
    default:
      // The header may be mutated already.
      if (storage::is_page_size(page_size) && frame + frame_size <= wal.size()) {
        mutate_page(MutBytes(wal).subspan(frame + storage::kFrameHeaderSize, page_size),
                    load_be<uint32_t>(&wal[frame]) == 1, random, frames);
      }
      break;
  }
  if (chance(random, 80)) fix_wal_checksums(wal);
}

void mutate_journal(ByteVector& journal, Random& random) {
  switch (below(random, 3)) {
    case 0:
      return put(journal, 4 * below(random, 7), tricky(random, 40), 4);
    case 1:
      if (chance(random, 30)) journal.resize(below(random, journal.size()));
      return;
    default:
      return flip(journal, random);
  }
}

void mutate_some(HostileFiles& files, Random& random) {
  for (size_t i = 1 + below(random, 8); i > 0; --i) {
    if (!files.wal.empty() && chance(random, 70)) {
      mutate_wal(files.wal, random);
    } else if (!files.journal.empty() && chance(random, 70)) {
      mutate_journal(files.journal, random);
    } else {
      mutate_database(files.database, random);
    }
  }
}

}  // namespace

void fix_wal_checksums(ByteVector& wal) {
  if (wal.size() < storage::kWalHeaderSize) return;
  const bool is_big_endian = (load_be<uint32_t>(wal.data()) & 1) != 0;
  const uint32_t page_size = load_be<uint32_t>(&wal[8]);
  if (!storage::is_page_size(page_size)) return;
  auto sum = storage::wal_checksum(Bytes(wal).first(24), {}, is_big_endian);
  put(wal, 24, sum.first, 4);
  put(wal, 28, sum.second, 4);
  const size_t frame_size = storage::kFrameHeaderSize + page_size;
  for (size_t at = storage::kWalHeaderSize; at + frame_size <= wal.size(); at += frame_size) {
    const MutBytes frame = MutBytes(wal).subspan(at, frame_size);
    std::ranges::copy(Bytes(wal).subspan(16, 8), frame.begin() + 8);
    sum = storage::wal_checksum(frame.first(8), sum, is_big_endian);
    sum = storage::wal_checksum(frame.subspan(storage::kFrameHeaderSize), sum, is_big_endian);
    put(frame, 16, sum.first, 4);
    put(frame, 20, sum.second, 4);
  }
}

// Below what protects the pages most of the time, so that more is looked at than that.
void mutate(HostileFiles& files, Random& random) {
  const bool is_protected = files.has_checksums || !files.hexkey.empty();
  if (!is_protected || chance(random, 30)) return mutate_some(files, random);
  change_uncovered(files, [&random](HostileFiles& plain) { mutate_some(plain, random); });
  if (chance(random, 90)) fix_wal_checksums(files.wal);
}

}  // namespace tern::fuzz
