#include "engine/extensions/digest/hash.h"

#include "engine/base/utf8.h"
#include "engine/extensions/digest/openssl_errors.h"

namespace tern::extensions::digest {
namespace {

constexpr const Algorithm* kAlgorithms[] = {
    &kMd5,         &kSha1,        &kSha224,      &kSha256,      &kSha384,  &kSha512,
    &kSha3With224, &kSha3With256, &kSha3With384, &kSha3With512, &kBlake2b, &kBlake2s};

bool is_separator(char c) { return c == '-' || c == '_'; }

bool is_same_algorithm_name(std::string_view a, std::string_view b) {
  while (true) {
    while (!a.empty() && is_separator(a[0])) a.remove_prefix(1);
    while (!b.empty() && is_separator(b[0])) b.remove_prefix(1);
    if (a.empty() || b.empty()) return a.empty() && b.empty();
    if (fold_case(a[0]) != fold_case(b[0])) return false;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
}

}  // namespace

const Algorithm* find_algorithm(std::string_view name) {
  for (const Algorithm* algorithm : kAlgorithms) {
    if (is_same_algorithm_name(name, algorithm->name)) return algorithm;
  }
  return nullptr;
}

std::unexpected<Error> not_offered(const Algorithm& algorithm) {
  return fail(ErrorCode::Error,
              "OpenSSL does not offer " + std::string(algorithm.name) + " on this machine");
}

Result<Hash> Hash::open(const Algorithm& algorithm) {
  const OpensslErrors errors;
  Hash hash(algorithm);
  hash.function_.reset(EVP_MD_fetch(nullptr, algorithm.openssl_name, nullptr));
  if (!hash.function_) return not_offered(algorithm);
  hash.context_.reset(EVP_MD_CTX_new());
  if (!hash.context_) return fail(ErrorCode::NoMem);
  return hash;
}

Status Hash::compute(Bytes data, std::string& out) {
  const OpensslErrors errors;
  out.resize(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  const bool good =
      EVP_DigestInit_ex2(context_.get(), function_.get(), nullptr) == 1 &&
      EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1 &&
      EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(out.data()), &size) == 1;
  if (!good) return fail(ErrorCode::Internal, "the cryptographic library failed");
  out.resize(size);
  return ok();
}

}  // namespace tern::extensions::digest
