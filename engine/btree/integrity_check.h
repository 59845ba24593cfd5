#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/btree/tree_store.h"
#include "engine/record/record.h"

namespace tern::btree {

/// A tree that the schema knows.
struct RootSpec {
  PageNo root;
  TreeKind kind = TreeKind::Table;
  /// Index: the order of its entries; empty if it is not known (not checked then).
  std::span<const record::KeyColumn> columns = {};
  std::string_view name = {};
};

/// Whether `roots` are all trees of the database; if not, pages that none of them uses are nobody's
/// business.
enum class CheckScope : uint8_t { Whole, TheseTrees };

/// Looks for damage: every tree is walked, every page must be used exactly once (by a tree, an
/// overflow chain or the freelist), cells must lie in order inside their page without overlap, keys
/// must be in order, leaves equally deep. Appends what is wrong, as SQLite words it, to `out`, at
/// most `max_errors` lines. Whether rows and index entries correspond is for the caller to compare.
/// Errors: IoErr*, NoMem; damage is not an error.
Status check_database(TreeStore& store, std::span<const RootSpec> roots, int max_errors,
                      std::vector<std::string>& out, CheckScope scope = CheckScope::Whole);

}  // namespace tern::btree
