#include <algorithm>
#include <bit>
#include <cmath>

#include "tools/diff/function_values.h"

namespace tern::diff {

namespace {

std::string digits(Random& random, size_t most) {
  std::string out;
  for (size_t i = 1 + random.below(most); i > 0; --i) {
    out += static_cast<char>('0' + random.below(10));
  }
  return out;
}

std::string padded(int64_t value, size_t width) {
  std::string out = std::to_string(value);
  if (out.size() < width) out.insert(0, width - out.size(), '0');
  return out;
}

std::string maybe_damaged(std::string text, Random& random, int percent) {
  return random.chance(percent) ? damaged(std::move(text), random) : text;
}

}  // namespace

std::string damaged(std::string text, Random& random) {
  if (text.empty()) return " ";
  const size_t at = random.below(text.size());
  switch (random.below(3)) {
    case 0:
      text.erase(at, 1);
      break;
    case 1:
      text.insert(at, 1, text[random.below(text.size())]);
      break;
    default:
      text[at] = static_cast<char>(random.chance(80) ? 32 + random.below(95) : random.below(256));
  }
  return text;
}

int64_t random_integer(Random& random) {
  const auto value = static_cast<int64_t>(random.next() >> random.below(64));
  return random.chance(40) ? -value : value;
}

double random_real(Random& random) {
  switch (random.below(5)) {
    case 0:
      return std::bit_cast<double>(random.next());
    case 1:  // near what decimal digits say
      return static_cast<double>(random.between(-99999, 99999)) /
             std::pow(10.0, static_cast<double>(random.between(0, 6)));
    case 2:
      return static_cast<double>(random_integer(random));
    case 3:  // halves
      return static_cast<double>(random.between(-2000, 2000)) / 2 *
             std::pow(10.0, static_cast<double>(random.between(-6, 16)));
    default:
      return static_cast<double>(random_integer(random)) *
             std::pow(10.0, static_cast<double>(random.between(-300, 280)));
  }
}

std::string random_number_text(Random& random) {
  std::string out = random.pick({"", "", "", "-", "+", " ", "0x", "0"});
  out += digits(random, 22);
  if (random.chance(50)) {
    out += '.';
    if (random.chance(80)) out += digits(random, 20);
  }
  if (random.chance(40)) {
    out += random.pick({"e", "E"});
    out += random.pick({"", "-", "+"});
    if (random.chance(90)) out += std::to_string(random.below(random.chance(70) ? 30 : 340));
  }
  if (random.chance(10)) out += random.pick({" ", "x", "  1", ".", "_"});
  return maybe_damaged(out, random, 5);
}

std::string random_moment(Random& random) {
  std::string date = random.chance(5) ? "-" : "";
  date += padded(random.chance(60) ? random.between(1890, 2110) : random.between(0, 9999), 4);
  date += '-';
  date += padded(random.between(random.chance(5) ? 0 : 1, random.chance(5) ? 14 : 12), 2);
  date += '-';
  date += padded(random.between(1, random.chance(5) ? 33 : 31), 2);
  std::string time = padded(random.between(0, random.chance(5) ? 26 : 23), 2);
  time += ':';
  time += padded(random.between(0, random.chance(5) ? 62 : 59), 2);
  if (random.chance(70)) {
    time += ':';
    time += padded(random.between(0, random.chance(5) ? 62 : 59), 2);
    if (random.chance(50)) time.append(".").append(digits(random, 10));
  }
  if (random.chance(30)) {
    time += random.pick({"Z", " Z", "+", "-", " +", "z "});
    if (time.back() == '+' || time.back() == '-') {
      time += padded(random.between(0, 15), 2);
      time += ':';
      time += padded(random.between(0, 60), 2);
    }
  }
  const size_t what = random.below(10);
  if (what == 0) return maybe_damaged(time, random, 10);
  if (what < 4) return maybe_damaged(date, random, 10);
  return maybe_damaged(date + random.pick({" ", "T", "  ", " T"}) + time, random, 10);
}

std::string random_modifier(Random& random) {
  if (random.chance(12)) {
    const std::string moment = random_moment(random);
    return moment.substr(std::min<size_t>(random.below(12), moment.size()));
  }
  std::string out = random.pick({"+", "-", "", "+", "-"});
  out += digits(random, random.chance(80) ? 3 : 9);
  if (random.chance(25)) out.append(".").append(digits(random, 6));
  if (random.chance(2)) out += "e" + std::to_string(random.below(5));
  out += random.pick({" ", " ", " ", "  ", ""});
  out += random.pick({"day", "days", "month", "months", "year", "years", "hour", "hours", "minute",
                      "minutes", "second", "seconds", "DAYS", "Month"});
  return maybe_damaged(out, random, 5);
}

std::string random_time_format(Random& random) {
  std::string out;
  for (size_t i = random.below(8); i > 0; --i) {
    out += random.pick({"%d", "%f", "%H", "%j", "%J", "%m", "%M", "%s", "%S", "%w", "%W", "%Y",
                        "%%", "-", " ", "T", "é"});
  }
  return maybe_damaged(out, random, 4);
}

std::string random_format(Random& random) {
  std::string out;
  for (size_t i = 1 + random.below(3); i > 0; --i) {
    if (random.chance(30)) out += random.pick({"x", "=", "é", "%%", " "});
    out += '%';
    while (random.chance(35)) out += random.pick({"-", "+", " ", "#", "!", "0", ","});
    if (random.chance(40)) {
      out += random.chance(15) ? "*" : std::to_string(random.below(random.chance(95) ? 30 : 400));
    }
    if (random.chance(45)) {
      out += '.';
      out += random.chance(15) ? "*" : std::to_string(random.below(random.chance(95) ? 24 : 400));
    }
    if (random.chance(8)) out += random.pick({"l", "ll"});
    out += random.pick({"d", "i", "u", "x", "X", "o", "f", "f", "e", "E", "g", "g",
                        "G", "s", "s", "z", "c", "q", "Q", "w", "p", "r", "n"});
    if (random.chance(30)) out += '|';
  }
  return maybe_damaged(out, random, 4);
}

std::string random_json(Random& random, int depth) {
  const auto space = [&random] { return random.chance(8) ? random.pick({" ", "\n", "\t "}) : ""; };
  std::string out = space();
  const size_t what = random.below(depth > 0 ? 12 : 6);
  if (what < 2) {
    out += random.pick({"1", "-7", "0", "1.5", "2.50", "1e3", "-0.0", "12345678901234567890",
                        "9223372036854775807", "0.1e-7"});
  } else if (what < 4) {
    out += random.pick({"\"\"", "\"a\"", "\"x y\"", "\"é\"", "\"\\n\"", "\"\\u00e9\\\"\"",
                        "\"\\ud83d\\ude00\"", "\"1\"", "\"it's\""});
  } else if (what < 6) {
    out += random.pick({"null", "true", "false"});
  } else if (what < 9) {
    out += '[';
    for (size_t i = random.below(4); i > 0; --i) {
      out += random_json(random, depth - 1);
      if (i > 1) out += ',';
    }
    out += ']';
  } else {
    out += '{';
    for (size_t i = random.below(4); i > 0; --i) {
      out += space();
      out += random.pick({"\"a\"", "\"b\"", "\"c\"", "\"5\"", "\"a b\"", "\"\"", "\"\\u0061\""});
      out += space() + ":" + random_json(random, depth - 1);
      if (i > 1) out += ',';
    }
    out += '}';
  }
  out += space();
  return depth == 3 ? maybe_damaged(out, random, 8) : out;
}

std::string random_path(Random& random) {
  std::string out = random.chance(95) ? "$" : "";
  for (size_t i = random.below(4); i > 0; --i) {
    if (random.chance(50)) {
      out += random.pick({".a", ".b", ".c", ".\"a\"", ".\"a b\"", ".5", ".\"\"", ".é"});
    } else {
      out += random.pick({"[0]", "[1]", "[2]", "[#]", "[#-1]", "[#-2]", "[3]"});
    }
  }
  return maybe_damaged(out, random, 6);
}

std::string random_pattern(Random& random) {
  std::string out;
  for (size_t i = random.below(7); i > 0; --i) {
    out += random.pick({"a", "b",    "A",    "B",     "%",  "%", "_",  "*",  "?", "é",
                        "É", "[ab]", "[^a]", "[a-c]", "[]", "!", "\\", "日", "1", " "});
  }
  return maybe_damaged(out, random, 4);
}

std::string random_text(Random& random) {
  std::string out;
  for (size_t i = random.below(12); i > 0; --i) {
    out += random.pick({"a",  "b", "A", "B", "c", "é", "É", "日",   "😀",   " ", "'",
                        "\"", "1", "2", "%", "_", "x", ".", "\xff", "\xc3", "\n"});
  }
  return out;
}

}  // namespace tern::diff
