#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "engine/btree/cursor.h"
#include "engine/btree/tree_store.h"
#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"

namespace tern::btree {

#define ASSERT_OK(expr)                                                  \
  do {                                                                   \
    const auto& ok_result_ = (expr);                                     \
    ASSERT_TRUE(ok_result_.has_value()) << ok_result_.error().message(); \
  } while (false)

/// A database in memory with an open write transaction.
struct MemoryDatabase {
  explicit MemoryDatabase(uint32_t page_size = 4096) {
    auto file = storage::DatabaseFile::open(vfs, ":memory:");
    EXPECT_TRUE(file);
    pager = std::move(storage::Pager::open(*file).value());
    EXPECT_TRUE(pager->set_page_size(page_size));
    EXPECT_TRUE(pager->begin_write());
    trees = std::make_unique<TreeStore>(*pager);
  }
  ~MemoryDatabase() { trees->invalidate_cursors(); }

  io::MemoryVfs vfs;
  std::unique_ptr<storage::Pager> pager;
  std::unique_ptr<TreeStore> trees;
};

}  // namespace tern::btree
