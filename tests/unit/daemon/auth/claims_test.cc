#include "daemon/auth/claims.h"

#include <gtest/gtest.h>

namespace tern::daemon {
namespace {

Claims claims_of(std::string_view json) {
  auto claims = Claims::parse(json);
  EXPECT_TRUE(claims.has_value()) << json << ": " << (claims ? "" : claims.error().message);
  return claims ? *claims : Claims{};
}

/// What is allowed on `database`, in words.
std::string allowed(std::string_view json, std::string_view database) {
  const Access access = claims_of(json).access(database);
  std::string words;
  const auto add = [&](bool has, std::string_view word) {
    if (has) words += (words.empty() ? "" : " ") + std::string(word);
  };
  add(access.pull, "pull");
  add(access.push, "push");
  add(access.read, "read");
  add(access.write, "write");
  add(access.attach, "attach");
  add(access.admin, "admin");
  add(access.branch, "branch");
  add(access.resolve, "resolve");
  return words;
}

std::string why(std::string_view json) {
  const auto claims = Claims::parse(json);
  if (claims) return "accepted";
  EXPECT_EQ(claims.error().code, "AUTH_JWT_INVALID");
  EXPECT_EQ(claims.error().status, 401);
  return claims.error().message.substr(std::string_view("The JWT is invalid: ").size());
}

TEST(Claims, LibsqlsLegacyForm) {
  EXPECT_EQ(allowed("{}", "db1"), "pull push read write");
  EXPECT_EQ(allowed(R"({"a":"rw","exp":1790000000})", "any"), "pull push read write");
  EXPECT_EQ(allowed(R"({"id":"db1","a":"ro"})", "db1"), "pull read");
  EXPECT_EQ(allowed(R"({"id":"db1","a":"ro"})", "db2"), "");
  EXPECT_EQ(allowed(R"({"id":"db*"})", "db1"), "");  // a name, no pattern
  EXPECT_FALSE(claims_of("{}").may_administer());
  EXPECT_EQ(why(R"({"a":"wo"})"), "'a' must be ro or rw");
  EXPECT_EQ(why(R"({"a":true})"), "'a' must be ro or rw");
  EXPECT_EQ(why(R"({"id":1})"), "'id' must be a string of at most 256 bytes");
}

TEST(Claims, LibsqlsNewFormWinsOverTheLegacyOne) {
  const std::string_view token =
      R"({"a":"rw","id":"x","p":{"rw":{"ns":["db1"]},"ro":{"ns":["db2","db3"]},)"
      R"("roa":{"ns":["db4"]},"rwa":{"ns":["db5"]},"ddl":{"ns":["db6"]}}})";
  EXPECT_EQ(allowed(token, "db1"), "pull push read write");
  EXPECT_EQ(allowed(token, "db3"), "pull read");
  EXPECT_EQ(allowed(token, "db4"), "pull read attach");
  EXPECT_EQ(allowed(token, "db5"), "pull push read write attach");
  EXPECT_EQ(allowed(token, "db6"), "");
  EXPECT_EQ(allowed(token, "x"), "");
  EXPECT_EQ(allowed(R"({"p":{}})", "x"), "");
  EXPECT_EQ(allowed(R"({"p":{"rw":{"tags":["group"]}}})", "group"), "");
  EXPECT_EQ(allowed(R"({"p":{"rw":{"ns":["a"]},"roa":{"ns":["a"]}}})", "a"),
            "pull push read write attach");
  EXPECT_EQ(why(R"({"p":[]})"), "'p' must be an object");
  EXPECT_EQ(why(R"({"p":{"all":{}}})"), "'p' knows rw, ro, rwa, roa and ddl only");
  EXPECT_EQ(why(R"({"p":{"rw":{"names":[]}}})"), "'p' knows 'ns' and 'tags' only");
  EXPECT_EQ(why(R"({"p":{"rw":["db1"]}})"), "'p' must hold objects with 'ns'");
  EXPECT_EQ(why(R"({"p":{"rw":{"ns":"db1"}}})"), "'p' must be a list of strings");
}

TEST(Claims, OursAreActionsOnPatterns) {
  const std::string_view token = R"({"db":["notes-*","shop"],"actions":["pull","push"]})";
  EXPECT_EQ(allowed(token, "notes-1"), "pull push");
  EXPECT_EQ(allowed(token, "shop"), "pull push");
  EXPECT_EQ(allowed(token, "shops"), "");
  EXPECT_EQ(allowed(R"({"actions":["sql"]})", "x"), "read write attach");
  EXPECT_EQ(allowed(R"({"db":["x"],"actions":["sql-read"]})", "x"), "read");
  EXPECT_EQ(allowed(R"({"actions":["branch","resolve","admin"]})", "x"), "admin branch resolve");
  EXPECT_EQ(allowed(R"({"db":[],"actions":["pull"]})", "x"), "");
  EXPECT_EQ(allowed(R"({"actions":[]})", "x"), "");
  EXPECT_EQ(allowed(R"({"branch":["m*"],"actions":["pull"]})", "x"), "pull");
  EXPECT_EQ(allowed(R"({"branch":["test"],"actions":["pull"]})", "x"), "");
}

TEST(Claims, OnlyAdminOfEverythingAdministersTheServer) {
  EXPECT_TRUE(claims_of(R"({"actions":["admin"]})").may_administer());
  EXPECT_TRUE(claims_of(R"({"db":["*"],"actions":["admin"]})").may_administer());
  EXPECT_FALSE(claims_of(R"({"db":["a*"],"actions":["admin"]})").may_administer());
  EXPECT_FALSE(claims_of(R"({"branch":["main"],"actions":["admin"]})").may_administer());
  EXPECT_FALSE(claims_of(R"({"actions":["sql"]})").may_administer());
}

TEST(Claims, UnknownOrContradictingOnesAreRefused) {
  EXPECT_EQ(why(R"({"a":"ro","aud":"x"})"),
            "the claim 'aud' is not known here, so what it forbids cannot be respected");
  EXPECT_EQ(why(R"({"A":"ro"})"),
            "the claim 'A' is not known here, so what it forbids cannot be respected");
  EXPECT_EQ(why(R"({"actions":["pull"],"a":"ro"})"),
            "it mixes 'db', 'branch', 'actions' with libSQL's 'id', 'a', 'p'");
  EXPECT_EQ(why(R"({"db":["x"]})"), "'db' and 'branch' need 'actions' beside them");
  EXPECT_EQ(why(R"({"actions":["write"]})"),
            "'actions' are pull, push, sql, sql-read, branch, resolve and admin");
  EXPECT_EQ(why(R"({"actions":"pull"})"), "'actions' must be a list of strings");
  EXPECT_EQ(why(R"({"jti":"two words"})"), "'jti' must be printable ASCII without blanks and '#'");
  EXPECT_EQ(why(R"({"jti":""})"), "'jti' must be printable ASCII without blanks and '#'");
  EXPECT_EQ(why(R"({"kep":-1})"), "'kep' must be a whole number");
  EXPECT_EQ(why(R"({"kep":1.5})"), "'kep' must be a whole number");
  EXPECT_EQ(why("[]"), "its claims are no JSON object");
}

TEST(Claims, TimesHaveALeewayOfAMinute) {
  const auto at = [](std::string_view json, int64_t second) {
    const auto in_time = claims_of(json).check_time(second * 1000);
    return in_time ? std::string("in time") : in_time.error().code;
  };
  EXPECT_EQ(at(R"({"exp":1000})", 999), "in time");
  EXPECT_EQ(at(R"({"exp":1000})", 1059), "in time");
  EXPECT_EQ(at(R"({"exp":1000})", 1060), "AUTH_JWT_EXPIRED");
  EXPECT_EQ(at(R"({"exp":1000.9})", 1060), "AUTH_JWT_EXPIRED");
  EXPECT_EQ(at(R"({"exp":0})", 1'700'000'000), "AUTH_JWT_EXPIRED");
  EXPECT_EQ(at(R"({"nbf":1000})", 940), "in time");
  EXPECT_EQ(at(R"({"nbf":1000})", 939), "AUTH_JWT_IMMATURE");
  EXPECT_EQ(at("{}", 0), "in time");
  EXPECT_EQ(at(R"({"iat":99999999999})", 0), "in time");
  for (const std::string_view bad : {R"({"exp":"1000"})", R"({"exp":-1})", R"({"exp":1e300})",
                                     R"({"exp":null})", R"({"exp":9007199254740993})"})
    EXPECT_EQ(why(bad), "'exp' must be a number of seconds since 1970") << bad;
}

TEST(Claims, AreWrittenAsTheyAreRead) {
  for (const std::string_view json :
       {R"({"jti":"7","sub":"laptop","db":["a*"],"branch":["main"],"actions":["pull","sql-read"],)"
        R"("kep":3,"iat":1,"nbf":2,"exp":3})",
        R"({"id":"db1","a":"ro"})", R"({"p":{"rw":{"ns":["db1"]},"roa":{"ns":["x","y"]}}})", "{}"})
    EXPECT_EQ(claims_of(json).json(), json);
}

}  // namespace
}  // namespace tern::daemon
