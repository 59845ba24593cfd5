#pragma once

#include <memory>
#include <span>

#include "engine/base/result.h"
#include "engine/exec/explainable.h"
#include "engine/expr/frame.h"
#include "engine/record/value.h"

namespace tern::exec {

struct RowBatch;  // row_batch.h
struct TopBound;  // top_bound.h

/// Positions rows in the slots of a frame, one combination per call of next(): scans, joins,
/// filters, grouping. State of one execution is reset by open(), so a program runs again for free.
class Operator : public Explainable {
 public:
  Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  /// A new execution of the whole query begins: what was kept from one open() to the next (hash
  /// tables, rows in memory) is forgotten. Called before its first open().
  virtual void start() {}
  /// Starts over; outer rows that it depends on stand in `frame` already.
  virtual Status open(expr::Frame& frame) = 0;
  /// true: the slots stand on the next rows, until the next call.
  virtual Result<bool> next(expr::Frame& frame) = 0;
  /// Can its rows be had in batches?
  virtual bool has_batches() const { return false; }
  /// In place of next(), from open() on: the next rows, at least one, or null at the end. Whoever
  /// takes them must not mind that a change to the table from within the statement comes too late
  /// for them. Requires: has_batches().
  virtual Result<RowBatch*> next_batch(expr::Frame& /*frame*/) { return nullptr; }
  /// Rows for which column `index` of `slot` is beyond `bound` may be left out. Lifetime: `bound`
  /// outlives it. Called before the first open().
  virtual void set_bound(expr::RowSlot /*slot*/, uint32_t /*index*/, const TopBound& /*bound*/) {}
  /// Drops page pins and places; open() may follow.
  virtual void close() = 0;
};

/// Computes rows of values: projections, sorts, compounds.
class RowStream : public Explainable {
 public:
  RowStream() = default;
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  /// All rows will be read at once: nobody changes tables between two calls of next(). Called
  /// before the first open().
  virtual void set_read_at_once() {}
  /// Only whether there are rows will be asked: nobody needs their values. Called before the first
  /// open().
  virtual void set_unread() {}
  /// Rows whose value `column` is beyond `bound` may be left out. As Operator::set_bound().
  virtual void set_bound(uint32_t /*column*/, const TopBound& /*bound*/) {}
  virtual Status open(expr::Frame& frame) = 0;
  virtual Result<bool> next(expr::Frame& frame) = 0;
  /// Lifetime: until the next call of next(), open() or close().
  std::span<const record::ValueView> row() const { return row_; }
  virtual void close() = 0;

 protected:
  std::span<const record::ValueView> row_;
};

}  // namespace tern::exec
