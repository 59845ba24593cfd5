#include "daemon/auth/revocation.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <sstream>

#include "daemon/operation/log.h"
#include "daemon/operation/whole_file.h"

namespace tern::daemon {
namespace {

constexpr int64_t kLookEveryMs = 1000;
constexpr unsigned kMode = 0644;

/// Holds a file's lock while it is replaced: writers wait for one another, readers do not.
class WriterLock {
 public:
  static Result<WriterLock> take(const std::string& path) {
    while (true) {
      const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
      if (file < 0)
        return fail(ErrorCode::CantOpen,
                    "cannot open the revocation file " + path + ": " + std::strerror(errno));
      WriterLock lock(file);
      if (::flock(file, LOCK_EX) != 0)
        return fail(ErrorCode::IoErrLock, "cannot lock " + path + ": " + std::strerror(errno));
      // Whoever had the lock before may have put another file here.
      struct stat locked{};
      struct stat named{};
      if (::fstat(file, &locked) == 0 && ::stat(path.c_str(), &named) == 0 &&
          locked.st_ino == named.st_ino && locked.st_dev == named.st_dev)
        return lock;
    }
  }
  WriterLock(WriterLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock() {
    if (file_ >= 0) ::close(file_);
  }

 private:
  explicit WriterLock(int file) : file_(file) {}
  int file_;
};

Status append_line(const std::string& path, const std::string& line) {
  const WriterLock lock = TRY(WriterLock::take(path));
  std::string text = TRY(read_whole_file(path, "the revocation file"));
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += line + "\n";
  // A file that the server would refuse must not look as if it revoked something.
  TRY(RevocationList::parse(text, path));
  return replace_file(path, text, kMode);
}

bool same_time(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

Result<RevocationList> RevocationList::read(const std::string& path) {
  const std::string text = TRY(read_whole_file(path, "the revocation file"));
  return parse(text, path);
}

Result<RevocationList> RevocationList::parse(std::string_view text, std::string_view path) {
  RevocationList list;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string verb, value, extra;
    if (!(words >> verb)) continue;
    words >> value;
    uint64_t epoch = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, epoch);
    const bool is_epoch = verb == "epoch" && error == std::errc() && stop == end;
    if (value.empty() || words >> extra || (verb != "revoked" && !is_epoch))
      return fail(ErrorCode::Misuse, std::string(path) + " line " + std::to_string(number) +
                                         ": expected 'revoked ID' or 'epoch NUMBER'");
    if (is_epoch) {
      list.epoch_min_ = std::max(list.epoch_min_, epoch);
    } else {
      list.ids_.insert(std::move(value));
    }
  }
  return list;
}

bool RevocationFile::Stamp::operator==(const Stamp& other) const {
  return device == other.device && inode == other.inode && size == other.size &&
         same_time(modified, other.modified) && same_time(changed, other.changed);
}

RevocationFile::Stamp RevocationFile::stamp_of(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {.device = found.st_dev,
          .inode = found.st_ino,
          .size = found.st_size,
          .modified = found.st_mtim,
          .changed = found.st_ctim};
}

Result<std::unique_ptr<RevocationFile>> RevocationFile::open(std::string path, io::Clock& clock) {
  std::unique_ptr<RevocationFile> file(new RevocationFile(std::move(path), clock));
  file->stamp_ = stamp_of(file->path_);
  file->list_ = std::make_shared<RevocationList>(TRY(RevocationList::read(file->path_)));
  file->next_look_ms_ = clock.monotonic_ms() + kLookEveryMs;
  return file;
}

std::shared_ptr<const RevocationList> RevocationFile::current() {
  const std::scoped_lock lock(mutex_);
  const int64_t now = clock_.monotonic_ms();
  if (now >= next_look_ms_) {
    next_look_ms_ = now + kLookEveryMs;
    look();
  }
  return list_;
}

void RevocationFile::look() {
  // Before the content: a change that comes between the two is seen at the next look.
  const Stamp stamp = stamp_of(path_);
  if (stamp == stamp_) return;
  stamp_ = stamp;
  auto list = RevocationList::read(path_);
  if (!list) {
    log_event(LogLevel::Error, "revocations_kept", {{"why", std::string(list.error().message())}});
    return;
  }
  log_event(LogLevel::Info, "revocations_read", {{"count", std::to_string(list->size())}});
  list_ = std::make_shared<RevocationList>(std::move(*list));
}

Status revoke_token(const std::string& path, std::string_view id) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '#'; };
  if (id.empty() || !std::ranges::all_of(id, is_plain))
    return fail(ErrorCode::Misuse, "a token's id is printable ASCII without blanks and '#'");
  return append_line(path, "revoked " + std::string(id));
}

Status raise_key_epoch(const std::string& path, uint64_t epoch) {
  return append_line(path, "epoch " + std::to_string(epoch));
}

}  // namespace tern::daemon
