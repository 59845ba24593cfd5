#include "tools/tern/dot/archive/extraction_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace tern::shell {
namespace {

/// A folder as the place of names, closed at the end.
class FolderPlace {
 public:
  static FolderPlace open(const std::string& path) {
    return FolderPlace(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  explicit FolderPlace(int place) : place_(place) {}
  FolderPlace(FolderPlace&& other) noexcept : place_(std::exchange(other.place_, -1)) {}
  FolderPlace& operator=(FolderPlace&& other) noexcept {
    std::swap(place_, other.place_);
    return *this;
  }
  ~FolderPlace() {
    if (place_ >= 0) close(place_);
  }

  bool is_open() const { return place_ >= 0; }
  int get() const { return place_; }
  /// The folder `name` in it, made where there is none; not open where something else is there.
  FolderPlace inside(const std::string& name) const {
    constexpr int kFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    const int found = openat(place_, name.c_str(), kFlags);
    if (found >= 0 || errno != ENOENT) return FolderPlace(found);
    if (mkdirat(place_, name.c_str(), 0777) != 0) return FolderPlace(-1);
    return FolderPlace(openat(place_, name.c_str(), kFlags));
  }

 private:
  int place_;
};

/// The parts of a name, without those that say nothing.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    if (!part.empty() && part != ".") parts.emplace_back(part);
    name.remove_prefix(std::min(part.size() + 1, name.size()));
  }
  return parts;
}

}  // namespace

Status ExtractionFolder::write(std::string_view name, const FileImage& image) const {
  const std::string shown = path_ + std::string(name);
  std::vector<std::string> parts = parts_of(name);
  const bool is_absolute = path_.empty() && name.starts_with('/');
  if (is_absolute || name.contains('\0') || std::ranges::find(parts, "..") != parts.end())
    return fail(ErrorCode::Error, "name leads out of the directory: " + shown);
  if (parts.empty()) parts.emplace_back(".");
  const Error failure(ErrorCode::Error, write_failure(shown, image.mode));
  if (!make_parents(path_)) return std::unexpected(failure);
  FolderPlace place = FolderPlace::open(path_.empty() ? "." : path_);
  for (size_t i = 0; place.is_open() && i + 1 < parts.size(); ++i) place = place.inside(parts[i]);
  if (!place.is_open() || !write_image(place.get(), parts.back(), image, LinksThere::Replaced))
    return std::unexpected(failure);
  return ok();
}

}  // namespace tern::shell
