// .expert: which indexes would help the next line of SQL.
//
// The planner says what a statement looks up (TableUses); candidates are made of that in a model of
// the schema (IndexModel), and those that it then uses there are what is recommended.
//
// Source: SQLite documentation, "sqlite3_expert", and what the reference prints.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/expert/index_model.h"

namespace tern::shell {
namespace {

struct ExpertRequest {
  bool is_verbose = false;
  int sample_percent = 0;
};

/// A statement of the line, and its plan with the candidates.
struct PlannedStatement {
  std::string sql;
  ModelPlan plan;
};

/// What becomes of the line of SQL behind .expert.
class ExpertAnswer {
 public:
  ExpertAnswer(Shell& shell, ExpertRequest request, std::unique_ptr<TableUses> uses,
               IndexModel model)
      : shell_(shell), request_(request), uses_(std::move(uses)), model_(std::move(model)) {}

  Status answer(std::string_view sql) {
    std::vector<PlannedStatement> statements;
    while (!sql.empty()) {
      size_t tail = 0;
      const bool is_one = TRY(uses_->add(sql, &tail));
      if (is_one) statements.push_back({std::string(sql.substr(0, tail)), {}});
      if (tail == 0 || tail > sql.size()) break;
      sql.remove_prefix(tail);
    }
    TRY(uses_->add_triggers());
    const std::vector<TableUse>& all = uses_->all();
    for (auto use = all.rbegin(); use != all.rend(); ++use) TRY(model_.add_candidates(*use));
    if (request_.sample_percent > 0) TRY(model_.add_statistics(request_.sample_percent));
    for (PlannedStatement& statement : statements) statement.plan = TRY(model_.plan(statement.sql));
    if (request_.is_verbose) print_candidates();
    for (size_t i = 0; i < statements.size(); ++i) print_statement(statements[i], i + 1);
    return ok();
  }

 private:
  void print_candidates() {
    std::string text;
    const std::vector<CandidateIndex>& all = model_.candidates();
    for (auto index = all.rbegin(); index != all.rend(); ++index) {
      text += index->sql + ";";
      if (!index->statistics.empty()) text += " -- stat1: " + index->statistics;
      text += "\n";
    }
    shell_.print("-- Candidates -----------------------------\n" + or_null(text) + "\n");
  }

  void print_statement(const PlannedStatement& statement, size_t number) {
    if (request_.is_verbose) {
      shell_.print("-- Query " + std::to_string(number) + " --------------------------------\n" +
                   statement.sql + "\n\n");
    }
    std::string indexes, lines;
    const auto& used = statement.plan.indexes;
    for (auto index = used.rbegin(); index != used.rend(); ++index)
      indexes += (*index)->sql + ";\n";
    for (const std::string& line : statement.plan.lines) lines += line + "\n";
    shell_.print(indexes.empty() ? "(no new indexes)\n\n" : indexes + "\n");
    shell_.print(or_null(lines) + "\n");
  }

  /// The reference prints a list that was never begun.
  static std::string or_null(std::string text) { return text.empty() ? "(null)" : text; }

  Shell& shell_;
  ExpertRequest request_;
  std::unique_ptr<TableUses> uses_;
  IndexModel model_;
};

/// Does `word` begin "-name"? Two letters are enough; a second dash may stand before it.
bool begins_expert_option(std::string_view word, std::string_view name) {
  return word.size() > 1 && name.starts_with(word);
}

/// Nothing: the words are wrong, which was complained about.
std::optional<ExpertRequest> parse_expert_words(Shell& shell, const Words& words) {
  ExpertRequest request;
  const auto refuse_words = [&shell](const std::string& text) {
    shell.print_error(text + "\n");
    return std::nullopt;
  };
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string word = words[i].starts_with("--") ? words[i].substr(1) : words[i];
    if (begins_expert_option(word, "-verbose")) {
      request.is_verbose = true;
    } else if (!begins_expert_option(word, "-sample")) {
      return refuse_words("unknown option: " + word);
    } else if (i + 1 == words.size()) {
      return refuse_words("option requires an argument: " + word);
    } else {
      const auto percent = static_cast<int32_t>(integer_value(words[++i]));
      if (percent < 0 || percent > 100) return refuse_words("value out of range: " + words[i]);
      request.sample_percent = percent;
    }
  }
  return request;
}

Outcome complain_of_schema(Shell& shell, const Error& error) {
  shell.print_error("sqlite3_expert_new: " + std::string(error.message()) + "\n");
  return Outcome::Done;
}

}  // namespace

Outcome run_expert(Shell& shell, const Words& words) {
  if (shell.is_safe) {
    shell.print_error("Cannot run experimental commands such as \"" + words[0] +
                      "\" in safe mode\n");
    return Outcome::Failed;
  }
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  // In the reference neither of these complaints counts as a failure.
  const auto request = parse_expert_words(shell, words);
  if (!request) return Outcome::Done;
  auto uses = TableUses::open(**db);
  if (!uses) return complain_of_schema(shell, uses.error());
  auto model = IndexModel::open(**db);
  if (!model) return complain_of_schema(shell, model.error());
  const auto answer = std::make_shared<ExpertAnswer>(shell, *request, *std::move(uses),
                                                     *std::move(model));  // a function is copied
  shell.next_sql = [answer](std::string_view sql) { return answer->answer(sql); };
  return Outcome::Done;
}

}  // namespace tern::shell
