#include "sync/wire/envelope.h"

#include <zstd.h>

#include "sync/model/codec.h"

namespace tern::sync::wire {
namespace {

constexpr std::string_view kMagic = "TSY1";
constexpr uint8_t kZstd = 1;
constexpr size_t kDigestSize = 32;
constexpr int kLevel = 3;

/// The zstd frame of `message`, empty where it would not be smaller.
ByteVector compressed(Bytes message) {
  ByteVector out(ZSTD_compressBound(message.size()));
  const size_t size = ZSTD_compress(out.data(), out.size(), message.data(), message.size(), kLevel);
  if (ZSTD_isError(size) != 0 || size >= message.size()) return {};
  out.resize(size);
  return out;
}

}  // namespace

ByteVector seal(Kind kind, Bytes message) {
  ASSERT(message.size() <= kMessageMax);
  const ByteVector frame = compressed(message);
  model::Writer out;
  out.raw(as_bytes(kMagic));
  out.u8(static_cast<uint8_t>(kind));
  out.u8(frame.empty() ? 0 : kZstd);
  out.varint(message.size());
  out.raw(frame.empty() ? message : Bytes(frame));
  out.digest(model::digest_of({out.bytes()}));
  return std::move(out).take();
}

Result<ByteVector> unseal(Kind kind, Bytes body) {
  if (body.size() < kDigestSize) return fail(ErrorCode::Corrupt, "body: cut");
  const Bytes signed_part = body.first(body.size() - kDigestSize);
  model::Reader trailer(body.subspan(signed_part.size()));
  if (trailer.digest() != model::digest_of({signed_part})) {
    return fail(ErrorCode::Corrupt, "body: cut or altered");
  }
  model::Reader in(signed_part);
  if (as_text(in.raw(kMagic.size())) != kMagic) return fail(ErrorCode::Corrupt, "body: not ours");
  if (in.u8() != static_cast<uint8_t>(kind)) return fail(ErrorCode::Corrupt, "body: other kind");
  const uint8_t flags = in.u8();
  const uint64_t size = in.varint();
  TRY(in.check("body", false));
  if (size > kMessageMax) return fail(ErrorCode::TooBig, "body: message over the limit");
  if (flags == 0 && size == in.left()) return ByteVector(in.rest().begin(), in.rest().end());
  if (flags != kZstd) return fail(ErrorCode::Corrupt, "body: flags or size");
  ByteVector message(static_cast<size_t>(size));
  const size_t got =
      ZSTD_decompress(message.data(), message.size(), in.rest().data(), in.rest().size());
  if (ZSTD_isError(got) != 0 || got != size) return fail(ErrorCode::Corrupt, "body: zstd frame");
  return message;
}

}  // namespace tern::sync::wire
