#include "daemon/auth/tokens.h"

#include <gtest/gtest.h>

#include "daemon/auth/glob.h"

namespace tern::daemon {
namespace {

constexpr std::string_view kToken = "a-token-of-twenty-char";

TEST(TokenTable, FindsTokensInPlainAndByDigest) {
  const std::string text = "# comment\n\n" + std::string(kToken) +
                           "  laptop  notes-*  pull,push\n" + token_digest("another") +
                           " backup * pull # reads all\n";
  const auto table = TokenTable::parse(text, "t");
  ASSERT_TRUE(table.has_value()) << table.error().message();
  EXPECT_EQ(table->size(), 2U);
  const auto laptop = table->find(kToken);
  ASSERT_TRUE(laptop);
  EXPECT_EQ(laptop->name(), "laptop");
  const Access notes = laptop->access("notes-2024");
  EXPECT_TRUE(notes.pull && notes.push);
  EXPECT_FALSE(notes.read || notes.write || notes.attach || notes.admin);
  EXPECT_FALSE(laptop->access("note").any());
  EXPECT_FALSE(laptop->may_administer());
  const auto backup = table->find("another");
  ASSERT_TRUE(backup);
  EXPECT_TRUE(backup->access("x").pull && !backup->access("x").push);
  EXPECT_FALSE(table->find("a-token-of-twenty-chaR"));
  EXPECT_FALSE(table->find(""));
}

TEST(TokenTable, SqlReadsAndWritesAndAttachesOnlyWhereAllDatabasesAreOpen) {
  const auto table = TokenTable::parse(
      "a-token-of-twenty-char app notes-* sql\n"
      "b-token-of-twenty-char view * sql-read\n"
      "c-token-of-twenty-char part notes-* admin\n"
      "d-token-of-twenty-char root * admin\n",
      "t");
  ASSERT_TRUE(table.has_value()) << table.error().message();
  const Access app = table->find("a-token-of-twenty-char")->access("notes-1");
  EXPECT_TRUE(app.read && app.write);
  EXPECT_FALSE(app.pull || app.push || app.attach || app.admin);
  const Access view = table->find("b-token-of-twenty-char")->access("notes-1");
  EXPECT_TRUE(view.read && view.attach);
  EXPECT_FALSE(view.write);
  EXPECT_TRUE(table->find("c-token-of-twenty-char")->access("notes-1").admin);
  EXPECT_FALSE(table->find("c-token-of-twenty-char")->may_administer());
  EXPECT_TRUE(table->find("d-token-of-twenty-char")->may_administer());
}

TEST(TokenTable, RefusesLinesThatAreNotAsDocumented) {
  const auto why = [](std::string_view text) {
    const auto table = TokenTable::parse(text, "t");
    return table ? std::string("accepted") : std::string(table.error().message());
  };
  EXPECT_EQ(why("a-token-of-twenty-char laptop *\n"),
            "t line 1: expected four columns: token, name, databases, actions");
  EXPECT_EQ(why("\nshort laptop * pull\n"),
            "t line 2: a token has at least 20 characters; make one with: ternd token new");
  EXPECT_EQ(why("a-token-of-twenty-char laptop * pull,write\n"),
            "t line 1: actions are a list of pull, push, sql, sql-read, branch, resolve and admin, "
            "with commas and no blanks");
  EXPECT_EQ(why("sha256:12 laptop * pull\n"),
            "t line 1: sha256: must be followed by 64 lower-case hex digits");
  EXPECT_EQ(why("a-token-of-twenty-char laptop * pull extra\n"),
            "t line 1: expected four columns: token, name, databases, actions");
}

TEST(TokenTable, MissingFileIsAnError) {
  EXPECT_EQ(TokenTable::read("/nonexistent/tokens").error().code(), ErrorCode::CantOpen);
}

TEST(TokenDigest, IsTheSha256OfTheToken) {
  // FIPS 180-2, example of "abc".
  EXPECT_EQ(token_digest("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(NewToken, IsLongAndNeverTheSame) {
  EXPECT_EQ(new_token().size(), 69U);
  EXPECT_NE(new_token(), new_token());
}

TEST(Glob, StarsAndQuestionMarks) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*c", "abbc"));
  EXPECT_TRUE(glob_matches("a*b*c", "axxbyybzc"));
  EXPECT_TRUE(glob_matches("?x", "ax"));
  EXPECT_FALSE(glob_matches("?x", "x"));
  EXPECT_FALSE(glob_matches("a*c", "abb"));
  EXPECT_FALSE(glob_matches("", "a"));
}

}  // namespace
}  // namespace tern::daemon
