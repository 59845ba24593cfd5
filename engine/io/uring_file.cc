#include "engine/io/uring_file.h"

#include <cerrno>
#include <vector>

#include "engine/io/event_loop.h"
#include "engine/io/pieces.h"
#include "engine/io/ring_pool.h"

namespace tern::io {
namespace {

using Kind = RingOperation::Kind;

// The loop whose ring takes what this fiber waits for; null: plain calls.
EventLoop* loop_with_ring() {
  EventLoop* const loop = EventLoop::of_fiber();
  return loop && loop->has_ring() ? loop : nullptr;
}

// In flight all at once. False: there is no ring, nothing was done.
bool run(std::span<RingOperation> operations) {
  if (EventLoop* const loop = loop_with_ring()) {
    loop->perform(operations);
    return true;
  }
  std::unique_ptr<Ring> ring = RingPool::shared().take();
  if (!ring) return false;
  ring->run(operations);
  RingPool::shared().give_back(std::move(ring));
  return true;
}

Status outcome(const RingOperation& operation, ErrorCode code, const char* call) {
  if (operation.error == 0) return ok();
  errno = operation.error;
  if (operation.kind == Kind::Write) return fail_write(call);
  return fail_errno(code, call);
}

}  // namespace

Result<std::unique_ptr<UringFile>> UringFile::open(const std::string& path, OpenFlags flags) {
  const Opened opened = TRY(open_descriptor(path, flags));
  return std::unique_ptr<UringFile>(new UringFile(opened));
}

UringFile::UringFile(const Opened& opened)
    : PosixFile(opened), file_{opened.descriptor, RingPool::shared().next_serial()} {}

UringFile::~UringFile() { RingPool::shared().forget(file_.serial); }

Result<size_t> UringFile::pread(MutBytes out, uint64_t at) {
  EventLoop* const loop = loop_with_ring();
  if (!loop || out.empty()) return PosixFile::pread(out, at);
  iovec piece{out.data(), out.size()};
  RingOperation read{.kind = Kind::Read, .file = file_, .pieces = {&piece, 1}, .at = at};
  loop->perform({&read, 1});
  TRY(outcome(read, ErrorCode::IoErrRead, "read"));
  return read.done_bytes;
}

Status UringFile::pwrite(Bytes in, uint64_t at) {
  return loop_with_ring() ? pwritev({&in, 1}, at) : PosixFile::pwrite(in, at);
}

Status UringFile::pwritev(std::span<const Bytes> pieces, uint64_t at) {
  EventLoop* const loop = loop_with_ring();
  if (!loop) return PosixFile::pwritev(pieces, at);
  TRY(check_owner());
  TRY(grow_for(at + size_of(pieces)));
  IoVectors vectors = vectors_of(pieces);
  if (vectors.empty()) return ok();
  RingOperation write{
      .kind = Kind::Write, .file = file_, .pieces = {vectors.data(), vectors.size()}, .at = at};
  loop->perform({&write, 1});
  return outcome(write, ErrorCode::IoErrWrite, "write");
}

Status UringFile::sync(SyncMode mode) {
  EventLoop* const loop = loop_with_ring();
  if (!loop) return PosixFile::sync(mode);
  RingOperation sync{.kind = mode == SyncMode::Data ? Kind::SyncData : Kind::SyncFull,
                     .file = file_,
                     .pieces = {}};
  loop->perform({&sync, 1});
  return outcome(sync, ErrorCode::IoErrFsync, "fsync");
}

Status UringFile::read_batch(std::span<ReadRequest> requests) {
  if (requests.size() < 2) return PosixFile::read_batch(requests);
  std::vector<iovec> pieces(requests.size());
  std::vector<RingOperation> reads(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    pieces[i] = {requests[i].out.data(), requests[i].out.size()};
    reads[i] = {.kind = Kind::Read, .file = file_, .pieces = {&pieces[i], 1}, .at = requests[i].at};
  }
  if (!run(reads)) return PosixFile::read_batch(requests);
  for (size_t i = 0; i < requests.size(); ++i) {
    TRY(outcome(reads[i], ErrorCode::IoErrRead, "read"));
    requests[i].got = reads[i].done_bytes;
  }
  return ok();
}

// Measured, 10,000 scattered pages of a checkpoint, sync included: 0.21 s by plain calls, 0.33 s by
// the ring, whose writes to the system's cache are done by worker threads. So only a fiber, which
// must not wait, uses it.
Status UringFile::write_batch(std::span<const WriteRequest> requests) {
  EventLoop* const loop = loop_with_ring();
  if (!loop) return PosixFile::write_batch(requests);
  TRY(check_owner());
  std::vector<IoVectors> pieces;
  pieces.reserve(requests.size());
  std::vector<RingOperation> writes;
  writes.reserve(requests.size());
  for (const WriteRequest& request : requests) {
    TRY(grow_for(request.at + size_of(request.pieces)));
    pieces.push_back(vectors_of(request.pieces));
    if (pieces.back().empty()) continue;
    writes.push_back({.kind = Kind::Write,
                      .file = file_,
                      .pieces = {pieces.back().data(), pieces.back().size()},
                      .at = request.at});
  }
  loop->perform(writes);
  for (const RingOperation& write : writes) TRY(outcome(write, ErrorCode::IoErrWrite, "write"));
  return ok();
}

}  // namespace tern::io
