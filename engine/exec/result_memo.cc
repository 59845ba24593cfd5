#include "engine/exec/result_memo.h"

#include <algorithm>

#include "engine/record/record.h"

namespace tern::exec {

namespace {

constexpr size_t kBytesMax = 16 << 20;
constexpr size_t kTrial = 4096;           // lookups after which the table must have been of use
constexpr size_t kLookupsForOneHit = 64;  // then: so many at most for each hit

}  // namespace

Status ArgumentKey::make(expr::Frame& frame) {
  is_whole_ = false;
  values_.clear();
  for (const expr::Expr* argument : arguments_) {
    values_.push_back(TRY(argument->eval(frame)));
    if (values_.back().subtype() != 0) return ok();  // which a record does not hold
  }
  key_.clear();
  record::encode_record(values_, key_);
  is_whole_ = true;
  return ok();
}

ResultMemo::ResultMemo(const SubqueryArguments& arguments, size_t width)
    : key_(arguments),
      width_(width),
      may_repeat_(std::ranges::none_of(arguments, [](const expr::Expr* argument) {
        return argument->kind() == expr::Kind::Rowid;
      })) {
  clear();
}

void ResultMemo::clear() {
  keeps_table_ = may_repeat_;
  has_last_ = false;
  lookups_ = 0;
  hits_ = 0;
  size_bytes_ = 0;
  keys_.clear();
  results_.clear();
}

bool ResultMemo::is_worthwhile() {
  if (!keeps_table_ || lookups_ != kTrial || hits_ * kLookupsForOneHit >= lookups_) {
    return keeps_table_;
  }
  keeps_table_ = false;
  keys_.clear();
  results_.clear();
  return false;
}

Result<std::span<const record::Value>> ResultMemo::find(expr::Frame& frame) {
  TRY(key_.make(frame));
  if (!key_.is_whole()) return std::span<const record::Value>();
  if (has_last_ && key_.bytes() == last_key_) return std::span<const record::Value>(last_);
  if (!is_worthwhile()) return std::span<const record::Value>();
  ++lookups_;
  const uint32_t at = keys_.find(key_.bytes());
  if (at == KeyTable::kNone) return std::span<const record::Value>();
  ++hits_;
  return std::span<const record::Value>(results_).subspan(at * width_, width_);
}

void ResultMemo::remember(std::span<const record::Value> result) {
  has_last_ = key_.is_whole();
  if (!has_last_) return;
  last_key_ = key_.bytes();
  last_.assign(result.begin(), result.end());
  if (!keeps_table_ || size_bytes_ + keys_.size_bytes() > kBytesMax) return;
  keys_.insert(last_key_);
  for (const record::Value& value : result) {
    size_bytes_ += sizeof value;
    const record::ValueView view = value.view();
    if (view.is_text() || view.is_blob()) size_bytes_ += view.as_bytes().size();
    results_.push_back(value);
  }
}

}  // namespace tern::exec
