#include "tools/diff/generator.h"

namespace tern::diff {

std::string Generator::integer() {
  if (random_.chance(70)) return std::to_string(random_.between(-3, 20));
  if (random_.chance(50)) return std::to_string(random_.between(-1000, 1000));
  return random_.pick({"0",
                       "1",
                       "-1",
                       "127",
                       "128",
                       "-128",
                       "255",
                       "256",
                       "32767",
                       "32768",
                       "-32769",
                       "8388607",
                       "8388608",
                       "2147483647",
                       "2147483648",
                       "-2147483649",
                       "140737488355327",
                       "140737488355328",
                       "9007199254740992",
                       "9007199254740993",
                       "4611686018427387904",
                       "9223372036854775807",
                       "-9223372036854775808",
                       "-9223372036854775807",
                       "1000000000000"});
}

std::string Generator::real() {
  if (random_.chance(60)) {
    return std::to_string(random_.between(-40, 80)) +
           random_.pick({".0", ".5", ".25", ".125", ".75"});
  }
  return random_.pick({"0.0", "-0.0", "0.1", "1.5e10", "-2.5e-3", "1e15", "123456789.125", "1e100",
                       "9.2233720368547758e18", "0.30000000000000004", "1e-10", "3.14159"});
}

/// For a column of numbers, which are identical where they are equal: zero has one sign.
std::string Generator::real_of_column() {
  const std::string out = real();
  return out == "-0.0" ? "0.0" : out;
}

std::string Generator::text() {
  if (random_.chance(45)) {
    return "'" +
           random_.pick({"a", "b", "c", "A", "B", "ab", "aB", "abc", "ABC", "a ", "a  ", "b ", "bc",
                         "x", "xy", "Xyz"}) +
           "'";
  }
  if (random_.chance(35)) {
    return "'" +
           random_.pick({"0", "1", "12", " 5", "5 ", "1e2", "-3", "0x10", "1.5", "007", "12ab",
                         "+7", ".5", "9223372036854775808"}) +
           "'";
  }
  if (random_.chance(50)) {
    return "'" +
           random_.pick({"", "é", "É", "ß日本", "日本語", "a''b", "%", "_", "a%b", "a_b", "\\",
                         "\"q\"", "😀x", "ñandú", "tab\tx", "z\nz"}) +
           "'";
  }
  if (random_.chance(8)) {
    // Longer than a page: the row needs overflow pages.
    return "'" + std::string(static_cast<size_t>(random_.between(1000, 6000)), 'k') + "'";
  }
  std::string out = "'";
  for (int64_t i = random_.between(1, 30); i > 0; --i) {
    out += static_cast<char>('a' + random_.below(6));
  }
  return out + "'";
}

std::string Generator::blob() {
  if (random_.chance(4)) return "zeroblob(" + std::to_string(random_.between(500, 5000)) + ")";
  return random_.pick(
      {"x''", "x'00'", "x'ff'", "x'61'", "x'6162'", "x'3132'", "x'0001ff'", "x'c3a9'"});
}

std::string Generator::value(Shape shape) {
  if (std::string edge = edge_value(shape); !edge.empty()) return edge;
  switch (shape) {
    case Shape::Integer:
      return integer();
    case Shape::Real:
      return random_.chance(80) ? real_of_column() : integer();
    case Shape::Text:
      return text();
    case Shape::Mixed:
      break;
  }
  switch (random_.below(6)) {
    case 0:
      return "NULL";
    case 1:
      return real();
    case 2:
      return blob();
    case 3:
      return integer();
    default:
      return text();
  }
}

std::string Generator::value_for(const Column& column) {
  if (!column.not_null && random_.chance(12)) return "NULL";
  if (column.not_null && random_.chance(1)) return "NULL";
  if (random_.chance(3)) return value(Shape::Mixed);
  if (random_.chance(3)) return constant(Shape::Mixed);
  return constant(column.shape);
}

// Not the greatest: the rowids after it are random. Not the least: SQLite looks for the equal REAL
// by rowid and does not find it.
std::string Generator::rowid_value() {
  if (random_.chance(30)) return "NULL";
  if (random_.chance(85)) return std::to_string(random_.between(1, 60));
  return random_.pick(
      {"-7", "0", "4294967296", "4611686018427387904", "-9223372036854775000", "'9'", "7.0"});
}

std::string Generator::constant(Shape shape) {
  std::string literal = value(shape);
  if (!may_bind_ || !random_.chance(15) || literal.starts_with("zeroblob")) return literal;
  std::string why;
  if (!literals_) literals_ = open_reference(":memory:", why);
  const Outcome read = literals_->run({"SELECT " + literal, {}, false, false});
  if (read.rows.empty()) return literal;
  return parameter(read.rows[0][0]);
}

std::string Generator::parameter(Value value) {
  parameters_.push_back(std::move(value));
  return "?" + std::to_string(parameters_.size());
}

}  // namespace tern::diff
