#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/group_spill.h"
#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_queue.h"
#include "engine/exec/saved_row.h"
#include "engine/exec/vector_expr.h"
#include "engine/exec/work_memory.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// Groups the rows of `input` by hash and emits the groups in the order of their keys: aggregates'
/// results in their registers, and in the sources' slots the row that bare columns come from (the
/// group's first, or the one that min() or max() took). Groups that do not fit into half of the
/// memory are made one by one from their sorted rows. Rows that come sorted by their groups need no
/// hashing: a group is emitted as soon as the first row behind it is met.
class Aggregate final : public Operator {
 public:
  /// `plan`: of `core`, for how the rows come.
  Aggregate(std::unique_ptr<Operator> input, const bind::Core& core, const plan::CorePlan& plan,
            WorkMemory memory);
  ~Aggregate() override;
  void start() override { input_->start(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  struct Group {
    ByteArena* arena = nullptr;   // where it lies
    std::byte* states = nullptr;  // one AggregateState for each aggregate, at state_offsets_
    Bytes bare;                   // saved rows of the sources, each after its length
    std::vector<std::unique_ptr<KeyTable>> distinct;  // by aggregate; empty if none is DISTINCT
    std::vector<std::unique_ptr<RowQueue>> ordered;   // by aggregate; empty if none has an ORDER BY
    bool takes_row = true;  // the row that deciding aggregates saw last is the bare columns'
    bool has_rows = false;
    bool has_bare = false;  // without GROUP BY: there was a row
  };
  functions::AggregateState& state(const Group& group, size_t aggregate) const {
    return *reinterpret_cast<functions::AggregateState*>(group.states + state_offsets_[aggregate]);
  }
  const record::Collation* collation_of(const expr::Expr& expr) const;
  void clear();
  Group& add_group(std::vector<Group>& groups, ByteArena& arena);
  /// Null: it has none in memory, and gets none; its key is in key_.
  Result<Group*> group_of_row(expr::Frame& frame);
  Status read_rows(expr::Frame& frame);
  Status take_row(expr::Frame& frame);
  bool suits_batches() const;
  void make_vectors(std::span<const expr::RowSlot> slots);
  Status read_batches(expr::Frame& frame);
  Status eval_vectors(expr::Frame& frame, const RowBatch& batch);
  void make_keys(const RowBatch& batch);
  Status find_groups(expr::Frame& frame, const RowBatch& batch);
  void prefetch_groups() const;
  Status step_batch(expr::Frame& frame, const RowBatch& batch);
  Status save_taken(expr::Frame& frame, const RowBatch& batch);
  void spill_if_full();
  bool is_full() const;
  Status make_spilled_group(expr::Frame& frame);
  Result<bool> next_sorted(expr::Frame& frame);
  Status start_sorted_group(expr::Frame& frame);
  Status make_key(expr::Frame& frame);
  void destroy_states(const Group& group);
  Status emit(expr::Frame& frame, const Group& group);
  Status read_all(expr::Frame& frame);
  Status step(expr::Frame& frame, Group& group);
  Status step_plain(expr::Frame& frame, const Group& group);
  Status step_deciding(expr::Frame& frame, Group& group, size_t aggregate, bool is_first);
  Status keep_for_order(expr::Frame& frame, Group& group, size_t aggregate);
  Status step_in_order(expr::Frame& frame, const Group& group, size_t aggregate);
  Result<bool> takes(expr::Frame& frame, Group& group, size_t aggregate);
  Result<bool> is_repeated(Group& group, size_t aggregate);
  Status save_bare(expr::Frame& frame, Group& group);
  Status load_bare(expr::Frame& frame, const Group& group);
  void sort_groups();
  void prefetch_next_groups() const;

  std::unique_ptr<Operator> input_;
  const bind::Core& core_;
  const bool first_row_decides_;
  const bool comes_sorted_;      // by its groups
  std::vector<SavedRow> saved_;  // one per source with late columns
  std::vector<size_t> state_offsets_;
  size_t states_size_ = 0;
  /// No aggregate leaves rows out, wants an order, or says which row bare columns come from.
  bool is_plain_ = true;
  bool takes_all_ = true;  // no aggregate leaves rows out or wants an order
  bool has_distinct_ = false;
  bool has_order_ = false;
  bool has_deciding_ = false;    // min() or max() says which row bare columns come from
  bool first_row_stays_ = true;  // a row that a FILTER hides from min() or max() is not taken
  std::vector<record::ValueView> arguments_;
  bool takes_batches_ = false;
  std::vector<std::unique_ptr<VectorExpr>> key_vectors_;       // from the first batch on
  std::vector<std::unique_ptr<VectorExpr>> argument_vectors_;  // of all aggregates
  std::string batch_keys_;                                     // of the batch's rows
  std::vector<size_t> batch_key_ends_;                         // in batch_keys_
  std::vector<KeyTable::Probe> batch_probes_;
  std::vector<uint32_t> batch_groups_;
  std::vector<bool> batch_taken_;  // by the last min() or max(), for bare columns
  std::string key_;
  ByteVector bare_;

  WorkMemory memory_;
  ByteArena arena_;
  KeyTable keys_;
  std::vector<Group> groups_;
  std::vector<uint32_t> order_;
  size_t at_ = 0;
  bool is_read_ = false;

  size_t groups_max_bytes_ = 0;
  GroupSpill spill_;
  bool has_spilled_ = false;

  /// A group by itself.
  struct SingleGroup {
    ByteArena arena;
    std::vector<Group> group;  // or none
    std::string key;
  };
  Group& start(SingleGroup& single, std::string_view key);
  void clear(SingleGroup& single);
  SingleGroup single_;              // spilled or sorted: the one that is emitted
  SingleGroup following_;           // sorted: the one behind, with its first row
  std::vector<expr::Row> pending_;  // of that row, while another group's stand in the frame
};

}  // namespace tern::exec
