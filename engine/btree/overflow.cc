#include "engine/btree/overflow.h"

#include <algorithm>
#include <cstring>

#include "engine/btree/node_edit.h"

namespace tern::btree {
namespace {

/// Pages that the rest of the payload needs, or Corrupt if the database cannot have them.
Result<uint32_t> chain_length(storage::Pager& pager, const Layout& layout, const Cell& cell) {
  const uint64_t per_page = layout.usable - 4;
  const uint64_t pages = (cell.total_size - cell.local_size + per_page - 1) / per_page;
  if (pages > pager.page_count())
    return fail(ErrorCode::Corrupt, "payload larger than the database");
  return static_cast<uint32_t>(pages);
}

}  // namespace

Status read_payload(storage::Pager& pager, const Layout& layout, const Cell& cell,
                    ByteVector& out) {
  uint32_t pages = TRY(chain_length(pager, layout, cell));
  out.clear();
  out.reserve(static_cast<size_t>(cell.total_size));
  append(out, cell.local());
  PageNo no = cell.overflow;
  for (; pages > 0; --pages) {
    const storage::PageRef page = TRY(pager.read(no));
    const size_t rest = static_cast<size_t>(cell.total_size) - out.size();
    append(out, page.bytes().subspan(4, std::min<size_t>(rest, layout.usable - 4)));
    no.raw = load_be<uint32_t>(page.bytes().data());
  }
  return ok();
}

Result<PageNo> write_overflow(storage::Pager& pager, const Layout& layout, Bytes rest) {
  PageNo first;
  storage::PageMut before;
  while (!rest.empty()) {
    const storage::PageMut page = TRY(pager.allocate());
    if (before.no() != PageNo{}) {
      store_be(before.bytes().data(), page.no().raw);
      TRY(pager.set_owner(page.no(), storage::PageRole::OverflowNext, before.no()));
    } else {
      first = page.no();
    }
    before = page;
    std::byte* const link = page.bytes().data();
    store_be<uint32_t>(link, 0);
    const size_t size = std::min<size_t>(rest.size(), layout.usable - 4);
    std::memcpy(link + 4, rest.data(), size);
    rest = rest.subspan(size);
  }
  return first;
}

Status build_leaf_cell(storage::Pager& pager, const Layout& layout, bool is_table, RowId rowid,
                       Bytes payload, ByteVector& out) {
  if (payload.size() > kPayloadMax) return fail(ErrorCode::TooBig);
  const uint32_t local = layout.local_size(is_table, payload.size());
  out.resize(2 * kVarintSizeMax + local + 4);
  std::byte* at = out.data();
  at += write_varint(at, payload.size());
  if (is_table) at += write_varint(at, static_cast<uint64_t>(rowid.raw));
  if (local > 0) std::memcpy(at, payload.data(), local);
  at += local;
  if (local < payload.size()) {
    const PageNo rest = TRY(write_overflow(pager, layout, payload.subspan(local)));
    store_be(at, rest.raw);
    at += 4;
  }
  out.resize(static_cast<size_t>(at - out.data()));
  return ok();
}

Status free_overflow(storage::Pager& pager, const Layout& layout, const Cell& cell) {
  if (cell.overflow == PageNo{}) return ok();
  uint32_t pages = TRY(chain_length(pager, layout, cell));
  PageNo no = cell.overflow;
  for (; pages > 0; --pages) {
    PageNo next;
    {
      const storage::PageRef page = TRY(pager.read(no));
      next.raw = load_be<uint32_t>(page.bytes().data());
    }
    TRY(pager.free(no));
    no = next;
  }
  return ok();
}

}  // namespace tern::btree
