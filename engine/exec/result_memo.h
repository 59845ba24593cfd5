#pragma once

#include <string>
#include <vector>

#include "engine/exec/key_table.h"
#include "engine/exec/subquery_arguments.h"

namespace tern::exec {

/// The arguments of a correlated subquery as they are for the rows that stand, as bytes: values
/// that are equal but not the same are different ones.
class ArgumentKey {
 public:
  /// Lifetime: `arguments` outlives this.
  explicit ArgumentKey(const SubqueryArguments& arguments) : arguments_(arguments) {}
  Status make(expr::Frame& frame);
  /// false: they are not all that the result depends on.
  bool is_whole() const { return is_whole_; }
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(key_.data()), key_.size()};
  }

 private:
  const SubqueryArguments& arguments_;
  bool is_whole_ = false;
  ByteVector key_;
  std::vector<record::ValueView> values_;
};

/// What a correlated subquery gave for which arguments, so that it need not run again for the same
/// ones. Holds the last result, and earlier ones in a table as long as they are of use and fit into
/// a few megabytes.
class ResultMemo {
 public:
  /// `width`: values of a result. Lifetime: `arguments` outlives this.
  ResultMemo(const SubqueryArguments& arguments, size_t width);

  /// The result for the arguments as they are now; empty: not known, and remember() may be called
  /// with it. Lifetime: until the next call of find() or remember().
  Result<std::span<const record::Value>> find(expr::Frame& frame);
  /// `result`: for the arguments of the last find().
  void remember(std::span<const record::Value> result);
  void clear();

 private:
  bool is_worthwhile();

  ArgumentKey key_;
  size_t width_;
  bool may_repeat_;  // later, not only from one row to the next
  bool keeps_table_ = false;
  bool has_last_ = false;
  size_t lookups_ = 0;
  size_t hits_ = 0;
  size_t size_bytes_ = 0;
  std::string last_key_;
  std::vector<record::Value> last_;
  KeyTable keys_;
  std::vector<record::Value> results_;  // width_ for each key
};

}  // namespace tern::exec
