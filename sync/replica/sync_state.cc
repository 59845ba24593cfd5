#include "sync/replica/sync_state.h"

namespace tern::sync::replica {

ByteVector SyncState::encode() const {
  model::Writer out;
  out.u8(1);
  out.text(remote);
  out.text(database);
  out.u8(cloning ? 1 : 0);
  return std::move(out).take();
}

Result<SyncState> SyncState::decode(Bytes bytes) {
  model::Reader in(bytes);
  const uint8_t version = in.u8();
  SyncState out;
  out.remote = in.text();
  out.database = in.text();
  out.cloning = in.u8() != 0;
  TRY(in.check("sync state"));
  if (version != 1) return fail(ErrorCode::Corrupt, "sync state: unknown version");
  return out;
}

}  // namespace tern::sync::replica
