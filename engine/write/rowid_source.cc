#include "engine/write/rowid_source.h"

#include <algorithm>
#include <limits>

#include "engine/functions/function.h"
#include "engine/io/random.h"
#include "engine/record/affinity.h"

namespace tern::write {

namespace {

constexpr int64_t kRowidMax = std::numeric_limits<int64_t>::max();
constexpr int kRandomTriesMax = 100;

}  // namespace

Status RowidSource::restart(bool inserts) {
  greatest_.reset();
  sequence_.reset();
  return inserts && table_.autoincrement ? load_sequence() : ok();
}

Result<int64_t> RowidSource::greatest() {
  if (!greatest_) greatest_ = TRY(cursor_.last()) ? cursor_.rowid().raw : 0;
  return *greatest_;
}

Result<int64_t> RowidSource::choose() {
  int64_t last = TRY(greatest());
  if (table_.autoincrement) {
    TRY(load_sequence());
    last = std::max(last, *sequence_);
    if (last == kRowidMax) return fail(ErrorCode::Full);
  }
  if (last == kRowidMax) return random_free();
  return last + 1;
}

Result<int64_t> RowidSource::random_free() {
  for (int i = 0; i < kRandomTriesMax; ++i) {
    const auto bits = transaction_.connection->random().next_u64();
    const auto candidate = static_cast<int64_t>(bits & (static_cast<uint64_t>(kRowidMax) >> 1)) + 1;
    if (TRY(cursor_.seek(RowId{candidate})) != btree::Landing::Found) return candidate;
  }
  return fail(ErrorCode::Full);
}

void RowidSource::used(int64_t rowid) {
  // An empty table counts from 0: the greatest of rows below zero is looked up, not derived.
  if (greatest_ && *greatest_ >= 0) {
    if (rowid > *greatest_) greatest_ = rowid;
    if (rowid < 0 && *greatest_ == 0) greatest_.reset();
  } else {
    greatest_.reset();
  }
}

Status RowidSource::claim(int64_t rowid) {
  if (!table_.autoincrement) return ok();
  TRY(load_sequence());
  sequence_ = std::max(*sequence_, rowid);
  return ok();
}

Status RowidSource::yield() {
  TRY(save_sequence());
  sequence_.reset();
  forget();
  return ok();
}

Status RowidSource::load_sequence() {
  if (sequence_) return ok();
  sequence_ = 0;
  saved_sequence_ = 0;
  sequence_row_.reset();
  const catalog::Table* sequences = transaction_.schema->find_table("sqlite_sequence");
  if (!sequences) return fail(ErrorCode::Corrupt, "AUTOINCREMENT without sqlite_sequence");
  btree::TableCursor cursor(transaction_.trees(), sequences->root);
  record::RecordReader reader;
  for (bool more = TRY(cursor.first()); more;) {
    reader.reset(TRY(cursor.payload()));
    const record::ValueView name = TRY(reader.column(0));
    if (name.is_text() && name.as_text() == table_.name) {
      sequence_row_ = cursor.rowid().raw;
      sequence_ = saved_sequence_ = record::to_integer(TRY(reader.column(1)));
      return ok();
    }
    more = TRY(cursor.next());
  }
  return ok();
}

Status RowidSource::save_sequence() {
  if (!sequence_ || (sequence_row_ && *sequence_ <= saved_sequence_)) return ok();
  const catalog::Table* sequences = transaction_.schema->find_table("sqlite_sequence");
  ASSERT(sequences != nullptr);  // load_sequence found it
  btree::TableCursor cursor(transaction_.trees(), sequences->root);
  if (!sequence_row_) sequence_row_ = TRY(cursor.last()) ? cursor.rowid().raw + 1 : 1;
  const record::ValueView row[] = {record::ValueView::text(table_.name),
                                   record::ValueView::integer(*sequence_)};
  ByteVector encoded;
  record::encode_record(row, encoded);
  TRY(cursor.insert(RowId{*sequence_row_}, encoded));
  saved_sequence_ = *sequence_;
  return ok();
}

}  // namespace tern::write
