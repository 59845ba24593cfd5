#pragma once

#include <vector>

#include "engine/btree/node.h"
#include "engine/storage/page_ref.h"

namespace tern::btree {

std::unexpected<Error> corrupt_page(PageNo no, const char* what);

/// A node's page for change. Every edit leaves the page well formed.
/// Lifetime: the write transaction that gave the page.
class NodeEdit {
 public:
  NodeEdit() = default;  // of no page
  /// Errors: Corrupt if the page is no node.
  static Result<NodeEdit> open(storage::PageMut page, const Layout& layout);
  /// The same for a page of which `known` is a view, which spares looking at it again.
  static Result<NodeEdit> open(storage::PageMut page, const Layout& layout, const NodeView& known);
  /// Makes the page an empty node.
  static NodeEdit format(storage::PageMut page, const Layout& layout, NodeFlag flag);

  const NodeView& view() const { return view_; }
  PageNo no() const { return page_.no(); }
  uint32_t count() const { return view_.count; }

  /// Bytes that cells and their pointers may still take. Errors: Corrupt freeblocks.
  Result<uint32_t> free_space() const;
  /// Inserts `cell` before cell `index`. False: there is no room (nothing changed).
  Result<bool> insert(uint32_t index, Bytes cell) { return insert(index, cell, {}); }
  /// The same of a cell in two parts, which lie outside this page.
  Result<bool> insert(uint32_t index, Bytes head, Bytes payload);
  /// Puts a cell, in two parts, behind the last one. False: there is no room between pointers and
  /// cells (nothing changed; insert() may find some).
  bool append(Bytes head, Bytes payload);
  /// Removes cell `index`; what its overflow pages hold is the caller's business.
  Status remove(uint32_t index);
  /// Replaces cell `index` by one. False: there is no room (the cell is removed then).
  Result<bool> replace(uint32_t index, Bytes cell);
  /// Child pointer `index`; after the last cell the right child. Requires: interior.
  Status set_child(uint32_t index, PageNo child);
  /// The node anew with exactly these cells, which lie outside this page. Requires: they fit.
  void assign(const Bytes* cells, size_t count);

  /// The most that cells and their pointers may take on this page.
  uint32_t capacity() const {
    return view_.usable - static_cast<uint32_t>(view_.pointers - view_.data);
  }

 private:
  std::byte* data() const { return page_.bytes().data(); }
  std::byte* header() const { return data() + (view_.header() - view_.data); }
  std::byte* pointer(uint32_t index) const {
    return data() + (view_.pointers - view_.data) + 2 * size_t{index};
  }
  uint32_t pointers_end() const {
    return static_cast<uint32_t>(view_.pointers - view_.data) + 2 * view_.count;
  }
  uint32_t content_start() const {
    const uint32_t offset = load_be<uint16_t>(header() + 5);
    return offset == 0 ? 65536 : offset;
  }
  void set_content_start(uint32_t offset) {
    store_be(header() + 5, static_cast<uint16_t>(offset & 0xffff));
  }
  void set_count(uint32_t count) {
    view_.count = count;
    store_be(header() + 3, static_cast<uint16_t>(count));
  }
  Result<uint32_t> take_freeblock(uint32_t size);
  Result<uint32_t> take_space(uint32_t size);
  void put(uint32_t offset, Bytes head, Bytes payload);
  Status check_content_start() const {
    const uint32_t content = content_start();
    if (content >= pointers_end() && content <= view_.usable) [[likely]]
      return {};
    return misplaced_content();
  }
  std::unexpected<Error> misplaced_content() const;
  Status give_space(uint32_t start, uint32_t size);
  bool close_holes();
  Status defragment();

  storage::PageMut page_;
  NodeView view_;
  const Layout* layout_ = nullptr;
};

}  // namespace tern::btree
