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

Status save(txn::Sequence& sequence) {
  if (sequence.row && sequence.value <= sequence.saved) return ok();
  const catalog::Table* sequences = sequence.schema->find_table("sqlite_sequence");
  ASSERT(sequences != nullptr);  // load() found it
  btree::TableCursor cursor(sequences->trees(), sequences->root);
  if (!sequence.row) sequence.row = TRY(cursor.last()) ? cursor.rowid().raw + 1 : 1;
  const record::ValueView row[] = {record::ValueView::text(sequence.table),
                                   record::ValueView::integer(sequence.value)};
  ByteVector encoded;
  record::encode_record(row, encoded);
  TRY(cursor.insert(RowId{*sequence.row}, encoded));
  sequence.saved = sequence.value;
  return ok();
}

}  // namespace

Status RowidSource::restart(bool inserts) {
  greatest_.reset();
  sequence_ = nullptr;
  return inserts && table_.autoincrement ? find_sequence() : ok();
}

Result<int64_t> RowidSource::greatest() {
  if (!greatest_) greatest_ = TRY(cursor_.last()) ? cursor_.rowid().raw : 0;
  return *greatest_;
}

Result<int64_t> RowidSource::choose() {
  int64_t last = TRY(greatest());
  if (table_.autoincrement) {
    TRY(find_sequence());
    last = std::max(last, sequence_->value);
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

Status RowidSource::claim_for_good(int64_t rowid) {
  TRY(find_sequence());
  sequence_->value = std::max(sequence_->value, rowid);
  return ok();
}

Status RowidSource::find_sequence() {
  if (sequence_) return ok();
  if (own_) {
    TRY(load(table_, *own_));
    sequence_ = &*own_;
    return ok();
  }
  sequence_ = TRY(sequence_of(transaction_, table_));
  return ok();
}

Result<txn::Sequence*> RowidSource::sequence_of(txn::Transaction& transaction,
                                                const catalog::Table& table) {
  for (const auto& known : transaction.sequences) {
    if (known->schema == table.schema && known->table == table.name) return known.get();
  }
  auto fresh = std::make_unique<txn::Sequence>();
  TRY(load(table, *fresh));
  return transaction.sequences.emplace_back(std::move(fresh)).get();
}

Status RowidSource::load(const catalog::Table& table, txn::Sequence& sequence) {
  sequence = {};
  sequence.schema = table.schema;
  sequence.table = table.name;
  const catalog::Table* sequences = table.schema->find_table("sqlite_sequence");
  if (!sequences) return fail(ErrorCode::Corrupt, "AUTOINCREMENT without sqlite_sequence");
  btree::TableCursor cursor(table.trees(), sequences->root);
  record::RecordReader reader;
  for (bool more = TRY(cursor.first()); more;) {
    reader.reset(TRY(cursor.payload()));
    const record::ValueView name = TRY(reader.column(0));
    if (name.is_text() && name.as_text() == table.name) {
      sequence.row = cursor.rowid().raw;
      sequence.value = sequence.saved = record::to_integer(TRY(reader.column(1)));
      return ok();
    }
    more = TRY(cursor.next());
  }
  return ok();
}

Status RowidSource::save_own() { return sequence_ && own_ ? save(*own_) : ok(); }

/// The last found goes first, as in the reference.
Status RowidSource::save_sequences(txn::Transaction& transaction) {
  for (auto at = transaction.sequences.rbegin(); at != transaction.sequences.rend(); ++at) {
    TRY(save(**at));
  }
  transaction.sequences.clear();
  return ok();
}

}  // namespace tern::write
