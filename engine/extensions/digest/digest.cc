#include <memory>

#include "engine/extensions/digest/codec.h"
#include "engine/extensions/digest/hash.h"
#include "engine/extensions/digest/keyed_hash.h"
#include "engine/extensions/digest/line_codec.h"
#include "engine/extensions/extension.h"
#include "engine/functions/numeric.h"

// The SQL functions. The bytes of a text are those of UTF-8, whatever the database's encoding is,
// and a number stands for its text.

namespace tern::extensions {
namespace digest {
namespace {

using functions::Arguments;
using functions::Call;
using record::ValueView;

/// A Hash or KeyedHash that a call site uses again as long as the algorithm stays.
template <class State>
struct Kept final : functions::CallCache {
  explicit Kept(State opened) : state(std::move(opened)) {}
  State state;
};

/// Requires: all calls at a site ask for the same State.
template <class State>
Result<State*> kept(Call& call, const Algorithm& algorithm) {
  auto* const cached = static_cast<Kept<State>*>(call.cache().get());
  if (cached && &cached->state.algorithm() == &algorithm) return &cached->state;
  auto fresh = std::make_unique<Kept<State>>(TRY(State::open(algorithm)));
  State* const state = &fresh->state;
  call.cache() = std::move(fresh);
  return state;
}

Result<ValueView> hash_with(Call& call, ValueView data, const Algorithm& algorithm) {
  if (data.is_null()) return ValueView::null();
  Hash* const hash = TRY(kept<Hash>(call, algorithm));
  const std::string_view bytes = record::to_text(data, call.scratch(0));
  TRY(hash->compute(as_bytes(bytes), call.buffer()));
  return call.blob_result();
}

template <const Algorithm& Kind>
Result<ValueView> call_hash(Call& call, Arguments a) {
  return hash_with(call, a[0], Kind);
}

/// As in SQLite's extension of that name: 256 bits if no size is given.
Result<ValueView> call_sha3(Call& call, Arguments a) {
  switch (a.size() == 2 ? functions::integer_argument(call, a[1]) : 256) {
    case 224:
      return hash_with(call, a[0], kSha3With224);
    case 256:
      return hash_with(call, a[0], kSha3With256);
    case 384:
      return hash_with(call, a[0], kSha3With384);
    case 512:
      return hash_with(call, a[0], kSha3With512);
    default:
      return fail(ErrorCode::Error, "SHA3 size should be one of: 224 256 384 512");
  }
}

Result<ValueView> call_hmac(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null() || a[2].is_null()) return ValueView::null();
  const Algorithm* const algorithm = find_algorithm(record::to_text(a[0], call.scratch(0)));
  if (!algorithm) return fail(ErrorCode::Error, "hmac() does not know this hash function");
  KeyedHash* const hash = TRY(kept<KeyedHash>(call, *algorithm));
  const std::string_view key = record::to_text(a[1], call.scratch(1));
  const std::string_view data = record::to_text(a[2], call.scratch(2));
  TRY(hash->compute(as_bytes(key), as_bytes(data), call.buffer()));
  return call.blob_result();
}

Result<ValueView> encode_with(Call& call, ValueView data, const Codec& codec) {
  if (data.is_null()) return ValueView::null();
  const std::string_view bytes = record::to_text(data, call.scratch(0));
  TRY(codec.encode(bytes, call.connection().length_max(), call.buffer()));
  return call.text_result();
}

Result<ValueView> decode_with(Call& call, ValueView text, const Codec& codec) {
  if (text.is_null()) return ValueView::null();
  const std::string_view in = record::to_text(text, call.scratch(0));
  TRY(codec.decode(in, call.connection().length_max(), call.buffer()));
  return call.blob_result();
}

template <const Codec& Kind>
Result<ValueView> call_encode_as(Call& call, Arguments a) {
  return encode_with(call, a[0], Kind);
}
template <const Codec& Kind>
Result<ValueView> call_decode_as(Call& call, Arguments a) {
  return decode_with(call, a[0], Kind);
}

using Coding = Result<ValueView> (*)(Call& call, ValueView in, const Codec& codec);

/// encode(data, format) and decode(text, format).
template <Coding Code>
Result<ValueView> call_coding(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  const Codec* const codec = find_codec(record::to_text(a[1], call.scratch(1)));
  if (!codec) {
    return fail(ErrorCode::Error,
                "unknown encoding: base32, base64, base64url, base85, hex and url are known");
  }
  return Code(call, a[0], *codec);
}

/// As in SQLite's extension: a blob becomes text, a text becomes a blob.
Result<ValueView> call_base64(Call& call, Arguments a) {
  if (a[0].is_text()) {
    decode_base64_lines(a[0].as_text(), call.buffer());
    return call.blob_result();
  }
  if (!a[0].is_blob()) return fail(ErrorCode::Error, "base64 accepts only blob or text");
  const std::string_view bytes = as_text(a[0].as_bytes());
  TRY(encode_base64_lines(bytes, call.connection().length_max(), call.buffer()));
  return call.text_result();
}

Result<ValueView> call_base85(Call& call, Arguments a) {
  if (a[0].is_text()) {
    decode_base85_lines(a[0].as_text(), call.buffer());
    return call.blob_result();
  }
  if (!a[0].is_blob()) return fail(ErrorCode::Error, "base85 accepts only blob or text.");
  const std::string_view bytes = as_text(a[0].as_bytes());
  TRY(encode_base85_lines(bytes, call.connection().length_max(), call.buffer()));
  return call.text_result();
}

constexpr functions::Determinism kAlways = functions::Determinism::Always;

constexpr functions::ScalarRow kScalars[] = {
    {"base32_decode", 1, 1, call_decode_as<kBase32>},
    {"base32_encode", 1, 1, call_encode_as<kBase32>},
    {"base64", 1, 1, call_base64, kAlways, true},
    {"base64_decode", 1, 1, call_decode_as<kBase64>},
    {"base64_encode", 1, 1, call_encode_as<kBase64>},
    {"base64url_decode", 1, 1, call_decode_as<kBase64Url>},
    {"base64url_encode", 1, 1, call_encode_as<kBase64Url>},
    {"base85", 1, 1, call_base85, kAlways, true},
    {"base85_decode", 1, 1, call_decode_as<kAscii85>},
    {"base85_encode", 1, 1, call_encode_as<kAscii85>},
    {"blake2b", 1, 1, call_hash<kBlake2b>},
    {"blake2s", 1, 1, call_hash<kBlake2s>},
    {"crypto_blake2b", 1, 1, call_hash<kBlake2b>},
    {"crypto_blake2s", 1, 1, call_hash<kBlake2s>},
    {"crypto_decode", 2, 2, call_coding<decode_with>},
    {"crypto_encode", 2, 2, call_coding<encode_with>},
    {"crypto_md5", 1, 1, call_hash<kMd5>},
    {"crypto_sha1", 1, 1, call_hash<kSha1>},
    {"crypto_sha256", 1, 1, call_hash<kSha256>},
    {"crypto_sha384", 1, 1, call_hash<kSha384>},
    {"crypto_sha512", 1, 1, call_hash<kSha512>},
    {"decode", 2, 2, call_coding<decode_with>},
    {"encode", 2, 2, call_coding<encode_with>},
    {"hex_decode", 1, 1, call_decode_as<kHex>},
    {"hex_encode", 1, 1, call_encode_as<kHex>},
    {"hmac", 3, 3, call_hmac},
    {"md5", 1, 1, call_hash<kMd5>},
    {"sha1", 1, 1, call_hash<kSha1>},
    {"sha224", 1, 1, call_hash<kSha224>},
    {"sha256", 1, 1, call_hash<kSha256>},
    {"sha3", 1, 2, call_sha3},
    {"sha384", 1, 1, call_hash<kSha384>},
    {"sha3_224", 1, 1, call_hash<kSha3With224>},
    {"sha3_256", 1, 1, call_hash<kSha3With256>},
    {"sha3_384", 1, 1, call_hash<kSha3With384>},
    {"sha3_512", 1, 1, call_hash<kSha3With512>},
    {"sha512", 1, 1, call_hash<kSha512>},
    {"url_decode", 1, 1, call_decode_as<kPercent>},
    {"url_encode", 1, 1, call_encode_as<kPercent>},
};

}  // namespace
}  // namespace digest

const Extension& digest_extension();
const Extension& digest_extension() {
  static constexpr Extension kExtension{.scalars = digest::kScalars, .aggregates = {}};
  return kExtension;
}

}  // namespace tern::extensions
