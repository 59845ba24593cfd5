#include "sync/apply/memory.h"

#include "engine/txn/changeset.h"
#include "sync/model/codec.h"
#include "sync/model/row_change.h"

namespace tern::sync::apply {
namespace {

void write_remap(model::Writer& out, const RowidRemap& remap) {
  out.text(remap.table);
  out.u64(static_cast<uint64_t>(remap.from));
  out.u64(static_cast<uint64_t>(remap.to));
}

RowidRemap read_remap(model::Reader& in) {
  RowidRemap remap;
  remap.table = in.text();
  remap.from = static_cast<int64_t>(in.u64());
  remap.to = static_cast<int64_t>(in.u64());
  return remap;
}

}  // namespace

ByteVector encode(const std::vector<RowidRemap>& remaps) {
  model::Writer out;
  for (const RowidRemap& remap : remaps) write_remap(out, remap);
  return std::move(out).take();
}

Result<std::vector<RowidRemap>> decode_remaps(Bytes bytes) {
  model::Reader in(bytes);
  std::vector<RowidRemap> out;
  while (!in.at_end() && !in.failed()) out.push_back(read_remap(in));
  TRY(in.check("rowid remaps"));
  return out;
}

Status Memory::note_parked(const model::ReplicaId& rid, Bytes changeset, model::Revision revision) {
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  txn::OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind == txn::OpKind::Ddl) continue;
    for (const bool old_side : {true, false}) {
      if (op.kind == (old_side ? txn::OpKind::Insert : txn::OpKind::Delete)) continue;
      parked[rid][model::row_slot(op.table->name, model::key_bytes(op, old_side))] = revision;
    }
  }
  return ok();
}

void Memory::encode_rest(model::Writer& out) const {
  renames.encode(out);
  out.varint(remaps.size());
  for (const auto& [rid, list] : remaps) {
    out.rid(rid);
    out.varint(list.size());
    for (const Remapped& one : list) {
      out.varint(one.revision.raw);
      write_remap(out, one.remap);
    }
  }
  out.varint(parked.size());
  for (const auto& [rid, keys] : parked) {
    out.rid(rid);
    out.varint(keys.size());
    for (const auto& [slot, revision] : keys) {
      out.text(slot);
      out.varint(revision.raw);
    }
  }
}

void Memory::decode_rest(model::Reader& in) {
  renames.decode(in);
  for (size_t rids = in.count(17); rids > 0 && !in.failed(); --rids) {
    std::vector<Remapped>& list = remaps[in.rid()];
    for (size_t count = in.count(18); count > 0 && !in.failed(); --count) {
      const model::Revision revision{in.varint()};
      list.push_back({revision, read_remap(in)});
    }
  }
  for (size_t rids = in.count(17); rids > 0 && !in.failed(); --rids) {
    auto& keys = parked[in.rid()];
    for (size_t count = in.count(2); count > 0 && !in.failed(); --count) {
      const std::string slot(in.text());
      keys[slot] = model::Revision{in.varint()};
    }
  }
}

}  // namespace tern::sync::apply
