#include "sync/wire/page_delta.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

#include "engine/base/assert.h"
#include "sync/model/codec.h"

namespace tern::sync::wire {
namespace {

constexpr uint8_t kRuns = 1;
constexpr uint8_t kZstd = 2;
// Equal bytes between two differences that are sent along: a new piece costs two bytes.
constexpr size_t kGapMax = 2;
// A zstd frame is hardly shorter than this.
constexpr size_t kRunsSmall = 40;
constexpr size_t kDatabaseHeaderSize = 100;

size_t head_size(uint32_t page, size_t page_size) {
  return page == 1 ? std::min(kDatabaseHeaderSize, page_size) : 0;
}

struct ContextFree {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

void put_runs(model::Writer& out, Bytes before, Bytes after) {
  size_t at = 0;
  size_t last_end = 0;
  while (at < after.size()) {
    if (before[at] == after[at]) {
      ++at;
      continue;
    }
    size_t end = at + 1;
    for (size_t i = end; i < after.size() && i - end <= kGapMax; ++i) {
      if (before[i] != after[i]) end = i + 1;
    }
    out.varint(at - last_end);
    out.blob(after.subspan(at, end - at));
    at = last_end = end;
  }
}

/// Empty where zstd has no memory. One context per thread: making one costs more than a page does.
ByteVector frame_of(Bytes before, Bytes after) {
  thread_local const std::unique_ptr<ZSTD_CCtx, ContextFree> context(ZSTD_createCCtx());
  if (!context) return {};
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_only);
  ByteVector out(ZSTD_compressBound(after.size()));
  ZSTD_CCtx_refPrefix(context.get(), before.data(), before.size());
  const size_t size =
      ZSTD_compress2(context.get(), out.data(), out.size(), after.data(), after.size());
  if (ZSTD_isError(size) != 0) return {};
  out.resize(size);
  return out;
}

Status apply_runs(MutBytes page, model::Reader& in) {
  size_t at = 0;
  while (!in.at_end()) {
    const uint64_t skip = in.varint();
    const Bytes piece = in.blob();
    if (in.failed() || skip > page.size() - at || piece.size() > page.size() - at - skip) {
      return fail(ErrorCode::Corrupt, "page delta");
    }
    at += static_cast<size_t>(skip);
    std::copy(piece.begin(), piece.end(), page.begin() + static_cast<ptrdiff_t>(at));
    at += piece.size();
  }
  return ok();
}

Status apply_frame(MutBytes rest, Bytes frame) {
  thread_local const std::unique_ptr<ZSTD_DCtx, ContextFree> context(ZSTD_createDCtx());
  if (!context) return fail(ErrorCode::NoMem);
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
  ByteVector after(rest.size());
  ZSTD_DCtx_refPrefix(context.get(), rest.data(), rest.size());
  const size_t size =
      ZSTD_decompressDCtx(context.get(), after.data(), after.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0 || size != rest.size()) {
    return fail(ErrorCode::Corrupt, "page delta: zstd frame");
  }
  std::copy(after.begin(), after.end(), rest.begin());
  return ok();
}

}  // namespace

ByteVector make_delta(uint32_t page, Bytes before, Bytes after) {
  ASSERT(before.size() == after.size());
  if (std::equal(before.begin(), before.end(), after.begin())) return {};
  model::Writer runs;
  runs.u8(kRuns);
  put_runs(runs, before, after);
  if (runs.bytes().size() <= kRunsSmall) return std::move(runs).take();
  const size_t head = head_size(page, after.size());
  model::Writer head_runs;
  put_runs(head_runs, before.first(head), after.first(head));
  const ByteVector frame = frame_of(before.subspan(head), after.subspan(head));
  model::Writer zstd;
  zstd.u8(kZstd);
  zstd.blob(head_runs.bytes());
  zstd.raw(frame);
  const bool shorter = !frame.empty() && zstd.bytes().size() < runs.bytes().size();
  return std::move(shorter ? zstd : runs).take();
}

Status apply_delta(uint32_t page, MutBytes image, Bytes delta) {
  if (delta.empty()) return ok();
  model::Reader in(delta);
  const uint8_t form = in.u8();
  if (form == kRuns) return apply_runs(image, in);
  if (form != kZstd) return fail(ErrorCode::Corrupt, "page delta: unknown form");
  const size_t head = head_size(page, image.size());
  model::Reader head_runs(in.blob());
  TRY(in.check("page delta", false));
  TRY(apply_runs(image.first(head), head_runs));
  return apply_frame(image.subspan(head), in.rest());
}

}  // namespace tern::sync::wire
