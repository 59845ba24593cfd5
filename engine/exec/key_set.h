#pragma once

#include <string>

#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// Which keys the rows of a query have: the inner side of a semi join or anti join. Made when so
/// many have asked for one key each that it would have been worthwhile.
class KeySet {
 public:
  /// `rows` gives the keys' values. Lifetime: `keys` outlives this.
  KeySet(std::unique_ptr<RowStream> rows, const std::vector<plan::HashKey>& keys, size_t patience)
      : rows_(std::move(rows)), keys_(keys), patience_(patience) {}
  /// Somebody asks. true: answer by the set, which may have been waiting for this.
  bool is_due() { return progress_ != Progress::GivenUp && ++asked_ > patience_; }
  bool is_made() const { return progress_ == Progress::Made; }
  /// false: there are too many keys, or not all rows can be computed: whoever asks must look for
  /// his own. Requires: is_due(). Errors: Interrupt.
  Result<bool> make(expr::Frame& frame);
  /// Is the key of the rows that stand among them? Requires: it is made.
  Result<bool> contains(expr::Frame& frame);
  void clear();

 private:
  enum class Progress : uint8_t { Waiting, Made, GivenUp };
  Result<bool> fill(expr::Frame& frame);
  bool append(record::ValueView value, const plan::HashKey& key);

  std::unique_ptr<RowStream> rows_;
  const std::vector<plan::HashKey>& keys_;
  size_t patience_;
  size_t asked_ = 0;
  Progress progress_ = Progress::Waiting;
  KeyTable table_;
  std::string key_;
  std::string scratch_;
};

}  // namespace tern::exec
