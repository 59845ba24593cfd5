#include "engine/io/temporary_file.h"

#include <array>

namespace tern::io {
namespace {

constexpr int kAttemptsMax = 10;

std::string random_name(Random& random) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::byte, 16> bytes;
  random.fill(bytes);
  std::string name = "tern-";
  for (const std::byte byte : bytes) {
    name += kDigits[std::to_integer<size_t>(byte >> 4)];
    name += kDigits[std::to_integer<size_t>(byte & std::byte{15})];
  }
  return name;
}

}  // namespace

Result<std::unique_ptr<File>> open_temporary(Vfs& vfs, Random& random) {
  for (int attempt = 1;; ++attempt) {
    const std::string path = vfs.temporary_folder() + "/" + random_name(random);
    Result<std::unique_ptr<File>> file =
        vfs.open(path, {.create = true, .exclusive = true, .is_private = true});
    if (!file) {
      if (attempt < kAttemptsMax) continue;
      return file;
    }
    TRY(vfs.remove(path));
    return file;
  }
}

}  // namespace tern::io
