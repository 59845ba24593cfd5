// Random changes of one tree compared with a std::map after every batch, over all page sizes.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <span>

#include "tests/unit/engine/btree/tree_fixture.h"

namespace tern::btree {
namespace {

using Model = std::map<int64_t, std::string>;

std::string text_of(Bytes bytes) { return std::string(as_text(bytes)); }

void expect_same(TableCursor& cursor, const Model& model) {
  auto at = model.begin();
  for (Result<bool> more = cursor.first();; more = cursor.next()) {
    ASSERT_OK(more);
    ASSERT_EQ(*more, at != model.end());
    if (!*more) break;
    ASSERT_EQ(cursor.rowid().raw, at->first);
    ASSERT_EQ(text_of(cursor.payload().value()), at->second);
    ++at;
  }
  auto back = model.rbegin();
  for (Result<bool> more = cursor.last();; more = cursor.prev()) {
    ASSERT_OK(more);
    ASSERT_EQ(*more, back != model.rend());
    if (!*more) break;
    ASSERT_EQ(cursor.rowid().raw, back->first);
    ++back;
  }
}

class TableTree : public ::testing::TestWithParam<uint32_t> {};

TEST_P(TableTree, BehavesAsAnOrderedMap) {
  MemoryDatabase db(GetParam());
  std::mt19937_64 random(GetParam() + 1);
  SCOPED_TRACE("seed " + std::to_string(GetParam() + 1));
  for (const PageNo root : {PageNo{1}, db.trees->create_tree(TreeKind::Table).value()}) {
    Model model;
    TableCursor cursor(*db.trees, root);
    TableCursor other(*db.trees, root);
    for (int round = 0; round < 6000; ++round) {
      const int64_t key = static_cast<int64_t>(random() % 3000) - 1000;
      const uint64_t what = random() % 100;
      const bool growing = round / 1500 % 2 == 0;
      if (what < (growing ? 60 : 20)) {
        const uint64_t size = random() % 50 == 0 ? random() % (GetParam() * 5) : random() % 120;
        std::string payload(size, static_cast<char>('a' + round % 26));
        ASSERT_OK(cursor.insert(RowId{key}, as_bytes(payload)));
        ASSERT_TRUE(cursor.is_valid());
        ASSERT_EQ(cursor.rowid().raw, key);
        if (round % 7 == 0) {
          ASSERT_EQ(text_of(cursor.payload().value()), payload);
        }
        model[key] = std::move(payload);
      } else if (what < 80) {
        const auto landing = cursor.seek(RowId{key});
        ASSERT_OK(landing);
        const auto expected = model.lower_bound(key);
        ASSERT_EQ(*landing, expected == model.end()  ? Landing::End
                            : expected->first == key ? Landing::Found
                                                     : Landing::After);
        if (expected == model.end()) continue;
        ASSERT_EQ(cursor.rowid().raw, expected->first);
        ASSERT_OK(cursor.erase());
        const auto following = model.erase(expected);
        const bool forward = round % 2 == 0;
        const auto more = forward ? cursor.next() : cursor.prev();
        ASSERT_OK(more);
        if (forward) {
          ASSERT_EQ(*more, following != model.end());
          if (*more) {
            ASSERT_EQ(cursor.rowid().raw, following->first);
          }
        } else {
          ASSERT_EQ(*more, following != model.begin());
          if (*more) {
            ASSERT_EQ(cursor.rowid().raw, std::prev(following)->first);
          }
        }
      } else {
        const auto landing = other.seek(RowId{key});
        ASSERT_OK(landing);
        const auto expected = model.lower_bound(key);
        ASSERT_EQ(*landing == Landing::End, expected == model.end());
        if (*landing == Landing::End) continue;
        ASSERT_EQ(other.rowid().raw, expected->first);
        if (round % 3 == 0) {
          ASSERT_OK(cursor.insert(RowId{key + 5000}, as_bytes("other")));
          model[key + 5000] = "other";
        }
        const auto next = std::next(expected);
        const auto more = other.next();
        ASSERT_OK(more);
        ASSERT_EQ(*more, next != model.end());
        if (*more) {
          ASSERT_EQ(other.rowid().raw, next->first);
          ASSERT_EQ(text_of(other.payload().value()), next->second);
        }
      }
      if (round % 1000 == 0) expect_same(cursor, model);
      if (HasFatalFailure()) return;
    }
    expect_same(other, model);
    ASSERT_EQ(db.trees->count(root).value(), static_cast<int64_t>(model.size()));
    ASSERT_EQ(db.trees->clear_tree(root).value(), static_cast<int64_t>(model.size()));
    ASSERT_FALSE(cursor.first().value());
  }
  // All pages but the two roots are free again.
  EXPECT_EQ(db.pager->header_field(storage::HeaderField::FreelistCount).value(),
            db.pager->page_count() - 2);
}

TEST_P(TableTree, LeavesAheadAreThoseThatAWalkComesTo) {
  MemoryDatabase db(GetParam());
  const PageNo root = db.trees->create_tree(TreeKind::Table).value();
  TableCursor cursor(*db.trees, root);
  const std::string payload(GetParam() / 3, 'p');
  for (int64_t i = 0; i < 500; ++i) ASSERT_OK(cursor.insert(RowId{i}, as_bytes(payload)));
  // Those that were used lately: a table of pages that grows while it is too small.
  db.pager->set_cache_size(-200'000);
  for (int round = 0; round < 5; ++round) {
    for (bool more = *cursor.first(); more; more = *cursor.next()) continue;
  }
  std::vector<const std::byte*> leaves;
  std::vector<std::vector<const std::byte*>> ahead;
  ASSERT_TRUE(*cursor.first());
  do {
    ASSERT_TRUE(cursor.can_peek());
    leaves.push_back(cursor.leaf().data);
    std::array<const std::byte*, 7> next;
    const size_t count = cursor.leaves_ahead(next);
    ahead.emplace_back(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(count));
    const Bytes content = cursor.leaf().content();
    EXPECT_EQ(content.data() + content.size(), cursor.leaf().end());
    EXPECT_EQ(content.data(), cursor.leaf().cell_start(cursor.leaf_size() - 1));
  } while (*cursor.next_after(cursor.leaf_size() - 1));
  ASSERT_GT(leaves.size(), 200u);
  for (size_t i = 0; i < leaves.size(); ++i) {
    ASSERT_EQ(ahead[i].size(), std::min<size_t>(7, leaves.size() - 1 - i)) << i;
    EXPECT_TRUE(std::ranges::equal(ahead[i], std::span(leaves).subspan(i + 1, ahead[i].size())));
  }
}

INSTANTIATE_TEST_SUITE_P(PageSizes, TableTree,
                         ::testing::Values(512, 1024, 4096, 8192, 16384, 32768, 65536));

TEST(TableTreeAppend, FillsPagesCompletely) {
  MemoryDatabase db;
  const PageNo root = db.trees->create_tree(TreeKind::Table).value();
  TableCursor cursor(*db.trees, root);
  const std::string payload(100, 'p');
  for (int64_t i = 1; i <= 20000; ++i) ASSERT_OK(cursor.insert(RowId{i}, as_bytes(payload)));
  // 4088 bytes of a leaf hold 38 cells of 105 to 106 bytes with their pointers.
  EXPECT_LE(db.pager->page_count(), 2U + 20000 / 38 + 6);
}

// However rowids are spread, what is sought by where it should be is found where it is.
TEST(TableTree, FindsKeysOfEverySpread) {
  const auto dense = [](int64_t i) { return i; };
  const auto even = [](int64_t i) { return i * 1000 - 7; };
  const auto cubes = [](int64_t i) { return (i - 1500) * (i - 1500) * (i - 1500); };
  const auto two_heaps = [](int64_t i) { return i < 1500 ? INT64_MIN + i : INT64_MAX - 3000 + i; };
  const auto powers = [](int64_t i) { return (int64_t{1} << (i % 62)) + i; };
  for (int64_t (*const spread)(int64_t) : {+dense, +even, +cubes, +two_heaps, +powers}) {
    MemoryDatabase db(512);
    const PageNo root = db.trees->create_tree(TreeKind::Table).value();
    TableCursor cursor(*db.trees, root);
    std::map<int64_t, int64_t> model;
    for (int64_t i = 0; i < 3000; ++i) {
      ASSERT_OK(cursor.insert(RowId{spread(i)}, as_bytes("row")));
      model[spread(i)] = i;
    }
    std::mt19937_64 random(7);
    for (int round = 0; round < 3000; ++round) {
      const auto near = static_cast<int64_t>(random() % 5) - 2;
      const auto key = static_cast<int64_t>(
          static_cast<uint64_t>(spread(static_cast<int64_t>(random() % 3000))) +
          static_cast<uint64_t>(near));
      const auto landing = cursor.seek(RowId{key});
      ASSERT_OK(landing);
      const auto expected = model.lower_bound(key);
      ASSERT_EQ(*landing, expected == model.end()  ? Landing::End
                          : expected->first == key ? Landing::Found
                                                   : Landing::After);
      if (expected != model.end()) {
        ASSERT_EQ(cursor.rowid().raw, expected->first);
      }
    }
  }
}

TEST(TableTree, FindsKeysAtTheEndsOfTheRange) {
  MemoryDatabase db;
  TableCursor cursor(*db.trees, PageNo{1});
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  for (const int64_t key : {kMax, kMin, int64_t{0}, int64_t{-1}}) {
    ASSERT_OK(cursor.insert(RowId{key}, as_bytes("x")));
  }
  ASSERT_TRUE(cursor.first().value());
  EXPECT_EQ(cursor.rowid().raw, kMin);
  ASSERT_TRUE(cursor.last().value());
  EXPECT_EQ(cursor.rowid().raw, kMax);
  EXPECT_EQ(cursor.seek(RowId{kMin}).value(), Landing::Found);
  EXPECT_EQ(cursor.seek(RowId{1}).value(), Landing::After);
}

}  // namespace
}  // namespace tern::btree
