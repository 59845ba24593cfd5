#include "engine/io/ring.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/io/pieces.h"

namespace tern::io {
namespace {

constexpr size_t kPiecesPerCall = 1024;

std::string reason(const char* call, int error) {
  return std::string(call) + ": " + std::strerror(error);
}

}  // namespace

Result<std::unique_ptr<Ring>> Ring::open(unsigned entries) {
  std::unique_ptr<Ring> ring(new Ring());
  io_uring_params params{};
  params.flags = IORING_SETUP_CQSIZE;
  params.cq_entries = entries * kInFlightPerEntry;
  const int opened = io_uring_queue_init_params(entries, &ring->ring_, &params);
  if (opened < 0) return fail(ErrorCode::CantOpen, reason("io_uring_setup", -opened));
  ring->is_open_ = true;
  ring->entries_ = entries;
  // Without NODROP (Linux 5.5) a completion could get lost.
  if ((params.features & IORING_FEAT_NODROP) == 0 || (params.features & IORING_FEAT_EXT_ARG) == 0) {
    return fail(ErrorCode::CantOpen, "the kernel's io_uring is too old");
  }
  if (io_uring_register_files_sparse(&ring->ring_, kFileSlots) == 0) {
    for (unsigned slot = kFileSlots; slot-- > 0;) {
      ring->free_slots_.push_back(static_cast<int>(slot));
    }
  }
  return ring;
}

Ring::~Ring() {
  if (is_open_) io_uring_queue_exit(&ring_);
}

io_uring_sqe* Ring::take_entry() {
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  while (!entry) {
    if (io_uring_submit(&ring_) > 0) ++counts_.submissions;
    entry = io_uring_get_sqe(&ring_);
  }
  return entry;
}

// The file's place in the ring's table; -1: not there, the descriptor must be used.
int Ring::slot_of(const RingFile& file) {
  const std::lock_guard guard(files_mutex_);
  const auto found = slots_.find(file.serial);
  if (found != slots_.end()) return found->second;
  if (free_slots_.empty()) return -1;
  const int slot = free_slots_.back();
  if (io_uring_register_files_update(&ring_, static_cast<unsigned>(slot), &file.descriptor, 1) !=
      1) {
    return -1;
  }
  free_slots_.pop_back();
  slots_.emplace(file.serial, slot);
  return slot;
}

// The table keeps a file open, and with it its locks.
void Ring::forget(uint64_t serial) {
  const std::lock_guard guard(files_mutex_);
  const auto found = slots_.find(serial);
  if (found == slots_.end()) return;
  const int none = -1;
  io_uring_register_files_update(&ring_, static_cast<unsigned>(found->second), &none, 1);
  free_slots_.push_back(found->second);
  slots_.erase(found);
}

void Ring::push(RingOperation& operation) {
  const int slot = slot_of(operation.file);
  const int file = slot >= 0 ? slot : operation.file.descriptor;
  io_uring_sqe* const entry = take_entry();
  const auto count = static_cast<unsigned>(std::min(operation.pieces.size(), kPiecesPerCall));
  switch (operation.kind) {
    case RingOperation::Kind::Read:
      io_uring_prep_readv(entry, file, operation.pieces.data(), count, operation.at);
      break;
    case RingOperation::Kind::Write:
      io_uring_prep_writev(entry, file, operation.pieces.data(), count, operation.at);
      break;
    case RingOperation::Kind::SyncData:
      io_uring_prep_fsync(entry, file, IORING_FSYNC_DATASYNC);
      break;
    case RingOperation::Kind::SyncFull:
      io_uring_prep_fsync(entry, file, 0);
      break;
  }
  if (slot >= 0) entry->flags = static_cast<uint8_t>(entry->flags | IOSQE_FIXED_FILE);
  io_uring_sqe_set_data(entry, &operation);
  ++counts_.operations;
  counts_.in_flight_max = std::max(counts_.in_flight_max, ++in_flight_);
}

void Ring::push_wake(int descriptor, uint64_t* out) {
  io_uring_sqe* const entry = take_entry();
  io_uring_prep_read(entry, descriptor, out, sizeof *out, 0);
  io_uring_sqe_set_data(entry, nullptr);
}

Status Ring::submit(bool waits, int64_t wait_ms) {
  const bool has_entries = io_uring_sq_ready(&ring_) > 0;
  int result = 0;
  if (!waits) {
    if (!has_entries) return ok();
    result = io_uring_submit(&ring_);
  } else if (wait_ms < 0) {
    result = io_uring_submit_and_wait(&ring_, 1);
  } else {
    __kernel_timespec time{.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1'000'000};
    io_uring_cqe* entry = nullptr;
    result = io_uring_submit_and_wait_timeout(&ring_, &entry, 1, &time, nullptr);
  }
  if (has_entries) ++counts_.submissions;
  // Busy and Again: completions must be taken first, or memory is short for the moment.
  if (result >= 0 || result == -EINTR || result == -ETIME || result == -EBUSY ||
      result == -EAGAIN) {
    return ok();
  }
  return fail(ErrorCode::IoErr, reason("io_uring_enter", -result));
}

// False: there is more to do.
bool Ring::absorb(RingOperation& operation, int result) {
  if (result == -EINTR || result == -EAGAIN) return false;
  if (result < 0) {
    operation.error = -result;
    return true;
  }
  const auto moved = static_cast<size_t>(result);
  operation.done_bytes += moved;
  operation.at += moved;
  advance(operation.pieces, moved);
  const bool is_at_end = operation.kind == RingOperation::Kind::Read && moved == 0;
  return is_at_end || operation.pieces.empty();
}

// Memory that the kernel still reads or writes cannot be given back, so there is no way out early.
void Ring::run(std::span<RingOperation> operations) {
  size_t left = operations.size();
  size_t next = 0;
  while (left > 0) {
    while (next < operations.size() && in_flight_ < entries_) push(operations[next++]);
    ASSERT(submit(true).has_value());
    reap([&](RingOperation*) { --left; });
  }
}

}  // namespace tern::io
