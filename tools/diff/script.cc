#include "tools/diff/script.h"

#include <sqlite3.h>

#include "tools/diff/side.h"

namespace tern::diff {
namespace {

constexpr std::string_view kBind = "-- bind: ";
constexpr std::string_view kInOrder = "-- in order";
constexpr std::string_view kByReference = "-- by the reference";
constexpr std::string_view kByOther = "-- by another";

std::vector<Value> parse_literals(std::string_view literals) {
  std::string why;
  const std::unique_ptr<Side> reference = open_reference(":memory:", why);
  const Outcome outcome = reference->run({"SELECT " + std::string(literals), {}, false, false});
  return outcome.rows.empty() ? RowValues() : outcome.rows[0];
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

std::string_view take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Script parse_script(std::string_view text) {
  Script script;
  Step step;
  const auto finish = [&] {
    if (!is_blank(step.sql)) script.push_back(step);
    step = {};
  };
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (step.sql.empty()) {
      if (line.starts_with(kBind)) {
        step.parameters = parse_literals(line.substr(kBind.size()));
        continue;
      }
      if (line == kInOrder) {
        step.in_order = true;
        continue;
      }
      if (line == kByReference) {
        step.by_reference = true;
        continue;
      }
      if (line == kByOther) {
        step.by_other = true;
        continue;
      }
      if (line.starts_with("--") || is_blank(line)) continue;
    }
    // A line may end several statements.
    for (const char c : line) {
      if (step.sql.empty() && (c == ' ' || c == '\t')) continue;
      step.sql += c;
      if (c == ';' && sqlite3_complete(step.sql.c_str()) != 0) finish();
    }
    if (!step.sql.empty()) step.sql += '\n';
  }
  finish();
  return script;
}

std::string print_script(const Script& script) {
  std::string out;
  for (const Step& step : script) {
    if (step.by_reference) out += std::string(kByReference) + "\n";
    if (step.by_other) out += std::string(kByOther) + "\n";
    if (step.in_order) out += std::string(kInOrder) + "\n";
    if (!step.parameters.empty()) {
      out += kBind;
      for (size_t i = 0; i < step.parameters.size(); ++i) {
        out += (i > 0 ? ", " : "") + literal_of(step.parameters[i]);
      }
      out += "\n";
    }
    std::string_view sql = step.sql;
    while (!sql.empty() && (sql.back() == '\n' || sql.back() == ';')) sql.remove_suffix(1);
    out += std::string(sql) + ";\n";
  }
  return out;
}

// Records are parted by empty lines: `statement ok`, `statement error`, `query <types> <sort>`,
// each perhaps under `skipif <engine>` or `onlyif <engine>`. The results written there are not
// read: the reference runs the same.
Script parse_slt(std::string_view text) {
  Script script;
  bool skip = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.starts_with("skipif")) {
      skip = skip || line.starts_with("skipif sqlite");
    } else if (line.starts_with("onlyif")) {
      skip = skip || !line.starts_with("onlyif sqlite");
    } else if (line.starts_with("halt")) {
      if (!skip) break;
      skip = false;
    } else if (line.starts_with("statement") || line.starts_with("query")) {
      Step step;
      step.in_order = line.find("nosort") != std::string_view::npos;
      while (!text.empty()) {
        const std::string_view body = take_line(text);
        if (body.empty() || body.starts_with("----")) break;
        step.sql += std::string(body) + "\n";
      }
      if (!skip) script.push_back(std::move(step));
      skip = false;
    }
  }
  return script;
}

}  // namespace tern::diff
