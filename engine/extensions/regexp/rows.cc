#include "engine/extensions/regexp/rows.h"

#include "engine/base/limits.h"
#include "engine/extensions/regexp/pattern.h"
#include "engine/record/affinity.h"
#include "engine/vtab/argument_plan.h"

namespace tern::extensions::regexp {
namespace {

using record::Value;
using record::ValueView;

constexpr int32_t kArguments = 2;  // the text and the pattern

/// A scan of the matches in one text; what both tables share.
class MatchCursor : public vtab::Cursor {
 public:
  explicit MatchCursor(uint32_t column_count) : column_count_(column_count) {}

  Status filter(const vtab::IndexPlan&, std::span<const ValueView> arguments) final {
    rowid_ = 0;
    is_at_end_ = true;
    if (arguments.size() < kArguments || arguments[0].is_null() || arguments[1].is_null()) {
      return ok();
    }
    for (size_t i = 0; i < kArguments; ++i) arguments_[i].assign(arguments[i]);
    text_ = record::to_text(arguments_[0].view(), scratch_[0]);
    const std::string_view source = record::to_text(arguments_[1].view(), scratch_[1]);
    if (!pattern_ || pattern_->source() != source) {
      pattern_ = TRY(Pattern::compile(source, kSourceMax));
    }
    matches_.start(*pattern_, text_, 0);
    is_at_end_ = false;
    start();
    return next();
  }
  bool at_end() const final { return is_at_end_; }
  Status next() final {
    ++rowid_;
    is_at_end_ = !advance();
    return ok();
  }
  Result<ValueView> column(uint32_t index) final {
    if (index >= column_count_) return arguments_[index - column_count_].view();
    return own_column(index);
  }
  Result<int64_t> rowid() const final { return rowid_; }

 protected:
  /// Before the first row.
  virtual void start() = 0;
  /// Goes to the next row; false: there is none.
  virtual bool advance() = 0;
  virtual ValueView own_column(uint32_t index) = 0;

  std::string_view text() const { return text_; }
  MatchesRef& matches() { return matches_; }

 private:
  static constexpr auto kSourceMax = static_cast<size_t>(Limits()[Limit::PatternLength]);

  uint32_t column_count_;
  Value arguments_[kArguments];
  std::string scratch_[kArguments];
  std::string_view text_;  // in arguments_ or scratch_
  std::optional<Pattern> pattern_;
  MatchesRef matches_;
  int64_t rowid_ = 0;
  bool is_at_end_ = true;
};

/// A row for each match.
class FoundCursor final : public MatchCursor {
 public:
  FoundCursor() : MatchCursor(3) {}

 private:
  void start() override { positions_ = PositionsRef(text()); }
  bool advance() override {
    if (!matches().next()) return false;
    begin_ = positions_.characters_before(matches().begin()) + 1;
    end_ = positions_.characters_before(matches().end()) + 1;
    return true;
  }
  ValueView own_column(uint32_t index) override {
    if (index == 0) return ValueView::integer(begin_);
    if (index == 1) return ValueView::integer(end_);
    return ValueView::text(matches().match());
  }

  PositionsRef positions_;
  int64_t begin_ = 0;
  int64_t end_ = 0;
};

/// A row for each part of the text that lies between matches. Empty matches at the start and the
/// end of the text separate nothing.
class SplitCursor final : public MatchCursor {
 public:
  SplitCursor() : MatchCursor(1) {}

 private:
  void start() override { next_ = 0; }
  bool advance() override {
    if (next_ > text().size()) return false;
    const size_t from = next_;
    while (matches().next()) {
      const bool is_empty = matches().match().empty();
      if (is_empty && (matches().end() == 0 || matches().end() == text().size())) continue;
      part_ = text().substr(from, matches().begin() - from);
      next_ = matches().end();
      return true;
    }
    part_ = text().substr(from);
    next_ = text().size() + 1;
    return true;
  }
  ValueView own_column(uint32_t) override { return ValueView::text(part_); }

  std::string_view part_;
  size_t next_ = 0;  // where the part behind this one begins; beyond the text: there is none
};

template <class MadeCursor>
class Table final : public vtab::VirtualTable {
 public:
  Table(const std::string& name, const std::vector<std::string>& columns)
      : VirtualTable(name, columns, {"text", "pattern"}) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    int32_t given = 0;
    for (const vtab::Constraint& constraint : question.constraints) {
      const int32_t argument = constraint.column - first_argument();
      if (argument >= 0 && constraint.op == vtab::ConstraintOp::Equal) given |= 1 << argument;
    }
    if (given != (1 << kArguments) - 1) {
      return fail(ErrorCode::Error, name() + "() takes a text and a pattern");
    }
    vtab::IndexPlan out = vtab::argument_plan(question.constraints, first_argument(), kArguments);
    out.cost = 10;
    out.rows = 10;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override { return std::make_unique<MadeCursor>(); }
};

}  // namespace

void add_tables(vtab::Registry& registry) {
  registry.add(std::make_unique<Table<FoundCursor>>(
      "regexp_matches", std::vector<std::string>{"start INTEGER", "end INTEGER", "match TEXT"}));
  registry.add(std::make_unique<Table<SplitCursor>>("regexp_split_to_table",
                                                    std::vector<std::string>{"value TEXT"}));
}

}  // namespace tern::extensions::regexp
