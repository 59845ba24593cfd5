#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/inline_vector.h"
#include "engine/expr/row.h"
#include "engine/functions/function.h"
#include "engine/record/value.h"

namespace tern::expr {

using RowSlot = Ordinal<struct RowSlotTag, uint32_t>;  // a Row of the frame
using SlotList = InlineVector<RowSlot, 8>;
using RegisterSlot = Ordinal<struct RegisterSlotTag, uint32_t>;  // a Value of the frame
using ScratchSlot = Ordinal<struct ScratchSlotTag, uint32_t>;    // a buffer of one expression node
using CallSlot = Ordinal<struct CallSlotTag, uint32_t>;          // a Call of one function node
using StateSlot = Ordinal<struct StateSlotTag, uint32_t>;        // a NodeState of one node

/// What a node keeps between evaluations in one frame (a subquery's cursors and cached result, the
/// values of an IN list). Dropped when the frame goes, restart()ed at the start of each run.
class NodeState {
 public:
  virtual ~NodeState() = default;
  virtual void restart() {}
};

/// Counts the slots of a statement while it is compiled.
class FrameLayout {
 public:
  explicit FrameLayout(TextEncoding encoding = TextEncoding::Utf8)
      : binary_(&record::binary_collation(encoding)) {}
  /// BINARY of the database: what orders texts that no collation is said for.
  const record::Collation& binary() const { return *binary_; }
  struct CallSite {
    const record::Collation* collation;
    const void* user_data;
    functions::ArgumentSet parameters;
    functions::ArgumentSet constants;
  };
  RowSlot add_row() { return RowSlot{rows_++}; }
  RegisterSlot add_register() { return RegisterSlot{registers_++}; }
  /// `count` registers in a row; the first one.
  RegisterSlot add_registers(uint32_t count) {
    registers_ += count;
    return RegisterSlot{registers_ - count};
  }
  ScratchSlot add_scratch() { return ScratchSlot{scratches_++}; }
  StateSlot add_state() { return StateSlot{states_++}; }
  CallSlot add_call(const CallSite& site) {
    calls_.push_back(site);
    return CallSlot{static_cast<uint32_t>(calls_.size() - 1)};
  }

 private:
  friend class Frame;
  const record::Collation* binary_;
  uint32_t rows_ = 0;
  uint32_t registers_ = 0;
  uint32_t scratches_ = 0;
  uint32_t states_ = 0;
  std::vector<CallSite> calls_;
};

/// The execution state of one statement: all that evaluation reads or changes. Compiled expressions
/// themselves never change, so one tree serves many frames. Threads: one at a time.
class Frame {
 public:
  /// `parameters` by number - 1; missing ones are NULL. Lifetime: it and `connection` outlive the
  /// frame. The layout is complete: no slot is added afterwards.
  Frame(const FrameLayout& layout, functions::ConnectionView& connection,
        const std::vector<record::Value>& parameters);
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  /// Before each run: rows are null, 'now' is forgotten, node states restart. Registers keep.
  void restart();

  Row& row(RowSlot slot) { return rows_[slot.raw]; }
  record::Value& reg(RegisterSlot slot) { return registers_[slot.raw]; }
  std::span<record::Value> regs(RegisterSlot first, uint32_t count) {
    return std::span(registers_).subspan(first.raw, count);
  }
  std::string& scratch(ScratchSlot slot) { return scratches_[slot.raw]; }
  functions::Call& call(CallSlot slot) { return calls_[slot.raw]; }
  std::unique_ptr<NodeState>& state(StateSlot slot) { return states_[slot.raw]; }
  record::ValueView parameter(uint32_t number) const {
    return number <= parameters_->size() ? (*parameters_)[number - 1].view()
                                         : record::ValueView::null();
  }
  functions::StatementContext& statement() { return statement_; }

  /// Asked by whatever may produce rows without end, for each or for several. Errors: Interrupt.
  Status check_interrupt(size_t rows = 1) const { return control_->visit_rows(rows); }
  functions::Work& work() const { return control_->work(); }

 private:
  functions::StatementContext statement_;
  functions::RunControl* control_;
  const std::vector<record::Value>* parameters_;
  std::vector<Row> rows_;
  std::vector<record::Value> registers_;
  std::vector<std::string> scratches_;
  std::vector<functions::Call> calls_;
  std::vector<std::unique_ptr<NodeState>> states_;
};

}  // namespace tern::expr
