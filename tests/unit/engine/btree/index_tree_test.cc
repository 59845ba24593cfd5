// Random changes of an index tree compared with a std::map, over all page sizes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/record/record.h"
#include "tests/unit/engine/btree/tree_fixture.h"

namespace tern::btree {
namespace {

using record::KeyColumn;
using record::ValueView;

ByteVector entry(std::string_view text, int64_t rowid) {
  ByteVector out;
  const std::vector<ValueView> values{ValueView::text(text), ValueView::integer(rowid)};
  record::encode_record(values, out);
  return out;
}

ByteVector entry(int64_t number, int64_t rowid) {
  ByteVector out;
  const std::vector<ValueView> values{ValueView::integer(number), ValueView::integer(rowid)};
  record::encode_record(values, out);
  return out;
}

class IndexTree : public ::testing::TestWithParam<uint32_t> {};

// A cursor that stands near goes on from there, which must lead where a new one's way does: by the
// whole key, and by its first column, of which a run of equal entries may lie on several nodes.
TEST_P(IndexTree, SeeksFromWhereTheCursorStandsFindWhatANewCursorFinds) {
  for (const bool descending : {false, true}) {
    MemoryDatabase db(GetParam());
    std::mt19937_64 random(GetParam() + 3);
    const PageNo root = db.trees->create_tree(TreeKind::Index).value();
    std::vector<KeyColumn> columns(2);
    columns[0].descending = descending;
    IndexCursor writer(*db.trees, root, columns);
    for (int64_t i = 0; i < 6000; ++i) {
      const int64_t number = static_cast<int64_t>(random() % 500) * 3;
      ASSERT_OK(writer.insert(entry(number, i)));
    }
    IndexCursor near(*db.trees, root, columns);
    int64_t number = 0;
    for (int round = 0; round < 6000; ++round) {
      number += static_cast<int64_t>(random() % 5) - (random() % 50 == 0 ? 40 : 0);
      if (number < -2 || number > 1502) number = static_cast<int64_t>(random() % 1500);
      const int64_t sought = descending ? 1500 - number : number;
      std::vector<ValueView> probe{ValueView::integer(sought)};
      if (round % 3 != 0) {
        probe.push_back(ValueView::integer(static_cast<int64_t>(random() % 6000)));
      }
      const auto bias = round % 5 == 0 ? IndexCursor::Bias::AfterLast : IndexCursor::Bias::First;
      IndexCursor fresh(*db.trees, root, columns);
      const auto expected = fresh.seek(probe, bias);
      const auto landing = near.seek(probe, bias);
      ASSERT_OK(expected);
      ASSERT_OK(landing);
      ASSERT_EQ(*landing, *expected) << sought << " in round " << round;
      if (*landing == Landing::End) continue;
      ASSERT_EQ(as_text(near.payload().value()), as_text(fresh.payload().value())) << round;
      const bool more = fresh.next().value();
      ASSERT_EQ(near.next().value(), more);
      if (more) {
        ASSERT_EQ(as_text(near.payload().value()), as_text(fresh.payload().value()));
      }
    }
  }
}

TEST_P(IndexTree, BehavesAsAnOrderedMap) {
  MemoryDatabase db(GetParam());
  std::mt19937_64 random(GetParam() + 2);
  const PageNo root = db.trees->create_tree(TreeKind::Index).value();
  const std::vector<KeyColumn> columns(2);
  using Key = std::pair<std::string, int64_t>;
  std::map<Key, bool> model;
  IndexCursor cursor(*db.trees, root, columns);
  IndexCursor other(*db.trees, root, columns);
  const auto random_key = [&] {
    const size_t size = random() % 40 == 0 ? random() % (GetParam() * 2) : random() % 30;
    std::string text(size, 'k');
    for (size_t i = 0; i < std::min<size_t>(size, 3); ++i) {
      text[i] = static_cast<char>('a' + random() % 12);
    }
    return Key{text, static_cast<int64_t>(random() % 4)};
  };
  for (int round = 0; round < 8000; ++round) {
    const Key key = random_key();
    const std::vector<ValueView> probe{ValueView::text(key.first), ValueView::integer(key.second)};
    const uint64_t what = random() % 100;
    const bool growing = round / 2000 % 2 == 0;
    if (what < (growing ? 60 : 15)) {
      ASSERT_OK(cursor.insert(entry(key.first, key.second)));
      ASSERT_EQ(as_text(cursor.payload().value()), as_text(entry(key.first, key.second)));
      model[key] = true;
    } else {
      const auto landing = cursor.seek(probe);
      ASSERT_OK(landing);
      const auto expected = model.lower_bound(key);
      ASSERT_EQ(*landing, expected == model.end()  ? Landing::End
                          : expected->first == key ? Landing::Found
                                                   : Landing::After)
          << round;
      if (expected == model.end()) continue;
      ASSERT_EQ(as_text(cursor.payload().value()),
                as_text(entry(expected->first.first, expected->first.second)));
      ASSERT_OK(other.seek(probe));
      ASSERT_OK(cursor.erase());
      const auto following = model.erase(expected);
      const bool forward = round % 2 == 0;
      const auto more = forward ? cursor.next() : cursor.prev();
      ASSERT_OK(more);
      ASSERT_EQ(*more, forward ? following != model.end() : following != model.begin());
      if (*more) {
        const Key& at = forward ? following->first : std::prev(following)->first;
        ASSERT_EQ(as_text(cursor.payload().value()), as_text(entry(at.first, at.second)));
      }
      // The other cursor stood on the erased entry: its next is the same one.
      ASSERT_FALSE(other.revalidate().value());
      const auto others = other.next();
      ASSERT_OK(others);
      ASSERT_EQ(*others, following != model.end());
      if (*others) {
        ASSERT_EQ(as_text(other.payload().value()),
                  as_text(entry(following->first.first, following->first.second)));
      }
    }
    if (round % 50 == 0) {
      // A probe of the first column only.
      const Key prefix{key.first, std::numeric_limits<int64_t>::min()};
      const auto first = model.lower_bound(prefix);
      const auto landing = cursor.seek(std::span(probe).first(1));
      ASSERT_OK(landing);
      ASSERT_EQ(*landing == Landing::Found,
                first != model.end() && first->first.first == key.first);
      ASSERT_EQ(*landing == Landing::End, first == model.end());
      if (first != model.end()) {
        ASSERT_EQ(as_text(cursor.payload().value()),
                  as_text(entry(first->first.first, first->first.second)));
      }
      const auto behind = model.upper_bound({key.first, std::numeric_limits<int64_t>::max()});
      const auto after = cursor.seek(std::span(probe).first(1), IndexCursor::Bias::AfterLast);
      ASSERT_OK(after);
      ASSERT_EQ(*after, behind == model.end() ? Landing::End : Landing::After);
      const auto back = cursor.prev();
      ASSERT_OK(back);
      ASSERT_EQ(*back, behind != model.begin());
      if (*back) {
        ASSERT_EQ(as_text(cursor.payload().value()),
                  as_text(entry(std::prev(behind)->first.first, std::prev(behind)->first.second)));
      }
    }
    if (round % 1000 == 0) {
      auto at = model.begin();
      for (auto more = cursor.first(); more.value(); more = cursor.next(), ++at) {
        ASSERT_NE(at, model.end());
        ASSERT_EQ(as_text(cursor.payload().value()),
                  as_text(entry(at->first.first, at->first.second)));
      }
      ASSERT_EQ(at, model.end());
      auto back = model.rbegin();
      for (auto more = cursor.last(); more.value(); more = cursor.prev(), ++back) {
        ASSERT_NE(back, model.rend());
      }
      ASSERT_EQ(back, model.rend());
      ASSERT_EQ(db.trees->count(root).value(), static_cast<int64_t>(model.size()));
    }
  }
  ASSERT_OK(db.trees->drop_tree(root));
  EXPECT_EQ(db.pager->header_field(storage::HeaderField::FreelistCount).value(),
            db.pager->page_count() - 1);
}

INSTANTIATE_TEST_SUITE_P(PageSizes, IndexTree,
                         ::testing::Values(512, 1024, 4096, 8192, 16384, 32768, 65536));

TEST(IndexTreeAppend, FillsPagesCompletely) {
  MemoryDatabase db;
  const PageNo root = db.trees->create_tree(TreeKind::Index).value();
  const std::vector<KeyColumn> columns(2);
  IndexCursor cursor(*db.trees, root, columns);
  for (int64_t i = 0; i < 20000; ++i) {
    ASSERT_OK(cursor.insert(entry("0123456789012345678901234567890123456789", 100000 + i)));
  }
  // A cell is 1 + 3 + 40 + 3 bytes, and 2 for its pointer; the interior nodes take a few pages.
  EXPECT_LE(db.pager->page_count(), 2U + 20000 / (4088 / 49) + 14);
}

}  // namespace
}  // namespace tern::btree
