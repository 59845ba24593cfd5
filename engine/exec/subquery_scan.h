#pragma once

#include "engine/bind/query.h"
#include "engine/exec/access_text.h"
#include "engine/exec/operator.h"

namespace tern::exec {

/// A subquery's rows as rows of a slot, as they come.
class SubqueryScan final : public Operator {
 public:
  SubqueryScan(std::unique_ptr<RowStream> stream, const bind::Source& source)
      : stream_(std::move(stream)), source_(source) {}
  Status open(expr::Frame& frame) override { return stream_->open(frame); }
  Result<bool> next(expr::Frame& frame) override {
    const bool found = TRY(stream_->next(frame));
    if (found) frame.row(source_.slot).set_values(stream_->row());
    return found;
  }
  void close() override { stream_->close(); }
  void describe(Description& out) const override {
    out.operation = "Subquery Scan";
    out.append(source_text(source_));
    out.add_input(stream_);
  }

 private:
  std::unique_ptr<RowStream> stream_;
  const bind::Source& source_;
};

}  // namespace tern::exec
