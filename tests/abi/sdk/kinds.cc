// Everything that <tern/extension.h> can add, and every way in which it can fail.
#include <tern/extension.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using namespace tern::extension;

std::string type_of(ValueView value) {
  if (value.is_integer()) return "integer " + std::to_string(value.as_integer());
  if (value.is_real()) return "real";
  if (value.is_text()) return "text " + std::string(value.as_text());
  if (value.is_blob()) return "blob of " + std::to_string(value.as_bytes().size());
  return "null";
}

void add_functions(Extension& extension) {
  extension.add_function("half", [](double x) { return x / 2; }, {.deterministic = true});
  extension.add_function("next_of", [](int64_t x) { return x + 1; });
  extension.add_function("negated", [](bool x) { return !x; });
  extension.add_function("without_result", [](std::string_view) {});
  extension.add_function("greeting", [](std::optional<std::string_view> name) {
    return "hello " + std::string(name.value_or("stranger"));
  });
  extension.add_function("size_in_bytes", [](Bytes bytes) { return bytes.size(); });
  extension.add_function(
      "reversed", [](Bytes bytes) { return std::vector<std::byte>(bytes.rbegin(), bytes.rend()); });
  extension.add_function("type_of", &type_of);
  extension.add_function("same", [](ValueView value) { return value; });
  extension.add_function("positive", [](int64_t x) -> std::optional<int64_t> {
    if (x > 0) return x;
    return std::nullopt;
  });
  extension.add_function("joined", [](std::span<const ValueView> values) {
    std::string out;
    for (const ValueView value : values) out += value.as_text();
    return out;
  });
  extension.add_function("times_made", [made = 0](FunctionCall& call, ValueView key) mutable {
    return kept(call, key, [&] { return ++made; });
  });
  extension.add_function("root", [](double x) -> Result<double> {
    if (x < 0) return fail("no root of a negative number");
    return x / 2;
  });
  extension.add_function("too_big",
                         [](int64_t) -> Result<int64_t> { return fail("", SQLITE_TOOBIG); });
  extension.add_function("throwing", [](int64_t) -> int64_t { throw std::runtime_error("lost"); });
  extension.add_function("unsafe", [](int64_t x) { return x; }, {.direct_only = true});
}

void add_aggregates(Extension& extension) {
  extension.add_aggregate<double>(
      "product", [](double& all, double x) { all *= x; }, [](const double& all) { return all; },
      1.0, [](double& all, double x) { all /= x; });
  extension.add_aggregate<std::string>(
      "initials",
      [](std::string& all, std::string_view word) -> Status {
        if (word.empty()) return fail("an empty word has no initial");
        all += word.front();
        return {};
      },
      [](const std::string& all) { return all; });
}

void add_table_functions(Extension& extension) {
  extension.add_table_function("countdown", {"n INT"}, [](int64_t from) {
    return [from]() mutable -> std::optional<int64_t> {
      if (from <= 0) return std::nullopt;
      return from--;
    };
  });
  using Word = std::tuple<std::string_view, int64_t>;
  extension.add_table_function(
      "words", {"word TEXT", "place INT"},
      [](std::string_view text, std::optional<std::string_view> separator) {
        const char between = separator && !separator->empty() ? separator->front() : ' ';
        return [text, between, place = int64_t{0}]() mutable -> std::optional<Word> {
          if (text.empty()) return std::nullopt;
          const std::string_view word = text.substr(0, text.find(between));
          text.remove_prefix(std::min(text.size(), word.size() + 1));
          return Word(word, ++place);
        };
      });
  using Rows = std::function<Result<std::optional<int64_t>>()>;
  extension.add_table_function("until", {"n INT"}, [](int64_t last) -> Result<Rows> {
    if (last < 0) return fail("until() of a negative number");
    return Rows([last, n = int64_t{0}]() mutable -> Result<std::optional<int64_t>> {
      if (n == 3) return fail("three is enough");
      if (n == last) return std::optional<int64_t>();
      return ++n;
    });
  });
}

}  // namespace

TERN_EXTENSION(extension) {
  add_functions(extension);
  add_aggregates(extension);
  extension.add_collation("by_length", [](std::string_view a, std::string_view b) {
    return static_cast<int>(a.size()) - static_cast<int>(b.size());
  });
  add_table_functions(extension);
}
