#include "engine/storage/super_journal.h"

#include <algorithm>
#include <memory>

#include "engine/base/hex.h"

namespace tern::storage {
namespace {

constexpr size_t kTailSize = 16;
constexpr uint32_t kNameMax = 4096;
constexpr uint64_t kSizeMax = uint64_t{1} << 20;

MutBytes as_mutable_bytes(std::string& text) {
  return {reinterpret_cast<std::byte*>(text.data()), text.size()};
}

Result<bool> names(io::Vfs& vfs, const std::string& journal, const std::string& super) {
  const bool is_there = TRY(vfs.exists(journal));
  if (!is_there) return false;
  const std::unique_ptr<io::File> file = TRY(vfs.open(journal, {.read_only = true}));
  return TRY(super_journal_of(*file)) == super;
}

/// Such a name as the reference gives: mj, six digits, 9, two digits.
std::string super_journal_path(const std::string& path, uint32_t number) {
  std::string out = path + "-mj";
  for (int shift = 28; shift >= 0; shift -= 4) {
    if (shift == 4) out += '9';
    out += kHexUpper[number >> shift & 15];
  }
  return out;
}

}  // namespace

bool has_journal_magic(Bytes bytes) {
  return std::equal(
      kJournalMagic.begin(), kJournalMagic.end(), bytes.begin(),
      [](uint8_t magic, std::byte byte) { return magic == static_cast<uint8_t>(byte); });
}

Result<std::string> super_journal_of(io::File& journal) {
  const uint64_t size = TRY(journal.size());
  if (size < kTailSize) return std::string();
  std::array<std::byte, kTailSize> tail;
  const size_t got = TRY(journal.pread(tail, size - kTailSize));
  if (got != tail.size() || !has_journal_magic(Bytes(tail).subspan(8))) return std::string();
  const uint32_t length = load_be<uint32_t>(&tail[0]);
  if (length == 0 || length > kNameMax || length + kTailSize > size) return std::string();
  std::string name(length, '\0');
  const size_t name_got = TRY(journal.pread(as_mutable_bytes(name), size - kTailSize - length));
  uint32_t sum = 0;
  for (const char c : name) sum += static_cast<uint32_t>(c);
  if (name_got != length || sum != load_be<uint32_t>(&tail[4])) return std::string();
  return name;
}

ByteVector super_journal_name(std::string_view super_journal, uint64_t unused_page) {
  ByteVector out(super_journal.size() + 20);
  store_be<uint32_t>(out.data(), static_cast<uint32_t>(unused_page));
  std::ranges::transform(super_journal, &out[4], [](char c) { return static_cast<std::byte>(c); });
  uint32_t sum = 0;
  for (const char c : super_journal) sum += static_cast<uint32_t>(c);
  std::byte* at = &out[4 + super_journal.size()];
  store_be<uint32_t>(at, static_cast<uint32_t>(super_journal.size()));
  store_be<uint32_t>(at + 4, sum);
  std::ranges::transform(kJournalMagic, at + 8, [](uint8_t byte) { return std::byte{byte}; });
  return out;
}

Result<std::string> create_super_journal(io::Vfs& vfs, io::Random& random, const std::string& path,
                                         std::span<const std::string> journals) {
  std::string super = super_journal_path(path, random.next_u32());
  while (TRY(vfs.exists(super))) super = super_journal_path(path, random.next_u32());
  std::string names;
  for (const std::string& journal : journals) names.append(journal).push_back('\0');
  const std::unique_ptr<io::File> file = TRY(vfs.open(super, {.create = true, .like = path}));
  Status written = file->pwrite(as_bytes(names), 0);
  if (written) written = file->sync(io::SyncMode::Data);
  if (written) written = vfs.sync_folder_of(super);
  if (written) return super;
  static_cast<void>(vfs.remove(super));
  return std::unexpected(written.error());
}

// One that is too large to be true stays.
Status remove_idle_super_journal(io::Vfs& vfs, const std::string& path) {
  std::string children;
  {
    const std::unique_ptr<io::File> file = TRY(vfs.open(path, {.read_only = true}));
    const uint64_t size = TRY(file->size());
    if (size > kSizeMax) return ok();
    children.resize(static_cast<size_t>(size));
    children.resize(TRY(file->pread(as_mutable_bytes(children), 0)));
  }
  for (size_t at = 0; at < children.size();) {
    const std::string child = children.c_str() + at;
    at += child.size() + 1;
    const bool is_used = !child.empty() && TRY(names(vfs, child, path));
    if (is_used) return ok();
  }
  return vfs.remove(path);
}

}  // namespace tern::storage
