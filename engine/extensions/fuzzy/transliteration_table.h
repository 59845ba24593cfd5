// Generated: what letters of other alphabets, and of the Latin one with marks, are in ASCII. Where
// a letter decomposes (Unicode, UnicodeData.txt, field 5) it is its base letter; the others, and
// those that SQLite's spellfix1 extension writes as two letters, are as it has them. Corrected
// against it: U+03CE is o, U+0409 and U+0459 are L and l, U+042A is A.
#pragma once

#include <string_view>

namespace tern::extensions::fuzzy {

/// U+00A0 to U+024F.
constexpr std::string_view kLatin[] = {
    " ",   "!", "?",  "?",  "?",  "?",  "|",  "?",  "\"", "(C)", "a",  "\"", "?",  "",    "(R)",
    " ",   "?", "?",  "2",  "3",  "'",  "u",  "?",  ".",  ",",   "1",  "o",  "\"", "1/4", "1/2",
    "3/4", "?", "A",  "A",  "A",  "A",  "Ae", "Aa", "AE", "C",   "E",  "E",  "E",  "E",   "I",
    "I",   "I", "I",  "D",  "N",  "O",  "O",  "O",  "O",  "Oe",  "x",  "O",  "U",  "U",   "U",
    "Ue",  "Y", "Th", "ss", "a",  "a",  "a",  "a",  "ae", "aa",  "ae", "c",  "e",  "e",   "e",
    "e",   "i", "i",  "i",  "i",  "d",  "n",  "o",  "o",  "o",   "o",  "oe", ":",  "o",   "u",
    "u",   "u", "ue", "y",  "th", "y",  "A",  "a",  "A",  "a",   "A",  "a",  "C",  "c",   "Ch",
    "ch",  "C", "c",  "C",  "c",  "D",  "d",  "D",  "d",  "E",   "e",  "E",  "e",  "E",   "e",
    "E",   "e", "E",  "e",  "Gh", "gh", "G",  "g",  "G",  "g",   "G",  "g",  "Hh", "hh",  "H",
    "h",   "I", "i",  "I",  "i",  "I",  "i",  "I",  "i",  "I",   "i",  "IJ", "ij", "Jh",  "jh",
    "K",   "k", "k",  "L",  "l",  "L",  "l",  "L",  "l",  "L.",  "l.", "L",  "l",  "N",   "n",
    "N",   "n", "N",  "n",  "'n", "NG", "ng", "O",  "o",  "O",   "o",  "O",  "o",  "OE",  "oe",
    "R",   "r", "R",  "r",  "R",  "r",  "S",  "s",  "Sh", "sh",  "S",  "s",  "S",  "s",   "T",
    "t",   "T", "t",  "T",  "t",  "U",  "u",  "U",  "u",  "U",   "u",  "U",  "u",  "U",   "u",
    "U",   "u", "W",  "w",  "Y",  "y",  "Y",  "Z",  "z",  "Z",   "z",  "Z",  "z",  "s",   "b",
    "B",   "B", "b",  "?",  "?",  "?",  "C",  "c",  "D",  "D",   "D",  "d",  "?",  "?",   "E",
    "E",   "F", "f",  "G",  "?",  "hv", "?",  "I",  "K",  "k",   "l",  "?",  "?",  "N",   "n",
    "O",   "O", "o",  "?",  "?",  "P",  "p",  "?",  "?",  "?",   "?",  "?",  "t",  "T",   "t",
    "T",   "U", "u",  "?",  "V",  "Y",  "y",  "Z",  "z",  "?",   "?",  "?",  "?",  "?",   "?",
    "?",   "?", "?",  "|",  "?",  "?",  "?",  "DZ", "Dz", "dz",  "LJ", "Lj", "lj", "NJ",  "Nj",
    "nj",  "A", "a",  "I",  "i",  "O",  "o",  "U",  "u",  "U",   "u",  "U",  "u",  "U",   "u",
    "U",   "u", "e",  "A",  "a",  "A",  "a",  "?",  "?",  "G",   "g",  "G",  "g",  "K",   "k",
    "O",   "o", "O",  "o",  "?",  "?",  "j",  "DZ", "Dz", "dz",  "G",  "g",  "Hv", "?",   "N",
    "n",   "A", "a",  "?",  "?",  "?",  "?",  "A",  "a",  "A",   "a",  "E",  "e",  "E",   "e",
    "I",   "i", "I",  "i",  "O",  "o",  "O",  "o",  "R",  "r",   "R",  "r",  "U",  "u",   "U",
    "u",   "S", "s",  "T",  "t",  "Y",  "y",  "H",  "h",  "N",   "d",  "?",  "?",  "Z",   "z",
    "A",   "a", "E",  "e",  "O",  "o",  "O",  "o",  "O",  "o",   "O",  "o",  "Y",  "y",   "l",
    "n",   "t", "j",  "db", "qp", "A",  "C",  "c",  "L",  "T",   "s",  "z",  "?",  "?",   "B",
    "U",   "?", "E",  "e",  "J",  "j",  "Q",  "q",  "R",  "r",   "Y",  "y"};

/// U+0386 to U+03CE.
constexpr std::string_view kGreek[] = {
    "A", "?", "E", "I",  "I",  "?",  "O",  "?", "Y", "O", "i", "A", "B", "G", "D",
    "E", "Z", "I", "Th", "I",  "K",  "L",  "M", "N", "X", "O", "P", "R", "?", "S",
    "T", "Y", "F", "Ch", "Ps", "O",  "I",  "Y", "a", "e", "i", "i", "y", "a", "b",
    "g", "d", "e", "z",  "i",  "th", "i",  "k", "l", "m", "n", "x", "o", "p", "r",
    "s", "s", "t", "y",  "f",  "ch", "ps", "o", "i", "y", "o", "y", "o"};

/// U+0400 to U+045F.
constexpr std::string_view kCyrillic[] = {
    "E", "E", "D", "G", "E", "Z",  "I",  "I",  "J",  "L",    "N", "D", "K", "I", "U",  "D",
    "A", "B", "V", "G", "D", "E",  "Zh", "Z",  "I",  "I",    "K", "L", "M", "N", "O",  "P",
    "R", "S", "T", "U", "F", "Kh", "Tc", "Ch", "Sh", "Shch", "A", "Y", "Y", "E", "Iu", "Ia",
    "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",    "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "kh", "tc", "ch", "sh", "shch", "a", "y", "y", "e", "iu", "ia",
    "e", "e", "d", "g", "e", "z",  "i",  "i",  "j",  "l",    "n", "d", "k", "i", "u",  "d"};

/// U+1E00 to U+1EFF.
constexpr std::string_view kLatinAdditional[] = {
    "A", "a", "B", "b", "B", "b", "B", "b", "C", "c", "D", "d", "D", "d", "D",  "d", "D",  "d",
    "D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "F", "f", "G",  "g", "H",  "h",
    "H", "h", "H", "h", "H", "h", "H", "h", "I", "i", "I", "i", "K", "k", "K",  "k", "K",  "k",
    "L", "l", "L", "l", "L", "l", "L", "l", "M", "m", "M", "m", "M", "m", "N",  "n", "N",  "n",
    "N", "n", "N", "n", "O", "o", "O", "o", "O", "o", "O", "o", "P", "p", "P",  "p", "R",  "r",
    "R", "r", "R", "r", "R", "r", "S", "s", "S", "s", "S", "s", "S", "s", "S",  "s", "T",  "t",
    "T", "t", "T", "t", "T", "t", "U", "u", "U", "u", "U", "u", "U", "u", "U",  "u", "V",  "v",
    "V", "v", "W", "w", "W", "w", "W", "w", "W", "w", "W", "w", "X", "x", "X",  "x", "Y",  "y",
    "Z", "z", "Z", "z", "Z", "z", "h", "t", "w", "y", "a", "s", "s", "s", "SS", "d", "A",  "a",
    "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", "A",  "a", "A",  "a",
    "A", "a", "A", "a", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "E",  "e", "E",  "e",
    "E", "e", "I", "i", "I", "i", "O", "o", "O", "o", "O", "o", "O", "o", "O",  "o", "O",  "o",
    "O", "o", "O", "o", "O", "o", "O", "o", "O", "o", "O", "o", "U", "u", "U",  "u", "U",  "u",
    "U", "u", "U", "u", "U", "u", "U", "u", "Y", "y", "Y", "y", "Y", "y", "Y",  "y", "LL", "ll",
    "V", "v", "Y", "y"};

}  // namespace tern::extensions::fuzzy
