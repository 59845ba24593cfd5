// .output, .once and .print

#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// `commands`: after how many commands, this one among them, output is standard output again; 0:
/// never.
Outcome redirect(Shell& shell, const Words& words, int commands) {
  std::string target;
  bool with_mark = false;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "bom")) {
      with_mark = true;
    } else if (is_option(word, "x") || is_option(word, "e")) {
      return shell.report("." + words[0] + " " + word + " is not supported: no program is started");
    } else if (has_dash(word)) {
      return fail_with_help(shell, words, "ERROR: unknown option: \"" + word + "\".  Usage:");
    } else if (target.empty()) {
      target = word;
    } else if (target.starts_with("|")) {
      target += " " + word;  // of the command
    } else {
      return fail_with_help(shell, words, "ERROR: extra parameter: \"" + word + "\".  Usage:");
    }
  }
  if (target.empty()) target = "stdout";
  shell.output_countdown = commands;
  if (!shell.output.redirect(target)) return Outcome::Failed;
  if (with_mark && target != "stdout") shell.print(kByteOrderMark);
  return Outcome::Done;
}

}  // namespace

Outcome run_output(Shell& shell, const Words& words) { return redirect(shell, words, 0); }

Outcome run_once(Shell& shell, const Words& words) {
  constexpr int kThisAndTheNext = 2;
  return redirect(shell, words, kThisAndTheNext);
}

Outcome run_print(Shell& shell, const Words& words) {
  std::string line;
  for (size_t i = 1; i < words.size(); ++i) line += (i > 1 ? " " : "") + words[i];
  shell.print(line + "\n");
  return Outcome::Done;
}

}  // namespace tern::shell
