#include "engine/btree/integrity_check.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/btree/node.h"
#include "engine/btree/overflow.h"
#include "engine/record/transcoder.h"

namespace tern::btree {
namespace {

using storage::HeaderField;
using storage::PageOwner;
using storage::PageRef;
using storage::PageRole;

std::string text(uint64_t value) { return std::to_string(value); }

/// One check of one database. Nothing that it reads is trusted; recursion is bounded by
/// kTreeDepthMax, and each page is walked once.
class Checker {
 public:
  Checker(TreeStore& store, int max_errors, std::vector<std::string>& out)
      : pager_(store.pager()),
        text_encoding_(store.text_encoding()),
        layout_(Layout::of(pager_.usable_size())),
        page_count_(pager_.page_count()),
        map_(pager_.pointer_map_layout()),
        used_(page_count_ + 1),
        errors_left_(max_errors),
        out_(out) {}

  Status run(std::span<const RootSpec> roots, CheckScope scope) {
    has_map_ = page_count_ > 0 && TRY(pager_.has_pointer_map());
    const bool is_whole = scope == CheckScope::Whole;
    // The list belongs to the schema table, as the reference has it.
    const bool has_schema = !roots.empty() && roots.front().root.raw == 1;
    if (is_whole || has_schema) TRY(check_freelist());
    if (is_whole) TRY(check_map_header(roots));
    for (const RootSpec& root : roots) TRY(check_tree(root, is_whole));
    return is_whole ? check_all_are_used() : ok();
  }

 private:
  Status check_all_are_used() {
    prefix_.clear();
    for (PageNo no{1}; no.raw <= page_count_ && errors_left_ > 0; ++no.raw) {
      const bool is_map = has_map_ && map_.is_map_page(no);
      if (!used_[no.raw] && !is_map && !map_.is_lock_page(no)) {
        report("Page " + text(no.raw) + " is never used");
      }
      if (used_[no.raw] && is_map) report("Pointer map page " + text(no.raw) + " is referenced");
    }
    return ok();
  }

  /// What is known of a subtree's neighbours while it is walked.
  struct Walk {
    const RootSpec* root = nullptr;
    std::optional<int64_t> rowid_before;  // table: greatest key so far
    ByteVector entry_before;              // index: the last entry, if has_entry
    bool has_entry = false;
    int leaf_depth = -1;
  };
  struct Extent {
    uint32_t begin;
    uint32_t end;
  };

  void report(std::string what) {
    if (errors_left_ <= 0) return;
    --errors_left_;
    out_.push_back(prefix_ + std::move(what));
  }
  void at_right_child(PageNo page) { prefix_ = "On page " + text(page.raw) + " at right child: "; }
  void at_cell(PageNo page, const NodeView& node, uint32_t cell) {
    // With a pointer map the reference says so of all cells of an interior node.
    if (has_map_ && !node.is_leaf) return at_right_child(page);
    prefix_ = "On tree page " + text(page.raw) + " cell " + text(cell) + ": ";
  }
  void at_page(PageNo page) { prefix_ = "Page " + text(page.raw) + ": "; }

  /// Marks a page as used. False (and reported): it cannot be used here.
  bool use(PageNo no) {
    if (no.raw == 0 || no.raw > page_count_) {
      report("invalid page number " + text(no.raw));
      return false;
    }
    if (used_[no.raw]) {
      report("2nd reference to page " + text(no.raw));
      return false;
    }
    used_[no.raw] = true;
    return true;
  }

  /// The page, or nothing (reported) where its content cannot be had for being damaged.
  Result<std::optional<PageRef>> read(PageNo no) {
    Result<PageRef> page = pager_.read(no);
    if (page) return std::optional(std::move(*page));
    if (primary(page.error().code()) != ErrorCode::Corrupt) return std::unexpected(page.error());
    report("failed to get page " + text(no.raw));
    return std::optional<PageRef>();
  }

  Status check_map_header(std::span<const RootSpec> roots) {
    if (page_count_ == 0) return ok();
    prefix_.clear();
    if (!has_map_) {
      if (TRY(pager_.header_field(HeaderField::IncrementalVacuum)) != 0) {
        report("incremental_vacuum enabled with a max rootpage of zero");
      }
      return ok();
    }
    uint32_t last = 0;
    for (const RootSpec& root : roots) last = std::max(last, root.root.raw);
    const uint32_t in_header = TRY(pager_.header_field(HeaderField::LargestRoot));
    if (last != in_header) {
      report("max rootpage (" + text(last) + ") disagrees with header (" + text(in_header) + ")");
    }
    return ok();
  }

  /// The pointer map must say that `no` is a `role` of `parent`.
  Status check_owner(PageNo no, PageRole role, PageNo parent) {
    if (!has_map_) return ok();
    const Result<PageOwner> owner = pager_.owner(no);
    if (!owner) {
      if (primary(owner.error().code()) != ErrorCode::Corrupt) {
        return std::unexpected(owner.error());
      }
      report("Failed to read ptrmap key=" + text(no.raw));
      return ok();
    }
    if (owner->role == role && owner->parent == parent) return ok();
    const auto pair = [](PageRole what, PageNo whose) {
      return "(" + text(static_cast<uint64_t>(what)) + "," + text(whose.raw) + ")";
    };
    report("Bad ptr map entry key=" + text(no.raw) + " expected=" + pair(role, parent) +
           " got=" + pair(owner->role, owner->parent));
    return ok();
  }

  Status check_freelist() {
    prefix_ = "Main freelist: ";
    if (page_count_ == 0) return ok();
    PageNo trunk{TRY(pager_.header_field(HeaderField::FreelistHead))};
    const uint32_t expected = TRY(pager_.header_field(HeaderField::FreelistCount));
    const int errors_before = errors_left_;
    uint64_t found = 0;
    while (trunk.raw != 0 && errors_left_ > 0 && use(trunk)) {
      ++found;
      const std::optional<PageRef> page = TRY(read(trunk));
      if (!page) break;
      TRY(check_owner(trunk, PageRole::Free, PageNo{}));
      const std::byte* data = page->bytes().data();
      const uint32_t leaves = load_be<uint32_t>(data + 4);
      if (leaves > layout_.usable / 4 - 2) {
        report("freelist leaf count too big on page " + text(trunk.raw));
      } else {
        for (uint32_t i = 0; i < leaves; ++i) {
          const PageNo leaf{load_be<uint32_t>(data + 8 + 4 * i)};
          TRY(check_owner(leaf, PageRole::Free, PageNo{}));
          use(leaf);
        }
        found += leaves;
      }
      trunk.raw = load_be<uint32_t>(data);
    }
    if (found != expected && errors_left_ == errors_before) {
      report("size is " + text(found) + " but should be " + text(expected));
    }
    return ok();
  }

  Status check_overflow(const Cell& cell) {
    const uint32_t per_page = layout_.usable - 4;
    const uint64_t expected = (cell.total_size - cell.local_size + per_page - 1) / per_page;
    const int errors_before = errors_left_;
    uint64_t found = 0;
    PageNo no = cell.overflow;
    while (no.raw != 0 && errors_left_ > 0 && use(no)) {
      ++found;
      const std::optional<PageRef> page = TRY(read(no));
      if (!page) break;
      const PageNo before = no;
      no.raw = load_be<uint32_t>(page->bytes().data());
      if (found < expected) TRY(check_owner(no, PageRole::OverflowNext, before));
    }
    if (found != expected && errors_left_ == errors_before) {
      report("overflow list length is " + text(found) + " but should be " + text(expected));
    }
    return ok();
  }

  Status check_tree(const RootSpec& root, bool is_whole) {
    if (root.root.raw == 0 || errors_left_ <= 0) return ok();
    prefix_.clear();
    Walk walk;
    walk.root = &root;
    if (is_whole && root.root.raw > 1) TRY(check_owner(root.root, PageRole::Root, PageNo{}));
    return check_node(walk, root.root, 0, std::nullopt);
  }

  /// `rowid_max`: no rowid below may be greater.
  Status check_node(Walk& walk, PageNo no, int depth, std::optional<int64_t> rowid_max) {
    if (!use(no)) return ok();
    at_page(no);
    const std::optional<PageRef> page = TRY(read(no));
    if (!page) return ok();
    NodeView node;
    const bool is_table = walk.root->kind == TreeKind::Table;
    if (depth >= kTreeDepthMax || !node.parse(no, page->bytes(), layout_.usable) ||
        node.is_table != is_table || (node.count == 0 && depth > 0)) {
      report("btreeInitPage() returns error code 11");
      return ok();
    }
    if (node.is_leaf) {
      if (walk.leaf_depth < 0) walk.leaf_depth = depth;
      if (walk.leaf_depth != depth) report("Child page depth differs");
    }
    std::vector<Extent> extents;
    extents.reserve(node.count + 8);
    bool are_cells_sound = true;
    for (uint32_t i = 0; i < node.count && errors_left_ > 0; ++i) {
      at_cell(no, node, i);
      Cell cell;
      if (!check_extent(node, i, cell, extents)) {
        are_cells_sound = false;
        continue;
      }
      if (!node.is_leaf) {
        TRY(check_owner(cell.child, PageRole::Node, no));
        TRY(check_node(walk, cell.child, depth + 1, child_max(node, cell)));
      }
      at_cell(no, node, i);
      if (cell.local_size < cell.total_size) {
        TRY(check_owner(cell.overflow, PageRole::OverflowFirst, no));
        TRY(check_overflow(cell));
      }
      TRY(check_order(walk, node, cell, rowid_max));
    }
    if (!node.is_leaf && errors_left_ > 0) {
      at_right_child(no);
      TRY(check_owner(node.right_child(), PageRole::Node, no));
      TRY(check_node(walk, node.right_child(), depth + 1, rowid_max));
    }
    at_page(no);
    if (are_cells_sound && errors_left_ > 0) check_space(no, node, extents);
    return ok();
  }

  static std::optional<int64_t> child_max(const NodeView& node, const Cell& cell) {
    return node.is_table ? std::optional(cell.rowid.raw) : std::nullopt;
  }

  bool check_extent(const NodeView& node, uint32_t i, Cell& cell, std::vector<Extent>& extents) {
    const uint32_t offset = load_be<uint16_t>(node.pointers + 2 * size_t{i});
    const uint32_t content = content_start(node);
    if (offset < content || offset + kCellSizeMin > layout_.usable) {
      report("Offset " + text(offset) + " out of range " + text(content) + ".." +
             text(layout_.usable - kCellSizeMin));
      return false;
    }
    if (!node.cell(i, layout_, cell) || offset + cell.stored_size() > layout_.usable) {
      report("Extends off end of page");
      return false;
    }
    extents.push_back({offset, offset + cell.stored_size()});
    return true;
  }

  Status check_order(Walk& walk, const NodeView& node, const Cell& cell,
                     std::optional<int64_t> rowid_max) {
    if (node.is_table) {
      const int64_t rowid = cell.rowid.raw;
      // A key of an interior node may equal the last one below it.
      const bool is_behind = !walk.rowid_before || rowid > *walk.rowid_before ||
                             (!node.is_leaf && rowid == *walk.rowid_before);
      if (!is_behind || (rowid_max && rowid > *rowid_max)) {
        report("Rowid " + std::to_string(rowid) + " out of order");
      }
      walk.rowid_before = rowid;
      return ok();
    }
    if (walk.root->columns.empty()) return ok();
    ByteVector entry;
    if (cell.local_size == cell.total_size) {
      entry.assign(cell.payload, cell.payload + cell.local_size);
    } else {
      const Status whole = read_payload(pager_, layout_, cell, entry);
      if (!whole && primary(whole.error().code()) != ErrorCode::Corrupt) return whole;
      if (!whole) return ok();  // check_overflow has reported it
    }
    if (text_encoding_ != TextEncoding::Utf8) {
      const Result<Bytes> in_memory = transcoder_.from_file(entry, text_encoding_);
      if (!in_memory) {
        report("malformed record");
        return ok();
      }
      entry = ByteVector(in_memory->begin(), in_memory->end());
    }
    if (walk.has_entry) {
      const Result<int> order =
          record::compare_records(walk.entry_before, entry, walk.root->columns);
      if (!order) {
        report("malformed record");
      } else if (*order >= 0) {
        report("Entry out of order");
      }
    }
    walk.entry_before.swap(entry);
    walk.has_entry = true;
    return ok();
  }

  static uint32_t content_start(const NodeView& node) {
    const uint32_t offset = load_be<uint16_t>(node.header() + 5);
    return offset == 0 ? 65536 : offset;
  }

  /// Cells and freeblocks must not overlap, and what lies between them is fragments.
  void check_space(PageNo no, const NodeView& node, std::vector<Extent>& extents) {
    uint32_t free_end = 0;
    for (uint32_t at = load_be<uint16_t>(node.header() + 1); at != 0;) {
      if (at < free_end || at < content_start(node) || at + 4 > layout_.usable) {
        report("free space corruption");
        return;
      }
      const uint32_t size = load_be<uint16_t>(node.data + at + 2);
      if (size < 4 || at + size > layout_.usable) {
        report("free space corruption");
        return;
      }
      extents.push_back({at, at + size});
      free_end = at + size;
      at = load_be<uint16_t>(node.data + at);
    }
    std::ranges::sort(extents, {}, &Extent::begin);
    uint32_t end = content_start(node);
    uint32_t fragments = 0;
    for (const Extent& extent : extents) {
      if (extent.begin < end) {
        prefix_.clear();
        report("Multiple uses for byte " + text(extent.begin) + " of page " + text(no.raw));
        return;
      }
      fragments += extent.begin - end;
      end = extent.end;
    }
    fragments += layout_.usable - end;
    const uint32_t reported = static_cast<uint32_t>(node.header()[7]);
    if (fragments == reported) return;
    prefix_.clear();
    report("Fragmentation of " + text(fragments) + " bytes reported as " + text(reported) +
           " on page " + text(no.raw));
  }

  storage::Pager& pager_;
  const TextEncoding text_encoding_;
  record::Transcoder transcoder_;
  const Layout layout_;
  const uint32_t page_count_;
  const storage::PointerMapLayout map_;
  bool has_map_ = false;
  std::vector<bool> used_;
  int errors_left_;
  std::vector<std::string>& out_;
  std::string prefix_;
};

}  // namespace

Status check_database(TreeStore& store, std::span<const RootSpec> roots, int max_errors,
                      std::vector<std::string>& out, CheckScope scope) {
  return Checker(store, max_errors, out).run(roots, scope);
}

}  // namespace tern::btree
