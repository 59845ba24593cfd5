#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "sync/model/digest.h"

namespace tern::sync::model {

/// Digest of one page and its number. Page 1 is hashed without what a replica's file may hold
/// differently for the same content: format versions, change counter, schema cookie, version
/// fields.
Digest hash_of_page(PageNo no, Bytes page);
/// Eight bytes of a page's digest: enough to guess that two pages are equal, never to prove it.
uint64_t short_hash(const Digest& page);

/// The page hash PH: root of a Merkle tree with fan-out 256 over the pages' digests, in page order.
/// The root of no pages is zero; the page count is part of the root.
/// Kept up to date at the cost of one path per changed page.
class PageHash {
 public:
  static constexpr size_t kFanOut = 256;

  uint32_t page_count() const { return static_cast<uint32_t>(levels_[0].size()); }
  /// Grows with zero digests or cuts.
  void resize(uint32_t pages);
  /// Requires: 1 <= no <= page_count().
  void set(PageNo no, const Digest& digest);
  const Digest& leaf(PageNo no) const;
  Digest root();

 private:
  std::vector<std::vector<Digest>> levels_{1};  // [0]: leaves
  std::vector<uint32_t> stale_;  // indexes into levels_[1]: their digest is out of date
  bool all_stale_ = true;
  Digest root_;
  bool root_valid_ = false;
};

}  // namespace tern::sync::model
