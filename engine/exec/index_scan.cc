#include "engine/exec/index_scan.h"

#include <algorithm>
#include <utility>

#include "engine/exec/access_text.h"
#include "engine/exec/key_values.h"

namespace tern::exec {

IndexScan::IndexScan(btree::TreeStore& trees, const plan::Access& access,
                     std::vector<record::Value> defaults)
    : access_(access),
      index_(*access.index),
      slot_(access.source->slot),
      cursor_(trees, access.index->root, access.index->key_columns),
      is_table_(access.index == access.source->table->primary_index.get()),
      skipped_(access.skipped),
      reads_all_(skipped_ == 0 && access.equal.empty() && !access.low && !access.high) {
  if (is_table_) {
    defaults_ = std::move(defaults);
  } else {
    row_.emplace(trees, index_, std::move(defaults));
  }
  equal_.resize(skipped_ + access.equal.size());
  in_lists_.resize(equal_.size());
  in_at_.resize(equal_.size());
  is_point_ =
      access_.is_single && !access_.low && !access_.high && skipped_ == 0 &&
      std::ranges::none_of(access_.equal, [](const plan::KeyPart& part) { return part.in; });
}

void IndexScan::close() {
  cursor_.reset();
  if (row_) row_->close();
}

Status IndexScan::open(expr::Frame& frame) {
  expr::Row& row = frame.row(slot_);
  row.set_defaults(defaults_);
  state_ = State::Landing;
  TRY(find_keys(frame));
  if (state_ != State::Landing) return ok();
  is_at_prefix_ = false;
  if (skipped_ > 0) {
    const bool has_any = TRY(next_prefix());
    if (!has_any) state_ = State::Done;
    return ok();
  }
  find_limits();
  return ok();
}

Status IndexScan::find_keys(expr::Frame& frame) {
  for (size_t i = skipped_; i < equal_.size(); ++i) {
    const plan::KeyPart& part = access_.equal[i - skipped_];
    if (part.in) {
      in_lists_[i] = TRY(in_values(frame, *part.in, part.affinity, index_.key_columns[i]));
      in_at_[i] = access_.reverse && !in_lists_[i].empty() ? in_lists_[i].size() - 1 : 0;
      if (in_lists_[i].empty()) {
        state_ = State::Done;
        return ok();
      }
      equal_[i] = in_lists_[i][in_at_[i]];
    } else if (part.is_null) {
      equal_[i].assign(record::ValueView::null());
    } else {
      TRY(key_value(frame, *part.value, part.affinity, equal_[i]));
      if (equal_[i].is_null() && !part.null_matches) state_ = State::Done;
    }
  }
  if (access_.low) TRY(find_bound(frame, *access_.low, low_values_));
  if (access_.high) TRY(find_bound(frame, *access_.high, high_values_));
  return ok();
}

Status IndexScan::find_bound(expr::Frame& frame, const plan::KeyBound& bound,
                             std::vector<record::Value>& out) {
  out.resize(1 + bound.more.size());
  if (!bound.value) {
    out.front().assign(record::ValueView::null());
    return ok();
  }
  TRY(key_value(frame, *bound.value, bound.affinity, out.front()));
  if (out.front().is_null()) state_ = State::Done;
  for (size_t i = 0; i < bound.more.size(); ++i) {
    TRY(key_value(frame, *bound.more[i].value, bound.more[i].affinity, out[i + 1]));
  }
  return ok();
}

Result<bool> IndexScan::next_prefix() {
  using Bias = btree::IndexCursor::Bias;
  bool found = false;
  if (!is_at_prefix_) {
    found = access_.reverse ? TRY(cursor_.last()) : TRY(cursor_.first());
  } else {
    const std::vector<record::ValueView> prefix(
        equal_.begin(), equal_.begin() + static_cast<std::ptrdiff_t>(skipped_));
    const Bias bias = access_.reverse ? Bias::First : Bias::AfterLast;
    const btree::Landing landing = TRY(cursor_.seek(prefix, bias));
    found = landing != btree::Landing::End;
    if (access_.reverse) found = found ? TRY(cursor_.prev()) : TRY(cursor_.last());
  }
  if (!found) return false;
  is_at_prefix_ = true;
  prefix_reader_.reset(TRY(cursor_.payload()));
  for (size_t i = 0; i < skipped_; ++i) {
    equal_[i].assign(TRY(prefix_reader_.column(static_cast<uint32_t>(i))));
  }
  find_limits();
  return true;
}

void IndexScan::find_limits() {
  for (Limit* const limit : {&lower_, &upper_}) {
    limit->probe.clear();
    limit->inclusive = true;
  }
  for (const record::Value& value : equal_) {
    lower_.probe.push_back(value);
    upper_.probe.push_back(value);
  }
  if (!access_.low && !access_.high) return;
  const bool descending = index_.key_columns[equal_.size()].descending;
  Limit& low = descending ? upper_ : lower_;
  Limit& high = descending ? lower_ : upper_;
  if (access_.low) {
    low.probe.insert(low.probe.end(), low_values_.begin(), low_values_.end());
    low.inclusive = access_.low->inclusive;
  } else {
    low.probe.push_back(record::ValueView::null());  // no NULL is below anything
    low.inclusive = false;
  }
  if (access_.high) {
    high.probe.insert(high.probe.end(), high_values_.begin(), high_values_.end());
    high.inclusive = access_.high->inclusive;
  }
}

bool IndexScan::next_combination() {
  for (size_t i = in_lists_.size(); i-- > skipped_;) {
    const std::vector<record::Value>& list = in_lists_[i];
    if (!access_.equal[i - skipped_].in) continue;
    const bool is_last = access_.reverse ? in_at_[i] == 0 : in_at_[i] + 1 == list.size();
    in_at_[i] = is_last ? (access_.reverse ? list.size() - 1 : 0)
                        : (access_.reverse ? in_at_[i] - 1 : in_at_[i] + 1);
    equal_[i] = list[in_at_[i]];
    if (is_last) continue;
    find_limits();
    return true;
  }
  return false;
}

Result<bool> IndexScan::land() {
  using Bias = btree::IndexCursor::Bias;
  if (!access_.reverse) {
    if (lower_.probe.empty()) return cursor_.first();
    const Bias bias = lower_.inclusive ? Bias::First : Bias::AfterLast;
    return TRY(cursor_.seek(lower_.probe, bias)) != btree::Landing::End;
  }
  if (upper_.probe.empty()) return cursor_.last();
  const Bias bias = upper_.inclusive ? Bias::AfterLast : Bias::First;
  const btree::Landing landing = TRY(cursor_.seek(upper_.probe, bias));
  return landing == btree::Landing::End ? cursor_.last() : cursor_.prev();
}

Result<bool> IndexScan::is_past(Bytes entry) const {
  const Limit& limit = access_.reverse ? lower_ : upper_;
  if (limit.probe.empty()) return false;
  const int order = TRY(record::compare_record(entry, limit.probe, index_.key_columns));
  if (order == 0) return !limit.inclusive;
  return access_.reverse ? order < 0 : order > 0;
}

/// As is_past(), of the cursor's entry. Going forwards, an entry ahead on the same leaf answers for
/// those before it: one looks ahead in growing steps.
Result<bool> IndexScan::leaves_range(Bytes entry) {
  if (known_inside_ > 0) {
    --known_inside_;
    return false;
  }
  if (std::exchange(is_next_past_, false)) return true;
  const bool past = TRY(is_past(entry));
  if (past || access_.reverse || upper_.probe.empty() || !cursor_.can_peek()) return past;
  const uint32_t ahead_max = cursor_.leaf_size() - 1 - cursor_.place_in_leaf();
  for (uint32_t ahead = 1; ahead <= ahead_max; ahead *= 2) {
    Bytes entry_ahead;
    RowId ignored;
    if (!cursor_.peek(cursor_.place_in_leaf() + ahead, entry_ahead, ignored)) break;
    const bool is_past_there = TRY(is_past(entry_ahead));
    if (is_past_there) {
      is_next_past_ = ahead == known_inside_ + 1;
      break;
    }
    known_inside_ = ahead;
  }
  return false;
}

void IndexScan::forget_ahead() {
  known_inside_ = 0;
  is_next_past_ = false;
}

Result<bool> IndexScan::move() {
  if (access_.reverse) return cursor_.prev();
  if (!cursor_.is_unmoved()) forget_ahead();  // the tree has changed
  return cursor_.next();
}

Result<bool> IndexScan::find_point(expr::Frame& frame) {
  TRY(frame.check_interrupt());
  state_ = State::Done;
  if (TRY(cursor_.seek(lower_.probe)) != btree::Landing::Found) return false;
  place_row(frame, TRY(cursor_.payload()));
  return true;
}

void IndexScan::place_row(expr::Frame& frame, Bytes entry) {
  if (is_table_) {
    frame.row(slot_).set_record(entry);
  } else {
    row_->reset(entry);
    frame.row(slot_).set_source(*row_);
  }
}

Result<bool> IndexScan::next(expr::Frame& frame) {
  if (is_point_ && state_ == State::Landing) return find_point(frame);
  while (state_ != State::Done) {
    TRY(frame.check_interrupt());
    bool found = false;
    if (state_ == State::Landing) {
      forget_ahead();
      found = TRY(land());
      state_ = State::Moving;
    } else {
      found = TRY(move());
      if (reads_all_ && found) ++frame.work().scan_steps;
    }
    Bytes entry;
    if (found) {
      entry = TRY(cursor_.payload());
      found = !TRY(leaves_range(entry));
    }
    if (!found) {
      bool more = next_combination();
      if (!more && skipped_ > 0) more = TRY(next_prefix());
      state_ = more ? State::Landing : State::Done;
      continue;
    }
    place_row(frame, entry);
    return true;
  }
  return false;
}

void IndexScan::describe(Description& out) const { describe_access(access_, "Index Scan", out); }

}  // namespace tern::exec
