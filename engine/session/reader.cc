#include "engine/session/reader.h"

#include <algorithm>

#include "engine/base/varint.h"
#include "engine/session/format.h"

namespace tern::session {

namespace {

constexpr uint64_t kColumnsMax = 32767;  // SQLite's upper bound of SQLITE_MAX_COLUMN

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
  tables_.push_back(std::move(table));
  return ok();
}

Status Reader::row(std::vector<Bytes>& out, bool key_only) {
  const Table& table = *tables_.back();
  for (size_t i = 0; i < table.column_count(); ++i) {
    if (key_only && !table.is_key(i)) continue;
    const std::optional<size_t> size = field_size(rest_);
    if (!size) return corrupt("field");
    out[i] = rest_.first(*size);
    rest_ = rest_.subspan(*size);
  }
  return ok();
}

/// A patchset's update has its key with the new values.
void Reader::key_to_before() {
  for (size_t i = 0; i < before_.size(); ++i) {
    if (tables_.back()->is_key(i)) before_[i] = std::exchange(after_[i], kUndefined);
  }
}

Status Reader::read_rows(Op op) {
  before_.assign(tables_.back()->column_count(), kUndefined);
  after_.assign(tables_.back()->column_count(), kUndefined);
  const bool is_patchset = form_ == Form::Patchset;
  const bool has_before = op == Op::Delete || (op == Op::Update && !is_patchset);
  if (has_before) TRY(row(before_, is_patchset));
  if (op != Op::Delete) TRY(row(after_, false));
  if (op == Op::Update && is_patchset) key_to_before();
  return ok();
}

Status Reader::check(Op op) const {
  const Table& table = *tables_.back();
  const std::vector<Bytes>& fields = op == Op::Insert ? after_ : before_;
  const bool is_whole =
      rows_ == Rows::Whole && op != Op::Update && (op == Op::Insert || form_ == Form::Changeset);
  for (size_t i = 0; i < fields.size(); ++i) {
    if (is_defined(fields[i])) continue;
    if (is_whole || table.is_key(i)) return corrupt("undefined field");
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
  TRY(read_rows(*op));
  TRY(check(*op));
  change_ = start.first(start.size() - rest_.size());
  out = {.op = *op,
         .indirect = indirect != std::byte{0},
         .table = tables_.back().get(),
         .before = before_,
         .after = after_};
  return true;
}

}  // namespace tern::session
