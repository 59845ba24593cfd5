// sqlite3changeset_start() and the calls on what it gives.

#include "engine/sqlite3/copies/changesets.h"

namespace tern::abi {
namespace {

using session::ChangeView;
using session::Op;
using session::Reader;

/// Walks through changes that are in memory, or in a stream, which the first step reads.
class ChangeWalk final : public sqlite3_changeset_iter {
 public:
  ChangeWalk(Bytes bytes, int flags) : bytes_(bytes), flags_(flags) {}
  ChangeWalk(const ChangeInput& input, int flags) : input_(input), flags_(flags) {}

  int next() {
    if (code_ != SQLITE_OK) return code_;
    if (!reader_) {
      code_ = begin();
      if (code_ != SQLITE_OK) return code_;
    }
    ChangeView found;
    const Result<bool> more = reader_->next(found);
    if (more && *more) {
      show(found);
      return SQLITE_ROW;
    }
    is_past_end = true;
    // What a stream that failed did not bring is missing for that reason.
    code_ = stream_code_ != SQLITE_OK ? stream_code_ : more ? SQLITE_DONE : code_of(more.error());
    return code_;
  }
  int last_code() const { return code_ == SQLITE_DONE ? SQLITE_OK : code_; }

 private:
  int begin() {
    if (input_.read) {
      stream_code_ = read_all(input_, own_);
      bytes_ = own_;
    }
    if ((flags_ & SQLITE_CHANGESETSTART_INVERT) != 0) {
      if (stream_code_ != SQLITE_OK) return stream_code_;
      Result<ByteVector> inverse = session::invert(bytes_);
      if (!inverse) return code_of(inverse.error());
      own_ = *std::move(inverse);
      bytes_ = own_;
    }
    reader_.emplace(bytes_);
    return SQLITE_OK;
  }

  Bytes bytes_;
  const ChangeInput input_;
  const int flags_;
  ByteVector own_;
  std::optional<Reader> reader_;
  int stream_code_ = SQLITE_OK;
  int code_ = SQLITE_OK;
};

template <class From>
int start_walk(sqlite3_changeset_iter** out, const From& from, int flags) {
  *out = nullptr;
  return guarded_alone([&] {
    *out = std::make_unique<ChangeWalk>(from, flags).release();
    return SQLITE_OK;
  });
}

/// Of `fields`, a row that the change has.
int value_in(std::span<const Bytes> fields, ShownRow& shown, bool is_gone, int column,
             sqlite3_value** out) {
  if (column < 0 || static_cast<size_t>(column) >= fields.size()) return SQLITE_RANGE;
  const auto place = static_cast<size_t>(column);
  const bool has_value = !is_gone && session::is_defined(fields[place]);
  *out = has_value ? shown.value(place, session::value_of(fields[place])) : nullptr;
  return SQLITE_OK;
}

}  // namespace

void ShownRow::start(size_t columns) {
  values_.resize(columns);
  is_made_.assign(columns, false);
}

sqlite3_value* ShownRow::value(size_t column, record::ValueView view) {
  if (!is_made_[column]) values_[column].refer(view);
  is_made_[column] = true;
  return &values_[column];
}

}  // namespace tern::abi

void sqlite3_changeset_iter::show(const tern::session::ChangeView& shown) {
  change = shown;
  before.start(shown.table->column_count());
  after.start(shown.table->column_count());
}

using tern::abi::ChangeInput;
using tern::abi::ChangeWalk;
using tern::abi::guarded_alone;
using tern::abi::misuse;
using tern::session::Op;

int sqlite3changeset_start(sqlite3_changeset_iter** out, int size, void* bytes) {
  return tern::abi::start_walk(out, tern::abi::named_bytes(bytes, size), 0);
}

int sqlite3changeset_start_v2(sqlite3_changeset_iter** out, int size, void* bytes, int flags) {
  return tern::abi::start_walk(out, tern::abi::named_bytes(bytes, size), flags);
}

int sqlite3changeset_start_strm(sqlite3_changeset_iter** out, int (*input)(void*, void*, int*),
                                void* context) {
  return tern::abi::start_walk(out, ChangeInput{input, context}, 0);
}

int sqlite3changeset_start_v2_strm(sqlite3_changeset_iter** out, int (*input)(void*, void*, int*),
                                   void* context, int flags) {
  return tern::abi::start_walk(out, ChangeInput{input, context}, flags);
}

int sqlite3changeset_next(sqlite3_changeset_iter* iterator) {
  auto* const walk = dynamic_cast<ChangeWalk*>(iterator);
  if (!walk) return misuse("sqlite3changeset_next");  // a conflict handler's
  return guarded_alone([&] { return walk->next(); });
}

int sqlite3changeset_finalize(sqlite3_changeset_iter* iterator) {
  if (!iterator) return SQLITE_OK;
  auto* const walk = dynamic_cast<ChangeWalk*>(iterator);
  if (!walk) return misuse("sqlite3changeset_finalize");
  const int code = walk->last_code();
  delete walk;
  return code;
}

int sqlite3changeset_op(sqlite3_changeset_iter* iterator, const char** table, int* columns,
                        int* operation, int* is_indirect) {
  const auto& change = iterator->change;
  *table = change ? change->table->name.c_str() : nullptr;
  // Of foreign keys, where there is no change, this is their number as the reference counts them.
  *columns = change ? static_cast<int>(change->table->column_count()) : iterator->is_about_keys;
  *operation = change ? static_cast<int>(change->op) : 0;
  if (is_indirect) *is_indirect = change && change->indirect ? 1 : 0;
  return SQLITE_OK;
}

int sqlite3changeset_pk(sqlite3_changeset_iter* iterator, unsigned char** keys, int* columns) {
  const auto& change = iterator->change;
  // The reference gives its own memory out for change, too.
  *keys = change ? const_cast<unsigned char*>(change->table->key.data()) : nullptr;
  if (columns) *columns = change ? static_cast<int>(change->table->column_count()) : 0;
  return SQLITE_OK;
}

int sqlite3changeset_old(sqlite3_changeset_iter* iterator, int column, sqlite3_value** out) {
  const auto& change = iterator->change;
  if (!change || change->op == Op::Insert) return misuse("sqlite3changeset_old");
  return guarded_alone([&] {
    return tern::abi::value_in(change->before, iterator->before, iterator->is_past_end, column,
                               out);
  });
}

int sqlite3changeset_new(sqlite3_changeset_iter* iterator, int column, sqlite3_value** out) {
  const auto& change = iterator->change;
  if (!change || change->op == Op::Delete) return misuse("sqlite3changeset_new");
  return guarded_alone([&] {
    return tern::abi::value_in(change->after, iterator->after, iterator->is_past_end, column, out);
  });
}

int sqlite3changeset_conflict(sqlite3_changeset_iter* iterator, int column, sqlite3_value** out) {
  if (!iterator->rival) return misuse("sqlite3changeset_conflict");
  const auto& row = *iterator->rival;
  if (column < 0 || static_cast<size_t>(column) >= row.size()) return SQLITE_RANGE;
  const auto place = static_cast<size_t>(column);
  return guarded_alone([&] {
    *out = iterator->rival_shown.value(place, row[place]);
    return SQLITE_OK;
  });
}

int sqlite3changeset_fk_conflicts(sqlite3_changeset_iter* iterator, int* count) {
  if (!iterator->is_about_keys) return misuse("sqlite3changeset_fk_conflicts");
  *count = 1;  // the reference says whether there are any
  return SQLITE_OK;
}
