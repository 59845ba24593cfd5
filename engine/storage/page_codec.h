#pragma once

#include <memory>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"

// How pages stand on disk. In memory (page cache, private pages) they are plain; between memory and
// any file they pass a PageCodec, if the database has one. It uses the last reserve() bytes of a
// page, which the header's "reserved space" covers: SQLite leaves them alone. In memory they are
// zero.
//
// A page has the same encoded bytes in the database file, in a WAL frame and in a rollback journal.
// So checkpoints and roll backs copy bytes and need no key, and a hot journal can be played by
// whoever comes first. Bound in is the page's number, never the place where it stands.
//
// All pages that one snapshot sees are of one codec: a change of codec (recode.cc) writes every
// page in one transaction.

namespace tern::storage {

/// Threads: one at a time; each Pager has its own.
class PageCodec {
 public:
  virtual ~PageCodec() = default;
  /// Bytes at a page's end that are the codec's.
  virtual uint32_t reserve() const = 0;
  /// Nothing of the content can be read in the encoded page.
  virtual bool is_secret() const = 0;
  /// `plain` and `out` are whole pages and do not overlap. Errors: Internal.
  virtual Status encode(PageNo no, Bytes plain, MutBytes out) = 0;
  /// In place. Errors: Corrupt, with the page's number.
  virtual Status decode(PageNo no, MutBytes page) = 0;
};

/// Page checksums. The last 16 bytes of each page:
///
///   0  xxHash64 of the page without these bytes, seeded with the page's number, little-endian (8)
///   8  "TernXXH1" (8): on page 1 it says that the database has checksums
///
/// SQLite does not know them: pages that it changes keep what stood there, new pages have zeros.
/// Such a page is reported like any other whose checksum is wrong; `PRAGMA checksum=off`, then
/// `=on` takes the database as it is.
class ChecksumCodec final : public PageCodec {
 public:
  static constexpr uint32_t kReserve = 16;
  /// Does this page 1 say so?
  static bool is_marked(Bytes first_page);

  uint32_t reserve() const override { return kReserve; }
  bool is_secret() const override { return false; }
  Status encode(PageNo no, Bytes plain, MutBytes out) override;
  Status decode(PageNo no, MutBytes page) override;
};

}  // namespace tern::storage
