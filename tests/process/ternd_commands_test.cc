// The command line of the daemon: tokens, keys and settings.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A folder that ternd is run in.
class TerndCommands : public testing::Test {
 protected:
  Outcome ternd(std::vector<std::string> arguments, const std::string& input = {}) const {
    arguments.insert(arguments.begin(), TERND_PROGRAM);
    return run_program(arguments, input, folder_.path());
  }
  /// With environment variables, "NAME=VALUE".
  Outcome ternd_with(const std::vector<std::string>& variables,
                     const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"env"};
    words.insert(words.end(), variables.begin(), variables.end());
    words.emplace_back(TERND_PROGRAM);
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_program(words, "", folder_.path());
  }
  std::string make_token(std::vector<std::string> arguments) const {
    const std::vector<std::string> command = {"token", "create", "--key", "key.pem"};
    arguments.insert(arguments.begin(), command.begin(), command.end());
    const Outcome created = ternd(arguments);
    EXPECT_EQ(created.status, 0) << created.err;
    return created.out;
  }
  void make_key() const {
    const Outcome made = ternd({"token", "keygen", "key.pem"});
    EXPECT_EQ(made.status, 0) << made.err;
  }

  TemporaryFolder folder_;
};

TEST_F(TerndCommands, MakesOpaqueTokens) {
  const Outcome outcome = ternd({"token", "new"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("tern_"));
  EXPECT_EQ(outcome.out.size(), 70U);
  EXPECT_THAT(outcome.err, HasSubstr("sha256:"));
}

TEST_F(TerndCommands, MakesKeysThatOpensslReads) {
  const Outcome made = ternd({"token", "keygen", "key.pem"});
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out.size(), 17U);
  struct stat found{};
  ASSERT_EQ(::stat((folder_ / "key.pem").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  const Outcome read = run_program({"openssl", "pkey", "-in", folder_ / "key.pem", "-pubout"});
  EXPECT_EQ(read.status, 0) << read.err;
  EXPECT_EQ(read_file(folder_ / "key.pem.pub"), "kid: " + made.out + read.out);
  const Outcome again = ternd({"token", "keygen", "key.pem"});
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(again.err, "ternd: cannot make key.pem: File exists\n");
}

TEST_F(TerndCommands, TokensSayWhatTheyWereMadeFor) {
  make_key();
  const std::string token =
      make_token({"--name", "laptop", "--id", "t1", "--db", "notes-*", "--db", "shop", "--action",
                  "pull,push", "--action", "sql-read", "--expires", "never", "--epoch", "3"});
  const Outcome seen = ternd({"token", "inspect", "--jwt-keys", "key.pem.pub"}, token);
  EXPECT_EQ(seen.status, 0) << seen.err;
  EXPECT_THAT(seen.out, StartsWith("signature   good, by key "));
  EXPECT_THAT(seen.out, HasSubstr("\nid          t1\nname        laptop\n"
                                  "databases   notes-*, shop\nbranches    all\n"
                                  "actions     pull,push,sql-read\nissued      20"));
  EXPECT_THAT(seen.out, EndsWith("\nexpires     never\nkey epoch   3\n"));
  const std::string signature = token.substr(token.rfind('.') + 1);
  EXPECT_THAT(seen.out, Not(HasSubstr(signature.substr(0, 20))));
  EXPECT_THAT(ternd({"token", "inspect"}, token).out, StartsWith("signature   NOT CHECKED"));
}

TEST_F(TerndCommands, TokensOfOthersAreNotShown) {
  make_key();
  ASSERT_EQ(ternd({"token", "keygen", "other.pem"}).status, 0);
  const Outcome seen =
      ternd({"token", "inspect", "--jwt-keys", "other.pem.pub"}, make_token({"--libsql"}));
  EXPECT_EQ(seen.status, 1);
  EXPECT_EQ(seen.out, "");
  EXPECT_EQ(seen.err,
            "ternd: none of the keys has signed this token: what it says means nothing\n");
  EXPECT_EQ(ternd({"token", "inspect"}, "nonsense").err,
            "ternd: The JWT is invalid: it has not the three parts of a JWT\n");
}

TEST_F(TerndCommands, LibsqlsClaims) {
  make_key();
  const auto rights = [&](std::vector<std::string> arguments) {
    arguments.emplace_back("--libsql");
    return ternd({"token", "inspect", "--jwt-keys", "key.pem.pub"}, make_token(arguments)).out;
  };
  EXPECT_THAT(rights({}), HasSubstr("\ndatabases   all\nactions     read, write\n"));
  EXPECT_THAT(rights({"--action", "sql-read"}), HasSubstr("\ndatabases   all\nactions     read\n"));
  EXPECT_THAT(rights({"--db", "a", "--db", "b"}),
              HasSubstr("\nread, write a, b\nread        none\n"));
  const auto why = [&](std::vector<std::string> arguments) {
    const std::vector<std::string> command = {"token", "create", "--key", "key.pem", "--libsql"};
    arguments.insert(arguments.begin(), command.begin(), command.end());
    return ternd(arguments).err;
  };
  EXPECT_EQ(why({"--action", "pull"}),
            "ternd: --libsql goes with --action sql (the default) or sql-read\n");
  EXPECT_EQ(why({"--db", "a*"}), "ternd: libSQL's claims have names of databases, not patterns\n");
  EXPECT_EQ(why({"--branch", "a"}),
            "ternd: libSQL's claims know no branches: leave out --branch\n");
}

TEST_F(TerndCommands, SaysWhatATokenLacks) {
  make_key();
  const auto why = [&](std::vector<std::string> arguments) {
    const std::vector<std::string> command = {"token", "create", "--key", "key.pem"};
    arguments.insert(arguments.begin(), command.begin(), command.end());
    const Outcome outcome = ternd(arguments);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(why({}), "ternd: say what the token allows: --action pull,push (or --libsql)\n");
  EXPECT_EQ(why({"--action", "write"}),
            "ternd: --action is of pull, push, sql, sql-read, branch, resolve and admin, not "
            "'write'\n");
  EXPECT_THAT(why({"--action", "pull", "--expires", "30"}),
              StartsWith("ternd: --expires must be a time with its unit as "));
  EXPECT_EQ(why({"--action", "pull", "--id", "a b"}),
            "ternd: The JWT is invalid: 'jti' must be printable ASCII without blanks and '#'\n");
  EXPECT_EQ(ternd({"token", "create", "--key", "key.pem.pub", "--libsql"}).err,
            "ternd: key.pem.pub: there is no PEM block PRIVATE KEY that can be read\n");
}

TEST_F(TerndCommands, RevokedAndExpiredTokensAreToldApart) {
  make_key();
  const std::string token = make_token({"--libsql", "--id", "t1", "--epoch", "1"});
  const auto inspect = [&](const std::string& what) {
    return ternd({"token", "inspect", "--jwt-keys", "key.pem.pub", "--revoked", "gone"}, what).err;
  };
  ASSERT_EQ(ternd({"token", "revoke", "--revoked", "gone", "t0", "t2"}).status, 0);
  EXPECT_EQ(inspect(token), "");
  ASSERT_EQ(ternd({"token", "revoke", "--revoked", "gone", "t1"}).status, 0);
  EXPECT_EQ(inspect(token), "ternd: The token has been revoked\n");
  EXPECT_EQ(read_file(folder_ / "gone"), "revoked t0\nrevoked t2\nrevoked t1\n");
  const std::string other = make_token({"--libsql", "--epoch", "1"});
  EXPECT_EQ(inspect(other), "");
  ASSERT_EQ(ternd({"token", "revoke", "--revoked", "gone", "--epoch", "2"}).status, 0);
  EXPECT_EQ(inspect(other), "ternd: The token has been revoked\n");
  EXPECT_THAT(inspect(make_token({"--libsql", "--epoch", "2", "--starts", "1h"})),
              StartsWith("ternd: The JWT is not valid yet"));
  EXPECT_EQ(ternd({"token", "revoke", "--revoked", "gone"}).err,
            "ternd: ternd token revoke needs the id of a token, or --epoch\n");
}

TEST_F(TerndCommands, ServeSaysWhatIsMissing) {
  const auto why = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "serve");
    const Outcome outcome = ternd(arguments);
    EXPECT_EQ(outcome.status, 1);
    return outcome.err;
  };
  EXPECT_EQ(why({}), "ternd: ternd serve needs --data: the folder of the databases\n");
  EXPECT_EQ(why({"--data", "d"}), "ternd: ternd serve needs --tls-cert: the certificate, PEM\n");
  const std::vector<std::string> tls = {"--data", "d", "--tls-cert", "c", "--tls-key", "k"};
  const auto with_tls = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), tls.begin(), tls.end());
    return why(arguments);
  };
  EXPECT_THAT(with_tls({}), StartsWith("ternd: ternd serve needs --tokens or --jwt-keys: "));
  EXPECT_EQ(with_tls({"--no-auth", "--listen", "0.0.0.0:1"}),
            "ternd: --no-auth needs a loopback address as 127.0.0.1, not 0.0.0.0:1\n");
  EXPECT_EQ(with_tls({"--no-auth", "--tokens", "t"}),
            "ternd: --no-auth lets everybody in: leave out tokens and keys\n");
  EXPECT_THAT(with_tls({"--tokens", "none"}), HasSubstr("cannot read the token file none"));
  EXPECT_EQ(why({"--dev", "--listen", "0.0.0.0:8080"}),
            "ternd: --dev needs a loopback address as 127.0.0.1, not 0.0.0.0:8080\n");
  EXPECT_EQ(why({"--workers", "many"}),
            "ternd: --workers must be a whole number, not negative, not 'many'\n");
}

TEST_F(TerndCommands, PrintConfigSaysWhereEachSettingComesFrom) {
  write_file(folder_ / "c.toml",
             "data = '/file'\nlisten = '127.0.0.1:1'\nforeign_keys = true\n[limits]\n"
             "idle_stream = '90s'\n");
  const Outcome printed =
      ternd_with({"TERND_CONFIG=c.toml", "TERND_LISTEN=127.0.0.1:2", "TERND_DATA=/variable"},
                 {"serve", "--data", "/flag", "--foreign-keys=false", "--jwt-keys", "a",
                  "--jwt-keys", "b", "--default-namespace=", "--print-config"});
  EXPECT_EQ(printed.status, 0) << printed.err;
  const auto origin = [&](const std::string& setting) {
    const size_t from = ("\n" + printed.out).find("\n" + setting + " ");
    EXPECT_NE(from, std::string::npos) << setting << " in " << printed.out;
    const std::string line = printed.out.substr(from, printed.out.find('\n', from) - from);
    return line.substr(line.find("# ") + 2);
  };
  EXPECT_EQ(origin("data = \"/flag\""), "--data");
  EXPECT_EQ(origin("listen = \"127.0.0.1:2\""), "TERND_LISTEN");
  EXPECT_EQ(origin("idle_stream = \"90s\""), "c.toml line 5");
  EXPECT_EQ(origin("foreign_keys = false"), "--foreign-keys");
  EXPECT_EQ(origin("jwt_keys = [\"a\", \"b\"]"), "--jwt-keys");
  EXPECT_EQ(origin("default_namespace = \"\""), "--default-namespace");
  EXPECT_EQ(origin("body_bytes_max = \"80MiB\""), "default");
  write_file(folder_ / "again.toml", printed.out);
  EXPECT_EQ(ternd({"serve", "--config", "again.toml", "--print-config"}).status, 0);
  write_file(folder_ / "c.toml", "\nwrong = 1\n");
  EXPECT_EQ(ternd({"serve", "--config", "c.toml", "--print-config"}).err,
            "ternd: c.toml line 2: wrong is not a setting\n");
  EXPECT_EQ(ternd({"serve", "--config", "none.toml"}).err,
            "ternd: cannot read the settings file none.toml: No such file or directory\n");
}

TEST_F(TerndCommands, ExampleSettingsAreAccepted) {
  const Outcome printed =
      ternd({"serve", "--config", TERN_SOURCE "/daemon/systemd/ternd.toml", "--print-config"});
  EXPECT_EQ(printed.status, 0) << printed.err;
}

}  // namespace
}  // namespace tern::tests
