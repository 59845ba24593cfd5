#include "engine/write/index_writer.h"

#include "engine/bind/context.h"
#include "engine/write/row_codec.h"

namespace tern::write {

IndexWriter::IndexWriter(btree::TreeStore& trees, const catalog::Index& index,
                         RowExpressions& expressions)
    : trees_(trees),
      index_(index),
      expressions_(expressions),
      cursor_(trees, index.root, index.key_columns) {}

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(btree::TreeStore& trees,
                                                       const catalog::Index& index,
                                                       RowExpressions& expressions) {
  std::unique_ptr<IndexWriter> out(new IndexWriter(trees, index, expressions));
  const catalog::Table& table = *index.table;
  out->reads_.assign(table.columns.size(), false);
  for (const catalog::IndexTerm& term : index.terms) {
    expr::ExprPtr compiled;
    if (term.column == catalog::IndexTerm::kExpression) {
      compiled = TRY(expressions.compile(*term.expr, bind::Context::kIndexExpressions));
      out->has_expressions_ = true;
    } else if (term.column >= 0) {
      out->reads_[static_cast<size_t>(term.column)] = true;
    }
    out->terms_.push_back(std::move(compiled));
  }
  if (index.where) {
    out->where_ = TRY(expressions.compile(*index.where, "partial index WHERE clauses"));
    out->has_expressions_ = true;
  }
  if (out->has_expressions_) out->reads_.clear();
  if (table.without_rowid) {
    for (const uint16_t column : table.primary_key) {
      uint32_t place = 0;
      while (place < index.terms.size() && index.terms[place].column != column) ++place;
      ASSERT(place < index.terms.size());
      out->primary_terms_.push_back(place);
    }
  }
  return out;
}

std::unique_ptr<IndexWriter> IndexWriter::without_terms(btree::TreeStore& trees,
                                                        const catalog::Index& index,
                                                        RowExpressions& expressions) {
  return std::unique_ptr<IndexWriter>(new IndexWriter(trees, index, expressions));
}

bool IndexWriter::reads_any(std::span<const bool> changed) const {
  if (reads_.empty()) return true;
  for (size_t i = 0; i < changed.size(); ++i) {
    if (changed[i] && reads_[i]) return true;
  }
  return false;
}

Result<bool> IndexWriter::key_of(std::span<const record::ValueView> row, int64_t rowid,
                                 std::vector<record::ValueView>& key) {
  std::optional<functions::LastingPlace> place;
  if (has_expressions_) {
    place.emplace(expressions_.statement(), functions::LastingPlace::kIndex);
  }
  if (where_ && TRY(expressions_.truth(*where_)) != expr::Truth::True) return false;
  key.resize(terms_.size());
  for (size_t i = 0; i < terms_.size(); ++i) {
    const int32_t column = index_.terms[i].column;
    if (terms_[i]) {
      key[i] = TRY(expressions_.eval(*terms_[i]));
    } else if (column >= 0) {
      const auto at = static_cast<size_t>(column);
      key[i] = stored_form(row[at], index_.table->columns[at].affinity);
    } else {
      key[i] = record::ValueView::integer(rowid);
    }
  }
  return true;
}

Result<bool> IndexWriter::prepare(std::span<const record::ValueView> row, int64_t rowid) {
  is_prepared_ = TRY(key_of(row, rowid, key_));
  if (!is_prepared_) return false;
  entry_.clear();
  record::encode_record(key_, entry_);
  return true;
}

Result<std::optional<IndexWriter::Rival>> IndexWriter::find_rival() {
  const auto declared = std::span(key_).first(index_.declared_terms);
  for (const record::ValueView value : declared) {
    if (value.is_null()) return std::nullopt;
  }
  if (TRY(cursor_.seek(declared)) != btree::Landing::Found) return std::nullopt;
  reader_.reset(TRY(cursor_.payload()));
  Rival rival;
  if (!index_.table->without_rowid) {
    const record::ValueView rowid =
        TRY(reader_.column(static_cast<uint32_t>(index_.terms.size() - 1)));
    if (!rowid.is_integer()) return fail(ErrorCode::CorruptIndex);
    rival.rowid = rowid.as_integer();
    return rival;
  }
  rival_key_.clear();
  for (const uint32_t place : primary_terms_) rival_key_.push_back(TRY(reader_.column(place)));
  rival.primary_key = rival_key_;
  return rival;
}

Result<bool> IndexWriter::has_entry() {
  const auto probe = std::span(key_).first(index_.key_columns.size());
  return TRY(cursor_.seek(probe)) == btree::Landing::Found;
}

Result<bool> IndexWriter::has_equal_neighbour() {
  const auto declared = std::span(key_).first(index_.declared_terms);
  for (const record::ValueView value : declared) {
    if (value.is_null()) return false;
  }
  if (!TRY(cursor_.next())) return false;
  const Bytes next = TRY(cursor_.payload());
  return TRY(record::compare_record(next, declared, index_.key_columns)) == 0;
}

Status IndexWriter::insert() {
  if (!is_prepared_) return ok();
  // What expressions made may be gone by now.
  if (has_expressions_) return cursor_.insert(entry_);
  return cursor_.insert(entry_, std::span(key_).first(index_.key_columns.size()));
}

Status IndexWriter::erase(std::span<const record::ValueView> row, int64_t rowid) {
  if (!TRY(key_of(row, rowid, old_key_))) return ok();
  const auto probe = std::span(old_key_).first(index_.key_columns.size());
  if (TRY(cursor_.seek(probe)) != btree::Landing::Found) {
    return fail(ErrorCode::CorruptIndex);
  }
  return cursor_.erase();
}

Status IndexWriter::clear() {
  (void)TRY(trees_.clear_tree(index_.root));
  return ok();
}

}  // namespace tern::write
