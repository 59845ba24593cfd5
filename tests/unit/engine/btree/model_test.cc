// Random inserts, replacements, deletes and walks, compared with a std::map, over page sizes.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "engine/btree/cursor.h"
#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"

namespace tern::btree {
namespace {

struct Store {
  explicit Store(uint32_t page_size) {
    auto file = storage::DatabaseFile::open(vfs, ":memory:");
    EXPECT_TRUE(file);
    auto opened = storage::Pager::open(*file);
    EXPECT_TRUE(opened);
    pager = std::move(*opened);
    EXPECT_TRUE(pager->set_page_size(page_size));
    EXPECT_TRUE(pager->begin_write());
    trees = std::make_unique<TreeStore>(*pager);
  }
  ~Store() {
    trees->invalidate_cursors();
    pager->rollback();
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  io::MemoryVfs vfs;
  std::unique_ptr<storage::Pager> pager;
  std::unique_ptr<TreeStore> trees;
};

template <class T>
T need(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message();
    std::abort();
  }
  return std::move(*result);
}
void need(Status status) {
  if (!status) {
    ADD_FAILURE() << status.error().message();
    std::abort();
  }
}

std::string payload_of(std::mt19937_64& random) {
  const uint64_t kind = random() % 20;
  const size_t size = kind == 0 ? random() % 6000 : kind < 6 ? random() % 400 : random() % 40;
  return std::string(size, static_cast<char>('a' + random() % 26));
}

class Model : public ::testing::TestWithParam<uint32_t> {};

TEST_P(Model, TableTreeBehavesAsAMap) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    Store store(GetParam());
    const PageNo root = need(store.trees->create_tree(TreeKind::Table));
    TableCursor cursor(*store.trees, root);
    TableCursor other(*store.trees, root);
    std::map<int64_t, std::string> model;
    const int64_t range = 1 + static_cast<int64_t>(random() % 3000);
    for (int step = 0; step < 6000; ++step) {
      const int64_t key = random() % 4 == 0 && !model.empty()
                              ? model.rbegin()->first + 1
                              : static_cast<int64_t>(random() % static_cast<uint64_t>(range));
      const bool shrinking = (step / 1500) % 2 == 1;
      if (random() % 10 < (shrinking ? 3 : 7)) {
        const std::string payload = payload_of(random);
        need(cursor.insert(RowId{key}, as_bytes(payload)));
        model[key] = payload;
        ASSERT_EQ(cursor.rowid().raw, key);
        ASSERT_EQ(as_text(need(cursor.payload())), payload);
      } else {
        const auto at = model.lower_bound(key);
        const Landing landing = need(cursor.seek(RowId{key}));
        if (at == model.end()) {
          ASSERT_EQ(landing, Landing::End);
          continue;
        }
        ASSERT_EQ(landing, at->first == key ? Landing::Found : Landing::After);
        ASSERT_EQ(cursor.rowid().raw, at->first);
        // Another cursor on the entry behind keeps its place.
        need(other.seek(RowId{key + 1}));
        need(cursor.erase());
        const auto behind = model.erase(at);
        if (random() % 2 == 0) {
          ASSERT_EQ(need(cursor.next()), behind != model.end());
          if (behind != model.end()) {
            ASSERT_EQ(cursor.rowid().raw, behind->first);
          }
        } else {
          ASSERT_EQ(need(cursor.prev()), behind != model.begin());
          if (behind != model.begin()) {
            ASSERT_EQ(cursor.rowid().raw, std::prev(behind)->first);
          }
        }
      }
    }
    auto expected = model.begin();
    for (bool more = need(cursor.first()); more; more = need(cursor.next()), ++expected) {
      ASSERT_NE(expected, model.end());
      ASSERT_EQ(cursor.rowid().raw, expected->first);
      ASSERT_EQ(as_text(need(cursor.payload())), expected->second);
    }
    ASSERT_EQ(expected, model.end());
    auto backwards = model.rbegin();
    for (bool more = need(cursor.last()); more; more = need(cursor.prev()), ++backwards) {
      ASSERT_EQ(cursor.rowid().raw, backwards->first);
    }
    ASSERT_EQ(backwards, model.rend());
    ASSERT_EQ(need(store.trees->count(root)), static_cast<int64_t>(model.size()));
    ASSERT_EQ(need(store.trees->clear_tree(root)), static_cast<int64_t>(model.size()));
    ASSERT_FALSE(need(cursor.first()));
  }
}

TEST_P(Model, IndexTreeBehavesAsAMap) {
  const record::KeyColumn columns[2] = {};
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    Store store(GetParam());
    const PageNo root = need(store.trees->create_tree(TreeKind::Index));
    IndexCursor cursor(*store.trees, root, columns);
    std::map<std::pair<std::string, int64_t>, bool> model;
    ByteVector bytes;
    const auto key_of = [&](uint64_t n) {
      std::mt19937_64 own(n * 7919 + seed);
      return payload_of(own);
    };
    for (int step = 0; step < 5000; ++step) {
      const int64_t number = static_cast<int64_t>(random() % 1500);
      const std::string text = key_of(static_cast<uint64_t>(number % 700));
      const record::ValueView probe[2] = {record::ValueView::text(text),
                                          record::ValueView::integer(number)};
      const bool shrinking = (step / 1200) % 2 == 1;
      if (random() % 10 < (shrinking ? 3 : 7)) {
        bytes.clear();
        record::encode_record(probe, bytes);
        need(cursor.insert(bytes));
        model[{text, number}] = true;
        ASSERT_EQ(as_text(need(cursor.payload())), as_text(bytes));
      } else {
        const auto at = model.lower_bound({text, number});
        const Landing landing = need(cursor.seek(probe));
        if (at == model.end()) {
          ASSERT_EQ(landing, Landing::End);
          continue;
        }
        ASSERT_EQ(landing == Landing::Found, at->first == std::pair(text, number));
        need(cursor.erase());
        const auto behind = model.erase(at);
        ASSERT_EQ(need(cursor.next()), behind != model.end());
        if (behind != model.end()) {
          record::RecordReader reader;
          reader.reset(need(cursor.payload()));
          ASSERT_EQ(need(reader.column(0)).as_text(), behind->first.first);
          ASSERT_EQ(need(reader.column(1)).as_integer(), behind->first.second);
        }
      }
      // A probe of the first column alone lands on the first entry that has it.
      const auto leading = model.lower_bound({text, INT64_MIN});
      const Landing landing = need(cursor.seek(std::span(probe, 1)));
      if (leading == model.end()) {
        ASSERT_EQ(landing, Landing::End);
      } else {
        ASSERT_EQ(landing == Landing::Found, leading->first.first == text);
        record::RecordReader reader;
        reader.reset(need(cursor.payload()));
        ASSERT_EQ(need(reader.column(1)).as_integer(), leading->first.second);
      }
    }
    auto expected = model.begin();
    for (bool more = need(cursor.first()); more; more = need(cursor.next()), ++expected) {
      record::RecordReader reader;
      reader.reset(need(cursor.payload()));
      ASSERT_EQ(need(reader.column(1)).as_integer(), expected->first.second);
    }
    ASSERT_EQ(expected, model.end());
    auto backwards = model.rbegin();
    for (bool more = need(cursor.last()); more; more = need(cursor.prev()), ++backwards) {
      record::RecordReader reader;
      reader.reset(need(cursor.payload()));
      ASSERT_EQ(need(reader.column(1)).as_integer(), backwards->first.second);
    }
    ASSERT_EQ(backwards, model.rend());
  }
}

// Nodes that were balanced to the brim would have to be balanced again at once.
TEST(Fill, RandomInsertsLeaveRoomForTheNextOnes) {
  const record::KeyColumn columns[2] = {};
  Store store(4096);
  const PageNo root = need(store.trees->create_tree(TreeKind::Index));
  IndexCursor cursor(*store.trees, root, columns);
  std::mt19937_64 random(1);
  ByteVector bytes;
  size_t used = 0;
  for (int64_t i = 0; i < 30'000; ++i) {
    const record::ValueView entry[2] = {
        record::ValueView::integer(static_cast<int64_t>(random() >> 1)),
        record::ValueView::integer(i)};
    bytes.clear();
    record::encode_record(entry, bytes);
    need(cursor.insert(bytes));
    used += bytes.size() + 3;  // with the cell's size and pointer
  }
  const double fill = static_cast<double>(used) / (4096.0 * store.pager->page_count());
  EXPECT_GT(fill, 0.72);
  EXPECT_LT(fill, 0.90);
}

INSTANTIATE_TEST_SUITE_P(PageSizes, Model, ::testing::Values(512, 1024, 4096, 65536));

}  // namespace
}  // namespace tern::btree
