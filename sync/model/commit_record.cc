#include "sync/model/commit_record.h"

namespace tern::sync::model {
namespace {
constexpr uint8_t kVersion = 1;
}

ByteVector CommitRecord::encode() const {
  Writer out;
  out.u8(kVersion);
  out.varint(revision.raw);
  out.varint(epoch.raw);
  out.rid(origin);
  out.varint(seq.raw);
  out.digest(chain);
  out.u64(hlc.raw);
  out.u8(static_cast<uint8_t>(outcome.kind));
  out.varint(outcome.conflicts);
  out.digest(page_hash);
  out.varint(page_count);
  out.varint(pages.size());
  for (const uint32_t page : pages) out.varint(page);
  out.blob(changeset);
  out.blob(remaps);
  out.u32(crc32c(out.bytes()));
  return std::move(out).take();
}

Result<CommitRecord> CommitRecord::decode(Bytes bytes) {
  if (bytes.size() < 4) return fail(ErrorCode::Corrupt, "commit record: cut");
  const Bytes body = bytes.first(bytes.size() - 4);
  if (load_le<uint32_t>(bytes.data() + body.size()) != crc32c(body)) {
    return fail(ErrorCode::Corrupt, "commit record: checksum");
  }
  Reader in(body);
  if (in.u8() != kVersion) return fail(ErrorCode::Corrupt, "commit record: unknown version");
  CommitRecord out;
  out.revision = Revision{in.varint()};
  out.epoch = Epoch{in.varint()};
  out.origin = in.rid();
  out.seq = Seq{in.varint()};
  out.chain = in.digest();
  out.hlc = Hlc{in.u64()};
  const uint8_t kind = in.u8();
  out.outcome.revision = out.revision;
  out.outcome.conflicts = static_cast<uint32_t>(in.varint());
  out.page_hash = in.digest();
  out.page_count = static_cast<uint32_t>(in.varint());
  const size_t pages = in.count();
  for (size_t i = 0; i < pages; ++i) out.pages.push_back(static_cast<uint32_t>(in.varint()));
  const Bytes changeset = in.blob();
  const Bytes remaps = in.blob();
  TRY(in.check("commit record"));
  if (kind < 1 || kind > 3) return fail(ErrorCode::Corrupt, "commit record: outcome");
  out.outcome.kind = static_cast<OutcomeKind>(kind);
  out.changeset.assign(changeset.begin(), changeset.end());
  out.remaps.assign(remaps.begin(), remaps.end());
  return out;
}

}  // namespace tern::sync::model
