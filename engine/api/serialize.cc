#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/api/shared_turn.h"
#include "engine/storage/header.h"
#include "tern/tern.h"

// A database as bytes: the pages one behind the other, as in a file outside WAL mode.

namespace tern {
namespace {

using storage::Pager;

Status append_pages(Pager& pager, ByteVector& out) {
  out.reserve(size_t{pager.page_size()} * pager.page_count());
  for (PageNo no{1}; no.raw <= pager.page_count(); ++no.raw) {
    const storage::PageRef page = TRY(pager.read(no));
    append(out, page.bytes());
  }
  if (out.empty()) return {};
  // The bytes are the whole database, without a WAL. What a transaction has not committed yet is in
  // it, its pages among them.
  store_be(&out[storage::kPageCountAt], pager.page_count());
  std::copy_n(&out[storage::kChangeCounterAt], 4, &out[storage::kVersionValidForAt]);
  out[storage::kWriteVersionAt] = out[storage::kReadVersionAt] = std::byte{1};
  return {};
}

/// Errors: NotADb, Corrupt, Unsupported.
Result<storage::DatabaseHeader> check_image(Bytes image) {
  if (image.size() < storage::kHeaderSize) return fail(ErrorCode::NotADb);
  const storage::DatabaseHeader header = TRY(storage::parse_header(image));
  const uint64_t pages = image.size() / header.page_size;
  if (image.size() % header.page_size != 0 || pages > UINT32_MAX - 1 ||
      (header.is_page_count_valid && header.page_count > pages)) {
    return fail(ErrorCode::Corrupt, "the image is shorter than its header says");
  }
  return header;
}

Status fill(Pager& pager, const storage::DatabaseHeader& header, Bytes image) {
  const auto in_image = static_cast<uint32_t>(image.size() / header.page_size);
  const uint32_t pages = header.is_page_count_valid ? header.page_count : in_image;
  TRY(pager.set_page_size(header.page_size, header.reserved));
  TRY(pager.begin_write());
  TRY(pager.set_page_count(pages));
  for (PageNo no{1}; no.raw <= pages; ++no.raw) {
    const storage::PageMut page = TRY(pager.write(no));
    const size_t at = size_t{no.raw - 1} * header.page_size;
    std::ranges::copy(image.subspan(at, header.page_size), page.bytes().begin());
    if (no.raw != 1) continue;
    page.bytes()[storage::kWriteVersionAt] = page.bytes()[storage::kReadVersionAt] = std::byte{1};
  }
  return pager.commit();
}

}  // namespace

Result<ByteVector> Connection::serialize() {
  const api::SharedTurn turn(*state_);
  TRY(state_->trees().late().settle_all());
  Pager& pager = state_->pager();
  const bool was_reading = pager.is_reading();
  TRY(pager.begin_read());
  ByteVector out;
  Status appended = append_pages(pager, out);
  if (!was_reading) pager.rollback();
  if (!appended) return std::unexpected(std::move(appended).error());
  return out;
}

Result<Connection> Connection::deserialize(Bytes image, const OpenOptions& options) {
  OpenOptions writable = options;
  writable.read_only = false;
  auto filled = TRY(api::ConnectionState::open(":memory:", writable));
  if (!image.empty()) {
    const storage::DatabaseHeader header = TRY(check_image(image));
    TRY(fill(filled->pager(), header, image));
  }
  if (!options.read_only) return Connection(std::move(filled));
  return Connection(TRY(api::ConnectionState::open(filled->file(), options)));
}

}  // namespace tern
