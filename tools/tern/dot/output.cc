// .output, .once and .print

#include <optional>

#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

constexpr int kThisAndTheNext = 2;

/// What the words behind .output, .once or .excel ask for.
struct OutputRequest {
  std::string target = {};
  bool with_mark = false;
  std::optional<OutputTarget::Viewed> viewed;
};

/// False: a word is wrong, which has been complained about.
bool read_output_words(Shell& shell, const Words& words, OutputRequest& request) {
  const bool may_view = words[0].starts_with("o");  // .excel always does
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "bom")) {
      request.with_mark = true;
    } else if (may_view && is_option(word, "x")) {
      request.viewed = OutputTarget::Viewed::Csv;
    } else if (may_view && is_option(word, "e")) {
      request.viewed = OutputTarget::Viewed::Text;
    } else if (has_dash(word)) {
      (void)fail_with_help(shell, words, "ERROR: unknown option: \"" + word + "\".  Usage:");
      return false;
    } else if (request.target.empty() && !request.viewed) {
      request.target = word;
    } else if (request.target.starts_with("|")) {
      request.target += " " + word;  // of the command
    } else {
      (void)fail_with_help(shell, words, "ERROR: extra parameter: \"" + word + "\".  Usage:");
      return false;
    }
  }
  return true;
}

bool begin_viewing(Shell& shell, OutputTarget::Viewed viewed) {
  const OutputSettings before = shell.settings;
  const bool echo_before = shell.echo;
  const bool is_open = shell.output.redirect_to_viewer(viewed, [&shell, before, echo_before] {
    shell.settings.mode = before.mode;
    shell.settings.mode_set = before.mode_set;
    shell.settings.column_separator = before.column_separator;
    shell.settings.row_separator = before.row_separator;
    shell.echo = echo_before;
  });
  if (is_open && viewed == OutputTarget::Viewed::Csv) {
    set_mode(shell.settings, "csv");
    shell.echo = false;
  }
  return is_open;
}

/// `commands`: after how many commands, this one among them, output is standard output again; 0:
/// never.
Outcome redirect(Shell& shell, const Words& words, OutputRequest request, int commands) {
  if (!read_output_words(shell, words, request)) return Outcome::Failed;
  if (request.target.empty()) request.target = "stdout";
  shell.output_countdown = commands;
  const bool is_open = request.viewed ? begin_viewing(shell, *request.viewed)
                                      : shell.output.redirect(request.target);
  if (!is_open) return Outcome::Failed;
  const bool is_file = request.viewed || request.target != "stdout";
  if (request.with_mark && is_file) shell.print(kByteOrderMark);
  return Outcome::Done;
}

}  // namespace

Outcome run_output(Shell& shell, const Words& words) { return redirect(shell, words, {}, 0); }

Outcome run_once(Shell& shell, const Words& words) {
  return redirect(shell, words, {}, kThisAndTheNext);
}

Outcome run_excel(Shell& shell, const Words& words) {
  return redirect(shell, words, {.viewed = OutputTarget::Viewed::Csv}, kThisAndTheNext);
}

Outcome run_print(Shell& shell, const Words& words) {
  std::string line;
  for (size_t i = 1; i < words.size(); ++i) line += (i > 1 ? " " : "") + words[i];
  shell.print(line + "\n");
  return Outcome::Done;
}

}  // namespace tern::shell
