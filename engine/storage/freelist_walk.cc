#include <algorithm>

#include "engine/storage/freelist_format.h"
#include "engine/storage/pager_state.h"

// Many pages off the freelist in one walk, each trunk written at most once.

namespace tern::storage {
namespace {

/// What is left of a trunk and its leaves.
struct Remains {
  PageNo trunk;  // 0: nothing; another page than before where the trunk itself was taken
  std::vector<PageNo> leaves;
};

class FreelistWalk {
 public:
  FreelistWalk(Pager& pager, PageNo end, PageNo within, uint32_t count)
      : pager_(pager), end_(end), within_(within), count_(count) {}

  Result<Pager::TakenPages> run() {
    const uint32_t free_count = TRY(pager_.header_field(HeaderField::FreelistCount));
    PageNo trunk{TRY(pager_.header_field(HeaderField::FreelistHead))};
    present_link_ = trunk;
    for (uint32_t seen = 0; trunk != PageNo{}; ++seen) {
      if (seen >= free_count) return corrupt_freelist(trunk, "the list is longer than its count");
      trunk = TRY(pass(trunk));
    }
    TRY(link_to(PageNo{}));
    const auto taken_count = taken_.beyond + static_cast<uint32_t>(taken_.within.size());
    if (taken_count > free_count) return corrupt_freelist(trunk, "count too small");
    TRY(pager_.set_header_field(HeaderField::FreelistCount, free_count - taken_count));
    return std::move(taken_);
  }

 private:
  bool takes(PageNo no) {
    if (no > end_) {
      ++taken_.beyond;
      return true;
    }
    if (no > within_ || taken_.within.size() >= count_) return false;
    taken_.within.push_back(no);
    return true;
  }

  Status check(PageNo no) const {
    const bool is_there = no.raw >= 2 && no.raw <= pager_.page_count();
    return is_there ? ok() : Status(corrupt_freelist(no, "not in the database"));
  }

  /// Returns the next trunk.
  Result<PageNo> pass(PageNo trunk) {
    TRY(check(trunk));
    PageNo next;
    uint32_t count;
    Remains left;
    {
      const PageRef page = TRY(pager_.read(trunk));
      next.raw = load_be<uint32_t>(&page.bytes()[kFreelistNextAt]);
      count = load_be<uint32_t>(&page.bytes()[kFreelistLeafCountAt]);
      if (count > freelist_leaves_max(pager_.usable_size())) {
        return corrupt_freelist(trunk, "leaf count too large");
      }
      for (uint32_t i = 0; i < count; ++i) {
        const PageNo leaf{load_be<uint32_t>(&page.bytes()[kFreelistLeavesAt + size_t{4} * i])};
        TRY(check(leaf));
        if (!takes(leaf)) left.leaves.push_back(leaf);
      }
    }
    const bool stays = !takes(trunk);
    if (stays) left.trunk = trunk;
    if (!stays && !left.leaves.empty()) {
      left.trunk = left.leaves.back();
      left.leaves.pop_back();
    }
    if (left.trunk == PageNo{}) return next;
    TRY(link_to(left.trunk));
    if (!stays || left.leaves.size() < count) TRY(write_trunk(left, next, stays));
    before_ = left.trunk;
    present_link_ = next;
    return next;
  }

  Status write_trunk(const Remains& left, PageNo next, bool stays) {
    const PageMut page = stays ? TRY(pager_.write(left.trunk)) : TRY(pager_.write_new(left.trunk));
    if (!stays) std::ranges::fill(page.bytes(), std::byte{0});
    store_be<uint32_t>(&page.bytes()[kFreelistNextAt], next.raw);
    store_be(&page.bytes()[kFreelistLeafCountAt], static_cast<uint32_t>(left.leaves.size()));
    size_t at = kFreelistLeavesAt;
    for (const PageNo leaf : left.leaves) {
      store_be<uint32_t>(&page.bytes()[at], leaf.raw);
      at += 4;
    }
    return ok();
  }

  /// What stays last names `trunk` as the next.
  Status link_to(PageNo trunk) {
    if (present_link_ == trunk) return ok();
    if (before_ == PageNo{}) {
      return pager_.set_header_field(HeaderField::FreelistHead, trunk.raw);
    }
    const PageMut page = TRY(pager_.write(before_));
    store_be<uint32_t>(&page.bytes()[kFreelistNextAt], trunk.raw);
    return ok();
  }

  Pager& pager_;
  const PageNo end_;
  const PageNo within_;
  const uint32_t count_;
  Pager::TakenPages taken_;
  PageNo before_;        // the last trunk that stays; 0: the header
  PageNo present_link_;  // what it names as the next
};

}  // namespace

Result<Pager::TakenPages> Pager::take_free_pages(PageNo end, PageNo within, uint32_t count) {
  ASSERT(is_writing() && within <= end);
  TakenPages taken = TRY(FreelistWalk(*this, end, within, count).run());
  std::ranges::sort(taken.within);
  const auto twice = std::ranges::adjacent_find(taken.within);
  if (twice != taken.within.end()) return corrupt_freelist(*twice, "twice in the list");
  return taken;
}

}  // namespace tern::storage
