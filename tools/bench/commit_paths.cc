#include "tools/bench/commit_paths.h"

#include <fcntl.h>
#include <liburing.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tools/bench/engine.h"
#include "tools/bench/scratch_folder.h"

namespace tern::bench {
namespace {

constexpr int kRounds = 600;
constexpr size_t kFrame = 24 + 4096;
constexpr size_t kBlock = 4096;
constexpr size_t kFileSize = size_t{8} << 20;

void check(bool is_good, const char* what) {
  if (!is_good) give_up("commit-paths", what);
}

/// A preallocated log that is written from its start again when it is full. A frame begins where
/// the one before it ended, at no block's border: direct writes take whole blocks, the frame's
/// first one with what stood before it.
class Log {
 public:
  explicit Log(const std::string& path) {
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    check(file_ >= 0, "open");
    direct_ = ::open(path.c_str(), O_RDWR | O_DIRECT | O_CLOEXEC);
    const std::vector<char> zeros(kFileSize);
    check(::pwrite(file_, zeros.data(), zeros.size(), 0) == ssize_t{kFileSize}, "pwrite");
    check(::fsync(file_) == 0, "fsync");
    blocks_ = static_cast<char*>(std::aligned_alloc(kBlock, 3 * kBlock));
    std::memset(blocks_, 1, 3 * kBlock);
    has_ring_ = ::io_uring_queue_init(8, &ring_, 0) == 0;
  }
  ~Log() {
    if (has_ring_) ::io_uring_queue_exit(&ring_);
    std::free(blocks_);
    if (direct_ >= 0) ::close(direct_);
    ::close(file_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool has_direct() const { return direct_ >= 0; }
  bool has_ring() const { return has_ring_; }

  void write_and_sync() {
    const auto pieces = frame();
    check(::pwritev(file_, pieces.data(), 2, next()) == ssize_t{kFrame}, "pwritev");
    check(::fdatasync(file_) == 0, "fdatasync");
  }
  void write_direct() {
    const auto at = static_cast<size_t>(next());
    const size_t first = at / kBlock * kBlock;
    const size_t end = (at + kFrame + kBlock - 1) / kBlock * kBlock;
    const iovec piece{blocks_, end - first};
    check(::pwritev2(direct_, &piece, 1, static_cast<off_t>(first), RWF_DSYNC) ==
              static_cast<ssize_t>(end - first),
          "direct write");
  }
  void write_linked() {
    const auto pieces = frame();
    io_uring_sqe* entry = ::io_uring_get_sqe(&ring_);
    ::io_uring_prep_writev(entry, file_, pieces.data(), 2, static_cast<uint64_t>(next()));
    entry->flags |= IOSQE_IO_LINK;
    entry = ::io_uring_get_sqe(&ring_);
    ::io_uring_prep_fsync(entry, file_, IORING_FSYNC_DATASYNC);
    check(::io_uring_submit_and_wait(&ring_, 2) == 2, "io_uring_submit");
    for (int i = 0; i < 2; ++i) {
      io_uring_cqe* done = nullptr;
      check(::io_uring_wait_cqe(&ring_, &done) == 0 && done->res >= 0, "io_uring");
      ::io_uring_cqe_seen(&ring_, done);
    }
  }

 private:
  std::array<iovec, 2> frame() { return {{{blocks_, 24}, {blocks_ + 24, kFrame - 24}}}; }
  off_t next() {
    if (at_ + 3 * kBlock > kFileSize) at_ = 32;
    const size_t at = at_;
    at_ += kFrame;
    return static_cast<off_t>(at);
  }

  int file_ = -1;
  int direct_ = -1;
  char* blocks_ = nullptr;
  size_t at_ = 32;
  io_uring ring_{};
  bool has_ring_ = false;
};

struct Way {
  const char* name;
  bool exists;
  std::function<void()> write;
  std::vector<double> took_us = {};
};

}  // namespace

int print_commit_paths() {
  const ScratchFolder folder;
  Log log(folder.path("log"));
  std::vector<Way> ways = {
      {"pwritev, fdatasync", true, [&log] { log.write_and_sync(); }},
      {"O_DIRECT, RWF_DSYNC", log.has_direct(), [&log] { log.write_direct(); }},
      {"ring: write, fdatasync", log.has_ring(), [&log] { log.write_linked(); }},
  };
  for (int round = 0; round < kRounds; ++round) {
    for (Way& way : ways) {
      if (!way.exists) continue;
      const auto start = std::chrono::steady_clock::now();
      way.write();
      const std::chrono::duration<double, std::micro> took =
          std::chrono::steady_clock::now() - start;
      way.took_us.push_back(took.count());
    }
  }
  std::printf("\n%-24s %10s %10s %10s\n", "one durable frame, us", "lowest 10%", "median",
              "90% below");
  for (Way& way : ways) {
    if (!way.exists) {
      std::printf("%-24s refused here\n", way.name);
      continue;
    }
    std::ranges::sort(way.took_us);
    const size_t count = way.took_us.size();
    std::printf("%-24s %10.1f %10.1f %10.1f\n", way.name, way.took_us[count / 10],
                way.took_us[count / 2], way.took_us[count * 9 / 10]);
  }
  return 0;
}

}  // namespace tern::bench
