#include "engine/storage/scratch_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "engine/io/temporary_file.h"

namespace tern::storage {
namespace {

constexpr size_t kBlockSize = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

class ScratchFile final : public io::File {
 public:
  ScratchFile(std::unique_ptr<io::File> below, io::Random& random) : below_(std::move(below)) {
    random.fill(key_);
  }

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    const size_t got = TRY(below_->pread(out, at));
    TRY(apply_keystream(out.first(got), at));
    return got;
  }
  Status pwrite(Bytes in, uint64_t at) override {
    ByteVector hidden(in.begin(), in.end());
    TRY(apply_keystream(hidden, at));
    return below_->pwrite(hidden, at);
  }
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    for (const Bytes piece : pieces) {
      TRY(pwrite(piece, at));
      at += piece.size();
    }
    return ok();
  }
  Status truncate(uint64_t size) override { return below_->truncate(size); }
  Status sync(io::SyncMode mode) override { return below_->sync(mode); }
  Result<uint64_t> size() override { return below_->size(); }
  Status lock(uint64_t start, uint64_t length, io::LockMode mode) override {
    return below_->lock(start, length, mode);
  }
  Result<bool> is_locked_by_others(uint64_t start, uint64_t length) override {
    return below_->is_locked_by_others(start, length);
  }
  io::FileId id() const override { return below_->id(); }
  bool is_read_only() const override { return below_->is_read_only(); }

 private:
  // The counter is the number of the 16-byte block in the file.
  Status apply_keystream(MutBytes bytes, uint64_t at) const {
    std::array<std::byte, kBlockSize> counter{};
    store_be<uint64_t>(&counter[8], at / kBlockSize);
    const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
    int done = 0;
    bool good = context &&
                EVP_EncryptInit_ex2(context.get(), EVP_aes_256_ctr(),
                                    reinterpret_cast<const unsigned char*>(key_.data()),
                                    reinterpret_cast<unsigned char*>(counter.data()), nullptr) == 1;
    std::array<unsigned char, kBlockSize> skipped{};
    const auto skip = static_cast<int>(at % kBlockSize);
    good =
        good && EVP_EncryptUpdate(context.get(), skipped.data(), &done, skipped.data(), skip) == 1;
    constexpr size_t kPieceMax = size_t{1} << 30;
    while (good && !bytes.empty()) {
      const MutBytes piece = bytes.first(std::min(bytes.size(), kPieceMax));
      auto* const place = reinterpret_cast<unsigned char*>(piece.data());
      good = EVP_EncryptUpdate(context.get(), place, &done, place,
                               static_cast<int>(piece.size())) == 1;
      bytes = bytes.subspan(piece.size());
    }
    return good ? ok() : fail(ErrorCode::Internal, "the cryptographic library failed");
  }

  const std::unique_ptr<io::File> below_;
  std::array<std::byte, 32> key_{};
};

}  // namespace

Result<std::unique_ptr<io::File>> open_scratch(io::Vfs& vfs, io::Random& random) {
  std::unique_ptr<io::File> file = TRY(io::open_temporary(vfs, random));
  return std::make_unique<ScratchFile>(std::move(file), random);
}

}  // namespace tern::storage
