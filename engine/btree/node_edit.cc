#include "engine/btree/node_edit.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

namespace tern::btree {
namespace {

constexpr uint32_t kFragmentsMax = 60;

uint32_t load16(const std::byte* at) { return load_be<uint16_t>(at); }
void store16(std::byte* at, uint32_t value) { store_be(at, static_cast<uint16_t>(value)); }

}  // namespace

std::unexpected<Error> corrupt_page(PageNo no, const char* what) {
  return fail(ErrorCode::Corrupt, "page " + std::to_string(no.raw) + ": " + what);
}

Result<NodeEdit> NodeEdit::open(storage::PageMut page, const Layout& layout) {
  NodeEdit node;
  node.page_ = std::move(page);
  node.layout_ = &layout;
  if (!node.view_.parse(node.no(), node.page_.bytes(), layout.usable)) {
    return corrupt_page(node.no(), "not a tree node");
  }
  TRY(node.check_content_start());
  return node;
}

Result<NodeEdit> NodeEdit::open(storage::PageMut page, const Layout& layout,
                                const NodeView& known) {
  // In a damaged file another tree may have changed the page since it was looked at.
  const std::byte* const header = known.header();
  const bool is_same =
      known.data == page.bytes().data() && known.usable == layout.usable &&
      header[0] == static_cast<std::byte>(node_flag(known.is_table, known.is_leaf)) &&
      load16(header + 3) == known.count;
  if (!is_same) return open(std::move(page), layout);
  NodeEdit node;
  node.page_ = std::move(page);
  node.layout_ = &layout;
  node.view_ = known;
  TRY(node.check_content_start());
  return node;
}

std::unexpected<Error> NodeEdit::misplaced_content() const {
  return corrupt_page(no(), "the content area is out of place");
}

NodeEdit NodeEdit::format(storage::PageMut page, const Layout& layout, NodeFlag flag) {
  std::byte* header = page.bytes().data() + header_offset(page.no());
  std::memset(header, 0, 12);
  header[0] = static_cast<std::byte>(flag);
  NodeEdit node;
  node.page_ = std::move(page);
  node.layout_ = &layout;
  const bool parsed = node.view_.parse(node.no(), node.page_.bytes(), layout.usable);
  ASSERT(parsed);
  node.set_content_start(layout.usable);
  return node;
}

Result<uint32_t> NodeEdit::free_space() const {
  uint32_t total = content_start() - pointers_end() + static_cast<uint32_t>(header()[7]);
  uint32_t previous_end = content_start();
  for (uint32_t at = load16(header() + 1); at != 0;) {
    if (at < previous_end || at + 4 > view_.usable) return corrupt_page(no(), "bad freeblock");
    const uint32_t size = load16(data() + at + 2);
    if (size < 4 || at + size > view_.usable) return corrupt_page(no(), "bad freeblock size");
    total += size;
    previous_end = at + size;
    at = load16(data() + at);
  }
  if (total > view_.usable) return corrupt_page(no(), "more free space than the page has");
  return total;
}

/// Offset of `size` bytes cut from the end of the first freeblock that has them; 0 if none has.
Result<uint32_t> NodeEdit::take_freeblock(uint32_t size) {
  std::byte* link = header() + 1;
  uint32_t previous_end = pointers_end();
  for (uint32_t at = load16(link); at != 0; at = load16(link)) {
    if (at < previous_end || at + 4 > view_.usable) return corrupt_page(no(), "bad freeblock");
    const uint32_t have = load16(data() + at + 2);
    if (have < 4 || at + have > view_.usable) return corrupt_page(no(), "bad freeblock size");
    if (have >= size) {
      const uint32_t rest = have - size;
      if (rest >= 4) {
        store16(data() + at + 2, rest);
        return at + rest;
      }
      const uint32_t fragments = static_cast<uint32_t>(header()[7]) + rest;
      if (fragments > kFragmentsMax) return 0U;
      header()[7] = static_cast<std::byte>(fragments);
      store16(link, load16(data() + at));
      return at + rest;
    }
    previous_end = at + have;
    link = data() + at;
  }
  return 0U;
}

/// Offset of `size` free bytes that stay clear of one more cell pointer; 0 if there is no room.
Result<uint32_t> NodeEdit::take_space(uint32_t size) {
  const uint32_t gap = content_start() - pointers_end();
  if (load16(header() + 1) != 0 && gap >= 2) {
    const uint32_t found = TRY(take_freeblock(size));
    if (found != 0) return found;
  }
  if (gap < size + 2) {
    const uint32_t total = TRY(free_space());
    if (total < size + 2) return 0U;
    if (!close_holes() || content_start() - pointers_end() < size + 2) TRY(defragment());
    if (content_start() - pointers_end() < size + 2) {
      return corrupt_page(no(), "free space does not add up");
    }
  }
  const uint32_t offset = content_start() - size;
  set_content_start(offset);
  return offset;
}

Status NodeEdit::give_space(uint32_t start, uint32_t size) {
  uint32_t end = start + size;
  const uint32_t content = content_start();
  if (start < content || end > view_.usable) return corrupt_page(no(), "a cell is out of place");
  // What is deleted does not stay readable (PRAGMA secure_delete); the page changes anyway.
  std::memset(data() + start, 0, size);
  uint32_t previous = 0;  // freeblock before `start`
  uint32_t next = load16(header() + 1);
  while (next != 0 && next < start) {
    if (next + 4 > view_.usable || next <= previous) return corrupt_page(no(), "bad freeblock");
    previous = next;
    next = load16(data() + next);
  }
  uint32_t fragments = static_cast<uint32_t>(header()[7]);
  if (next != 0) {
    if (next < end || next + 4 > view_.usable) return corrupt_page(no(), "a cell is free already");
    if (next <= end + 3) {
      const uint32_t joined = next - end;
      if (joined > fragments) return corrupt_page(no(), "fragments do not add up");
      fragments -= joined;
      end = next + load16(data() + next + 2);
      if (end > view_.usable) return corrupt_page(no(), "bad freeblock size");
      next = load16(data() + next);
    }
  }
  uint32_t before = 0;  // freeblock whose link leads to the new block; 0: the header's
  if (previous != 0) {
    const uint32_t previous_end = previous + load16(data() + previous + 2);
    if (previous_end > start) return corrupt_page(no(), "a cell is free already");
    if (start - previous_end <= 3) {
      if (start - previous_end > fragments) return corrupt_page(no(), "fragments do not add up");
      fragments -= start - previous_end;
      start = previous;
    } else {
      before = previous;
    }
  }
  header()[7] = static_cast<std::byte>(fragments);
  if (start <= content) {
    // The block joins the gap; nothing can stand before it.
    if (before != 0) return corrupt_page(no(), "a freeblock is out of place");
    store16(header() + 1, next);
    set_content_start(end);
    return ok();
  }
  if (start != previous) store16(before == 0 ? header() + 1 : data() + before, start);
  store16(data() + start, next);
  store16(data() + start + 2, end - start);
  return ok();
}

/// What most pages need instead of defragment(): with one or two freeblocks the cells before and
/// between them move as a whole. Fragments stay. False: nothing was done.
/// Requires: free_space() found the freeblocks in order.
bool NodeEdit::close_holes() {
  const uint32_t first = load16(header() + 1);
  if (first == 0) return false;
  const uint32_t second = load16(data() + first);
  if (second != 0 && load16(data() + second) != 0) return false;
  const uint32_t content = content_start();
  for (uint32_t i = 0; i < view_.count; ++i) {
    const uint32_t from = load16(pointer(i));
    if (from < content || from + kCellSizeMin > view_.usable) return false;
  }
  const uint32_t first_size = load16(data() + first + 2);
  const uint32_t second_size = second == 0 ? 0 : load16(data() + second + 2);
  const uint32_t whole = first_size + second_size;
  if (second != 0) {
    const uint32_t between = first + first_size;
    std::memmove(data() + between + second_size, data() + between, second - between);
  }
  std::memmove(data() + content + whole, data() + content, first - content);
  std::memset(data() + content, 0, whole);
  for (uint32_t i = 0; i < view_.count; ++i) {
    const uint32_t from = load16(pointer(i));
    const uint32_t moved = from < first ? whole : from < second ? second_size : 0;
    store16(pointer(i), from + moved);
  }
  store16(header() + 1, 0);
  set_content_start(content + whole);
  return true;
}

Status NodeEdit::defragment() {
  const auto copy = std::make_unique_for_overwrite<std::byte[]>(view_.usable);
  std::memcpy(copy.get(), data(), view_.usable);
  uint32_t offset = view_.usable;
  const uint32_t low = pointers_end();
  for (uint32_t i = 0; i < view_.count; ++i) {
    Cell cell;
    const uint32_t from = load16(pointer(i));
    if (from + kCellSizeMin > view_.usable || from < low ||
        !NodeView::decode_cell(copy.get() + from, copy.get() + view_.usable, view_.is_table,
                               view_.is_leaf, *layout_, cell)) {
      return corrupt_page(no(), "bad cell");
    }
    const uint32_t size = cell.stored_size();
    if (from + size > view_.usable || offset < low + size) {
      return corrupt_page(no(), "cells overlap");
    }
    offset -= size;
    std::memcpy(data() + offset, copy.get() + from, size);
    store16(pointer(i), offset);
  }
  std::memset(data() + low, 0, offset - low);
  store16(header() + 1, 0);
  header()[7] = std::byte{0};
  set_content_start(offset);
  return ok();
}

/// Writes a cell at `offset`, where there is room for it.
[[gnu::always_inline]] inline void NodeEdit::put(uint32_t offset, Bytes head, Bytes payload) {
  std::byte* at = data() + offset;
  std::memcpy(at, head.data(), head.size());
  at += head.size();
  if (!payload.empty()) std::memcpy(at, payload.data(), payload.size());
  const size_t size = head.size() + payload.size();
  if (size < kCellSizeMin) std::memset(at + payload.size(), 0, kCellSizeMin - size);
}

Result<bool> NodeEdit::insert(uint32_t index, Bytes head, Bytes payload) {
  ASSERT(index <= view_.count);
  const uint32_t size = std::max(static_cast<uint32_t>(head.size() + payload.size()), kCellSizeMin);
  uint32_t offset = content_start() - size;
  if (load16(header() + 1) == 0 && offset >= pointers_end() + 2 && offset <= view_.usable) {
    set_content_start(offset);
  } else {
    offset = TRY(take_space(size));
    if (offset == 0) return false;
  }
  put(offset, head, payload);
  std::byte* const at = pointer(index);
  if (index < view_.count) std::memmove(at + 2, at, 2 * size_t{view_.count - index});
  store16(at, offset);
  set_count(view_.count + 1);
  return true;
}

bool NodeEdit::append(Bytes head, Bytes payload) {
  const uint32_t size = std::max(static_cast<uint32_t>(head.size() + payload.size()), kCellSizeMin);
  const uint32_t content = content_start();
  if (content - pointers_end() < size + 2) return false;
  const uint32_t offset = content - size;
  put(offset, head, payload);
  store16(pointer(view_.count), offset);
  set_content_start(offset);
  set_count(view_.count + 1);
  return true;
}

Status NodeEdit::remove(uint32_t index) {
  ASSERT(index < view_.count);
  Cell cell;
  if (!view_.cell(index, *layout_, cell)) return corrupt_page(no(), "bad cell");
  TRY(give_space(static_cast<uint32_t>(cell.start - view_.data), cell.stored_size()));
  std::byte* at = pointer(index);
  std::memmove(at, at + 2, 2 * size_t{view_.count - index - 1});
  set_count(view_.count - 1);
  if (view_.count == 0) {
    store16(header() + 1, 0);
    header()[7] = std::byte{0};
    set_content_start(view_.usable);
  }
  return ok();
}

Result<bool> NodeEdit::replace(uint32_t index, Bytes cell) {
  Cell old;
  if (!view_.cell(index, *layout_, old)) return corrupt_page(no(), "bad cell");
  const uint32_t offset = static_cast<uint32_t>(old.start - view_.data);
  const bool has_place = offset >= content_start() && offset + old.stored_size() <= view_.usable;
  if (has_place &&
      old.stored_size() == std::max(static_cast<uint32_t>(cell.size()), kCellSizeMin)) {
    std::memcpy(data() + offset, cell.data(), cell.size());
    return true;
  }
  TRY(remove(index));
  return insert(index, cell);
}

Status NodeEdit::set_child(uint32_t index, PageNo child) {
  ASSERT(!view_.is_leaf && index <= view_.count);
  std::byte* at = header() + 8;
  if (index < view_.count) {
    const uint32_t offset = load16(pointer(index));
    if (offset < content_start() || offset + kCellSizeMin > view_.usable) {
      return corrupt_page(no(), "bad cell");
    }
    at = data() + offset;
  }
  store_be(at, child.raw);
  return ok();
}

void NodeEdit::assign(const Bytes* cells, size_t count) {
  uint32_t offset = view_.usable;
  std::byte* at = pointer(0);
  for (size_t i = 0; i < count; ++i) {
    const size_t size = cells[i].size();
    offset -= std::max(static_cast<uint32_t>(size), kCellSizeMin);
    std::memcpy(data() + offset, cells[i].data(), size);
    if (size < kCellSizeMin) std::memset(data() + offset + size, 0, kCellSizeMin - size);
    store16(at, offset);
    at += 2;
  }
  ASSERT(at <= data() + offset);
  std::memset(at, 0, static_cast<size_t>(data() + offset - at));
  set_count(static_cast<uint32_t>(count));
  store16(header() + 1, 0);
  header()[7] = std::byte{0};
  set_content_start(offset);
}

}  // namespace tern::btree
