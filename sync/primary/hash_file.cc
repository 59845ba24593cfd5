#include "sync/primary/hash_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "engine/io/posix_vfs.h"
#include "sync/model/codec.h"

namespace tern::sync::primary {
namespace {

constexpr uint32_t kHashMagic = 0x484e5254;  // "TRNH"
constexpr uint32_t kHashVersion = 1;
constexpr size_t kHashHeadSize = 8 + 16 + 32 + 8 + 4 * 8;
constexpr size_t kRevisionAt = 8;
constexpr size_t kDigestSize = sizeof(model::Digest);

ByteVector head_of(const History::Head& head, uint32_t pages, const HashFile::Stamp& stamp) {
  model::Writer out;
  out.u32(kHashMagic);
  out.u32(kHashVersion);
  out.u64(head.revision.raw);
  out.u64(head.epoch.raw);
  out.digest(head.page_hash);
  out.u32(pages);
  out.u32(0);
  out.u64(stamp.size);
  out.u64(stamp.device);
  out.u64(stamp.inode);
  out.u64(stamp.changed_ns);
  ASSERT(out.size() == kHashHeadSize);
  return std::move(out).take();
}

}  // namespace

Result<HashFile::Stamp> HashFile::look() const {
  struct stat found{};
  if (::stat(database_.c_str(), &found) != 0) return fail(ErrorCode::IoErrFstat, database_);
  const auto seconds = static_cast<uint64_t>(found.st_mtim.tv_sec);
  return Stamp{
      .size = static_cast<uint64_t>(found.st_size),
      .device = static_cast<uint64_t>(found.st_dev),
      .inode = static_cast<uint64_t>(found.st_ino),
      .changed_ns = seconds * 1'000'000'000 + static_cast<uint64_t>(found.st_mtim.tv_nsec)};
}

Status HashFile::write(const History::Head& head, const model::PageHash& hashes,
                       const Stamp& stamp) const {
  io::Vfs& vfs = io::posix_vfs();
  const bool has_wal = TRY(vfs.exists(database_ + "-wal"));
  const Stamp now = TRY(look());
  if (has_wal || now != stamp) return fail(ErrorCode::Busy, "the database is not closed");
  model::Writer out;
  out.raw(head_of(head, hashes.page_count(), stamp));
  for (uint32_t no = 1; no <= hashes.page_count(); ++no) out.digest(hashes.leaf(PageNo{no}));
  out.u32(model::crc32c(out.bytes()));
  const std::string fresh = path_ + ".tmp";
  TRY(vfs.remove(fresh));
  const auto file = TRY(vfs.open(fresh, {.create = true}));
  TRY(file->pwrite(out.bytes(), 0));
  return vfs.rename(fresh, path_);
}

Result<std::optional<model::PageHash>> HashFile::read(const History::Head& head) const {
  io::Vfs& vfs = io::posix_vfs();
  const bool exists = TRY(vfs.exists(path_));
  if (!exists) return std::nullopt;
  const auto file = TRY(vfs.open(path_, {.read_only = true}));
  const uint64_t size = TRY(file->size());
  const uint64_t digests = size < kHashHeadSize + 4 ? 0 : (size - kHashHeadSize - 4) / kDigestSize;
  if (digests > UINT32_MAX || size != kHashHeadSize + digests * kDigestSize + 4)
    return std::nullopt;
  ByteVector bytes(size);
  const size_t got = TRY(file->pread(bytes, 0));
  const Bytes body = Bytes(bytes).first(bytes.size() - 4);
  const bool is_whole =
      got == size && load_le<uint32_t>(&bytes[body.size()]) == model::crc32c(body);
  if (!is_whole) return std::nullopt;
  const auto count = static_cast<uint32_t>(digests);
  const ByteVector wanted = head_of(head, count, TRY(look()));
  if (!std::equal(wanted.begin(), wanted.end(), bytes.begin())) return std::nullopt;
  model::PageHash hashes;
  hashes.resize(count);
  model::Reader in(body.subspan(kHashHeadSize));
  for (uint32_t no = 1; no <= count; ++no) hashes.set(PageNo{no}, in.digest());
  if (hashes.root() != head.page_hash) return std::nullopt;
  return hashes;
}

uint64_t HashFile::revision() const {
  const Result<std::unique_ptr<io::File>> file = io::posix_vfs().open(path_, {.read_only = true});
  if (!file) return 0;
  std::byte head[kRevisionAt + 8];
  const Result<size_t> got = (*file)->pread(head, 0);
  const bool is_known = got && *got == sizeof head && load_le<uint32_t>(head) == kHashMagic &&
                        load_le<uint32_t>(head + 4) == kHashVersion;
  return is_known ? load_le<uint64_t>(head + kRevisionAt) : 0;
}

Status HashFile::remove() const { return io::posix_vfs().remove(path_); }

}  // namespace tern::sync::primary
