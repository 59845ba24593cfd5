#pragma once

#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/varint.h"

// A node of a tree is one page (page 1 has the 100-byte database header in front):
//
//   flag 1 | first freeblock 2 | cell count 2 | content start 2 | fragmented bytes 1 |
//   right child 4 (interior only) | cell pointers, 2 each | gap | cell content | reserved bytes
//
//   table leaf      payload size varint, rowid varint, payload, first overflow page 4
//   table interior  left child 4, rowid varint
//   index leaf      payload size varint, payload, first overflow page 4
//   index interior  left child 4, then as index leaf
//
// 1. A cell takes at least 4 bytes of its page, since it must be able to become a freeblock.
// 2. Freeblocks (next 2, size 2) stand in ascending order; two never touch; gaps of 1 to 3 bytes
// are
//    fragments, and their sum is in the header.
// 3. Only a root may have no cells; an interior root with none exists on page 1 only.
// Nothing below trusts a page: whatever is read from it is checked before it is used as a place.
// Source: SQLite file format, "B-tree Pages".

namespace tern::btree {

constexpr int kTreeDepthMax = 20;
constexpr uint64_t kPayloadMax = 0x7fffffff;
constexpr uint32_t kCellSizeMin = 4;
constexpr uint32_t kDatabaseHeaderSize = 100;

enum class NodeFlag : uint8_t {
  IndexInterior = 2,
  TableInterior = 5,
  IndexLeaf = 10,
  TableLeaf = 13,
};

constexpr NodeFlag node_flag(bool is_table, bool is_leaf) {
  if (is_table) return is_leaf ? NodeFlag::TableLeaf : NodeFlag::TableInterior;
  return is_leaf ? NodeFlag::IndexLeaf : NodeFlag::IndexInterior;
}

constexpr uint32_t header_offset(PageNo no) { return no.raw == 1 ? kDatabaseHeaderSize : 0; }
constexpr uint32_t header_size(bool is_leaf) { return is_leaf ? 8 : 12; }

/// The sizes that follow from a page's usable size.
struct Layout {
  uint32_t usable = 0;
  uint32_t table_local_max = 0;
  uint32_t index_local_max = 0;
  uint32_t local_min = 0;

  static constexpr Layout of(uint32_t usable) {
    return {usable, usable - 35, (usable - 12) * 64 / 255 - 23, (usable - 12) * 32 / 255 - 23};
  }
  constexpr uint32_t local_max(bool is_table) const {
    return is_table ? table_local_max : index_local_max;
  }
  /// How much of a payload of `total` bytes lies on the node itself.
  constexpr uint32_t local_size(bool is_table, uint64_t total) const {
    const uint32_t max = local_max(is_table);
    if (total <= max) return static_cast<uint32_t>(total);
    const uint32_t surplus = local_min + static_cast<uint32_t>((total - local_min) % (usable - 4));
    return surplus <= max ? surplus : local_min;
  }
};

/// Decodes a varint of [at, end); nullptr if it ends outside.
inline const std::byte* decode_varint(const std::byte* at, const std::byte* end, uint64_t& value) {
  if (end - at >= 2) [[likely]] {
    const uint64_t first = static_cast<uint64_t>(at[0]);
    if (first < 0x80) {
      value = first;
      return at + 1;
    }
    const uint64_t second = static_cast<uint64_t>(at[1]);
    if (second < 0x80) {
      value = ((first & 0x7f) << 7) | second;
      return at + 2;
    }
  }
  const auto read = read_varint({at, end});
  if (!read) return nullptr;
  value = read->value;
  return at + read->size;
}

/// One cell, decoded.
struct Cell {
  const std::byte* start = nullptr;    // of the cell
  const std::byte* payload = nullptr;  // its local part
  uint64_t total_size = 0;             // of the payload
  uint32_t local_size = 0;             // of it on the page
  uint32_t size = 0;                   // of the cell, exact; it may take more: stored_size()
  PageNo overflow;                     // first page of the rest, 0 if all is local
  PageNo child;                        // interior: left child
  RowId rowid;                         // table

  uint32_t stored_size() const { return size < kCellSizeMin ? kCellSizeMin : size; }
  Bytes bytes() const { return {start, size}; }
  Bytes local() const { return {payload, local_size}; }
};

/// A node's page, read-only: header checked by parse(), the rest where it is decoded.
/// Lifetime: the page's bytes.
struct NodeView {
  const std::byte* data = nullptr;      // the page
  const std::byte* pointers = nullptr;  // cell pointer array
  uint32_t usable = 0;
  uint32_t count = 0;  // cells
  bool is_leaf = false;
  bool is_table = false;

  /// False: not a node.
  bool parse(PageNo no, Bytes page, uint32_t usable_size) {
    data = page.data();
    usable = usable_size;
    const uint32_t at = header_offset(no);
    switch (static_cast<NodeFlag>(data[at])) {
      case NodeFlag::IndexInterior:
        is_leaf = false, is_table = false;
        break;
      case NodeFlag::TableInterior:
        is_leaf = false, is_table = true;
        break;
      case NodeFlag::IndexLeaf:
        is_leaf = true, is_table = false;
        break;
      case NodeFlag::TableLeaf:
        is_leaf = true, is_table = true;
        break;
      default:
        return false;
    }
    count = load_be<uint16_t>(data + at + 3);
    pointers = data + at + header_size(is_leaf);
    return pointers + 2 * size_t{count} <= data + usable;
  }

  const std::byte* header() const { return pointers - header_size(is_leaf); }
  /// Where cells are; between them there may be free bytes. Empty where the header says nonsense.
  Bytes content() const {
    const uint32_t begin = load_be<uint16_t>(header() + 5);
    return 0 < begin && begin < usable ? Bytes(data + begin, usable - begin) : Bytes();
  }
  const std::byte* end() const { return data + usable; }
  PageNo right_child() const { return PageNo{load_be<uint32_t>(pointers - 4)}; }

  /// Start of cell `i`; nullptr if it cannot be one.
  const std::byte* cell_start(uint32_t i) const {
    const uint32_t offset = load_be<uint16_t>(pointers + 2 * size_t{i});
    return offset + kCellSizeMin <= usable ? data + offset : nullptr;
  }
  /// Child `i` of an interior node, the right child after the last cell; 0 where the cell is bad.
  PageNo child(uint32_t i) const {
    if (i >= count) return right_child();
    const std::byte* at = cell_start(i);
    return at ? PageNo{load_be<uint32_t>(at)} : PageNo{};
  }
  /// Rowid of cell `i` of a table's node. False: bad cell.
  [[gnu::always_inline]] bool rowid(uint32_t i, int64_t& out) const {
    const uint32_t offset = load_be<uint16_t>(pointers + 2 * size_t{i});
    if (offset + 4 + 2 * kVarintSizeMax > usable) [[unlikely]]
      return rowid_near_end(i, out);
    const std::byte* at = data + offset;
    if (is_leaf) {
      for (int left = kVarintSizeMax; left > 0 && static_cast<uint64_t>(*at++) >= 0x80;) --left;
    } else {
      at += 4;
    }
    uint64_t value;
    read_varint_at(at, value);
    out = static_cast<int64_t>(value);
    return true;
  }
  /// The same where the cell is so close to the page's end that it may leave it.
  bool rowid_near_end(uint32_t i, int64_t& out) const {
    const std::byte* at = cell_start(i);
    if (!at) return false;
    uint64_t value = 0;
    if (!is_leaf) {
      at += 4;
    } else {
      at = decode_varint(at, end(), value);
      if (!at) return false;
    }
    if (!decode_varint(at, end(), value)) return false;
    out = static_cast<int64_t>(value);
    return true;
  }
  /// The payload of cell `i` of an index, where it lies wholly on the page and is short; else
  /// empty.
  Bytes short_entry(uint32_t i, uint32_t local_max) const {
    const uint32_t offset = load_be<uint16_t>(pointers + 2 * size_t{i});
    const uint32_t child_size = is_leaf ? 0 : 4;
    if (offset + child_size + kCellSizeMin > usable) return {};
    const std::byte* at = data + offset + child_size;
    uint64_t size = static_cast<uint64_t>(*at++);
    if (size >= 0x80) {
      const uint64_t low = static_cast<uint64_t>(*at++);
      if (low >= 0x80) return {};
      size = ((size & 0x7f) << 7) | low;
    }
    if (size > local_max || size > static_cast<size_t>(end() - at)) return {};
    return {at, static_cast<size_t>(size)};
  }
  /// The bytes of cell `i`, as Cell::bytes(); empty: bad cell.
  Bytes cell_bytes(uint32_t i, const Layout& layout) const {
    if (!is_table || is_leaf) {
      const std::byte* const start = cell_start(i);
      if (!start) return {};
      const std::byte* at = start + (is_leaf ? 0 : 4);
      if (at + 2 * kVarintSizeMax < end()) [[likely]] {
        uint64_t size = static_cast<uint64_t>(*at++);
        if (size >= 0x80) {
          const uint64_t low = static_cast<uint64_t>(*at++);
          size = low < 0x80 ? ((size & 0x7f) << 7) | low : UINT64_MAX;
        }
        if (is_table) {
          const std::byte* const last = at + kVarintSizeMax - 1;
          while (at < last && static_cast<uint64_t>(*at) >= 0x80) ++at;
          ++at;
        }
        if (size <= layout.local_max(is_table) && size <= static_cast<size_t>(end() - at)) {
          return {start, static_cast<size_t>(at - start + static_cast<std::ptrdiff_t>(size))};
        }
      }
    }
    Cell decoded;
    return cell(i, layout, decoded) ? decoded.bytes() : Bytes();
  }
  /// False: the cell leaves the page or its payload is too long.
  bool cell(uint32_t i, const Layout& layout, Cell& out) const {
    const std::byte* at = cell_start(i);
    return at && decode_cell(at, end(), is_table, is_leaf, layout, out);
  }
  static bool decode_cell(const std::byte* at, const std::byte* end, bool is_table, bool is_leaf,
                          const Layout& layout, Cell& out);
};

}  // namespace tern::btree
