#pragma once

#include <array>
#include <optional>

#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"

// Recursive descent over one token of lookahead. The first error is kept and turns the current
// token into Illegal, which no rule accepts: everything then unwinds, and the tree, whose parts
// may be null, is dropped. So rules need no checks of their own.
//
// A keyword that the grammar expects at a place is that keyword there; elsewhere most may stand
// for identifiers (name_class). The rules ask for their keywords first for this reason.

namespace tern::sql {

class Parser {
 public:
  Parser(std::string_view sql, const Limits& limits);

  Result<ParsedStatement> statement();
  Result<ExprPtr> lone_expression();

 private:
  using K = TokenKind;

  // --- tokens (parser.cc)
  bool at(K kind) const { return token_.kind == kind; }
  bool at_class(uint8_t classes) const { return (name_class(token_.kind) & classes) != 0; }
  bool at_end() const { return at(K::Semicolon) || at(K::End); }
  void advance();
  bool accept(K kind) {
    if (token_.kind != kind) return false;
    advance();
    return true;
  }
  bool expect(K kind);
  Token peek() const;
  bool failed() const { return error_.has_value(); }
  void syntax_error();
  void fail_at(size_t offset, ErrorCode code, std::string text);
  void fail_at(size_t offset, std::string text) {
    fail_at(offset, ErrorCode::Error, std::move(text));
  }
  /// Of a whole: the reference names no place.
  void fail(std::string text);
  /// How many values an expression is as far as its text says; null: 1, what failed is told anyway.
  static size_t width_of(const Expr* expr) {
    const RowValue* const row = expr ? expr->as_if<RowValue>() : nullptr;
    return row ? row->items.size() : 1;
  }
  std::string_view text_of(const Token& token) const {
    return sql_.substr(token.begin, token.end - token.begin);
  }
  std::string text_since(uint32_t begin) const {
    return std::string(sql_.substr(begin, last_.end - begin));
  }
  SourceSpan since(uint32_t begin) const { return {begin, last_.end}; }
  SourceSpan trimmed(uint32_t begin, uint32_t end) const;
  K contextual(const Token& token) const;

  // --- names (parser.cc)
  void set_name(const Token& token, Name& out) const;
  Name to_name(const Token& token) const {
    Name out;
    set_name(token, out);
    return out;
  }
  Token name_token(uint8_t classes = kAnyName);
  Name name(uint8_t classes = kAnyName);
  bool accept_name(Name& out, uint8_t classes = kAnyName);
  void qualified_name(QualifiedName& out);
  QualifiedName qualified_name();
  std::vector<Name> name_list();
  std::vector<Name> optional_name_list();
  std::vector<Name> plain_columns();
  std::string type_name();

  // --- expressions (parser_expr.cc, parser_operand.cc, parser_window.cc)
  ExprPtr expression(int strength_min = 0, bool stops_at_and = false);
  ExprPtr prefix_expression();
  ExprPtr unary(UnaryOp op, int operand_strength);
  ExprPtr binary(ExprPtr left, BinaryOp op, int strength, uint32_t begin);
  ExprPtr is_expression(ExprPtr left, uint32_t begin);
  ExprPtr like(ExprPtr left, bool negated, uint32_t begin);
  ExprPtr between(ExprPtr left, bool negated, uint32_t begin);
  ExprPtr in(ExprPtr left, bool negated, uint32_t begin);
  ExprPtr in_parentheses(ExprPtr left, bool negated);
  ExprPtr null_test(ExprPtr left, bool negated, uint32_t begin);
  ExprPtr negated_infix(ExprPtr left, uint32_t begin);
  ExprPtr collate(ExprPtr left, uint32_t begin);

  ExprPtr literal();
  ExprPtr number();
  ExprPtr parameter();
  ExprPtr name_expression();
  ExprPtr function(const Token& name);
  ExprPtr parenthesized();
  ExprPtr exists();
  ExprPtr case_expression();
  ExprPtr cast();
  ExprPtr raise();
  ExprList expression_list();
  void grow(Expr& parent, uint32_t child_height);
  void grow(Expr& parent, const ExprPtr& child) {
    if (child) grow(parent, child->height);
  }
  ExprPtr finish(ExprPtr node, uint32_t begin);

  std::unique_ptr<OverClause> over_clause();
  WindowDefinition window_definition();
  std::optional<FrameSpec> frame();
  FrameBound frame_bound(bool is_start);
  FrameExclude frame_exclude();
  std::vector<OrderingTerm> ordering_terms();
  NullsOrder nulls_order();
  SortOrder sort_order();

  // --- queries (parser_select.cc, parser_from.cc)
  bool at_select() const { return at(K::Select) || at(K::Values) || at(K::With); }
  SelectBox select_in_parentheses();  // after the left parenthesis, through the right one
  SelectBox select();
  void select_body(Select& out);
  std::optional<CompoundOp> compound_op();
  void select_core(SelectCore& out);
  void values_core(SelectCore& out);
  void limit(ExprPtr& limit_out, ExprPtr& offset_out);
  WithClause with_clause();
  CommonTable common_table();
  ResultColumns result_columns();
  void result_column(ResultColumn& out);
  bool at_table_star() const;
  std::vector<NamedWindow> window_clause();
  uint32_t height_of(const Select& select) const;

  FromClause from_clause();
  void table_source(TableSource& out, bool is_first);
  struct JoinOperator {
    JoinKind kind;
    bool natural;
  };
  std::optional<JoinOperator> join_operator();
  void join_constraint(TableSource& source, bool is_first);
  void index_hint(Name& indexed_by, bool& not_indexed);
  void target_hint(DmlTarget& target);

  // --- changes (parser_dml.cc)
  StatementPtr with_statement();
  StatementPtr select_statement();
  StatementPtr insert(WithClause with);
  StatementPtr update(WithClause with);
  StatementPtr delete_from(WithClause with);
  Conflict or_conflict();
  Conflict conflict_action();
  DmlTarget dml_target();
  std::vector<Assignment> assignments();
  Upsert upsert();
  ResultColumns returning();
  template <class T>
  void order_and_limit(T& statement);

  // --- schema (parser_ddl.cc, parser_table.cc, parser_trigger.cc)
  StatementPtr create();
  void create_head(CreateStatement& out, bool temporary);
  StatementPtr create_table(bool temporary);
  StatementPtr create_index(bool unique);
  StatementPtr create_view(bool temporary);
  StatementPtr create_virtual_table();
  StatementPtr drop();
  StatementPtr alter_table();
  bool if_not_exists();
  void table_body(CreateTableStatement& out);
  void table_options(CreateTableStatement& out);
  ColumnDef column_def();
  bool column_constraint(ColumnDef& column);
  void default_value(ColumnConstraint& out);
  void generated(const Name& column, ColumnConstraint& out);
  bool at_table_constraint() const;
  void table_constraint(CreateTableStatement& out);
  ExprPtr bracketed_expression(SourceSpan& text);
  ForeignKeyClause foreign_key_clause();
  ForeignKeyAction foreign_key_action();
  void deferrable(ForeignKeyClause& out);
  bool at_deferrable() const;
  std::vector<IndexedColumn> indexed_columns(bool names_may_be_strings);
  Conflict on_conflict();
  StatementPtr create_trigger(bool temporary);
  StatementPtr trigger_step();

  // --- the rest (parser_misc.cc)
  ExplainMode explain_mode();
  bool is_analyzed_statement() const;
  StatementPtr any_statement();
  StatementPtr begin();
  StatementPtr commit();
  StatementPtr rollback();
  StatementPtr savepoint();
  StatementPtr release();
  StatementPtr pragma();
  void pragma_value(PragmaStatement& out);
  StatementPtr attach();
  StatementPtr detach();
  StatementPtr vacuum();
  StatementPtr analyze();
  StatementPtr reindex();

  uint32_t assign_parameter(std::string_view text, uint32_t offset);

  bool exceeds(Limit which, size_t count) const {
    return count > static_cast<uint64_t>(limits_[which]);
  }
  void fail_too_deep(uint32_t offset);

  std::string_view sql_;
  Limits limits_;
  Lexer lexer_;
  Token token_;                // the current one, not yet taken
  Token last_;                 // the one taken before it
  int depth_ = 0;              // of expressions and selects within each other
  uint32_t select_count_ = 0;  // SELECTs and VALUES rows that ended
  bool in_trigger_ = false;
  std::optional<Error> error_;
  ParameterNames parameter_names_;

  friend class DepthGuard;
};

/// Refuses text nested so deeply that our stack would not bear it. The reference gives up at
/// about 100 levels of parentheses.
class DepthGuard {
 public:
  explicit DepthGuard(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ > kDepthMax) {
      parser_.fail_at(parser_.token_.begin, "parser stack overflow");
    }
  }
  ~DepthGuard() { --parser_.depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  static constexpr int kDepthMax = 250;
  Parser& parser_;
};

}  // namespace tern::sql
