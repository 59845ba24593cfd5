#pragma once

#include <optional>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/description.h"
#include "engine/expr/comparison.h"

namespace tern::exec {

/// A condition on one column of a scanned row that can be decided for many rows in a row, and
/// cannot fail: column op value, column IS [NOT] NULL; the value is the same for all rows of one
/// scan.
class ScanTerm {
 public:
  /// Replaces `out` by what `term` is made of; false: it is no such condition on `source`.
  static bool add(const expr::Expr& term, const bind::Source& source, std::vector<ScanTerm>& out);

  /// Index in the row; kRowid: the rowid.
  static constexpr int32_t kRowid = -1;
  int32_t column() const { return column_; }
  /// Evaluates the value: once a scan, when there is a first row.
  Status prepare(expr::Frame& frame);
  bool passes(record::ValueView value);
  std::string text(const bind::Source& source, Description& out) const;

 private:
  void prepare_plain();
  bool accepts(int order) const { return accepts_[1 + order]; }
  ScanTerm(int32_t column, expr::CompareOp op, const expr::CompareRule& rule,
           const expr::Expr* value)
      : column_(column), op_(op), rule_(rule), value_(value) {}

  int32_t column_;
  expr::CompareOp op_;
  expr::CompareRule rule_;
  const expr::Expr* value_;  // null: NULL
  // while a scan runs
  record::Value compared_;
  enum class Plain : uint8_t { No, Integer, Real, Text };  // type that needs no conversion
  Plain plain_ = Plain::No;
  int64_t integer_ = 0;
  double real_ = 0;
  std::string_view text_;
  bool accepts_[3] = {};  // less, equal, greater
  std::string scratch_;
};

/// Takes from the front of `terms` those that are ScanTerms, and others from behind terms that
/// cannot fail: what would be an error stays one.
std::vector<ScanTerm> take_scan_terms(const bind::Source& source,
                                      std::vector<const expr::Expr*>& terms);

}  // namespace tern::exec
