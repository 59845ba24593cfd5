#include "engine/storage/cipher_codec.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <string>

#include "engine/storage/header.h"

namespace tern::storage {
namespace {

constexpr size_t kNonceSize = 12;
constexpr size_t kTagAt = 12;
constexpr size_t kTagSize = 16;
constexpr size_t kCheckAt = 28;

const unsigned char* in(const std::byte* at) { return reinterpret_cast<const unsigned char*>(at); }
unsigned char* out_of(std::byte* at) { return reinterpret_cast<unsigned char*>(at); }

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const EVP_CIPHER* cipher_of(Cipher cipher) {
  return cipher == Cipher::Aes128Gcm ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
}

// How many bytes at the start of the page stay in the clear.
size_t clear_size(PageNo no) { return no == PageNo{1} ? kClearHeaderSize : 0; }

std::unexpected<Error> library_failed() {
  return fail(ErrorCode::Internal, "the cryptographic library failed");
}

}  // namespace

struct CipherCodec::Contexts {
  Context encrypt{EVP_CIPHER_CTX_new()};
  Context decrypt{EVP_CIPHER_CTX_new()};
};

CipherCodec::CipherCodec(std::shared_ptr<const PageKey> key, io::Random& random)
    : key_(std::move(key)), random_(random), contexts_(std::make_unique<Contexts>()) {}
CipherCodec::~CipherCodec() = default;

Result<std::unique_ptr<CipherCodec>> CipherCodec::create(std::shared_ptr<const PageKey> key,
                                                         io::Random& random) {
  std::unique_ptr<CipherCodec> codec(new CipherCodec(std::move(key), random));
  const Contexts& contexts = *codec->contexts_;
  if (!contexts.encrypt || !contexts.decrypt) return fail(ErrorCode::NoMem);
  const EVP_CIPHER* const cipher = cipher_of(codec->key_->cipher());
  const unsigned char* const bytes = in(codec->key_->bytes().data());
  if (EVP_EncryptInit_ex2(contexts.encrypt.get(), cipher, bytes, nullptr, nullptr) != 1 ||
      EVP_DecryptInit_ex2(contexts.decrypt.get(), cipher, bytes, nullptr, nullptr) != 1) {
    return library_failed();
  }
  return codec;
}

// Many at once: each question to the system costs about what a page's encryption does.
void CipherCodec::next_nonce(MutBytes out) {
  if (nonces_used_ == nonces_.size()) {
    random_.fill(nonces_);
    nonces_used_ = 0;
  }
  std::copy_n(nonces_.begin() + static_cast<ptrdiff_t>(nonces_used_), kNonceSize, out.begin());
  nonces_used_ += kNonceSize;
}

Status CipherCodec::encode(PageNo no, Bytes plain, MutBytes out) {
  ASSERT(plain.size() == out.size() && plain.size() >= kPageSizeMin);
  const size_t clear = clear_size(no);
  const size_t size = plain.size() - kReserve - clear;
  const MutBytes reserve = out.last(kReserve);
  next_nonce(reserve);
  if (clear > 0) {
    std::copy_n(plain.begin(), clear, out.begin());
    std::ranges::copy(as_bytes("TernEnc"), out.begin());
    out[7] = std::byte{static_cast<uint8_t>(key_->cipher())};
    std::ranges::copy(key_->salt(), &out[8]);
  }
  std::array<std::byte, 12> bound;
  store_be(bound.data(), no.raw);
  std::ranges::copy(key_->salt(), &bound[4]);
  EVP_CIPHER_CTX* const context = contexts_->encrypt.get();
  int done = 0;
  bool good =
      EVP_EncryptInit_ex2(context, nullptr, nullptr, in(reserve.data()), nullptr) == 1 &&
      EVP_EncryptUpdate(context, nullptr, &done, in(bound.data()), int{bound.size()}) == 1 &&
      (clear == 0 ||
       EVP_EncryptUpdate(context, nullptr, &done, in(out.data()), static_cast<int>(clear)) == 1) &&
      EVP_EncryptUpdate(context, out_of(&out[clear]), &done, in(&plain[clear]),
                        static_cast<int>(size)) == 1 &&
      EVP_EncryptFinal_ex(context, nullptr, &done) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, &reserve[kTagAt]) == 1;
  if (!good) return library_failed();
  std::ranges::copy(key_->check(), &reserve[kCheckAt]);
  return ok();
}

Status CipherCodec::decode(PageNo no, MutBytes page) {
  ASSERT(page.size() >= kPageSizeMin);
  const size_t clear = clear_size(no);
  const size_t size = page.size() - kReserve - clear;
  const MutBytes reserve = page.last(kReserve);
  std::array<std::byte, 12> bound;
  store_be(bound.data(), no.raw);
  std::ranges::copy(key_->salt(), &bound[4]);
  EVP_CIPHER_CTX* const context = contexts_->decrypt.get();
  int done = 0;
  const bool good =
      key_->is_of(page) &&
      EVP_DecryptInit_ex2(context, nullptr, nullptr, in(reserve.data()), nullptr) == 1 &&
      EVP_DecryptUpdate(context, nullptr, &done, in(bound.data()), int{bound.size()}) == 1 &&
      (clear == 0 ||
       EVP_DecryptUpdate(context, nullptr, &done, in(page.data()), static_cast<int>(clear)) == 1) &&
      EVP_DecryptUpdate(context, out_of(&page[clear]), &done, in(&page[clear]),
                        static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, &reserve[kTagAt]) == 1 &&
      EVP_DecryptFinal_ex(context, nullptr, &done) == 1;
  if (!good) {
    return fail(ErrorCode::Corrupt,
                "page " + std::to_string(no.raw) + ": changed since it was encrypted");
  }
  std::ranges::fill(reserve, std::byte{0});
  if (clear > 0) std::ranges::copy(as_bytes(kHeaderMagic), page.begin());
  return ok();
}

std::optional<CipherMark> read_cipher_mark(Bytes first_page) {
  ASSERT(first_page.size() >= kClearHeaderSize);
  const auto cipher = static_cast<uint8_t>(first_page[7]);
  if (as_text(first_page.first(7)) != "TernEnc" || cipher < 1 || cipher > 2) return std::nullopt;
  CipherMark mark{static_cast<Cipher>(cipher), {}};
  std::copy_n(&first_page[8], mark.salt.size(), mark.salt.begin());
  return mark;
}

void uncover_header(MutBytes header) {
  if (!read_cipher_mark(header)) return;
  std::ranges::copy(as_bytes(kHeaderMagic), header.begin());
  std::ranges::fill(header.first(kHeaderSize).subspan(kClearHeaderSize), std::byte{0});
}

}  // namespace tern::storage
