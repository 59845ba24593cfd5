#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/btree/integrity_check.h"
#include "engine/io/vfs.h"
#include "engine/record/record.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/unit/engine/btree/tree_fixture.h"

namespace tern::btree {

/// A database file with its trees.
struct FileDatabase {
  FileDatabase(io::Vfs& vfs, const std::string& path, bool read_only = false) {
    auto file = storage::DatabaseFile::open(vfs, path, {.read_only = read_only, .create = false});
    if (!file) return;
    auto opened = storage::Pager::open(*file);
    if (!opened) return;
    pager = std::move(*opened);
    trees = std::make_unique<TreeStore>(*pager);
  }
  ~FileDatabase() {
    if (trees) trees->invalidate_cursors();
  }

  std::unique_ptr<storage::Pager> pager;
  std::unique_ptr<TreeStore> trees;
};

/// One tree of a schema. Its key columns are unknown here, so entries are compared in no order.
struct SchemaTree {
  std::string type;
  std::string name;
  PageNo root;
  bool is_rowid_table = true;
};

inline bool is_table_node(storage::Pager& pager, PageNo root) {
  const auto page = pager.read(root);
  if (!page) return false;
  const int flag = static_cast<int>(page->bytes()[header_offset(root)]);
  return flag == 5 || flag == 13;
}

/// The trees that the schema names; damaged rows are left out. Requires: a transaction is open.
inline std::vector<SchemaTree> schema_trees(FileDatabase& db) {
  std::vector<SchemaTree> out{{"table", "sqlite_schema", PageNo{1}, true}};
  TableCursor cursor(*db.trees, PageNo{1});
  record::RecordReader reader;
  for (auto more = cursor.first(); more && *more; more = cursor.next()) {
    const auto payload = cursor.payload();
    if (!payload) break;
    reader.reset(*payload);
    const auto type = reader.column(0);
    const auto name = reader.column(1);
    const auto root = reader.column(3);
    if (!type || !name || !root || !type->is_text() || !name->is_text() || !root->is_integer()) {
      continue;
    }
    const PageNo no{static_cast<uint32_t>(root->as_integer())};
    if (no.raw == 0 || no.raw > db.pager->page_count()) continue;
    out.push_back({std::string(type->as_text()), std::string(name->as_text()), no,
                   is_table_node(*db.pager, no)});
  }
  return out;
}

inline std::vector<std::string> damage(FileDatabase& db, const std::vector<SchemaTree>& trees) {
  std::vector<RootSpec> roots;
  for (const SchemaTree& tree : trees) {
    roots.push_back({tree.root, tree.is_rowid_table ? TreeKind::Table : TreeKind::Index, {}, {}});
  }
  std::vector<std::string> out;
  const Status status = check_database(*db.trees, roots, 100, out);
  if (!status) out.push_back(std::string(status.error().message()));
  return out;
}

}  // namespace tern::btree
