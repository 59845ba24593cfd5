#pragma once

#include "engine/btree/node.h"
#include "engine/storage/pager.h"

// Payload that does not fit on its node continues in a chain of overflow pages: next page 4, data.

namespace tern::btree {

/// The whole payload of `cell` into `out` (cleared first). Errors: Corrupt chain.
Status read_payload(storage::Pager& pager, const Layout& layout, const Cell& cell, ByteVector& out);

/// Writes `rest` to a new chain; returns its first page.
Result<PageNo> write_overflow(storage::Pager& pager, const Layout& layout, Bytes rest);

/// A leaf cell of an entry into `out`; what is too long for a node is written to new pages, whose
/// owner becomes known (page_owners.h) when the cell has its place.
/// `rowid`: table trees. Errors: TooBig; those of the pager.
Status build_leaf_cell(storage::Pager& pager, const Layout& layout, bool is_table, RowId rowid,
                       Bytes payload, ByteVector& out);

/// Gives the pages of the cell's chain back.
Status free_overflow(storage::Pager& pager, const Layout& layout, const Cell& cell);

}  // namespace tern::btree
