#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/utf16.h"
#include "engine/btree/late_entries.h"
#include "engine/storage/pager.h"

namespace tern::btree {

class Cursor;  // cursor.h

enum class TreeKind : uint8_t { Table, Index };  // Index: also WITHOUT ROWID tables

/// A root that another page number stands for now.
struct RootMove {
  PageNo from;
  PageNo to;
};

/// The b-trees of one connection: makes and drops them, and knows the open cursors, so that a
/// change through one cursor lets the others on the same tree save and find their place again.
/// Threads: as its Pager.
class TreeStore {
 public:
  explicit TreeStore(storage::Pager& pager) : pager_(pager), late_(*this) {}
  TreeStore(const TreeStore&) = delete;
  TreeStore& operator=(const TreeStore&) = delete;

  storage::Pager& pager() { return pager_; }
  LateEntries& late() { return late_; }
  /// How the file holds text. Records that cursors take and give have it as UTF-8 always. To be set
  /// when the schema is read, and when a database is made; default UTF-8.
  TextEncoding text_encoding() const { return text_encoding_; }
  void set_text_encoding(TextEncoding encoding) { text_encoding_ = encoding; }

  /// Root page of a new, empty tree.
  Result<PageNo> create_tree(TreeKind kind);
  /// Frees all pages of the tree, root included. Cursors on it lose their place. With a pointer map
  /// another tree's root may move to the place of this one: whoever names roots must follow.
  Result<std::optional<RootMove>> drop_tree(PageNo root);
  /// Frees all pages but the root, which becomes an empty leaf. Returns the number of entries
  /// removed. Cursors on it lose their place.
  Result<int64_t> clear_tree(PageNo root);
  /// Number of entries; reads every page of the tree but no cell bodies.
  Result<int64_t> count(PageNo root);

  /// How many of `free` pages are to be given back. Units: `page_size`: bytes.
  using PagesToGive = std::function<uint32_t(uint32_t pages, uint32_t free, uint32_t page_size)>;
  /// Auto-vacuum, to be called before a commit: where the database is such that it gives its free
  /// pages back at once, the last pages move into them and the database gets shorter.
  Status vacuum_before_commit(const PagesToGive& ask = {});
  /// Gives back up to `pages_max` free pages of a database with a pointer map.
  Status vacuum_pages(uint32_t pages_max);

  /// Every cursor of this store saves its place by key and drops its page pins: a later move finds
  /// the place again, in whatever the tree is then (a commit lies between). A cursor whose place
  /// cannot be read loses it.
  void save_cursors();
  /// Every cursor of this store forgets its page pins, and late entries are dropped (called before
  /// a rollback, a rollback to a savepoint, and the end of a transaction; positions are lost).
  void invalidate_cursors();

 private:
  friend class Cursor;
  friend class LateEntries;
  Status save_others(PageNo root, const Cursor* except);
  void reset_cursors(PageNo root);
  Result<storage::PageMut> allocate_root();
  Result<std::optional<RootMove>> free_root(PageNo root);
  Status cut_to(PageNo end, PageNo keep_last);

  storage::Pager& pager_;
  LateEntries late_;
  TextEncoding text_encoding_ = TextEncoding::Utf8;
  Cursor* cursors_ = nullptr;  // intrusive list
};

}  // namespace tern::btree
