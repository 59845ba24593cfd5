#include "sync/primary/history_index_format.h"

namespace tern::sync::primary::index_format {
namespace {

using model::Reader;
using model::Revision;
using model::Writer;

void write_stamp(Writer& out, const model::Stamp& stamp) {
  out.varint(stamp.revision.raw);
  out.rid(stamp.writer);
  out.u64(stamp.hlc.raw);
}

model::Stamp read_stamp(Reader& in) {
  model::Stamp stamp;
  stamp.revision = Revision{in.varint()};
  stamp.writer = in.rid();
  stamp.hlc = model::Hlc{in.u64()};
  return stamp;
}

void write_mark(Writer& out, const store::RecordLog::Mark& mark) {
  out.u64(mark.at);
  out.u32(mark.size);
  out.u32(mark.crc);
  out.u8(mark.type);
}

store::RecordLog::Mark read_mark(Reader& in) {
  store::RecordLog::Mark mark;
  mark.at = in.u64();
  mark.size = in.u32();
  mark.crc = in.u32();
  mark.type = in.u8();
  return mark;
}

void write_head(Writer& out, const HistoryHead& head) {
  out.u64(head.revision.raw);
  out.u64(head.epoch.raw);
  out.digest(head.page_hash);
}

HistoryHead read_head(Reader& in) {
  HistoryHead head;
  head.revision = Revision{in.u64()};
  head.epoch = model::Epoch{in.u64()};
  head.page_hash = in.digest();
  return head;
}

}  // namespace

uint64_t hash_of(std::string_view slot) {
  return load_le<uint64_t>(model::digest_of({as_bytes(slot)}).bytes.data());
}

void write_outcome(Writer& out, const session::KnownReplica::Entry& entry) {
  out.digest(entry.chain);
  out.u8(static_cast<uint8_t>(entry.outcome.kind));
  out.u64(entry.outcome.revision.raw);
  out.u32(entry.outcome.conflicts);
}

Result<session::KnownReplica::Entry> read_outcome(Bytes bytes) {
  Reader in(bytes);
  session::KnownReplica::Entry entry;
  entry.chain = in.digest();
  entry.outcome.kind = static_cast<model::OutcomeKind>(in.u8());
  entry.outcome.revision = Revision{in.u64()};
  entry.outcome.conflicts = in.u32();
  TRY(in.check("history index: outcome"));
  return entry;
}

void write_commit(Writer& out, const HistoryCommit& commit) {
  out.digest(commit.page_hash);
  out.u64(commit.at);
}

Result<HistoryCommit> read_commit(Bytes bytes) {
  Reader in(bytes);
  HistoryCommit commit;
  commit.page_hash = in.digest();
  commit.at = in.u64();
  TRY(in.check("history index: commit"));
  return commit;
}

void write_row(Writer& out, uint64_t hash, std::string_view slot,
               const model::RowHistory& history) {
  Writer row;
  row.u64(hash);
  row.text(slot);
  write_stamp(row, history.whole);
  write_stamp(row, history.newest);
  row.u8(history.deleted ? 1 : 0);
  row.varint(history.columns.size());
  for (const auto& [column, stamp] : history.columns) {
    row.text(column);
    write_stamp(row, stamp);
  }
  out.u32(static_cast<uint32_t>(row.size()));
  out.raw(row.bytes());
}

Result<Row> read_row(Bytes bytes) {
  Reader in(bytes);
  Row row;
  row.hash = in.u64();
  row.slot = in.text();
  row.history.whole = read_stamp(in);
  row.history.newest = read_stamp(in);
  row.history.deleted = in.u8() != 0;
  for (size_t count = in.count(26); count > 0 && !in.failed(); --count) {
    const std::string column(in.text());
    row.history.columns[column] = read_stamp(in);
  }
  TRY(in.check("history index: row"));
  return row;
}

void write_summary(Writer& out, const HistorySummary& summary) {
  write_mark(out, summary.first_record);
  write_mark(out, summary.last_record);
  out.u64(summary.end);
  write_head(out, summary.first);
  write_head(out, summary.head);
  out.u64(summary.server.seq.raw);
  out.digest(summary.server.chain);
  out.u64(summary.horizon.raw);
}

HistorySummary read_summary(Reader& in) {
  HistorySummary summary;
  summary.first_record = read_mark(in);
  summary.last_record = read_mark(in);
  summary.end = in.u64();
  summary.first = read_head(in);
  summary.head = read_head(in);
  summary.server.seq = model::Seq{in.u64()};
  summary.server.chain = in.digest();
  summary.horizon = Revision{in.u64()};
  return summary;
}

}  // namespace tern::sync::primary::index_format
