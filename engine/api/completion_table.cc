#include "engine/api/completion_table.h"

#include <algorithm>
#include <set>

#include "engine/api/connection_state.h"
#include "engine/record/affinity.h"
#include "engine/sql/token.h"
#include "engine/vtab/argument_plan.h"

namespace tern::api {
namespace {

using record::ValueView;

/// What sort of word a candidate is; the numbers are SQLite's.
enum Phase : int64_t { kKeyword = 1, kDatabase = 7, kTable = 8, kColumn = 9 };

constexpr std::string_view kKeywords[] = {
#define TERN_KEYWORD(name, text, ...) text,
#include "engine/sql/keywords.def"
#undef TERN_KEYWORD
};

struct Candidate {
  std::string text;
  Phase phase;
};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string last_word(std::string_view line) {
  size_t begin = line.size();
  while (begin > 0 && is_word_character(line[begin - 1])) --begin;
  return std::string(line.substr(begin));
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && catalog::same_name(text.substr(0, prefix.size()), prefix);
}

class CompletionCursor final : public vtab::Cursor {
 public:
  explicit CompletionCursor(ConnectionState& connection) : connection_(connection) {}

  Status filter(const vtab::IndexPlan& plan, std::span<const ValueView> given) override {
    for (size_t i = 0, at = 0; i < 2; ++i) {
      arguments_[i].assign((plan.number >> i & 1) != 0 ? given[at++] : ValueView::null());
    }
    std::string scratch;
    line_ = record::to_text(arguments_[1].view(), scratch);
    prefix_ = record::to_text(arguments_[0].view(), scratch);
    if (prefix_.empty()) prefix_ = last_word(line_);
    found_.clear();
    at_ = 0;
    for (const std::string_view keyword : kKeywords) offer(keyword, kKeyword);
    return offer_names();
  }
  bool at_end() const override { return at_ == found_.size(); }
  Status next() override {
    ++at_;
    return ok();
  }
  Result<ValueView> column(uint32_t index) override {
    if (index == 0) return ValueView::text(found_[at_].text);
    if (index == 3) return ValueView::integer(found_[at_].phase);
    const std::string& argument = index == 1 ? prefix_ : line_;
    return argument.empty() ? ValueView::null() : ValueView::text(argument);
  }
  Result<int64_t> rowid() const override { return static_cast<int64_t>(at_ + 1); }

 private:
  Status offer_names() {
    for (const auto& database : connection_.databases()) offer(database->name(), kDatabase);
    const auto catalog = TRY(connection_.catalog());
    std::set<std::string> tables;
    std::set<std::string> columns;
    for (const auto& schema : catalog->schemas()) {
      for (const auto& row : schema->rows->all()) tables.emplace(row->name);
      for (const auto& [name, table] : schema->tables()) {
        if (name == catalog::schema_table_name(schema->is_temporary())) continue;
        for (const catalog::Column& column : table->columns) columns.insert(column.name);
      }
    }
    for (const std::string& name : tables) offer(name, kTable);
    for (const std::string& name : columns) offer(name, kColumn);
    return ok();
  }
  void offer(std::string_view text, Phase phase) {
    if (begins_with(text, prefix_)) found_.push_back({std::string(text), phase});
  }

  ConnectionState& connection_;
  record::Value arguments_[2];  // prefix, wholeline
  std::string prefix_;          // that candidates begin with
  std::string line_;
  std::vector<Candidate> found_;
  size_t at_ = 0;
};

class Completion final : public vtab::VirtualTable {
 public:
  explicit Completion(ConnectionState& connection)
      : VirtualTable("completion", {"candidate"}, {"prefix", "wholeline", "phase"}),
        connection_(connection) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out = vtab::argument_plan(question.constraints, first_argument(), 2);
    out.rows = out.cost = 500;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<CompletionCursor>(connection_);
  }

 private:
  ConnectionState& connection_;
};

}  // namespace

std::unique_ptr<vtab::VirtualTable> make_completion(ConnectionState& connection) {
  return std::make_unique<Completion>(connection);
}

}  // namespace tern::api
