#pragma once

#include <functional>
#include <vector>

#include "engine/btree/node.h"
#include "engine/storage/pager.h"

namespace tern::shell {

/// A record that was found on a page of a tree.
/// Lifetime: of the payload: the call that it is given to.
struct FoundRecord {
  PageNo page;
  RowId rowid;  ///< of a table's tree
  bool has_rowid = false;
  Bytes payload;
};

/// Reads what is left of the trees of a damaged database: pages, cells and chains that make no
/// sense are passed over, and no page is used twice, so that there is always an end. Requires: the
/// pager has a read transaction.
class Salvage {
 public:
  using OnRecord = std::function<void(const FoundRecord& record)>;

  explicit Salvage(storage::Pager& pager);

  /// The records of the tree at `root` in their order; its pages are used then.
  void visit_tree(PageNo root, const OnRecord& on_record) { visit_node(root, 0, on_record); }
  /// Pages that are said to be free hold nothing.
  void use_free_pages();
  /// The records of the leaves that no tree has used, by page. `root`: the highest unused node that
  /// leads to the leaf. May be asked again; no page is used by it.
  void visit_unused(const std::function<void(PageNo root, const FoundRecord& record)>& on_record);

 private:
  bool use(PageNo no);
  bool is_used(PageNo no) const { return no.raw == 0 || no.raw > count_ || used_[no.raw]; }
  void visit_node(PageNo no, int depth, const OnRecord& on_record);
  void visit_records(PageNo no, const btree::NodeView& node, bool uses_chains,
                     const OnRecord& on_record);
  bool read_payload(const btree::Cell& cell, bool uses_chain);
  void use_pages_without_content();
  std::vector<uint32_t> unused_parents();

  storage::Pager& pager_;
  uint32_t count_;  // of pages
  btree::Layout layout_;
  std::vector<bool> used_;  // by page number
  ByteVector payload_;      // of the record that is told of
};

}  // namespace tern::shell
