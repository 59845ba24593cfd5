#include "engine/exec/row_store.h"

#include <cstring>

namespace tern::exec {

Status RowStore::add(expr::Frame& frame) {
  scratch_.clear();
  TRY(saved_.save(frame, scratch_));
  Place place{nullptr, 0, static_cast<uint32_t>(scratch_.size())};
  if (arena_.size_bytes() + rows_.capacity() * sizeof(Place) > memory_.bytes_max()) {
    place.offset = TRY(file_.append(scratch_));
  } else {
    std::byte* const bytes = arena_.allocate(scratch_.size());
    std::memcpy(bytes, scratch_.data(), scratch_.size());
    place.at = bytes;
  }
  rows_.push_back(place);
  return ok();
}

Status RowStore::load(size_t index, expr::Frame& frame) {
  const Place& place = rows_[index];
  if (place.at) return saved_.load(Bytes(place.at, place.size), frame);
  TRY(file_.read(place.offset, place.size, scratch_));
  return saved_.load(scratch_, frame);
}

void RowStore::clear() {
  rows_.clear();
  arena_.clear();
  file_.clear();
}

}  // namespace tern::exec
