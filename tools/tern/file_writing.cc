#include "tools/tern/file_writing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "engine/record/affinity.h"

namespace tern::shell {
namespace {

constexpr mode_t kPermissions = 0777;

/// An open file, closed at the end.
class OpenFile {
 public:
  explicit OpenFile(int file) : file_(file) {}
  ~OpenFile() {
    if (file_ >= 0) close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

/// Access time (now) and change time, as utimensat takes them.
struct FileTimes {
  timespec both[2];
  explicit FileTimes(int64_t mtime) : both{{0, UTIME_NOW}, {mtime, 0}} {}
};

FileWritten failed_to_write() { return std::unexpected(errno); }

Bytes bytes_of(record::ValueView value, std::string& scratch) {
  if (value.is_null()) return {};
  if (value.is_blob()) return value.as_bytes();
  return as_bytes(record::to_text(value, scratch));
}

bool write_all(int file, Bytes content) {
  while (!content.empty()) {
    const ssize_t wrote = write(file, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    content = content.subspan(static_cast<size_t>(wrote));
  }
  return true;
}

/// Takes away what stands at `name` and is neither file nor folder.
bool make_way(int folder, const char* name) {
  struct stat there{};
  if (fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT;
  if (S_ISREG(there.st_mode) || S_ISDIR(there.st_mode)) return true;
  return unlinkat(folder, name, 0) == 0;
}

FileWritten write_plain_file(int folder, const char* name, const FileImage& image,
                             LinksThere links) {
  const bool replaces = links == LinksThere::Replaced;
  if (replaces && !make_way(folder, name)) return failed_to_write();
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | (replaces ? O_NOFOLLOW : 0);
  const OpenFile file(openat(folder, name, flags, 0666));
  if (file.get() < 0) return failed_to_write();
  std::string scratch;
  const Bytes content = bytes_of(image.content, scratch);
  if (!write_all(file.get(), content)) return failed_to_write();
  if (image.mode != 0 && fchmod(file.get(), image.mode & kPermissions) != 0)
    return failed_to_write();
  if (image.mtime && futimens(file.get(), FileTimes(*image.mtime).both) != 0)
    return failed_to_write();
  return static_cast<int64_t>(content.size());
}

FileWritten write_link(int folder, const char* name, const FileImage& image) {
  if (image.content.is_null()) return std::unexpected(EINVAL);
  std::string scratch;
  const std::string target(as_text(bytes_of(image.content, scratch)));
  (void)unlinkat(folder, name, 0);
  if (symlinkat(target.c_str(), folder, name) != 0) return failed_to_write();
  if (image.mtime &&
      utimensat(folder, name, FileTimes(*image.mtime).both, AT_SYMLINK_NOFOLLOW) != 0)
    return failed_to_write();
  return std::nullopt;
}

FileWritten write_folder(int folder, const char* name, const FileImage& image, LinksThere links) {
  const int link_flag = links == LinksThere::Replaced ? AT_SYMLINK_NOFOLLOW : 0;
  constexpr mode_t kSticky = 01000;
  if (mkdirat(folder, name, image.mode & (kSticky | kPermissions)) != 0) {
    if (errno != EEXIST) return failed_to_write();
    struct stat there{};
    if (fstatat(folder, name, &there, link_flag) != 0) return failed_to_write();
    if (!S_ISDIR(there.st_mode)) return std::unexpected(EEXIST);
    const mode_t wanted = image.mode & kPermissions;
    if ((there.st_mode & kPermissions) != wanted && fchmodat(folder, name, wanted, 0) != 0)
      return failed_to_write();
  }
  if (image.mtime && utimensat(folder, name, FileTimes(*image.mtime).both, link_flag) != 0)
    return failed_to_write();
  return std::nullopt;
}

}  // namespace

FileWritten write_image(int folder, const std::string& name, const FileImage& image,
                        LinksThere links) {
  if (S_ISLNK(image.mode)) return write_link(folder, name.c_str(), image);
  if (S_ISDIR(image.mode)) return write_folder(folder, name.c_str(), image, links);
  return write_plain_file(folder, name.c_str(), image, links);
}

std::string write_failure(const std::string& path, uint32_t mode) {
  if (S_ISLNK(mode)) return "failed to create symlink: " + path;
  if (S_ISDIR(mode)) return "failed to create directory: " + path;
  return "failed to write file: " + path;
}

bool make_parents(const std::string& path) {
  for (size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    const std::string parent = path.substr(0, at);
    struct stat there{};
    if (stat(parent.c_str(), &there) != 0) {
      if (mkdir(parent.c_str(), kPermissions) != 0) return false;
    } else if (!S_ISDIR(there.st_mode)) {
      return false;
    }
  }
  return true;
}

}  // namespace tern::shell
