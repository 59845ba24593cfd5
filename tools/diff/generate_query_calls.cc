#include "tools/diff/query_generator.h"

namespace tern::diff {

namespace {

// Calls of every scalar function. @x is an expression, @t a text, @i a small integer, @r a small
// real, @j a JSON document, @p a path in one, @d a time with modifiers. Where the answer is each
// engine's own only its type or size shows.
constexpr const char* kCalls[] = {
    "acos(@r / 3)", "acosh(@r)", "asin(@r / 3)", "asinh(@r)", "atan(@x)", "atan2(@r, @x)",
    "atanh(@r / 4)", "ceil(@x)", "ceiling(@x)", "cos(@r)", "cosh(@r)", "degrees(@x)", "exp(@r)",
    "floor(@x)", "ln(@x)", "log(@x)", "log(@r, @x)", "log10(@x)", "log2(@x)", "mod(@x, @i)", "pi()",
    "pow(@r, @i)", "power(@i, @r)", "radians(@x)", "sign(@x)", "sin(@r)", "sinh(@r)", "sqrt(@x)",
    "tan(@r)", "tanh(@r)", "trunc(@x)", "round(@x, @i)", "abs(0.5 * @x)",
    //
    "char(@i + 70, 233, 8364, 128512)", "format('%s|%5d|%-8s|%.3f', @x, @i, @t, @r)", "hex(@x)",
    "printf('%q %Q %w %x', @x, @t, @t, @i)", "instr(@x, @t)", "length(@x)", "lower(@x)",
    "ltrim(@x, @t)", "replace(@x, @t, @t)", "rtrim(@x, @t)", "soundex(@x)", "substr(@x, @i, @i)",
    "substring(@x, @i)", "substring(@x, @i, @i)", "trim(@x, @t)", "unicode(@x)", "upper(@x)",
    "glob(@t || '*', @x)", "like(@t, @x)", "like('%' || @t, @x, '!')",
    "CASE WHEN 0 THEN match(@t, @x) ELSE @i END", "CASE @i WHEN 'x' THEN @x MATCH @t END",
    "quote(@x)", "typeof(@x)", "zeroblob(abs(@i))",
    //
    "coalesce(@x, @x)", "ifnull(@x, @x)", "iif(@x, @x, @x)", "likelihood(@x, 0.25)", "likely(@x)",
    "max(@x, @x, @x)", "min(@x, @x, @x)", "nullif(@x, @x)", "unlikely(@x)",
    //
    "date(@d)", "time(@d)", "datetime(@d)", "julianday(@d)", "unixepoch(@d)",
    "strftime('%d %f %H %j %J %m %M %s %S %w %W %Y %%', @d)", "length(CURRENT_DATE)",
    "length(CURRENT_TIME)", "CURRENT_TIMESTAMP > '2000-01-01'",
    //
    "json(@j)", "json_array(quote(@x), @i, @r, json(@j))", "json_array_length(@j)",
    "json_array_length(@j, @p)", "json_extract(@j, @p)", "json_extract(@j, @p, @p)",
    "json_insert(@j, @p, quote(@x))", "json_object('k', quote(@x), @t, @i)", "json_patch(@j, @j)",
    "json_quote(quote(@x))", "json_remove(@j, @p)", "json_replace(@j, @p, @i)",
    "json_set(@j, @p, json(@j), '$.z', @r)", "json_type(@j)", "json_type(@j, @p)", "json_valid(@x)",
    "\"->\"(@j, @p)", "\"->>\"(@j, abs(@i))", "(@j -> abs(@i))", "(@j ->> @p)",
    //
    "subtype(json_array(@i))", "subtype(quote(@x))", "typeof(random())", "length(randomblob(@i))",
    "typeof(changes())", "typeof(total_changes())", "typeof(last_insert_rowid())",
    "typeof(sqlite_version())", "typeof(sqlite_source_id())", "sqlite_compileoption_get(9999)",
    "sqlite_compileoption_used('NOT_ANY_OPTION')"};

}  // namespace

std::string QueryGenerator::call_argument(char kind, const Scope& scope, int depth) {
  switch (kind) {
    case 't':
      return constant(Shape::Text);
    case 'i':
      return std::to_string(random_.between(-4, 6));
    case 'r':
      return std::to_string(random_.between(-3, 4)) + random_.pick({".0", ".5", ".125"});
    case 'j':
      return random_.pick({"'{\"a\":1,\"b\":[1,2,{\"c\":null}],\"5\":\"x\"}'", "'[10,20.5,[30]]'",
                           "'null'", "'\"text\"'", "'{\"a\":{\"a\":true}}'", "NULL", "'1.50'",
                           "'{\"a\":\"\\u00e9\\n\",\"b\":{}}'", "'[]'"});
    case 'p':
      return random_.pick({"'$'", "'$.a'", "'$.b'", "'$.b[2].c'", "'$[1]'", "'$[#-1]'", "'$.\"5\"'",
                           "'$.a.a'", "NULL"});
    case 'd':
      return random_.pick({"'2024-02-29 12:34:56.789'", "'1999-12-31'", "2451545.25", "'12:00'",
                           "'nonsense'", "'2000-01-01T00:00:00Z'", "0", "1e9", "NULL",
                           "'-0044-03-15'"}) +
             random_.pick({"", "", ", '+1 day'", ", 'start of month', '-1 day'", ", 'weekday 3'",
                           ", 'unixepoch'", ", 'auto'", ", '-13 months'", ", '+1.5 hours'",
                           ", 'start of year'", ", 'julianday'", ", 'no modifier'"});
    default:
      return expr(scope, depth);
  }
}

std::string QueryGenerator::wide_call(const Scope& scope, int depth) {
  std::string out;
  const std::string_view call = kCalls[random_.below(std::size(kCalls))];
  for (size_t i = 0; i < call.size(); ++i) {
    if (call[i] == '@') {
      out += call_argument(call[++i], scope, depth);
    } else {
      out += call[i];
    }
  }
  return out;
}

}  // namespace tern::diff
