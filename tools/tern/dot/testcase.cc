// .testcase and .check: output as a script expects it.

#include <cstdio>
#include <fstream>
#include <sstream>

#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

constexpr const char* kTestcaseFile = "testcase-out.txt";

void skip_space(std::string_view& text) {
  while (!text.empty() && is_blank(text[0])) text.remove_prefix(1);
}

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a number from the front of `text`.
bool take_number(std::string_view& text) {
  const bool is_signed = text.starts_with('-') || text.starts_with('+');
  if (is_signed && text.size() > 1 && is_decimal_digit(text[1])) text.remove_prefix(1);
  if (text.empty() || !is_decimal_digit(text[0])) return false;
  while (!text.empty() && is_decimal_digit(text[0])) text.remove_prefix(1);
  return true;
}

/// Takes "[...]" from the front of `pattern`, whose bracket is gone already, and a character of it
/// from `text`.
bool take_one_of(std::string_view& pattern, std::string_view& text) {
  if (text.empty()) return false;
  const char wanted = text[0];
  text.remove_prefix(1);
  const bool is_inverted = pattern.starts_with('^');
  if (is_inverted) pattern.remove_prefix(1);
  bool is_in = false;
  char before = '\0';
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == ']' && i > 0) {
      pattern.remove_prefix(i + 1);
      return is_in != is_inverted;
    }
    const bool is_range =
        c == '-' && before != '\0' && i + 1 < pattern.size() && pattern[i + 1] != ']';
    if (is_range) {
      ++i;
      is_in |= wanted >= before && wanted <= pattern[i];
      before = '\0';
    } else {
      is_in |= wanted == c;
      before = c;
    }
  }
  return false;  // it has no end
}

/// GLOB, but that blanks stand for any blanks, # for a number, and blanks at the end are free.
bool fits(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    const char c = pattern[0];
    pattern.remove_prefix(1);
    if (is_blank(c)) {
      if (text.empty() || !is_blank(text[0])) return false;
      skip_space(pattern);
      skip_space(text);
    } else if (c == '*') {
      if (pattern.empty()) return true;
      for (; !text.empty(); text.remove_prefix(1)) {
        if (fits(pattern, text)) return true;
      }
      return fits(pattern, text);
    } else if (c == '[') {
      if (!take_one_of(pattern, text)) return false;
    } else if (c == '#') {
      if (!take_number(text)) return false;
    } else {
      if (text.empty() || (c != '?' && c != text[0])) return false;
      text.remove_prefix(1);
    }
  }
  skip_space(text);
  return text.empty();
}

/// Up to its first NUL. Nothing: there was no output at all.
std::optional<std::string> testcase_output() {
  const std::ifstream file(kTestcaseFile, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  if (content.view().empty()) return std::nullopt;
  return content.str().c_str();
}

}  // namespace

Outcome run_testcase(Shell& shell, const Words& words) {
  shell.testcase = words.size() > 1 ? words[1] : "?";
  return shell.output.redirect(kTestcaseFile) ? Outcome::Done : Outcome::Failed;
}

Outcome run_check(Shell& shell, const Words& words) {
  if (words.size() != 2) {
    (void)fail_with_usage(shell, ".check GLOB-PATTERN");
    return Outcome::Quit;
  }
  shell.output.reset();
  const auto got = testcase_output();
  if (!got) {
    (void)shell.report("cannot read '" + std::string(kTestcaseFile) + "'");
    return Outcome::Quit;
  }
  if (fits(words[1], *got)) {
    shell.print("testcase-" + shell.testcase + " ok\n");
    return Outcome::Done;
  }
  shell.print_error("testcase-" + shell.testcase + " FAILED\n Expected: [" + words[1] +
                    "]\n      Got: [" + *got + "]\n");
  return Outcome::Failed;
}

}  // namespace tern::shell
