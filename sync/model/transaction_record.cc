#include "sync/model/transaction_record.h"

namespace tern::sync::model {
namespace {
constexpr uint8_t kVersion = 1;
}

ByteVector TransactionRecord::encode() const {
  ASSERT(seq.raw != 0);
  Writer out;
  out.u8(kVersion);
  out.u8(flags);
  out.varint(epoch.raw);
  out.varint(base.raw);
  out.varint(seq.raw);
  out.u64(hlc.raw);
  out.blob(changeset);
  out.u32(crc32c(out.bytes()));
  return std::move(out).take();
}

Result<TransactionRecord> TransactionRecord::decode(Bytes bytes) {
  if (bytes.size() < 4) return fail(ErrorCode::Corrupt, "transaction record: cut");
  const Bytes body = bytes.first(bytes.size() - 4);
  if (load_le<uint32_t>(bytes.data() + body.size()) != crc32c(body)) {
    return fail(ErrorCode::Corrupt, "transaction record: checksum");
  }
  Reader in(body);
  if (in.u8() != kVersion) return fail(ErrorCode::Corrupt, "transaction record: unknown version");
  TransactionRecord out;
  out.flags = in.u8();
  out.epoch = Epoch{in.varint()};
  out.base = Revision{in.varint()};
  out.seq = Seq{in.varint()};
  out.hlc = Hlc{in.u64()};
  const Bytes changeset = in.blob();
  TRY(in.check("transaction record"));
  if (out.seq.raw == 0) return fail(ErrorCode::Corrupt, "transaction record: sequence 0");
  out.changeset.assign(changeset.begin(), changeset.end());
  return out;
}

}  // namespace tern::sync::model
