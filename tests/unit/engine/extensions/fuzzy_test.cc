#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/sql_cases.h"

// Expected values: the tests of sqlean and Turso for their functions of these names, those of
// Apache Commons Codec (which are the words of "Caverphone Revisited"), the Python module
// jellyfish, and small ones by hand.

namespace tern::extensions {
namespace {

class FuzzyCases : public SqlCases {
 protected:
  static std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }
  std::string of(std::string_view function, std::string_view a) {
    return value(std::string(function) + "(" + quoted(a) + ")");
  }
  std::string of(std::string_view function, std::string_view a, std::string_view b) {
    return value(std::string(function) + "(" + quoted(a) + ", " + quoted(b) + ")");
  }
};

struct Distances {
  const char* a;
  const char* b;
  const char* levenshtein;
  const char* alignment;
  const char* damerau;
};

TEST_F(FuzzyCases, EditDistancesDifferInTranspositions) {
  for (const Distances& c : {Distances{"abc", "abc", "0", "0", "0"},
                             {"abc", "", "3", "3", "3"},
                             {"", "abc", "3", "3", "3"},
                             {"", "", "0", "0", "0"},
                             {"abc", "ab", "1", "1", "1"},
                             {"abc", "abcd", "1", "1", "1"},
                             {"abc", "acb", "2", "1", "1"},
                             {"abc", "ca", "3", "3", "2"},
                             {"ca", "abc", "3", "3", "2"},
                             {"a cat", "an act", "3", "2", "2"},
                             {"kitten", "sitting", "3", "3", "3"},
                             {"intention", "execution", "5", "5", "5"},
                             {"DIXON", "DICKSONX", "4", "4", "4"},
                             {"awesome", "aewsme", "3", "2", "2"},
                             {"日本語", "本日語", "2", "1", "1"},
                             {"naïve", "naive", "1", "1", "1"}}) {
    SCOPED_TRACE(std::string(c.a) + " " + c.b);
    EXPECT_EQ(of("fuzzy_leven", c.a, c.b), c.levenshtein);
    EXPECT_EQ(of("fuzzy_osadist", c.a, c.b), c.alignment);
    EXPECT_EQ(of("fuzzy_damlev", c.a, c.b), c.damerau);
    EXPECT_EQ(of("levenshtein", c.b, c.a), c.levenshtein);
    EXPECT_EQ(of("osa_distance", c.b, c.a), c.alignment);
    EXPECT_EQ(of("dlevenshtein", c.b, c.a), c.damerau);
  }
}

TEST_F(FuzzyCases, HammingCountsCharactersThatDiffer) {
  EXPECT_EQ(of("fuzzy_hamming", "abc", "abc"), "0");
  EXPECT_EQ(of("fuzzy_hamming", "abc", ""), "-1");
  EXPECT_EQ(of("fuzzy_hamming", "", "abc"), "-1");
  EXPECT_EQ(of("fuzzy_hamming", "", ""), "0");
  EXPECT_EQ(of("fuzzy_hamming", "hello", "hellp"), "1");
  EXPECT_EQ(of("hamming", "hello", "heloh"), "2");
  EXPECT_EQ(of("fuzzy_hamming", "día", "dia"), "1");
}

TEST_F(FuzzyCases, JaroAndWinklersBonus) {
  const auto rounded = [&](std::string_view function, const char* a, const char* b) {
    return value("round(" + std::string(function) + "(" + quoted(a) + ", " + quoted(b) + "), 6)");
  };
  EXPECT_EQ(rounded("fuzzy_jaro", "MARTHA", "MARHTA"), "0.944444");
  EXPECT_EQ(rounded("fuzzy_jaro", "DIXON", "DICKSONX"), "0.766667");
  EXPECT_EQ(rounded("fuzzy_jaro", "DWAYNE", "DUANE"), "0.822222");
  EXPECT_EQ(rounded("fuzzy_jarowin", "MARTHA", "MARHTA"), "0.961111");
  EXPECT_EQ(rounded("fuzzy_jarowin", "DIXON", "DICKSONX"), "0.813333");
  EXPECT_EQ(rounded("jaro_winkler", "DWAYNE", "DUANE"), "0.84");
  EXPECT_EQ(rounded("fuzzy_jarowin", "TRATE", "TRACE"), "0.906667");
  EXPECT_EQ(rounded("fuzzy_jarowin", "my string", "my tsring"), "0.974074");
  EXPECT_EQ(rounded("fuzzy_jarowin", "my string", "my ntrisg"), "0.896296");
  // Of six characters that both start with, four count.
  EXPECT_EQ(rounded("fuzzy_jaro", "abcdef", "abcdefghi"), "0.888889");
  EXPECT_EQ(rounded("fuzzy_jarowin", "abcdef", "abcdefghi"), "0.933333");
  EXPECT_EQ(rounded("fuzzy_jaro", "кот", "ток"), rounded("fuzzy_jaro", "cat", "tac"));
  EXPECT_EQ(of("fuzzy_jaro", "abc", "abc"), "1.0");
  EXPECT_EQ(of("fuzzy_jaro", "a", "a"), "1.0");
  EXPECT_EQ(of("fuzzy_jaro", "", ""), "1.0");
  EXPECT_EQ(of("fuzzy_jarowin", "abc", ""), "0.0");
  EXPECT_EQ(of("fuzzy_jarowin", "", "abc"), "0.0");
  EXPECT_EQ(of("fuzzy_jaro", "abc", "xyz"), "0.0");
}

struct Pair {
  const char* a;
  const char* b;
  const char* expected;
};

TEST_F(FuzzyCases, SpellingDistanceKnowsLikelyMistakes) {
  for (const Pair& c : {Pair{"abc", "abc", "0"},
                        {"abc", "", "300"},
                        {"", "abc", "75"},
                        {"", "", "0"},
                        {"abc", "ab", "100"},
                        {"abc", "abcd", "25"},
                        {"abc", "acb", "110"},
                        {"abc", "ca", "225"},
                        {"awesome", "aewsme", "215"},
                        {"kitten", "sitting", "105"},
                        {"flaw", "lawn", "110"},
                        {"rust", "trust", "100"},
                        {"gumbo", "gambol", "65"},
                        {"Case", "cASE", "0"},
                        // A star is any rest.
                        {"ab*", "abcdef", "0"},
                        {"ab*", "ab", "0"},
                        {"*", "", "0"},
                        {"abc*", "ab", "100"}}) {
    EXPECT_EQ(of("fuzzy_editdist", c.a, c.b), c.expected) << c.a << ' ' << c.b;
    EXPECT_EQ(of("edit_distance", c.a, c.b), c.expected) << c.a << ' ' << c.b;
  }
  // Others than ASCII characters are transliterated first.
  EXPECT_EQ(of("fuzzy_editdist", "абц", "abts"), of("fuzzy_editdist", "abtc", "abts"));
}

TEST_F(FuzzyCases, PhoneticHash) {
  EXPECT_EQ(of("fuzzy_phonetic", ""), "");
  EXPECT_EQ(of("fuzzy_phonetic", "phonetics"), "BAMADAC");
  EXPECT_EQ(of("fuzzy_phonetic", "is"), "AC");
  EXPECT_EQ(of("phonetic_hash", "awesome"), "ABACAMA");
  // Silent letters: k of kn, t of tch, w of wr, d of dg.
  EXPECT_EQ(of("fuzzy_phonetic", "knight"), of("fuzzy_phonetic", "night"));
  EXPECT_EQ(of("fuzzy_phonetic", "WRITCH"), of("fuzzy_phonetic", "rich"));
  EXPECT_EQ(of("fuzzy_phonetic", "bridge"), of("fuzzy_phonetic", "brige"));
  EXPECT_EQ(of("fuzzy_phonetic", "café"), of("fuzzy_phonetic", "cafe"));
}

TEST_F(FuzzyCases, AmericanSoundex) {
  for (const Pair& c : {Pair{"phonetics", "P532", ""},
                        {"is", "I200", ""},
                        {"awesome", "A250", ""},
                        // U.S. National Archives: h and w do not set equal codes apart, vowels do.
                        {"Ashcraft", "A261", ""},
                        {"Tymczak", "T522", ""},
                        {"Pfister", "P236", ""},
                        {"Honeyman", "H555", ""},
                        {"Jackson", "J250", ""},
                        {"Gutierrez", "G362", ""},
                        {"Robert", "R163", ""},
                        {"Rubin", "R150", ""},
                        {"O''Hara", "O600", ""},
                        {"Müller", "M460", ""},
                        {"", "", ""},
                        {"42!", "", ""}}) {
    EXPECT_EQ(of("fuzzy_soundex", c.a), c.b) << c.a;
  }
}

TEST_F(FuzzyCases, RefinedSoundex) {
  for (const Pair& c : {Pair{"testing", "T6036084", ""},
                        {"TESTING", "T6036084", ""},
                        {"The", "T60", ""},
                        {"quick", "Q503", ""},
                        {"brown", "B1908", ""},
                        {"fox", "F205", ""},
                        {"jumped", "J408106", ""},
                        {"over", "O0209", ""},
                        {"lazy", "L7050", ""},
                        {"dogs", "D6043", ""},
                        {"phonetics", "P1080603", ""},
                        {"is", "I03", ""},
                        {"awesome", "A03080", ""},
                        {"", "", ""},
                        {"#", "", ""}}) {
    EXPECT_EQ(of("fuzzy_rsoundex", c.a), c.b) << c.a;
    EXPECT_EQ(of("rsoundex", c.a), c.b) << c.a;
  }
}

TEST_F(FuzzyCases, CaverphoneOfItsPaper) {
  struct Code {
    const char* code;
    std::vector<const char*> words;
  };
  const std::vector<Code> codes = {
      {"AT11111111",
       {"add", "aid", "at", "art", "eat", "earth", "head", "hit", "hot", "hold", "hard", "heart",
        "it", "out", "old"}},
      {"STFNSN1111", {"Stevenson"}},
      {"PTA1111111", {"Peter", "Peady"}},
      {"KLN1111111",
       {"Cailean", "Callahan", "Carlynne", "Charlean", "Cherlyn", "Cohleen", "Gaelan",
        "Garlen",  "Gayleen",  "Gillian",  "Glenn",    "Gorlin",  "Karleen", "Kellyann",
        "Khalin",  "Killion",  "Koerlin",  "Quillan",  "Qulllon", "Xylon"}},
      {"TN11111111", {"Dan",     "Darn",   "Dawn",  "Ddene",  "DeeAnn", "Deeyn",  "Diahann",
                      "Diannne", "Doehne", "Down",  "Duyne",  "Dyun",   "Teahan", "Terhune",
                      "Thanh",   "Thayne", "Thorn", "Thynne", "Tjon",   "Towne",  "Tyne"}},
      {"TTA1111111",
       {"Darda", "Datha", "Deerdre", "Didier", "Doherty", "Dorthea", "Doughty", "Dowdell", "Taddeo",
        "Teodoor", "Theodore", "Thordia", "Tildy", "Tjader", "Turtle", "Tuttle"}},
      {"RTA1111111", {"rather", "ready", "writer"}},
      {"SSA1111111", {"social"}},
      {"APA1111111", {"able", "appear"}},
      {"M111111111", {"mb"}},
      {"MPM1111111", {"mbmb"}},
      {"FNTKS11111", {"phonetics"}},
      {"AS11111111", {"is"}},
      {"AWSM111111", {"awesome"}},
      {"", {"", "123"}}};
  for (const Code& code : codes) {
    for (const char* word : code.words) EXPECT_EQ(of("fuzzy_caver", word), code.code) << word;
  }
  EXPECT_EQ(of("caverphone", "Lee"), "LA11111111");
}

TEST_F(FuzzyCases, Transliteration) {
  EXPECT_EQ(of("fuzzy_translit", "привет"), "privet");
  EXPECT_EQ(of("fuzzy_translit", "Щука, Жизнь"), "Shchuka, Zhizny");
  EXPECT_EQ(of("fuzzy_translit", "Größe Ångström Łódź Þór"), "Groesse Aangstroem Lodz Thor");
  EXPECT_EQ(of("fuzzy_translit", "naïve façade œuvre"), "naive facade oeuvre");
  EXPECT_EQ(of("fuzzy_translit", "Ελλάς ψυχή"), "Ellas psychi");
  EXPECT_EQ(of("translit", "Tiếng Việt"), "Tieng Viet");
  EXPECT_EQ(of("fuzzy_translit", "“ﬁne” – it’s 5 €…"), "\"fine\" - it's 5 EUR...");
  EXPECT_EQ(value("fuzzy_translit('e' || char(0x301) || 'a' || char(0xA0) || 'b')"), "ea b");
  EXPECT_EQ(of("fuzzy_translit", "日本"), "??");
  EXPECT_EQ(of("fuzzy_translit", ""), "");
}

TEST_F(FuzzyCases, ScriptsByTheirNumbers) {
  EXPECT_EQ(of("fuzzy_script", "word"), "215");
  EXPECT_EQ(of("fuzzy_script", "straße"), "215");
  EXPECT_EQ(of("fuzzy_script", "слово 5"), "220");
  EXPECT_EQ(of("fuzzy_script", "λόγος"), "200");
  EXPECT_EQ(of("fuzzy_script", "מילה"), "125");
  EXPECT_EQ(of("fuzzy_script", "كلمة"), "160");
  EXPECT_EQ(of("fuzzy_script", "word слово"), "998");
  EXPECT_EQ(of("script_code", "日本"), "999");
  EXPECT_EQ(of("fuzzy_script", ""), "999");
  EXPECT_EQ(of("fuzzy_script", "12.5"), "215");
}

TEST_F(FuzzyCases, NullGivesNullAndNumbersAreTexts) {
  for (const char* function : {"fuzzy_leven", "fuzzy_damlev", "fuzzy_osadist", "fuzzy_hamming",
                               "fuzzy_jaro", "fuzzy_jarowin", "fuzzy_editdist"}) {
    EXPECT_EQ(value(std::string(function) + "(NULL, 'a')"), "NULL") << function;
    EXPECT_EQ(value(std::string(function) + "('a', NULL)"), "NULL") << function;
    EXPECT_EQ(value(std::string(function) + "('a')"),
              "! wrong number of arguments to function " + std::string(function) + "()");
  }
  for (const char* function : {"fuzzy_soundex", "fuzzy_rsoundex", "fuzzy_caver", "fuzzy_phonetic",
                               "fuzzy_translit", "fuzzy_script"}) {
    EXPECT_EQ(value(std::string(function) + "(NULL)"), "NULL") << function;
  }
  EXPECT_EQ(value("fuzzy_leven(123, 124.0)"), "3");
  EXPECT_EQ(value("fuzzy_hamming(x'616263', 'abd')"), "1");
}

TEST_F(FuzzyCases, AnyBytesAreTaken) {
  EXPECT_EQ(value("fuzzy_leven(CAST(x'61FF62' AS TEXT), 'ab')"), "1");
  EXPECT_EQ(value("fuzzy_damlev(CAST(x'C3' AS TEXT), CAST(x'E282' AS TEXT))"), "1");
  EXPECT_EQ(value("fuzzy_hamming(CAST(x'80' AS TEXT), 'a')"), "1");
  EXPECT_EQ(value("fuzzy_soundex(CAST(x'FF526F62FE657274' AS TEXT))"), "R163");
  EXPECT_EQ(value("fuzzy_translit(CAST(x'61F8' AS TEXT))"), "a?");
  EXPECT_EQ(value("fuzzy_editdist('a' || char(0) || 'b', 'a')"), "0");
  EXPECT_EQ(value("fuzzy_caver(x'00FF')"), "");
}

TEST_F(FuzzyCases, LongTextsAreRefusedWhereWorkGrowsWithTheirProduct) {
  run("CREATE TABLE t AS SELECT replace(printf('%.*c', 10000, 'a'), 'a', 'é') AS fits");
  for (const char* function :
       {"fuzzy_leven", "fuzzy_damlev", "fuzzy_osadist", "fuzzy_jaro", "fuzzy_jarowin"}) {
    EXPECT_EQ(ask("SELECT " + std::string(function) + "(fits || 'x', '') FROM t"),
              "! text of more than 10000 characters to compare");
    EXPECT_EQ(ask("SELECT " + std::string(function) + "('', fits || 'x') FROM t"),
              "! text of more than 10000 characters to compare");
  }
  EXPECT_EQ(ask("SELECT fuzzy_leven(fits, fits), fuzzy_damlev('', fits) FROM t"), "0|10000");
  EXPECT_EQ(value("fuzzy_editdist(printf('%.*c', 10001, 'a'), '')"),
            "! text of more than 10000 characters to compare");
  EXPECT_EQ(ask("SELECT fuzzy_hamming(fits || fits, fits || 'x') FROM t"), "-1");
  EXPECT_EQ(ask("SELECT length(fuzzy_translit(fits || fits)) FROM t"), "20000");
  EXPECT_EQ(value("fuzzy_soundex(printf('%.*c', 100000, 'b'))"), "B000");
  EXPECT_EQ(value("fuzzy_caver(printf('%.*c', 100000, 'b'))"), "P111111111");
}

TEST_F(FuzzyCases, BuffersServeRowAfterRow) {
  EXPECT_EQ(ask("WITH t(a, b) AS (VALUES ('kitten', 'sitting'), ('', 'abc'), ('ca', 'abc'), "
                "('a cat', 'an act')) SELECT fuzzy_leven(a, b), fuzzy_osadist(a, b), "
                "fuzzy_damlev(a, b), fuzzy_soundex(a), fuzzy_editdist(a, a) FROM t"),
            "3|3|3|K350|0\n3|3|3||0\n3|3|2|C000|0\n3|2|2|A230|0");
}

TEST_F(FuzzyCases, ResultsMayStandInAnIndex) {
  run("CREATE TABLE names(name); INSERT INTO names VALUES ('Robert'), ('Rupert'), ('Rubin')");
  run("CREATE INDEX sounds ON names(fuzzy_soundex(name))");
  EXPECT_EQ(ask("SELECT name FROM names WHERE fuzzy_soundex(name) = 'R163' ORDER BY name"),
            "Robert\nRupert");
}

}  // namespace
}  // namespace tern::extensions
