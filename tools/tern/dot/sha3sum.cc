// .sha3sum: a hash of what is in the tables, or of each table.

#include <optional>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/literals.h"
#include "tools/tern/query_hash.h"

namespace tern::shell {
namespace {

struct HashRequest {
  int bits = 224;
  bool with_schema = false;
  std::optional<std::string> pattern;  ///< one hash for each table that is LIKE it
};

Result<Words> hashed_tables(Connection& db, const HashRequest& request) {
  std::string tables =
      "SELECT lower(name) AS tname FROM sqlite_schema WHERE type='table' AND "
      "coalesce(rootpage,0)>1";
  tables += request.with_schema ? " UNION ALL SELECT 'sqlite_schema'"
                                : " AND tname NOT LIKE 'sqlite__%' ESCAPE '_'";
  return texts_of(
      db, "SELECT tname FROM (" + tables + ") WHERE tname LIKE ?1 ORDER BY 1 COLLATE nocase",
      request.pattern.value_or("%"));
}

/// What gives the rows of `table` in an order that does not depend on how they came; "": it is not
/// hashed.
std::string hashed_query(const std::string& table) {
  if (!table.starts_with("sqlite_")) return "SELECT * FROM " + quoted_name(table) + " NOT INDEXED;";
  if (table == "sqlite_schema")
    return "SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY name;";
  if (table == "sqlite_sequence") return "SELECT name,seq FROM sqlite_sequence ORDER BY name;";
  if (table == "sqlite_stat1") return "SELECT tbl,idx,stat FROM sqlite_stat1 ORDER BY tbl,idx;";
  if (table == "sqlite_stat4") return "SELECT * FROM sqlite_stat4 ORDER BY tbl, idx, rowid;\n";
  return "";
}

std::string hex_text(Bytes bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const std::byte byte : bytes) {
    out += kHex[std::to_integer<int>(byte) >> 4];
    out += kHex[std::to_integer<int>(byte) & 15];
  }
  return out;
}

Status print_hashes(Shell& shell, const HashRequest& request) {
  Connection* db = TRY(shell.connection());
  std::string all;
  for (const std::string& table : TRY(hashed_tables(*db, request))) {
    const std::string query = hashed_query(table);
    if (query.empty()) continue;
    all += query;
    if (!request.pattern) continue;
    const ByteVector hash = TRY(query_hash(*db, query, request.bits));
    shell.print(hex_text(hash) + "|" + table + "\n");
  }
  if (request.pattern) return ok();
  const ByteVector hash = TRY(query_hash(*db, all, request.bits));
  shell.print(hex_text(hash) + "\n");
  return ok();
}

}  // namespace

Outcome run_sha3sum(Shell& shell, const Words& words) {
  HashRequest request;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "schema")) {
      request.with_schema = true;
    } else if (is_option(word, "sha3-224") || is_option(word, "sha3-256") ||
               is_option(word, "sha3-384") || is_option(word, "sha3-512")) {
      request.bits = static_cast<int>(integer_value(word.substr(word.size() - 3)));
    } else if (has_dash(word)) {
      shell.print_error("Unknown option \"" + word + "\" on \"" + words[0] + "\"\n");
      (void)fail_with_help(shell, words, "");
      return Outcome::Failed;
    } else if (request.pattern) {
      return fail_with_usage(shell, ".sha3sum ?OPTIONS? ?LIKE-PATTERN?");
    } else {
      request.pattern = word;
    }
  }
  const Status printed = print_hashes(shell, request);
  return printed ? Outcome::Done : shell.report(printed.error());
}

}  // namespace tern::shell
