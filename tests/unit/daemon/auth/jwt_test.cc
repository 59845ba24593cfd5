#include "daemon/auth/jwt.h"

#include <gtest/gtest.h>

#include "daemon/auth/base64url.h"
#include "daemon/auth/key_ring.h"
#include "daemon/auth/strict_json.h"

namespace tern::daemon {
namespace {

// RFC 8037, appendix A: the private key, the public key, and a JWS that it signed.
constexpr std::string_view kSeed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr std::string_view kPublic = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
constexpr std::string_view kSigned = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr std::string_view kSignature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

PrivateKey rfc_key() { return std::move(*PrivateKey::from_seed(*decode_base64url(kSeed))); }

std::string why(std::string_view token) {
  const auto jwt = parse_jwt(token);
  return jwt ? "parsed" : jwt.error().code + ": " + jwt.error().message;
}

std::string with_header(std::string_view header) {
  return encode_base64url(header) + ".e30." + std::string(kSignature);
}

TEST(Ed25519, SignsAndVerifiesTheExampleOfRfc8037) {
  const PrivateKey key = rfc_key();
  EXPECT_EQ(encode_base64url(key.public_key().raw()), kPublic);
  EXPECT_EQ(encode_base64url(key.sign(kSigned)), kSignature);
  const auto jwt = parse_jwt(std::string(kSigned) + "." + std::string(kSignature));
  ASSERT_TRUE(jwt.has_value()) << jwt.error().message;
  EXPECT_EQ(jwt->signed_text, kSigned);
  EXPECT_EQ(jwt->claims, "Example of Ed25519 signing");
  EXPECT_FALSE(jwt->key_id.has_value());
  EXPECT_TRUE(key.public_key().verifies(jwt->signed_text, jwt->signature));
}

TEST(Ed25519, SignatureWithALargerScalarIsRefused) {
  // The same point and S + L: RFC 8032 section 5.1.7 demands S < L.
  constexpr unsigned char kOrder[] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                      0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                      0,    0,    0,    0,    0,    0,    0,    0,
                                      0,    0,    0,    0,    0,    0,    0,    0x10};
  std::string signature = *decode_base64url(kSignature);
  unsigned carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned char>(signature[32 + i]) + kOrder[i];
    signature[32 + i] = static_cast<char>(carry & 0xff);
    carry >>= 8;
  }
  EXPECT_FALSE(rfc_key().public_key().verifies(kSigned, signature));
}

TEST(Ed25519, PemGoesThereAndBack) {
  const PrivateKey key = rfc_key();
  EXPECT_EQ(PublicKey::from_pem(key.public_key().pem())->raw(), key.public_key().raw());
  EXPECT_EQ(PrivateKey::from_pem(key.pem())->public_key().raw(), key.public_key().raw());
  EXPECT_NE(PrivateKey::generate().public_key().raw(), key.public_key().raw());
  EXPECT_FALSE(PublicKey::from_pem(key.pem()).has_value());
  EXPECT_FALSE(PrivateKey::from_pem("").has_value());
  EXPECT_FALSE(PublicKey::from_raw(std::string(31, 'x')).has_value());
}

TEST(Base64Url, HasOneTextForEveryByteString) {
  EXPECT_EQ(encode_base64url(""), "");
  EXPECT_EQ(encode_base64url("f"), "Zg");  // RFC 4648 section 10, without padding
  EXPECT_EQ(encode_base64url("fo"), "Zm8");
  EXPECT_EQ(encode_base64url("foo"), "Zm9v");
  EXPECT_EQ(encode_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(decode_base64url("Zm9vYmE"), "fooba");
  EXPECT_EQ(decode_base64url("-_8"), "\xfb\xff");
  for (const std::string_view bad :
       {"Zg==", "Z", "Zh", "Zm9", "Zm 9", "+/8", "Zm9v\n", "Zm9v.", "\xc3\xa4"})
    EXPECT_FALSE(decode_base64url(bad).has_value()) << bad;
}

TEST(StrictJson, RefusesWhatReadersTakeDifferently) {
  EXPECT_TRUE(parse_strict_object(R"({"a":{"a":[{"a":1}]}})").has_value());
  for (const std::string_view bad : std::initializer_list<std::string_view>{
           "", "[]", "1", "{", "{} {}", "{'a':1}", "{\"a\":1,}", "{\"a\":1,\"a\":1}",
           std::string_view("{}\0", 3), R"({"b":[{"a":1,"\u0061":2}]})", "{\"a\":\"\xff\"}",
           "{\"a\":1}//x", R"({"a":[[[[[[[[[[]]]]]]]]]]})"})
    EXPECT_FALSE(parse_strict_object(bad).has_value()) << bad;
}

TEST(Jwt, HeaderOfOneAlgorithmOnly) {
  EXPECT_EQ(why(with_header(R"({"alg":"EdDSA"})")), "parsed");
  EXPECT_EQ(why(with_header(R"({"alg":"EdDSA","typ":"jwt","kid":"7","x":[]})")), "parsed");
  for (const std::string_view alg :
       {R"("none")", R"("None")", R"("HS256")", R"("RS256")", R"("ES256")", R"("eddsa")",
        R"("EdDSA ")", R"("Ed25519")", R"("")", "null", "1", R"(["EdDSA"])"})
    EXPECT_EQ(why(with_header("{\"alg\":" + std::string(alg) + "}")),
              "AUTH_JWT_INVALID: The JWT is invalid: it must be signed with alg EdDSA (Ed25519)");
  EXPECT_EQ(why(with_header("{}")),
            "AUTH_JWT_INVALID: The JWT is invalid: it must be signed with alg EdDSA (Ed25519)");
  EXPECT_EQ(why(with_header(R"({"alg":"EdDSA","crit":["exp"]})")),
            "AUTH_JWT_INVALID: The JWT is invalid: its header has 'crit', which is not known here");
  EXPECT_EQ(why(with_header(R"({"alg":"EdDSA","typ":"JOSE"})")),
            "AUTH_JWT_INVALID: The JWT is invalid: its header's 'typ' is not JWT");
  EXPECT_EQ(why(with_header(R"({"alg":"EdDSA","kid":7})")),
            "AUTH_JWT_INVALID: The JWT is invalid: its header's 'kid' is no string");
  EXPECT_EQ(why(with_header(R"({"alg":"none","alg":"EdDSA"})")),
            "AUTH_JWT_INVALID: The JWT is invalid: its header is no JSON object");
}

TEST(Jwt, HasThreePartsOfBase64Url) {
  for (const std::string_view bad : {"", ".", "a.b", "a.b.c.d"})
    EXPECT_EQ(why(bad),
              "AUTH_JWT_INVALID: The JWT is invalid: it has not the three parts of a JWT");
  EXPECT_EQ(why("a.b.c"), "AUTH_JWT_INVALID: The JWT is invalid: its parts are not base64url");
  EXPECT_EQ(why(std::string(kTokenBytesMax + 1, 'a')),
            "AUTH_JWT_INVALID: The JWT is invalid: it is longer than 8 KiB");
}

TEST(KeyRing, ReadsPemAndRawKeysWithTheirIds) {
  const PrivateKey first = rfc_key();
  const PrivateKey second = PrivateKey::generate();
  const PrivateKey third = PrivateKey::generate();
  KeyRing keys;
  const Status added = keys.add_text("# keys\nkid: one\n" + first.public_key().pem() + "\n" +
                                         second.public_key().pem() + "kid: three\n" +
                                         encode_base64url(third.public_key().raw()) + "\n",
                                     "k");
  ASSERT_TRUE(added.has_value()) << added.error().message();
  EXPECT_EQ(keys.size(), 3U);
  const auto signer = [&](const std::optional<std::string>& key_id, const PrivateKey& key) {
    const RingKey* found = keys.signer(key_id, "text", key.sign("text"));
    return found ? found->id + "!" : std::string("nobody");
  };
  EXPECT_EQ(signer(std::nullopt, first), "one!");
  EXPECT_EQ(signer(std::nullopt, second), "!");
  EXPECT_EQ(signer(std::nullopt, third), "three!");
  EXPECT_EQ(signer("one", first), "one!");
  EXPECT_EQ(signer("three", first), "nobody");    // an id that some key has selects it
  EXPECT_EQ(signer("unknown", first), "nobody");  // one that none has leaves the nameless keys
  EXPECT_EQ(signer("unknown", second), "!");
  EXPECT_EQ(signer("", second), "!");
  EXPECT_EQ(signer(std::nullopt, PrivateKey::generate()), "nobody");
}

TEST(KeyRing, KeysOfADatabaseTakeThePlaceOfTheOthersThere) {
  const PrivateKey all = PrivateKey::generate();
  const PrivateKey own = PrivateKey::generate();
  KeyRing keys;
  ASSERT_TRUE(keys.add_text(all.public_key().pem(), "a").has_value());
  ASSERT_TRUE(keys.add_text(own.public_key().pem(), "b", "db1").has_value());
  const RingKey* for_all = keys.signer(std::nullopt, "x", all.sign("x"));
  const RingKey* for_one = keys.signer(std::nullopt, "x", own.sign("x"));
  ASSERT_TRUE(for_all && for_one);
  EXPECT_FALSE(keys.covers(*for_all, "db1"));
  EXPECT_TRUE(keys.covers(*for_all, "db2"));
  EXPECT_TRUE(keys.covers(*for_one, "db1"));
  EXPECT_FALSE(keys.covers(*for_one, "db2"));
}

TEST(KeyRing, SaysWhatIsWrongWithAFile) {
  const auto why_not = [](const std::string& text) {
    KeyRing keys;
    const Status added = keys.add_text(text, "k");
    return added ? std::string("accepted") : std::string(added.error().message());
  };
  EXPECT_EQ(why_not("# nothing\n"), "k: holds no key");
  EXPECT_EQ(why_not("\nsecret\n"),
            "k line 2: expected a PEM block PUBLIC KEY, the base64url of a key's 32 bytes, or kid: "
            "ID");
  EXPECT_EQ(why_not("-----BEGIN PUBLIC KEY-----\nMCow"),
            "k line 1: the PEM block PUBLIC KEY cannot be read");
  EXPECT_EQ(why_not(rfc_key().pem()), "k line 1: the PEM block PUBLIC KEY cannot be read");
  KeyRing keys;
  EXPECT_EQ(keys.add_file("/nonexistent/key").error().message(),
            "cannot read the key file /nonexistent/key: No such file or directory");
}

}  // namespace
}  // namespace tern::daemon
