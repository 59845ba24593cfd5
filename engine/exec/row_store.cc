#include "engine/exec/row_store.h"

#include <cstring>

#include "engine/base/spent_memory.h"

namespace tern::exec {

Status RecordStore::add(Bytes record) {
  Place place{nullptr, 0, static_cast<uint32_t>(record.size())};
  if (arena_.size_bytes() + records_.capacity() * sizeof(Place) > memory_.bytes_max()) {
    place.offset = TRY(file_.append(record));
  } else {
    std::byte* const bytes = arena_.allocate(record.size());
    std::memcpy(bytes, record.data(), record.size());
    place.at = bytes;
  }
  records_.push_back(place);
  return ok();
}

Result<Bytes> RecordStore::get(size_t index, ByteVector& scratch) {
  const Place& place = records_[index];
  if (place.at) return Bytes(place.at, place.size);
  TRY(file_.read(place.offset, place.size, scratch));
  return Bytes(scratch);
}

void RecordStore::clear() {
  clear_spent(records_);
  arena_.clear();
  file_.clear();
}

Status RowStore::add(expr::Frame& frame) {
  scratch_.clear();
  TRY(saved_.save(frame, scratch_));
  return records_.add(scratch_);
}

Status RowStore::load(size_t index, expr::Frame& frame) {
  const Bytes record = TRY(records_.get(index, scratch_));
  return saved_.load(record, frame);
}

}  // namespace tern::exec
