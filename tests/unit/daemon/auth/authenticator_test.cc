#include "daemon/auth/authenticator.h"

#include <gtest/gtest.h>

#include <atomic>
#include <sstream>
#include <thread>
#include <vector>

#include "daemon/auth/jwt.h"
#include "daemon/auth/revocation.h"
#include "daemon/auth/tokens.h"
#include "daemon/operation/log.h"
#include "tests/support/test_certificate.h"

namespace tern::daemon {
namespace {

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// A clock that stands still until a test moves it.
class StandingClock final : public io::Clock {
 public:
  int64_t wall_ms() override { return now_ms; }
  int64_t monotonic_ms() override { return now_ms; }
  void sleep_ms(int64_t duration_ms) override { now_ms += duration_ms; }
  int64_t now_ms = 1'700'000'000'000;
};

class AuthenticatorTest : public testing::Test {
 protected:
  AuthenticatorTest() {
    EXPECT_TRUE(set_log_level("error").has_value());
    tests::write_file(folder_ / "key.pub", key_.public_key().pem());
    options_.jwt_keys = {folder_ / "key.pub"};
  }

  TokenAuthenticator& authenticator() {
    if (!authenticator_) {
      auto opened = TokenAuthenticator::open(options_, clock_);
      EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message());
      authenticator_ = std::move(*opened);
    }
    return *authenticator_;
  }
  std::string sign(std::string_view claims) const { return sign_jwt(key_, "", claims); }
  /// The name of who is let in, or the code of the refusal.
  std::string check(std::string_view token) {
    const auto permit = authenticator().check_token(token);
    return permit ? std::string((*permit)->name()) : permit.error().code;
  }
  std::string check_header(std::string_view header) {
    const auto permit = authenticator().check_header(header);
    if (!permit) {
      EXPECT_EQ(permit.error().status, 401);
      EXPECT_FALSE(permit.error().message.empty());
    }
    return permit ? std::string((*permit)->name()) : permit.error().code;
  }

  tests::TemporaryFolder folder_;
  StandingClock clock_;
  PrivateKey key_ = PrivateKey::generate();
  AuthenticatorOptions options_;
  std::unique_ptr<TokenAuthenticator> authenticator_;
};

TEST_F(AuthenticatorTest, HeaderHasTheSchemeBearerInAnyCase) {
  const std::string token = sign(R"({"sub":"laptop"})");
  EXPECT_EQ(check_header("Bearer " + token), "laptop");
  EXPECT_EQ(check_header("bEARER   " + token), "laptop");
  EXPECT_EQ(check_header(""), "AUTH_HEADER_NOT_FOUND");
  EXPECT_EQ(check_header("Bearer"), "AUTH_HEADER_MALFORMED");
  EXPECT_EQ(check_header("Bearer "), "AUTH_HEADER_MALFORMED");
  EXPECT_EQ(check_header("Bearer " + token + " x"), "AUTH_HEADER_MALFORMED");
  EXPECT_EQ(check_header("Basic dXNlcjpwYXNz"), "AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME");
  EXPECT_EQ(check_header(token), "AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME");
  EXPECT_EQ(check_header("Bearer" + token), "AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME");
  EXPECT_EQ(check(""), "AUTH_HEADER_NOT_FOUND");
}

TEST_F(AuthenticatorTest, NoBitOfATokenMayChange) {
  const std::string token = sign(R"({"sub":"laptop","exp":1790000000})");
  ASSERT_EQ(check(token), "laptop");
  int refused = 0;
  for (size_t at = 0; at < token.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string altered = token;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      if (check(altered) == "AUTH_JWT_INVALID") ++refused;
    }
  }
  EXPECT_EQ(refused, static_cast<int>(8 * token.size()));
}

TEST_F(AuthenticatorTest, NoPartOfATokenMayBeMissing) {
  const std::string token = sign(R"({"sub":"laptop"})");
  for (size_t length = 1; length < token.size(); ++length) {
    EXPECT_EQ(check(token.substr(0, length)), "AUTH_JWT_INVALID");
    EXPECT_EQ(check(token.substr(length)), "AUTH_JWT_INVALID");
  }
  EXPECT_EQ(check(token + "A"), "AUTH_JWT_INVALID");
  EXPECT_EQ(check(token + "="), "AUTH_JWT_INVALID");
  EXPECT_EQ(check(std::string(20'000, 'x')), "AUTH_JWT_INVALID");
}

TEST_F(AuthenticatorTest, OnlyTokensOfItsKeysCount) {
  EXPECT_EQ(check(sign_jwt(PrivateKey::generate(), "", "{}")), "AUTH_JWT_INVALID");
  EXPECT_EQ(check(sign(R"({"iss":"x"})")), "AUTH_JWT_INVALID");
  EXPECT_EQ(check(sign("{}")), "jwt");
  EXPECT_EQ(check(sign(R"({"jti":"t1"})")), "t1");
}

TEST_F(AuthenticatorTest, TimesAreCheckedOnEveryUse) {
  const std::string token = sign(R"({"sub":"x","nbf":1700000000,"exp":1700001000})");
  clock_.now_ms = 1'699'999'939'999;
  EXPECT_EQ(check(token), "AUTH_JWT_IMMATURE");
  clock_.now_ms = 1'699'999'940'000;
  EXPECT_EQ(check(token), "x");
  clock_.now_ms = 1'700'001'059'999;
  EXPECT_EQ(check(token), "x");
  clock_.now_ms = 1'700'001'060'000;
  EXPECT_EQ(check(token), "AUTH_JWT_EXPIRED");
}

TEST_F(AuthenticatorTest, RevocationIsSeenASecondLater) {
  tests::write_file(folder_ / "revoked", "");
  options_.revoked = folder_ / "revoked";
  const std::string token = sign(R"({"jti":"t1","sub":"x","kep":1})");
  const std::string other = sign(R"({"jti":"t2","sub":"y","kep":2})");
  EXPECT_EQ(check(token), "x");
  ASSERT_TRUE(revoke_token(options_.revoked, "t1").has_value());
  EXPECT_EQ(check(token), "x");
  clock_.now_ms += 1000;
  EXPECT_EQ(check(token), "AUTH_TOKEN_REVOKED");
  EXPECT_EQ(check(other), "y");
  ASSERT_TRUE(raise_key_epoch(options_.revoked, 2).has_value());
  clock_.now_ms += 1000;
  EXPECT_EQ(check(other), "y");
  EXPECT_EQ(check(sign(R"({"sub":"old","kep":1})")), "AUTH_TOKEN_REVOKED");
  EXPECT_EQ(check(sign(R"({"sub":"without an epoch"})")), "AUTH_TOKEN_REVOKED");
  EXPECT_EQ(content_of(options_.revoked), "revoked t1\nepoch 2\n");
}

TEST_F(AuthenticatorTest, BrokenRevocationFileKeepsTheOldList) {
  tests::write_file(folder_ / "revoked", "revoked t1\n");
  options_.revoked = folder_ / "revoked";
  const std::string token = sign(R"({"jti":"t1"})");
  EXPECT_EQ(check(token), "AUTH_TOKEN_REVOKED");
  tests::write_file(folder_ / "revoked", "what is this?\n");
  clock_.now_ms += 1000;
  EXPECT_EQ(check(token), "AUTH_TOKEN_REVOKED");
  std::remove(options_.revoked.c_str());
  clock_.now_ms += 1000;
  EXPECT_EQ(check(token), "AUTH_TOKEN_REVOKED");
  tests::write_file(folder_ / "revoked", "# nobody\n");
  clock_.now_ms += 1000;
  EXPECT_EQ(check(token), "t1");
}

TEST_F(AuthenticatorTest, OpaqueTokensWorkBesideJwts) {
  tests::write_file(folder_ / "tokens", "a-token-of-twenty-char app notes-* sql\n");
  options_.tokens = folder_ / "tokens";
  options_.extra_tokens = token_digest("for a developer") + " dev * pull\n";
  EXPECT_EQ(check("a-token-of-twenty-char"), "app");
  EXPECT_EQ(check("for a developer"), "dev");
  EXPECT_EQ(check(sign(R"({"sub":"jwt too"})")), "jwt too");
  EXPECT_EQ(check("a-token-of-twenty-chaR"), "AUTH_JWT_INVALID");
  options_.jwt_keys.clear();
  authenticator_.reset();
  EXPECT_EQ(check("a-token-of-twenty-char"), "app");
  EXPECT_EQ(check("a-token-of-twenty-chaR"), "AUTH_FAILED");
  EXPECT_EQ(check(sign("{}")), "AUTH_FAILED");
}

TEST_F(AuthenticatorTest, ReloadTakesAllOrNothing) {
  tests::write_file(folder_ / "tokens", "a-token-of-twenty-char app * sql\n");
  options_.tokens = folder_ / "tokens";
  const std::string token = sign("{}");
  const PrivateKey next = PrivateKey::generate();
  EXPECT_EQ(check(token), "jwt");
  tests::write_file(folder_ / "tokens", "b-token-of-twenty-char other * sql\n");
  tests::write_file(folder_ / "key.pub", "broken\n");
  EXPECT_FALSE(authenticator().reload().has_value());
  EXPECT_EQ(check("a-token-of-twenty-char"), "app");
  EXPECT_EQ(check(token), "jwt");
  tests::write_file(folder_ / "key.pub", next.public_key().pem());
  ASSERT_TRUE(authenticator().reload().has_value());
  EXPECT_EQ(check("b-token-of-twenty-char"), "other");
  EXPECT_EQ(check("a-token-of-twenty-char"), "AUTH_JWT_INVALID");
  EXPECT_EQ(check(token), "AUTH_JWT_INVALID");  // though it was among the verified ones
  EXPECT_EQ(check(sign_jwt(next, "", "{}")), "jwt");
}

TEST_F(AuthenticatorTest, PermitsOutliveAReload) {
  const auto permit = authenticator().check_token(sign(R"({"actions":["pull"]})"));
  ASSERT_TRUE(permit.has_value());
  ASSERT_TRUE(authenticator().reload().has_value());
  EXPECT_TRUE((*permit)->access("x").pull);
}

TEST_F(AuthenticatorTest, KeysOfADatabaseAdministerNothingElse) {
  const PrivateKey own = PrivateKey::generate();
  tests::write_file(folder_ / "own.pub", own.public_key().pem());
  options_.jwt_database_keys = {"db1=" + (folder_ / "own.pub")};
  const std::string claims = R"({"actions":["sql","admin"]})";
  const auto all = authenticator().check_token(sign(claims));
  const auto one = authenticator().check_token(sign_jwt(own, "", claims));
  ASSERT_TRUE(all.has_value() && one.has_value());
  EXPECT_FALSE((*all)->access("db1").any());
  EXPECT_TRUE((*all)->access("db2").write && (*all)->may_administer());
  EXPECT_TRUE((*one)->access("db1").write);
  EXPECT_FALSE((*one)->access("db2").any() || (*one)->may_administer());
}

TEST_F(AuthenticatorTest, FullCacheForgetsTheOldest) {
  options_.cache_size_max = 2;
  const std::string tokens[] = {sign(R"({"sub":"1"})"), sign(R"({"sub":"2"})"),
                                sign(R"({"sub":"3"})")};
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(check(tokens[0]), "1");
    EXPECT_EQ(check(tokens[1]), "2");
    EXPECT_EQ(check(tokens[2]), "3");
  }
}

/// For ThreadSanitizer above all.
TEST_F(AuthenticatorTest, ManyCheckWhileKeysAndRevocationsAreReadAgain) {
  tests::write_file(folder_ / "revoked", "");
  options_.revoked = folder_ / "revoked";
  options_.cache_size_max = 2;
  std::vector<std::string> tokens;
  for (int i = 0; i < 4; ++i) tokens.push_back(sign("{\"jti\":\"t" + std::to_string(i) + "\"}"));
  const TokenAuthenticator& checked = authenticator();
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  for (const std::string& token : tokens)
    threads.emplace_back([&checked, &accepted, &token] {
      for (int n = 0; n < 50; ++n)
        if (const auto permit = checked.check_token(token); permit && (*permit)->access("x").read)
          ++accepted;
    });
  for (int n = 0; n < 20; ++n) EXPECT_TRUE(authenticator().reload().has_value());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, 200);
}

TEST_F(AuthenticatorTest, SaysWhatIsWrongWithItsFiles) {
  const auto why = [&] {
    const auto opened = TokenAuthenticator::open(options_, clock_);
    return opened ? std::string("opened") : std::string(opened.error().message());
  };
  options_.jwt_database_keys = {"no file"};
  EXPECT_EQ(why(), "'no file' must name a database and its key file: NAME=FILE");
  options_.jwt_database_keys.clear();
  options_.revoked = folder_ / "revoked";
  EXPECT_EQ(why(),
            "cannot read the revocation file " + options_.revoked + ": No such file or directory");
  tests::write_file(options_.revoked, "epoch x\n");
  EXPECT_EQ(why(), options_.revoked + " line 1: expected 'revoked ID' or 'epoch NUMBER'");
}

TEST(OpenAuthenticator, LetsEverybodyIn) {
  const auto authenticator = make_open_authenticator();
  const auto permit = authenticator->check_header("");
  ASSERT_TRUE(permit.has_value());
  EXPECT_TRUE((*permit)->access("x").write && (*permit)->may_administer());
}

TEST(Revocation, FileIsReplacedWholeAndStaysReadable) {
  const tests::TemporaryFolder folder;
  const std::string path = folder / "revoked";
  tests::write_file(path, "# by hand\nrevoked a  # lost phone");  // no newline at the end
  ASSERT_TRUE(revoke_token(path, "b").has_value());
  EXPECT_EQ(content_of(path), "# by hand\nrevoked a  # lost phone\nrevoked b\n");
  EXPECT_EQ(revoke_token(path, "two words").error().code(), ErrorCode::Misuse);
  tests::write_file(path, "broken\n");
  EXPECT_EQ(revoke_token(path, "c").error().message(),
            path + " line 1: expected 'revoked ID' or 'epoch NUMBER'");
  EXPECT_EQ(content_of(path), "broken\n");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  const auto list = RevocationList::parse("epoch 3\nepoch 2\nrevoked a\n", "r");
  ASSERT_TRUE(list.has_value());
  EXPECT_TRUE(list->revokes("a", 9) && list->revokes("", 2));
  EXPECT_FALSE(list->revokes("b", 3) || list->revokes("", 3));
}

}  // namespace
}  // namespace tern::daemon
