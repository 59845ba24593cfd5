#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tern/tern.h"
#include "tests/support/reference_db.h"

// Everything that the reference lists is here, but for what belongs to FTS and R-tree.

namespace tern {
namespace {

std::set<std::string> ours(const std::string& sql) {
  Connection db = *Connection::open(":memory:");
  Statement query = *db.prepare(sql);
  std::set<std::string> out;
  while (query.step().value()) out.emplace(query.column(0).as_text());
  return out;
}

void expect_all_of_the_reference(const std::string& sql) {
  const std::set<std::string> known = ours(sql);
  test::ReferenceDb reference(":memory:");
  std::string rows = reference.run(sql) + "\n";
  int count = 0;
  for (size_t end = 0; (end = rows.find('\n')) != std::string::npos; rows.erase(0, end + 1)) {
    EXPECT_TRUE(known.contains(rows.substr(0, end))) << rows.substr(0, end);
    ++count;
  }
  EXPECT_GT(count, 2);
}

TEST(Lists, HaveTheFunctionsOfTheReference) {
  expect_all_of_the_reference(
      "SELECT DISTINCT name || ' ' || narg || ' ' || type FROM pragma_function_list WHERE name NOT "
      "IN "
      "('bm25', 'fts3_tokenizer', 'fts5', 'fts5_source_id', 'highlight', 'matchinfo', 'offsets',"
      " 'optimize', 'rtreecheck', 'rtreedepth', 'rtreenode', 'snippet')");
}

TEST(Lists, HaveTheModulesOfTheReference) {
  expect_all_of_the_reference(
      "SELECT name FROM pragma_module_list WHERE name NOT LIKE 'fts%' AND name NOT LIKE 'rtree%'");
}

TEST(Lists, HaveTheCollationsOfTheReference) {
  expect_all_of_the_reference("SELECT name FROM pragma_collation_list");
}

}  // namespace
}  // namespace tern
