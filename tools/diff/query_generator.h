#pragma once

#include <deque>

#include "tools/diff/coverage.h"
#include "tools/diff/generator.h"

namespace tern::diff {

/// A query's text with what it answers.
struct QueryText {
  std::string sql;
  std::vector<Column> columns;
  /// What ORDER BY may name beside the columns; empty where that would leave a choice.
  Scope scope = {};
  bool is_compound = false;
  std::string alias = {};  // of a column; empty: none has one
};

/// What a query is to be like.
struct QueryWish {
  size_t width = 0;            // of its rows; 0: as it comes
  bool names_columns = false;  // each is `AS <name>`, for a query in FROM
  /// Equal values of a column are identical, so that sorting and grouping leave no choice.
  bool has_one_face = false;
  bool has_affinity = true;  // a column's may show
};

/// Makes databases, and SELECTs over them in the full width of the language.
///
/// All queries answer the same bag of rows under every plan: where a plan has a choice (which of
/// equal values stands for a group, which rows a LIMIT takes) the text leaves none.
class QueryGenerator final : public Generator {
 public:
  /// Of the `group`th database under `seed`.
  QueryGenerator(uint64_t seed, uint64_t group) : Generator(mixed(seed, ~group)), seed_(seed) {}

  /// The steps that make it; some the reference alone takes. To be called first, once.
  Script database();
  /// A query, which depends on `number` and the database alone.
  Step query(uint64_t number);
  /// What is in the databases and queries so far that their text does not show.
  Coverage& coverage() { return coverage_; }

 protected:
  std::string other_expr(const Scope& scope, int depth) override;
  std::string other_condition(const Scope& scope, int depth) override;
  std::string edge_value(Shape shape) override;

 private:
  /// Counts the production and gives `text` back.
  std::string hit(std::string_view production, std::string text = {});

  // generate_query_data.cc
  void make_database();
  void make_indexes(const Table& table);
  std::string index_sql(const Table& table, const std::string& name);
  void make_views();
  void make_rows(const Table& table);
  void make_one_column_table();
  void make_other_databases(Script& steps);
  void move_table(const std::string& schema, Script& steps);

  // generate_query.cc
  void query_step();
  void odd_step();
  void general_step();
  QueryText query(const Scope& outer, int depth, const QueryWish& wish);
  QueryText core(const Scope& outer, int depth, const QueryWish& wish);
  QueryText plain_core(const Scope& outer, int depth, const QueryWish& wish, bool distinct);
  QueryText values_core(const QueryWish& wish);
  QueryText aggregate_core(const Scope& outer, int depth, const QueryWish& wish);
  QueryText compound(const Scope& outer, int depth, const QueryWish& wish);
  QueryText collated_compound(const Scope& outer, const QueryWish& wish);
  QueryText star_core(int depth);
  std::string compound_operator();
  Column item(const Scope& scope, int depth, const QueryWish& wish, std::string& text);
  void add_item(QueryText& into, std::vector<std::string>& items, const QueryWish& wish,
                Column column, const std::string& text);
  std::string wide_where(const Scope& scope, int depth);
  std::string sorted(const QueryText& query);
  std::string ordering(const QueryText& query);
  std::string wide_limit(const std::string& sql);
  std::string wide_window(const Scope& scope);

  // generate_query_group.cc
  std::string group_key(const Scope& scope, std::string& face);
  std::string wide_aggregate(const Scope& scope);
  std::string having(const Scope& scope);
  QueryText bare_columns(const QueryWish& wish);

  // generate_query_from.cc
  /// `depth`: of subqueries in it; below 0: tables alone.
  std::string wide_from(Scope& scope, int depth);
  std::string from_term(Scope& scope, int depth);
  std::string base_term(Scope& scope, bool only_tables);
  std::string function_term(Scope& scope);
  std::string pragma_term(Scope& scope, const std::string& alias);
  std::string schema_term(Scope& scope, const std::string& alias);
  std::string quoted(const std::string& name);
  bool holds(const std::string& sql, const char* word) const;
  bool is_confusing(const std::string& one, const std::string& other) const;
  void define(const std::string& name, const std::string& sql);
  std::string join_operator(bool may_be_natural, bool& takes_constraint);
  std::string right_join_operator(bool may_be_natural, bool& takes_constraint);
  std::vector<std::string> shared_columns(const Scope& left, const Table& right, bool& is_whole);
  std::string named_in_full(Scope& scope);
  std::string join_constraint(const Scope& left, const Scope& right);
  const Table& derived(std::vector<Column> columns, std::string name = {});
  std::string fresh_alias();

  // generate_query_with.cc
  std::string with_clause(int depth);
  std::string common_table(int depth);
  std::string recursive_table();

  // generate_query_calls.cc
  std::string wide_call(const Scope& scope, int depth);
  std::string call_argument(char kind, const Scope& scope, int depth);

  // generate_query_window.cc
  struct Window {
    std::string name = {};
    std::string text = {};
    bool is_total = false;  // its order
  };
  void window_step();
  std::string window_clause(const Scope& scope);
  Window wide_definition(const Scope& scope);
  std::string wide_window_order(const Scope& scope, bool is_total, bool& may_count);
  std::string wide_frame(bool is_total, bool may_count);
  std::string frame_bound(const std::string& bound, bool may_be_real);
  std::string wide_window_call(const Scope& scope);

  // generate_query_expr.cc
  std::string wide_subquery(const Scope& scope, int depth);
  std::string row_condition(const Scope& scope);
  std::string row_of(const Scope& scope, size_t width);
  std::string wide_cast(const Scope& scope, int depth);
  std::string in_source(const Scope& scope);
  std::string subquery_row(const Scope& scope, size_t width, int depth);
  std::string literal();
  std::string subquery_test(const Scope& scope, int depth);
  std::string in_list(std::string query) const;

  struct Definition {
    std::string name;
    std::string words;  // that stand in it, of those where the reference may go wrong
  };
  struct TableIndex {
    std::string name;
    const Table* table;
    bool is_partial;
  };

  uint64_t seed_;
  Coverage coverage_;
  bool has_edges_ = false;  // values may be extreme
  bool has_many_rows_ = false;
  bool outlives_indexes_ = false;  // what is made now may be used without them
  std::deque<Table> views_;
  std::vector<TableIndex> table_indexes_;
  // Of the statement that is being made.
  std::deque<Table> derived_;
  std::vector<Window> windows_;          // named ones
  const Scope* left_ = nullptr;          // what stands to the left in FROM
  std::vector<Definition> definitions_;  // of views, and of common tables so far
  std::vector<const Table*> common_tables_;
  int aliases_ = 0;
  int terms_left_ = 0;           // FROM terms that it may still have
  bool is_in_compound_ = false;  // in an arm of it
  int level_ = 0;                // of subqueries
};

/// Writes `?1`, `?2` ... of `sql` in another way that SQL has, and puts `values` in its order.
/// `style`: 'N' leaves them, '?' the nameless one, else the character that a name begins with.
void restyle_parameters(std::string& sql, std::vector<Value>& values, char style);

}  // namespace tern::diff
