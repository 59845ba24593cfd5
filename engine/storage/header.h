#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// The database header: the first 100 bytes of page 1.
// Source: SQLite file format, "The Database Header".

namespace tern::storage {

constexpr size_t kHeaderSize = 100;
constexpr std::string_view kHeaderMagic("SQLite format 3\0", 16);
constexpr uint32_t kPageSizeMin = 512;
constexpr uint32_t kPageSizeMax = 65536;
constexpr uint32_t kPageSizeDefault = 4096;

// File offsets of the fields that storage itself keeps; HeaderField (pager.h) has the others.
constexpr size_t kWriteVersionAt = 18;
constexpr size_t kReadVersionAt = 19;
constexpr size_t kReservedAt = 20;
constexpr size_t kChangeCounterAt = 24;
constexpr size_t kPageCountAt = 28;
constexpr size_t kVersionValidForAt = 92;
constexpr size_t kWriterVersionAt = 96;

/// The bytes that tell a reader whether its cache is still true: change counter to freelist count.
constexpr size_t kVersionStampAt = 24;
constexpr size_t kVersionStampSize = 16;

constexpr bool is_page_size(uint32_t size) {
  return size >= kPageSizeMin && size <= kPageSizeMax && (size & (size - 1)) == 0;
}

struct DatabaseHeader {
  uint32_t page_size = kPageSizeDefault;
  uint8_t write_version = 1;
  uint8_t read_version = 1;  // 1: rollback journal, 2: WAL
  uint8_t reserved = 0;      // bytes at the end of each page
  uint32_t change_counter = 0;
  uint32_t page_count = 0;  // as stored; true only if is_page_count_valid
  bool is_page_count_valid = false;
  bool is_autovacuum = false;

  bool is_wal() const { return read_version == 2; }
  uint32_t usable_size() const { return page_size - reserved; }
};

/// Requires: at least kHeaderSize bytes. Errors: NotADb.
Result<DatabaseHeader> parse_header(Bytes page);

/// Makes `page` the only page of a new database: header, and an empty table leaf behind it. Schema
/// format and text encoding stay 0 until there is a table.
void format_first_page(MutBytes page, uint8_t reserved, bool is_wal);

/// Sets what every commit sets: change counter, page count, and which version wrote them.
void stamp_header(MutBytes page, uint32_t change_counter, uint32_t page_count);

}  // namespace tern::storage
