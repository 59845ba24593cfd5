#include "tools/tern/query_hash.h"

#include <openssl/evp.h>

#include <bit>
#include <memory>
#include <string>

#include "engine/base/bytes.h"

namespace tern::shell {
namespace {

/// A SHA-3 that is being made.
class Hasher {
 public:
  static Result<Hasher> open(int bits) {
    const EVP_MD* const kind = bits == 224   ? EVP_sha3_224()
                               : bits == 256 ? EVP_sha3_256()
                               : bits == 384 ? EVP_sha3_384()
                               : bits == 512 ? EVP_sha3_512()
                                             : nullptr;
    if (!kind) return fail(ErrorCode::Error, "SHA3 size should be one of: 224 256 384 512");
    Hasher hasher;
    if (!hasher.context_ || EVP_DigestInit_ex(hasher.context_.get(), kind, nullptr) != 1)
      return fail(ErrorCode::NoMem);
    return hasher;
  }

  void add(std::string_view text) { EVP_DigestUpdate(context_.get(), text.data(), text.size()); }
  void add_sized(char kind, std::string_view text) {
    add(kind + std::to_string(text.size()) + ":");
    add(text);
  }
  void add_word(char kind, uint64_t word) {
    std::byte bytes[9];
    bytes[0] = static_cast<std::byte>(kind);
    store_be(bytes + 1, word);
    add(as_text(bytes));
  }
  void add_value(ValueView value) {
    switch (value.type()) {
      case ValueType::Null:
        return add("N");
      case ValueType::Integer:
        return add_word('I', static_cast<uint64_t>(value.as_integer()));
      case ValueType::Real:
        return add_word('F', std::bit_cast<uint64_t>(value.as_real()));
      case ValueType::Text:
        return add_sized('T', value.as_text());
      case ValueType::Blob:
        return add_sized('B', as_text(value.as_bytes()));
    }
  }
  ByteVector finish() {
    ByteVector out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(out.data()), &size);
    out.resize(size);
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  Hasher() : context_(EVP_MD_CTX_new()) {}
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Status add_rows(Hasher& hasher, Statement& statement) {
  while (TRY(statement.step())) {
    hasher.add("R");
    for (int i = 0; i < statement.column_count(); ++i) hasher.add_value(statement.column(i));
  }
  return ok();
}

}  // namespace

Result<ByteVector> query_hash(Connection& db, std::string_view sql, int bits) {
  Hasher hasher = TRY(Hasher::open(bits));
  while (!sql.empty()) {
    size_t tail = 0;
    Statement statement = TRY(db.prepare(sql, &tail));
    if (!statement.is_empty()) {
      if (!statement.is_readonly())
        return fail(ErrorCode::Error, "non-query: [" + std::string(statement.sql()) + "]");
      hasher.add_sized('S', statement.sql());
      TRY(add_rows(hasher, statement));
    }
    if (tail == 0 || tail > sql.size()) break;
    sql.remove_prefix(tail);
  }
  return hasher.finish();
}

}  // namespace tern::shell
