// What the reference prepares must parse, print to text that it prepares too, and print the same
// again; what it refuses as bad syntax must not parse. On a corpus with a statement of every
// form, on the statements of the sqllogictest files where they are at hand, and on mutations.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

namespace tern::sql {
namespace {

enum class Verdict { Accepted, BadSyntax, OtherError };

bool is_syntax_error(const std::string& message) {
  for (const char* words : {"syntax error", "incomplete input", "unrecognized token"}) {
    if (message.find(words) != std::string::npos) return true;
  }
  return false;
}

class Reference {
 public:
  Reference() {
    sqlite3_open(":memory:", &db_);
    sqlite3_exec(db_,
                 "CREATE TABLE t(a,b,c); CREATE INDEX ta ON t(a); CREATE TABLE u(a,b);"
                 "CREATE TABLE v(x,y); CREATE TABLE u1(a); CREATE VIEW tv AS SELECT * FROM t;"
                 "CREATE TABLE k(id INTEGER PRIMARY KEY, n UNIQUE, m);"
                 "CREATE TRIGGER tr AFTER INSERT ON u BEGIN SELECT 1; END;",
                 nullptr, nullptr, nullptr);
  }
  ~Reference() { sqlite3_close(db_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  Verdict judge(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const int rc = sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr);
    message_ = rc == SQLITE_OK ? "" : sqlite3_errmsg(db_);
    sqlite3_finalize(statement);
    if (rc == SQLITE_OK) return Verdict::Accepted;
    return is_syntax_error(message_) ? Verdict::BadSyntax : Verdict::OtherError;
  }
  const std::string& message() const { return message_; }

 private:
  sqlite3* db_ = nullptr;
  std::string message_;
};

// Does the reference stop at an ORDER inside parentheses? f(x ORDER BY y) came with a later one.
bool is_newer_order(const std::string& sql, const std::string& message) {
  int depth = 0;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const std::string text = sql.substr(token.begin, token.end - token.begin);
    depth += text == "(" ? 1 : text == ")" ? -1 : 0;
    if (depth > 0 && token.kind == TokenKind::Order &&
        message == "near \"" + text + "\": syntax error") {
      return true;
    }
  }
  return false;
}

// Why Tern and the reference differ on `sql`; empty if they do not.
std::string disagreement(Reference& reference, const std::string& sql) {
  const Verdict verdict = reference.judge(sql);
  const auto parsed = parse_statement(sql);
  if (verdict == Verdict::BadSyntax) {
    if (is_newer_order(sql, reference.message())) return "";
    if (parsed) return "parsed, but the reference says: " + reference.message();
    // The words agree, unless one of the two stopped earlier for its own reasons: an order after
    // a column's name is refused by the reference only when the next token is read.
    const std::string ours(parsed.error().message());
    return !is_syntax_error(ours) || ours.starts_with("syntax error after") ||
                   ours == reference.message()
               ? ""
               : "we say: " + ours + "; not " + reference.message();
  }
  if (verdict == Verdict::OtherError) return "";
  if (!parsed) return "refused: " + std::string(parsed.error().message());
  if (!parsed->statement) return "";
  const std::string printed = print(*parsed->statement);
  if (reference.judge(printed) != Verdict::Accepted) {
    return "printed as: " + printed + ", of which the reference says: " + reference.message();
  }
  const auto again = parse_statement(printed);
  if (!again)
    return "printed as: " + printed + ", refused: " + std::string(again.error().message());
  if (print(*again->statement) != printed) {
    return "printed as: " + printed + ", then as: " + print(*again->statement);
  }
  return "";
}

std::vector<std::string> corpus() {
  std::ifstream file(TERN_SQL_CORPUS);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> tokens_of(const std::string& sql) {
  std::vector<std::string> out;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    out.push_back(sql.substr(token.begin, token.end - token.begin));
  }
  return out;
}

std::string joined(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) out += token + " ";
  return out;
}

TEST(SqlReference, AgreesOnTheCorpus) {
  Reference reference;
  const std::vector<std::string> statements = corpus();
  ASSERT_GT(statements.size(), 250U);
  for (const std::string& sql : statements) EXPECT_EQ(disagreement(reference, sql), "") << sql;
}

TEST(SqlReference, AgreesOnMutations) {
  const char* chosen = std::getenv("TERN_SEED");
  const auto seed = static_cast<uint32_t>(chosen == nullptr ? 1 : std::atoi(chosen));
  SCOPED_TRACE("TERN_SEED=" + std::to_string(seed));
  constexpr int kPerStatement = 150;
  Reference reference;
  std::mt19937 random(seed);
  const std::vector<std::string> statements = corpus();
  std::vector<std::string> words;
  for (const std::string& sql : statements) {
    for (const std::string& token : tokens_of(sql)) words.push_back(token);
  }
  const auto below = [&random](size_t n) { return n == 0 ? 0 : random() % n; };
  int failures = 0;
  for (const std::string& sql : statements) {
    const std::vector<std::string> original = tokens_of(sql);
    for (int i = 0; i < kPerStatement && !original.empty() && failures < 20; ++i) {
      std::vector<std::string> tokens = original;
      for (size_t edits = 1 + below(2); edits > 0 && !tokens.empty(); --edits) {
        const auto at = static_cast<std::ptrdiff_t>(below(tokens.size()));
        switch (below(4)) {
          case 0:
            tokens.erase(tokens.begin() + at);
            break;
          case 1:
            tokens.insert(tokens.begin() + at, words[below(words.size())]);
            break;
          case 2:
            tokens[static_cast<size_t>(at)] = words[below(words.size())];
            break;
          default:
            std::swap(tokens[static_cast<size_t>(at)], tokens[below(tokens.size())]);
            break;
        }
      }
      const std::string mutated = joined(tokens);
      const std::string why = disagreement(reference, mutated);
      failures += why.empty() ? 0 : 1;
      EXPECT_EQ(why, "") << mutated;
    }
  }
}

TEST(SqlReference, AgreesOnSqlLogicTests) {
  constexpr int kPerFile = 500;
  if (!std::filesystem::is_directory(TERN_SLT_DIR)) GTEST_SKIP() << "no sqllogictest files";
  Reference reference;
  for (const auto& entry : std::filesystem::directory_iterator(TERN_SLT_DIR)) {
    std::ifstream file(entry.path());
    int taken = 0;
    for (std::string line; taken < kPerFile && std::getline(file, line);) {
      if (!line.starts_with("statement") && !line.starts_with("query")) continue;
      std::string sql;
      while (std::getline(file, line) && line.find_first_not_of("\r") != std::string::npos &&
             !line.starts_with("----")) {
        sql += line + "\n";
      }
      EXPECT_EQ(disagreement(reference, sql), "") << sql;
      // Tables of these files are not there to the reference: that it parses must show.
      if (reference.judge(sql) != Verdict::BadSyntax) {
        EXPECT_TRUE(parse_statement(sql)) << sql;
      }
      ++taken;
    }
  }
}

}  // namespace
}  // namespace tern::sql
