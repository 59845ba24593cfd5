#include "engine/storage/header.h"

#include <algorithm>
#include <string_view>

namespace tern::storage {
namespace {

constexpr uint32_t kWriterVersion = 3040001;  // of the SQLite release whose format this is
constexpr size_t kLargestRootAt = 52;
constexpr std::byte kTableLeaf{0x0d};

uint8_t byte_at(Bytes page, size_t at) { return static_cast<uint8_t>(page[at]); }

}  // namespace

Result<DatabaseHeader> parse_header(Bytes page) {
  ASSERT(page.size() >= kHeaderSize);
  if (as_text(page.first(kHeaderMagic.size())) != kHeaderMagic) return fail(ErrorCode::NotADb);
  DatabaseHeader header;
  const uint32_t stored_size = load_be<uint16_t>(&page[16]);
  header.page_size = stored_size == 1 ? kPageSizeMax : stored_size;
  header.write_version = byte_at(page, kWriteVersionAt);
  header.read_version = byte_at(page, kReadVersionAt);
  header.reserved = byte_at(page, kReservedAt);
  if (!is_page_size(header.page_size)) return fail(ErrorCode::NotADb);
  // The payload fractions are fixed by the format; 480 bytes must be left for content.
  if (byte_at(page, 21) != 64 || byte_at(page, 22) != 32 || byte_at(page, 23) != 32) {
    return fail(ErrorCode::NotADb);
  }
  if (header.read_version > 2 || header.usable_size() < 480) return fail(ErrorCode::NotADb);
  header.change_counter = load_be<uint32_t>(&page[kChangeCounterAt]);
  header.page_count = load_be<uint32_t>(&page[kPageCountAt]);
  header.is_page_count_valid =
      header.page_count != 0 &&
      load_be<uint32_t>(&page[kVersionValidForAt]) == header.change_counter;
  header.is_autovacuum = load_be<uint32_t>(&page[kLargestRootAt]) != 0;
  return header;
}

void format_first_page(MutBytes page, uint8_t reserved, bool is_wal) {
  std::fill(page.begin(), page.end(), std::byte{0});
  std::copy_n(as_bytes(kHeaderMagic).begin(), kHeaderMagic.size(), page.begin());
  const auto size = static_cast<uint32_t>(page.size());
  store_be<uint16_t>(&page[16], size == kPageSizeMax ? 1 : static_cast<uint16_t>(size));
  page[kWriteVersionAt] = page[kReadVersionAt] = std::byte{static_cast<uint8_t>(is_wal ? 2 : 1)};
  page[kReservedAt] = std::byte{reserved};
  page[21] = std::byte{64};
  page[22] = page[23] = std::byte{32};
  store_be<uint32_t>(&page[kPageCountAt], 1);
  page[kHeaderSize] = kTableLeaf;
  const uint32_t usable = size - reserved;
  store_be<uint16_t>(&page[kHeaderSize + 5],
                     static_cast<uint16_t>(usable));  // 65536 is stored as 0
}

void stamp_header(MutBytes page, uint32_t change_counter, uint32_t page_count) {
  store_be<uint32_t>(&page[kChangeCounterAt], change_counter);
  store_be<uint32_t>(&page[kPageCountAt], page_count);
  store_be<uint32_t>(&page[kVersionValidForAt], change_counter);
  store_be<uint32_t>(&page[kWriterVersionAt], kWriterVersion);
}

}  // namespace tern::storage
