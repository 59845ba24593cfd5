#include "engine/io/temporary_file.h"

#include <array>

#include "engine/base/hex.h"

namespace tern::io {
namespace {

constexpr int kAttemptsMax = 10;

std::string random_name(Random& random) {
  std::array<std::byte, 16> bytes;
  random.fill(bytes);
  std::string name = "tern-";
  append_hex(name, bytes, kHexLower);
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
