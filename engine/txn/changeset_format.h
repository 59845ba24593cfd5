#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/bytes.h"

// The constants of the encoding that changeset.h describes.

namespace tern::txn {
struct TableShape;
}

namespace tern::txn::format {

constexpr std::byte kMagic[3] = {std::byte{'T'}, std::byte{'C'}, std::byte{2}};
constexpr std::byte kTable{1};
constexpr std::byte kInsert{2};
constexpr std::byte kUpdate{3};
constexpr std::byte kDelete{4};
constexpr std::byte kDdl{5};

constexpr uint8_t kWithoutRowid = 1;     // of a table
constexpr uint8_t kKeyedByRowid = 2;     // of a table
constexpr uint8_t kIndirect = 1;         // of an operation
constexpr uint8_t kChosenRowid = 2;      // of an operation
constexpr uint64_t kColumnsMax = 32767;  // SQLite's upper bound of SQLITE_MAX_COLUMN

/// The TABLE item of `table`.
ByteVector encode_table(const TableShape& table);

}  // namespace tern::txn::format
