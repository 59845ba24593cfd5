#pragma once

#include <optional>

#include "engine/exec/operator.h"
#include "engine/exec/row_store.h"

namespace tern::exec {

/// The rows of a common table expression that several places of a statement name: computed once in
/// a run, by the plan of the place that is read first. Recursive ones, which may have no end, are
/// computed as far as somebody asks.
class SharedRows final : public expr::NodeState {
 public:
  SharedRows(std::unique_ptr<RowStream> stream, bool may_be_endless, WorkMemory memory)
      : stream_(std::move(stream)), may_be_endless_(may_be_endless), rows_(memory) {}
  void restart() override;
  Status open(expr::Frame& frame);
  /// Row `index` as a record; nothing: there are not so many. Lifetime: as RecordStore::get().
  Result<std::optional<Bytes>> row(size_t index, ByteVector& scratch, expr::Frame& frame);

 private:
  Status compute_one(expr::Frame& frame);

  enum class Progress : uint8_t { None, Some, All };
  std::unique_ptr<RowStream> stream_;
  bool may_be_endless_;
  Progress progress_ = Progress::None;
  RecordStore rows_;
  ByteVector record_;
};

/// One place that reads them.
class SharedScan final : public Operator {
 public:
  /// `stream`: computes the rows, should this place be the first.
  SharedScan(std::unique_ptr<RowStream> stream, const bind::Source& source, WorkMemory memory)
      : stream_(std::move(stream)), own_(*stream_), source_(source), memory_(memory) {}
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override {}
  void describe(Description& out) const override;

 private:
  SharedRows& rows(expr::Frame& frame);

  std::unique_ptr<RowStream> stream_;  // null: it computes the rows, from the frame
  const RowStream& own_;               // the same, wherever it is
  const bind::Source& source_;
  WorkMemory memory_;
  size_t at_ = 0;
  ByteVector scratch_;
};

}  // namespace tern::exec
