#include "daemon/operation/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

namespace tern::daemon {
namespace {

Status write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      return fail(ErrorCode::IoErrWrite, "cannot write " + path + ": " + std::strerror(errno));
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(file) != 0)
    return fail(ErrorCode::IoErrFsync, "cannot write " + path + ": " + std::strerror(errno));
  return ok();
}

/// Makes the rename itself last. Not every file system can: then it lasts as long as it does there.
void sync_folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  ::fsync(opened);
  ::close(opened);
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path, std::string_view what) {
  const auto cannot = [&] {
    return fail(ErrorCode::CantOpen,
                "cannot read " + std::string(what) + " " + path + ": " + std::strerror(errno));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return cannot();
  std::string text;
  std::array<char, 16 << 10> piece{};
  ssize_t size = 0;
  while ((size = ::read(file, piece.data(), piece.size())) != 0) {
    if (size > 0) text.append(piece.data(), static_cast<size_t>(size));
    if (size < 0 && errno != EINTR) break;
  }
  const auto failed = size < 0 ? std::optional(cannot()) : std::nullopt;
  ::close(file);
  if (failed) return *failed;
  return text;
}

Status create_file(const std::string& path, const std::string& text, unsigned mode) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0)
    return fail(ErrorCode::CantOpen, "cannot make " + path + ": " + std::strerror(errno));
  const Status written = write_all(file, text, path);
  ::close(file);
  if (!written) ::unlink(path.c_str());
  return written;
}

Status replace_file(const std::string& path, const std::string& text, unsigned mode) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());  // left by somebody who was killed
  TRY(create_file(fresh, text, mode));
  struct stat old{};
  if (::stat(path.c_str(), &old) == 0) {
    // Only root may give files away; for anybody else they were his before.
    const bool given = ::chown(fresh.c_str(), old.st_uid, old.st_gid) == 0;
    if (::chmod(fresh.c_str(), old.st_mode & (given ? 07777 : 0777)) != 0) errno = 0;
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) {
    const int why = errno;
    ::unlink(fresh.c_str());
    return fail(ErrorCode::IoErrWrite, "cannot replace " + path + ": " + std::strerror(why));
  }
  sync_folder_of(path);
  return ok();
}

}  // namespace tern::daemon
