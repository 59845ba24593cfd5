#include "engine/exec/sort.h"

#include "engine/exec/description.h"
#include "engine/exec/limit.h"

namespace tern::exec {

namespace {

constexpr uint64_t kTopMax = 100000;  // more rows than this are not worth turning others away for

}  // namespace

std::vector<SortTerm> sort_terms(const bind::Query& query) {
  std::vector<SortTerm> out;
  for (const bind::OrderTerm& term : query.order_by) {
    out.push_back({term.output, {term.collation, term.descending, term.nulls_last}});
  }
  return out;
}

Result<std::optional<size_t>> Sort::few_rows(expr::Frame& frame) const {
  if (!query_.limit) return std::nullopt;
  const std::optional<int64_t> limit = TRY(limit_value(frame, *query_.limit));
  std::optional<int64_t> offset;
  if (query_.offset) offset = TRY(limit_value(frame, *query_.offset));
  if (!limit || *limit < 0) return std::nullopt;
  const uint64_t count = static_cast<uint64_t>(*limit) +
                         static_cast<uint64_t>(std::max<int64_t>(0, offset.value_or(0)));
  if (count > kTopMax) return std::nullopt;
  return static_cast<size_t>(count);
}

void Sort::forget() {
  top_.clear();
  sorter_.clear(memory_.bytes_max());
}

Status Sort::open(expr::Frame& frame) {
  forget();
  is_read_ = false;
  top_at_ = 0;
  const std::optional<size_t> few = TRY(few_rows(frame));
  is_top_ = few.has_value();
  bound_.value.assign(record::ValueView::null());
  if (few) top_.start(*few);
  return input_->open(frame);
}

void Sort::close() {
  forget();
  is_read_ = true;
  input_->close();
}

Status Sort::add() {
  const std::span<const record::ValueView> row = input_->row();
  if (is_top_ && bound_.is_beyond(row[terms_.front().column])) return ok();
  key_.clear();
  for (const SortTerm& term : terms_) record::append_sort_key(key_, row[term.column], term.part);
  if (is_top_ && !top_.wants(key_)) return ok();
  payload_.clear();
  record::encode_record(row, payload_);
  if (!is_top_) return sorter_.add(key_, payload_);
  if (top_.add(key_, payload_)) TRY(take_bound());
  return top_.size_bytes() > memory_.bytes_max() ? leave_top() : ok();
}

Status Sort::take_bound() {
  reader_.reset(top_.bound_payload());
  bound_.value.assign(TRY(reader_.column(terms_.front().column)));
  return ok();
}

/// Even these few rows are too large for the memory.
Status Sort::leave_top() {
  top_.sort_by_arrival();
  for (size_t i = 0; i < top_.size(); ++i) {
    const TopRows::Entry entry = top_.entry(i);
    TRY(sorter_.add(entry.key, entry.payload));
  }
  top_.clear();
  is_top_ = false;
  bound_.value.assign(record::ValueView::null());
  return ok();
}

Status Sort::read_all(expr::Frame& frame) {
  is_read_ = true;
  ++frame.work().sorts;
  while (TRY(input_->next(frame))) TRY(add());
  values_.resize(std::max(values_.size(), input_->row().size()));
  if (!is_top_) return sorter_.sort();
  top_.sort();
  return ok();
}

Result<std::optional<Bytes>> Sort::next_record() {
  if (is_top_) {
    if (top_at_ == top_.size()) return std::nullopt;
    return top_.entry(top_at_++).payload;
  }
  const auto entry = TRY(sorter_.next());
  if (!entry) return std::nullopt;
  return entry->payload;
}

Result<bool> Sort::next(expr::Frame& frame) {
  if (!is_read_) TRY(read_all(frame));
  const std::optional<Bytes> record = TRY(next_record());
  if (!record) return false;
  reader_.reset(*record);
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  row_ = values_;
  return true;
}

void Sort::describe(Description& out) const {
  out.operation = "Sort";
  out.append(out.order(query_));
  if (query_.limit) out.append("for the first rows only", ", ");
  out.add_input(input_);
}

}  // namespace tern::exec
