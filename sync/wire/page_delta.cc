#include "sync/wire/page_delta.h"

#include "engine/base/assert.h"
#include "sync/model/codec.h"

namespace tern::sync::wire {
namespace {

// Equal bytes between two differences that are sent along: a new piece costs two bytes.
constexpr size_t kGapMax = 2;

}  // namespace

ByteVector make_delta(Bytes before, Bytes after) {
  ASSERT(before.size() == after.size());
  model::Writer out;
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
  return std::move(out).take();
}

Status apply_delta(MutBytes page, Bytes delta) {
  model::Reader in(delta);
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

}  // namespace tern::sync::wire
