#include <openssl/evp.h>

#include "tests/support/sql_cases.h"

// Expected values: Python's hashlib and hmac; the examples of FIPS 180-4, RFC 2202 and RFC 4231.

namespace tern::extensions {
namespace {

using DigestFunctions = SqlCases;

struct HashCase {
  const char* name;
  const char* of_nothing;
  const char* of_abc;
  const char* hmac;  // key "Jefe", text "what do ya want for nothing?"
};
constexpr HashCase kHashCases[] = {
    {"md5", "D41D8CD98F00B204E9800998ECF8427E", "900150983CD24FB0D6963F7D28E17F72",
     "750C783E6AB0B503EAA86E310A5DB738"},
    {"sha1", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "A9993E364706816ABA3E25717850C26C9CD0D89D",
     "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79"},
    {"sha224", "D14A028C2A3A2BC9476102BB288234C415A2B01F828EA62AC5B3E42F",
     "23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7",
     "A30E01098BC6DBBF45690F3A7E9E6D0F8BBEA2A39E6148008FD05E44"},
    {"sha256", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
     "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
     "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"},
    {"sha384",
     "38B060A751AC96384CD9327EB1B1E36A21FDB71114BE07434C0CC7BF63F6E1DA274EDEBF"
     "E76F65FBD51AD2F14898B95B",
     "CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED8086072B"
     "A1E7CC2358BAECA134C825A7",
     "AF45D2E376484031617F78D2B58A6B1B9C7EF464F5A01B47E42EC3736322445E8E2240CA"
     "5E69E2C78B3239ECFAB21649"},
    {"sha512",
     "CF83E1357EEFB8BDF1542850D66D8007D620E4050B5715DC83F4A921D36CE9CE47D0D13C"
     "5D85F2B0FF8318D2877EEC2F63B931BD47417A81A538327AF927DA3E",
     "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A"
     "274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F",
     "164B7A7BFCF819E2E395FBE73B56E0A387BD64222E831FD610270CD7EA2505549758BF75"
     "C05A994A6D034F65F8F0E6FDCAEAB1A34D4A6B4B636E070A38BCE737"},
    {"sha3_224", "6B4E03423667DBB73B6E15454F0EB1ABD4597F9A1B078E3F5B5A6BC7",
     "E642824C3F8CF24AD09234EE7D3C766FC9A3A5168D0C94AD73B46FDF",
     "7FDB8DD88BD2F60D1B798634AD386811C2CFC85BFAF5D52BBACE5E66"},
    {"sha3_256", "A7FFC6F8BF1ED76651C14756A061D662F580FF4DE43B49FA82D80A4B80F8434A",
     "3A985DA74FE225B2045C172D6BD390BD855F086E3E9D525B46BFE24511431532",
     "C7D4072E788877AE3596BBB0DA73B887C9171F93095B294AE857FBE2645E1BA5"},
    {"sha3_384",
     "0C63A75B845E4F7D01107D852E4C2485C51A50AAAA94FC61995E71BBEE983A2AC3713831"
     "264ADB47FB6BD1E058D5F004",
     "EC01498288516FC926459F58E2C6AD8DF9B473CB0FC08C2596DA7CF0E49BE4B298D88CEA"
     "927AC7F539F1EDF228376D25",
     "F1101F8CBF9766FD6764D2ED61903F21CA9B18F57CF3E1A23CA13508A93243CE48C045DC"
     "007F26A21B3F5E0E9DF4C20A"},
    {"sha3_512",
     "A69F73CCA23A9AC5C8B567DC185A756E97C982164FE25859E0D1DCC1475C80A615B2123A"
     "F1F5F94C11E3E9402C3AC558F500199D95B6D3E301758586281DCD26",
     "B751850B1A57168A5693CD924B6B096E08F621827444F70D884F5D0240D2712E10E116E9"
     "192AF3C91A7EC57647E3934057340B4CF408D5A56592F8274EEC53F0",
     "5A4BFEAB6166427C7A3647B747292B8384537CDB89AFB3BF5665E4C5E709350B287BAEC9"
     "21FD7CA0EE7A0C31D022A95E1FC92BA9D77DF883960275BEB4E62024"},
    {"blake2b",
     "786A02F742015903C6C6FD852552D272912F4740E15847618A86E217F71F5419D25E1031"
     "AFEE585313896444934EB04B903A685B1448B755D56F701AFE9BE2CE",
     "BA80A53F981C4D0D6A2797B69F12F6E94C212F14685AC4B74B12BB6FDBFFA2D17D87C539"
     "2AAB792DC252D5DE4533CC9518D38AA8DBF1925AB92386EDD4009923",
     "6FF884F8DDC2A6586B3C98A4CD6EBDF14EC10204B6710073EB5865ADE37A2643B8807C13"
     "35D107ECDB9FFEAEB6828C4625BA172C66379EFCD222C2DE11727AB4"},
    {"blake2s", "69217A3079908094E11121D042354A7C1F55B6482CA1A51E1B250DFD1ED0EEF9",
     "508C5E8C327C14E2E1A72BA34EEB452F37458B209ED63A294D999B4C86675982",
     "90B6281E2F3038C9056AF0B4A7E763CAE6FE5D9EB4386A0EC95237890C104FF0"},
};

TEST_F(DigestFunctions, HashesAreThoseOfTheStandards) {
  for (const HashCase& c : kHashCases) {
    const std::string name = c.name;
    EXPECT_EQ(value(name + "('')"), "x'" + std::string(c.of_nothing) + "'") << name;
    EXPECT_EQ(value(name + "('abc')"), "x'" + std::string(c.of_abc) + "'") << name;
    EXPECT_EQ(value(name + "(x'616263')"), "x'" + std::string(c.of_abc) + "'") << name;
    EXPECT_EQ(value(name + "(NULL)"), "NULL") << name;
    EXPECT_EQ(value("hmac('" + name + "', 'Jefe', 'what do ya want for nothing?')"),
              "x'" + std::string(c.hmac) + "'")
        << name;
  }
}

TEST_F(DigestFunctions, HashesTakeAnyBytes) {
  EXPECT_EQ(value("md5(x'ff00fe')"), "x'13A18F27D9E54107C1D22C7D67F55018'");
  EXPECT_EQ(value("md5(CAST(x'ff00fe' AS TEXT))"), "x'13A18F27D9E54107C1D22C7D67F55018'");
  EXPECT_EQ(value("md5('日')"), "x'3EDDDD85AC2C5E612FB71DBB89E7D1C5'");
  EXPECT_EQ(value("md5(12)"), "x'C20AD4D76FE97759AA27A0C99BFF6710'");
  EXPECT_EQ(value("md5(1.5)"), "x'6008647277C4454CECD97D33C069F0CA'");
  EXPECT_EQ(value("sha256(printf('%.*c', 1000000, 'a'))"),
            "x'CDC76E5C9914FB9281A1C7E284D73E67F1809A48A497200E046D39CCC7112CD0'");
}

TEST_F(DigestFunctions, HashesOfATextAreThoseOfItsUtf8) {
  run("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(x); INSERT INTO t VALUES('日')");
  EXPECT_EQ(ask("SELECT md5(x), encode(x, 'hex') FROM t"),
            "x'3EDDDD85AC2C5E612FB71DBB89E7D1C5'|e697a5");
}

TEST_F(DigestFunctions, CallsOfASiteDoNotMix) {
  EXPECT_EQ(ask("SELECT count(*) FROM (VALUES('abc'),(''),(NULL),('abc')) WHERE "
                "md5(column1) = x'900150983CD24FB0D6963F7D28E17F72'"),
            "2");
  EXPECT_EQ(ask("SELECT length(hmac(column1, column2, 'x')) FROM "
                "(VALUES('md5','a'),('sha512','a'),('md5',''),('sha1',NULL),('sha1','b'))"),
            "16\n64\n16\nNULL\n20");
  EXPECT_EQ(ask("SELECT count(DISTINCT hmac('md5', column1, 'x')) FROM (VALUES('a'),(''),('a'))"),
            "2");
}

TEST_F(DigestFunctions, Sha3TakesASize) {
  for (const char* size : {"224", "256", "384", "512"}) {
    EXPECT_EQ(value("sha3('abc', " + std::string(size) + ") = sha3_" + size + "('abc')"), "1");
  }
  EXPECT_EQ(value("sha3('abc') = sha3_256('abc'), sha3('abc', '512') = sha3_512('abc')"), "1|1");
  EXPECT_EQ(value("sha3(NULL), sha3(NULL, 512)"), "NULL|NULL");
  for (const char* wrong : {"0", "255", "NULL", "'x'", "-256", "1099511628032"}) {
    EXPECT_EQ(value("sha3('abc', " + std::string(wrong) + ")"),
              "! SHA3 size should be one of: 224 256 384 512")
        << wrong;
  }
}

TEST_F(DigestFunctions, CryptoNamesAreTheSameFunctions) {
  for (const std::string name :
       {"md5", "sha1", "sha256", "sha384", "sha512", "blake2b", "blake2s"}) {
    EXPECT_EQ(value("crypto_" + name + "('abc') = " + name + "('abc')"), "1") << name;
    EXPECT_EQ(value("crypto_" + name + "(NULL)"), "NULL") << name;
  }
}

TEST_F(DigestFunctions, HmacTakesKeysOfAnyLength) {
  EXPECT_EQ(value("hmac('sha256', '', '')"),
            "x'B613679A0814D9EC772F95D778C35FC5FF1697C493715653C6C712144292C5AD'");
  EXPECT_EQ(value("hmac('sha256', unhex(replace(hex(zeroblob(131)), '00', 'aa')), "
                  "'Test Using Larger Than Block-Size Key - Hash Key First')"),
            "x'60E431591EE0B67F0D8A26AACBF5B77F8E0BC6213728C5140546040F0EE37F54'");
  EXPECT_EQ(value("hmac(NULL, 'k', 'd'), hmac('md5', NULL, 'd'), hmac('md5', 'k', NULL)"),
            "NULL|NULL|NULL");
}

TEST_F(DigestFunctions, HmacKnowsHashesByAnyUsualSpelling) {
  for (const char* name : {"SHA-256", "Sha256", "sha_256"}) {
    EXPECT_EQ(value("hmac('" + std::string(name) + "', 'k', 'd') = hmac('sha256', 'k', 'd')"), "1")
        << name;
  }
  EXPECT_EQ(value("hmac('SHA3-256', 'k', 'd') = hmac('sha3_256', 'k', 'd')"), "1");
  for (const char* name : {"''", "'-'", "'sha'", "'sha2567'", "5", "x'00'", "'md4'"}) {
    EXPECT_EQ(value("hmac(" + std::string(name) + ", 'k', 'd')"),
              "! hmac() does not know this hash function")
        << name;
  }
}

TEST_F(DigestFunctions, WhatOpensslRefusesIsAnError) {
  ASSERT_EQ(EVP_set_default_properties(nullptr, "provider=none"), 1);
  EXPECT_EQ(value("md5('abc')"), "! OpenSSL does not offer md5 on this machine");
  EXPECT_EQ(value("hmac('sha1', 'k', 'd')"), "! OpenSSL does not offer sha1 on this machine");
  ASSERT_EQ(EVP_set_default_properties(nullptr, ""), 1);
  EXPECT_EQ(value("md5('abc')"), "x'900150983CD24FB0D6963F7D28E17F72'");
}

TEST_F(DigestFunctions, SchemasMayUseThem) {
  run("CREATE TABLE t(x, h AS (md5(x))); CREATE INDEX i ON t(sha256(x)); INSERT INTO t "
      "VALUES('a')");
  EXPECT_EQ(ask("SELECT hex_encode(h) FROM t"), "0cc175b9c0f1b6a831c399e269772661");
}

}  // namespace
}  // namespace tern::extensions
