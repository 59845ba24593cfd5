#include "tests/support/sql_cases.h"

// Expected values: the examples of RFC 4648; sqlean's own cases of encode() and decode(); Python's
// base64; SQLite's own test of base64() and base85(), and for texts that are none of their kind
// what the algorithm of its extension gives.

namespace tern::extensions {
namespace {

using CodecFunctions = SqlCases;

std::string quoted_codec_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

struct CodecCase {
  const char* format;
  const char* bytes;
  const char* text;
};
constexpr CodecCase kCodecCases[] = {
    {"base64", "", ""},
    {"base64", "f", "Zg=="},
    {"base64", "fo", "Zm8="},
    {"base64", "foo", "Zm9v"},
    {"base64", "foob", "Zm9vYg=="},
    {"base64", "fooba", "Zm9vYmE="},
    {"base64", "foobar", "Zm9vYmFy"},
    {"base64", "(ಠ_ಠ)", "KOCyoF/gsqAp"},
    {"base64url", "", ""},
    {"base64url", "f", "Zg"},
    {"base64url", "foob", "Zm9vYg"},
    {"base64url", "(ಠ_ಠ)", "KOCyoF_gsqAp"},
    {"base32", "", ""},
    {"base32", "f", "MY======"},
    {"base32", "fo", "MZXQ===="},
    {"base32", "foo", "MZXW6==="},
    {"base32", "foob", "MZXW6YQ="},
    {"base32", "fooba", "MZXW6YTB"},
    {"base32", "foobar", "MZXW6YTBOI======"},
    {"hex", "", ""},
    {"hex", "foobar", "666f6f626172"},
    {"hex", "эй, мир!", "d18dd0b92c20d0bcd0b8d18021"},
    {"base85", "", ""},
    {"base85", "hell", "BOu!r"},
    {"base85", "hello", "BOu!rDZ"},
    {"base85", "hellow", "BOu!rDg)"},
    {"base85", "hellowo", "BOu!rDg-+"},
    {"base85", "эй, мир!", "d>cM`/0N<Pd(%JR+T"},
    {"base85", "(ಠ_ಠ)", ".,_D(?f85_.0"},
    {"url", "", ""},
    {"url", "azAZ09-_.~", "azAZ09-_.~"},
    {"url", "!*\\();:@&=+$,/?#[]", "%21%2A%5C%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D"},
    {"url", "эй, мир!", "%D1%8D%D0%B9%2C%20%D0%BC%D0%B8%D1%80%21"},
};

TEST_F(CodecFunctions, CodecsWriteAndReadTheirForms) {
  for (const CodecCase& c : kCodecCases) {
    const std::string format = c.format;
    const std::string bytes = quoted_codec_text(c.bytes);
    const std::string text = quoted_codec_text(c.text);
    for (const char* prefix : {"", "crypto_"}) {
      EXPECT_EQ(value(prefix + ("encode(" + bytes + ", '" + format + "')")), c.text) << c.text;
      EXPECT_EQ(
          value(prefix + ("decode(" + text + ", '" + format + "') = CAST(" + bytes + " AS BLOB)")),
          "1")
          << c.text;
    }
    EXPECT_EQ(value(format + "_encode(" + bytes + ")"), c.text) << c.text;
    EXPECT_EQ(value(format + "_decode(" + text + ") = CAST(" + bytes + " AS BLOB)"), "1") << c.text;
  }
}

TEST_F(CodecFunctions, CodecsTakeAnyTypeAndAnyFormatCase) {
  for (const char* format : {"base64", "base64url", "base32", "hex", "base85", "url"}) {
    const std::string name = quoted_codec_text(format);
    EXPECT_EQ(value("encode(NULL, " + name + "), decode(NULL, " + name + ")"), "NULL|NULL");
    EXPECT_EQ(value("typeof(encode(x'', " + name + ")), typeof(decode('', " + name + "))"),
              "text|blob");
    EXPECT_EQ(value("sum(decode(encode(b, " + name + "), " + name +
                    ") = b) FROM (SELECT randomblob(value) AS b FROM "
                    "generate_series(0, 300))"),
              "301")
        << format;
  }
  EXPECT_EQ(value("encode(12, 'HEX'), decode('3132', 'Hex'), decode(3132, 'hex')"),
            "3132|x'3132'|x'3132'");
  EXPECT_EQ(value("encode('x', NULL), decode('x', NULL)"), "NULL|NULL");
  for (const char* format : {"''", "'base16'", "64", "x'00'", "'base64 '", "'b'"}) {
    for (const char* function : {"encode", "decode", "crypto_encode", "crypto_decode"}) {
      EXPECT_EQ(value(std::string(function) + "('x', " + format + ")"),
                "! unknown encoding: base32, base64, base64url, base85, hex and url are known");
    }
  }
}

TEST_F(CodecFunctions, CodecsTakeInvalidUtf8) {
  EXPECT_EQ(value("encode(x'fbffbf01', 'base64'), encode(x'fbffbf01', 'base64url')"),
            "+/+/AQ==|-_-_AQ");
  EXPECT_EQ(value("encode(CAST(x'00ff7e' AS TEXT), 'url')"), "%00%FF~");
  for (const char* format : {"base64", "base64url", "base32", "hex", "base85"}) {
    EXPECT_EQ(value("decode(CAST(x'ff' AS TEXT), '" + std::string(format) + "')"),
              "! invalid " + std::string(format) + " text at byte 1");
  }
  EXPECT_EQ(value("decode(CAST(x'ff' AS TEXT), 'url')"), "x'FF'");
}

TEST_F(CodecFunctions, DecodersReadWhatIsNotWrong) {
  EXPECT_EQ(value("base64_decode('Zm9vYg'), base64_decode(' Zm9v' || char(13, 10) || 'Yg = =')"),
            "x'666F6F62'|x'666F6F62'");
  EXPECT_EQ(value("base64url_decode('Zm9vYg==')"), "x'666F6F62'");
  EXPECT_EQ(value("base32_decode('mzxw6yq'), base32_decode('MZXW 6YQ=')"),
            "x'666F6F62'|x'666F6F62'");
  EXPECT_EQ(value("hex_decode('0aFF'), hex_decode('0 A' || char(9) || 'ff')"), "x'0AFF'|x'0AFF'");
  EXPECT_EQ(value("url_decode('one+two%20three%2b')"), "x'6F6E652074776F2074687265652B'");
  EXPECT_EQ(value("base85_decode('BOu !rD Z')"), "x'68656C6C6F'");
}

TEST_F(CodecFunctions, Ascii85HasAShortFormOfZeros) {
  EXPECT_EQ(
      value("base85_encode(x'00000000'), base85_encode(x'0000000000'), "
            "base85_encode(x'00'), base85_encode(x'616200000000'), base85_encode(x'ffffffff')"),
      "z|z!!|!!|@:B3:!!!|s8W-!");
  EXPECT_EQ(value("base85_decode('z'), base85_decode('zz!!'), base85_decode('!!!!!'), "
                  "base85_decode('s8W-!'), base85_decode('rr')"),
            "x'00000000'|x'000000000000000000'|x'00000000'|x'FFFFFFFF'|x'FF'");
}

TEST_F(CodecFunctions, DecodersRefuseWhatIsWrong) {
  struct Case {
    const char* format;
    const char* text;
    const char* error;
  };
  for (const Case& c : {
           Case{"base64", "Zg=", "base64 text: its end is wrong"},
           Case{"base64", "Zg===", "base64 text: its end is wrong"},
           Case{"base64", "====", "base64 text: its end is wrong"},
           Case{"base64", "Zm9v====", "base64 text: its end is wrong"},
           Case{"base64", "Z", "base64 text: its end is wrong"},
           Case{"base64", "Zh==", "base64 text: its end is wrong"},  // filling bits
           Case{"base64", "Zg==Zg==", "base64 text at byte 5"},
           Case{"base64", "Zm9_", "base64 text at byte 4"},
           Case{"base64url", "Zm9/", "base64url text at byte 4"},
           Case{"base32", "M", "base32 text: its end is wrong"},
           Case{"base32", "MZX", "base32 text: its end is wrong"},
           Case{"base32", "MZXW6Y", "base32 text: its end is wrong"},
           Case{"base32", "MZ======", "base32 text: its end is wrong"},
           Case{"base32", "MY=====", "base32 text: its end is wrong"},
           Case{"base32", "MZXW1", "base32 text at byte 5"},
           Case{"hex", "0", "hex text: its end is wrong"},
           Case{"hex", "0g", "hex text at byte 2"},
           Case{"hex", "00=", "hex text at byte 3"},
           Case{"base85", "B", "base85 text: its end is wrong"},
           Case{"base85", "BOu!rv", "base85 text at byte 6"},
           Case{"base85", "BOzu!", "base85 text at byte 3"},
           Case{"base85", "s8W-\"", "base85 text at byte 5"},  // 2^32
           Case{"base85", "s8", "base85 text: its end is wrong"},
           Case{"base85", "<~BOu!r~>", "base85 text at byte 2"},
           Case{"url", "%", "url text at byte 1"},
           Case{"url", "a%2", "url text at byte 2"},
           Case{"url", "a%2g", "url text at byte 2"},
       }) {
    EXPECT_EQ(value("decode(" + quoted_codec_text(c.text) + ", '" + c.format + "')"),
              "! invalid " + std::string(c.error))
        << c.text;
  }
}

TEST_F(CodecFunctions, ResultsBeyondTheLengthLimitAreRefused) {
  db_->limit(Limit::Length, 1000);
  const std::string too_big = "! string or blob too big";
  EXPECT_EQ(value("length(encode(zeroblob(500), 'hex'))"), "1000");
  EXPECT_EQ(value("encode(zeroblob(501), 'hex')"), too_big);
  EXPECT_EQ(value("length(encode(zeroblob(750), 'base64'))"), "1000");
  EXPECT_EQ(value("encode(zeroblob(751), 'base64')"), too_big);
  EXPECT_EQ(value("encode(zeroblob(630), 'base32')"), too_big);
  EXPECT_EQ(value("encode(zeroblob(334), 'url')"), too_big);
  EXPECT_EQ(value("encode(replace(hex(zeroblob(500)), '0', 'a'), 'base85')"), too_big);
  EXPECT_EQ(value("length(decode(printf('%.250c', 'z'), 'base85'))"), "1000");
  EXPECT_EQ(value("decode(printf('%.251c', 'z'), 'base85')"), too_big);
  EXPECT_EQ(value("length(base64(zeroblob(738)))"), "998");
  EXPECT_EQ(value("base64(zeroblob(740))"), "! blob expanded to base64 too big");
  EXPECT_EQ(value("length(base85(zeroblob(788)))"), "998");
  EXPECT_EQ(value("base85(zeroblob(790))"), "! blob expanded to base85 too big");
}

TEST_F(CodecFunctions, Base64IsThatOfSqlite) {
  EXPECT_EQ(value("base64(x'')"), "");
  EXPECT_EQ(value("base64(x'000102030405'), base64(x'0001020304'), base64(x'00010203')"),
            "AAECAwQF\n|AAECAwQ=\n|AAECAw==\n");
  EXPECT_EQ(value("sum(length(base64(randomblob(value)))) FROM generate_series(1, 5000)"),
            "16910656");
  EXPECT_EQ(value("base64(CAST(printf('%.54c%.16c', 'a', 'b') AS BLOB))"),
            "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\n"
            "YmJiYmJiYmJiYmJiYmJiYg==\n");
  const auto read = [&](std::string_view text) {
    return value("base64(" + quoted_codec_text(text) + ")");
  };
  EXPECT_EQ(read(""), "x''");
  EXPECT_EQ(read("AAECAwQF"), "x'000102030405'");
  EXPECT_EQ(read("AAEC\nAwQF\n"), "x'000102030405'");
  EXPECT_EQ(read(" AAECAwQ"), "x'0001020304'");
  EXPECT_EQ(read("AAECAw "), "x'00010203'");
  EXPECT_EQ(read("~AAECAw==~"), "x'00010203'");
  EXPECT_EQ(read("A"), "x''");
  EXPECT_EQ(read("AAECA"), "x'000102'");
  EXPECT_EQ(read("=AAEC"), "x''");
  EXPECT_EQ(read("AAEC=AwQF"), "x'000102'");
  EXPECT_EQ(read("AA ECAwQF"), "x'0000102030'");
  EXPECT_EQ(read("A!AECAwQF"), "x'0000'");
  EXPECT_EQ(read("AAéCAwQF"), "x'00080C10'");
  for (const char* wrong : {"NULL", "5", "1.5"}) {
    EXPECT_EQ(value("base64(" + std::string(wrong) + ")"), "! base64 accepts only blob or text");
  }
}

TEST_F(CodecFunctions, Base85IsThatOfSqlite) {
  EXPECT_EQ(value("base85(x'')"), "");
  EXPECT_EQ(value("base85(x'000102030405'), base85(x'0001020304'), base85(x'00010203')"),
            "##/2,#2/\n|##/2,#*\n|##/2,\n");
  EXPECT_EQ(value("base85(zeroblob(66))"), std::string(80, '#') + "\n###\n");
  EXPECT_EQ(value("base85(zeroblob(64))"), std::string(80, '#') + "\n");
  const auto read = [&](std::string_view text) {
    return value("base85(" + quoted_codec_text(text) + ")");
  };
  EXPECT_EQ(read(""), "x''");
  EXPECT_EQ(read("##/2,#2/"), "x'000102030405'");
  EXPECT_EQ(read(" ##/2,#*"), "x'0001020304'");
  EXPECT_EQ(read("##/2, "), "x'00010203'");
  EXPECT_EQ(read("##/2,#"), "x'00010203'");
  EXPECT_EQ(read("##~/2,#2/"), "x'001C71C6B7'");
  EXPECT_EQ(read("zzzzz"), "x'08780EC4'");
  EXPECT_EQ(read("((("), "x''");
  EXPECT_EQ(value("base85(CAST(x'ff2323' AS TEXT))"), "x'00'");
  for (const char* wrong : {"NULL", "5", "1.5"}) {
    EXPECT_EQ(value("base85(" + std::string(wrong) + ")"), "! base85 accepts only blob or text.");
  }
}

TEST_F(CodecFunctions, LinesAreReadBack) {
  EXPECT_EQ(value("sum(base64(base64(b)) = b AND base85(base85(b)) = b) FROM "
                  "(SELECT randomblob(value) AS b FROM generate_series(0, 300))"),
            "301");
}

// As SQLite marks them.
TEST_F(CodecFunctions, Base64AndBase85AreForStatementsOnly) {
  EXPECT_EQ(
      ask("SELECT DISTINCT name, flags & 0x80000 <> 0 FROM pragma_function_list WHERE name IN "
          "('base64', 'base85', 'base64_encode') ORDER BY name"),
      "base64|1\nbase64_encode|0\nbase85|1");
}

}  // namespace
}  // namespace tern::extensions
