#pragma once

#include <vector>

#include "engine/exec/window_call.h"

// Aggregates as window functions.

namespace tern::exec {

/// The state of one aggregate call, in memory that is used again for each partition.
class AggregateSlot {
 public:
  explicit AggregateSlot(const functions::AggregateFunction& function);
  ~AggregateSlot() { destroy(); }
  AggregateSlot(const AggregateSlot&) = delete;
  AggregateSlot& operator=(const AggregateSlot&) = delete;

  void renew();
  functions::AggregateState& state() { return *state_; }

 private:
  void destroy();

  const functions::AggregateFunction& function_;
  std::unique_ptr<std::byte[]> memory_;
  functions::AggregateState* state_ = nullptr;
};

/// What a call reads of the rows in a frame.
class AggregateArguments {
 public:
  explicit AggregateArguments(const WindowShape::CallColumns& columns)
      : columns_(columns), values_(columns.arguments.size()) {}
  /// False: the FILTER clause leaves this row out.
  bool takes(const KeyedRow& row) const {
    return !columns_.filter || row.values()[*columns_.filter].as_integer() != 0;
  }
  /// Lifetime: until the next call.
  functions::Arguments of(const KeyedRow& row);

 private:
  const WindowShape::CallColumns& columns_;
  std::vector<record::ValueView> values_;
};

/// Keeps the aggregate of the frame as rows enter and leave it. Requires: the function has an
/// inverse, or the frame begins with the partition.
class SlidingAggregate final : public WindowEvaluator {
 public:
  SlidingAggregate(const bind::WindowCall& call, const WindowShape::CallColumns& columns,
                   bool owns_register)
      : call_(call), arguments_(columns), owns_register_(owns_register), slot_(*call.aggregate) {}
  void start(uint64_t first_row) override;
  Status evaluate(const WindowPlace& place) override;
  uint64_t needed_from(const FrameBounds& bounds) const override {
    return bounds.begins_fixed() ? inside_.end : inside_.begin;
  }

 private:
  Status add_until(const WindowPlace& place, uint64_t end);
  Status take_back_until(const WindowPlace& place, uint64_t begin);
  Status fill_by_units(const WindowPlace& place);

  const bind::WindowCall& call_;
  AggregateArguments arguments_;
  const bool owns_register_;
  AggregateSlot slot_;
  RowRange inside_;
  bool is_first_ = true;
};

/// min() and max() over a frame whose beginning moves: the rows that may still become the extreme,
/// best first. Of equal values the last one wins.
class SlidingExtreme final : public WindowEvaluator {
 public:
  SlidingExtreme(const bind::WindowCall& call, const WindowShape::CallColumns& columns);
  void start(uint64_t first_row) override;
  Status evaluate(const WindowPlace& place) override;
  uint64_t needed_from(const FrameBounds& bounds) const override { return bounds.range().begin; }

 private:
  record::ValueView value(const WindowRows& rows, uint64_t row) const {
    return rows.row(row).values()[column_];
  }
  void add(const WindowPlace& place, uint64_t row);

  const bind::WindowCall& call_;
  AggregateArguments arguments_;
  const uint32_t column_;
  const int sign_;  // 1: max()
  std::vector<uint64_t> candidates_;
  size_t first_ = 0;  // of candidates_
  uint64_t seen_end_ = 0;
};

/// Computes the aggregate of a frame by going through it, as the reference does where rows are
/// excluded; goes on from the row before where the frame only grew.
class ScanningAggregate final : public WindowEvaluator {
 public:
  ScanningAggregate(const bind::WindowCall& call, const WindowShape::CallColumns& columns)
      : call_(call), arguments_(columns), slot_(*call.aggregate) {}
  void start(uint64_t first_row) override;
  Status evaluate(const WindowPlace& place) override;
  uint64_t needed_from(const FrameBounds& bounds) const override;

 private:
  Status add(const WindowPlace& place, RowRange range);

  const bind::WindowCall& call_;
  AggregateArguments arguments_;
  AggregateSlot slot_;
  RowRange inside_;        // what the state holds, if that is one range
  bool is_range_ = false;  // it is
};

}  // namespace tern::exec
