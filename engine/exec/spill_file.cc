#include "engine/exec/spill_file.h"

namespace tern::exec {

namespace {

constexpr size_t kWriteSize = size_t{1} << 20;

}  // namespace

Result<uint64_t> SpillFile::append(Bytes bytes) {
  if (!file_) file_ = TRY(memory_.make_file());
  const uint64_t offset = file_end_ + unwritten_.size();
  tern::append(unwritten_, bytes);
  if (unwritten_.size() >= kWriteSize) TRY(flush());
  return offset;
}

Status SpillFile::flush() {
  TRY(file_->pwrite(unwritten_, file_end_));
  file_end_ += unwritten_.size();
  unwritten_.clear();
  return ok();
}

Status SpillFile::read(uint64_t offset, size_t size, ByteVector& out) {
  if (!unwritten_.empty()) TRY(flush());
  out.resize(size);
  const size_t got = TRY(file_->pread(out, offset));
  return got == size ? ok() : fail(ErrorCode::IoErrShortRead);
}

void SpillFile::clear() {
  file_.reset();
  file_end_ = 0;
  unwritten_.clear();
}

}  // namespace tern::exec
