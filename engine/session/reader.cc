#include "engine/session/reader.h"

#include <algorithm>

#include "engine/base/varint.h"
#include "engine/session/format.h"

namespace tern::session {

namespace {

constexpr uint64_t kColumnsMax = 32767;  // of a table, in SQLite however it is built

std::unexpected<Error> corrupt(const char* what) {
  std::string text = "changeset: ";
  text += what;
  return fail(ErrorCode::Corrupt, std::move(text));
}

}  // namespace

Result<std::byte> Reader::byte() {
  if (rest_.empty()) return corrupt("cut off");
  const std::byte out = rest_.front();
  rest_ = rest_.subspan(1);
  return out;
}

Status Reader::header() {
  const std::byte mark = TRY(byte());
  form_ = mark == format::kPatchsetTable ? Form::Patchset : Form::Changeset;
  const std::optional<Varint> count = read_varint(rest_);
  if (!count) return corrupt("cut off");
  if (count->value == 0 || count->value > kColumnsMax) return corrupt("number of columns");
  rest_ = rest_.subspan(count->size);
  if (rest_.size() < count->value) return corrupt("cut off");
  auto table = std::make_unique<Table>();
  for (const std::byte place : rest_.first(count->value)) {
    table->key.push_back(static_cast<uint8_t>(place));
  }
  if (std::ranges::all_of(table->key, [](uint8_t place) { return place == 0; })) {
    return corrupt("table without a primary key");
  }
  rest_ = rest_.subspan(count->value);
  const size_t length = as_text(rest_).find('\0');
  if (length == std::string_view::npos) return corrupt("name without an end");
  table->name = as_text(rest_.first(length));
  rest_ = rest_.subspan(length + 1);
  start_table(std::move(table));
  return ok();
}

void Reader::start_table(std::unique_ptr<Table> table) {
  all_.clear();
  key_.clear();
  for (size_t i = 0; i < table->column_count(); ++i) {
    all_.push_back(i);
    if (table->is_key(i)) key_.push_back(i);
  }
  nothing_.assign(table->column_count(), kUndefined);
  before_ = after_ = nothing_;
  tables_.push_back(std::move(table));
}

Status Reader::row(std::vector<Bytes>& out, const std::vector<size_t>& columns) {
  for (const size_t column : columns) {
    const std::optional<size_t> size = field_size(rest_);
    if (!size) return corrupt("field");
    out[column] = rest_.first(*size);
    rest_ = rest_.subspan(*size);
  }
  return ok();
}

/// Fields that are not read here are undefined in both rows since the header.
Status Reader::patchset_rows(Op op) {
  if (op == Op::Delete) return row(before_, key_);
  TRY(row(after_, all_));
  if (op == Op::Insert) return ok();
  // An update has its key with the new values.
  for (const size_t column : key_) before_[column] = std::exchange(after_[column], kUndefined);
  return ok();
}

Status Reader::rows(Op op) {
  if (form_ == Form::Patchset) return patchset_rows(op);
  if (op != Op::Insert) TRY(row(before_, all_));
  if (op != Op::Delete) TRY(row(after_, all_));
  return ok();
}

Status Reader::check(Op op) const {
  const std::vector<Bytes>& fields = op == Op::Insert ? after_ : before_;
  const bool is_whole =
      rows_ == Rows::Whole && op != Op::Update && (op == Op::Insert || form_ == Form::Changeset);
  for (const size_t column : is_whole ? all_ : key_) {
    if (!is_defined(fields[column])) return corrupt("undefined field");
  }
  return ok();
}

Result<bool> Reader::next(ChangeView& out) {
  while (!rest_.empty() && format::is_header(rest_.front())) TRY(header());
  if (rest_.empty()) return false;
  if (tables_.empty()) return corrupt("no table");
  const Bytes start = rest_;
  const std::byte operation = TRY(byte());
  const std::optional<Op> op = format::operation(operation);
  if (!op) return corrupt("operation");
  const std::byte indirect = TRY(byte());
  TRY(rows(*op));
  TRY(check(*op));
  change_ = start.first(start.size() - rest_.size());
  out = {.op = *op,
         .indirect = indirect != std::byte{0},
         .table = tables_.back().get(),
         .before = *op == Op::Insert ? nothing_ : before_,
         .after = *op == Op::Delete ? nothing_ : after_};
  return true;
}

}  // namespace tern::session
