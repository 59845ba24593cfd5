#pragma once

#include <deque>
#include <memory>

#include "engine/btree/node_edit.h"
#include "engine/btree/tree_store.h"
#include "engine/record/transcoder.h"

namespace tern::btree {

/// Builds a tree bottom-up from entries that come in order: full pages, no searching, no splits.
/// The open node of each level is in memory; its page is taken when the node is complete. Between
/// two calls the transaction may be committed and another one begun.
/// Requires: the tree at `root` is empty and no cursor is on it; the entries are in ascending order
/// without duplicates (the caller has sorted and checked them).
class BulkBuilder {
 public:
  static Result<BulkBuilder> start(TreeStore& store, PageNo root, TreeKind kind);

  /// Index trees.
  Status add(Bytes record);
  /// Table trees.
  Status add(RowId rowid, Bytes payload);
  /// Closes all levels; the root page holds the tree then.
  Status finish() &&;

 private:
  /// A node without a page yet.
  struct OpenNode {
    ByteVector bytes;
    NodeEdit node;
  };
  BulkBuilder(TreeStore& store, PageNo root, bool is_table);

  bool append_leaf_cell(Bytes payload, RowId rowid);
  Status add_leaf_cell(Bytes payload, RowId rowid);
  Status add_child(size_t level, PageNo child, Bytes key);
  void begin_level();
  NodeEdit empty_node(OpenNode& open, bool is_leaf) const;
  Result<PageNo> close(const NodeEdit& node);
  Status close_into_root(const NodeEdit& top);

  storage::Pager& pager_;
  TextEncoding text_encoding_;  // of the file; the entries have theirs as UTF-8
  PageNo root_;
  bool is_table_;
  std::unique_ptr<Layout> layout_;  // the nodes refer to it
  std::deque<OpenNode> levels_;     // leaf first
  record::Transcoder transcoder_;
  ByteVector cell_;
};

}  // namespace tern::btree
