// .mode

#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

/// What the words behind .mode ask for.
struct ModeRequest {
  std::string name;
  std::string table = "table";
  bool names_table = false;
  int wrap = 60;
  bool wraps_words = false;
  bool quotes = false;
};

/// Takes in word `i`, and what belongs to it. False: it is wrong, which has been complained about.
bool take_word(Shell& shell, const Words& words, size_t& i, ModeRequest& request) {
  const std::string& word = words[i];
  const bool has_next = i + 1 < words.size();
  if (is_option(word, "wrap") && has_next) {
    request.wrap = static_cast<int>(integer_value(words[++i]));
  } else if (is_option(word, "ww")) {
    request.wraps_words = true;
  } else if (is_option(word, "wordwrap") && has_next) {
    request.wraps_words = boolean_value(words[++i]);
  } else if (is_option(word, "quote") || is_option(word, "noquote")) {
    request.quotes = is_option(word, "quote");
  } else if (request.name.empty()) {
    request.name = word;
    if (word == "qbox") request = {.name = "box", .quotes = true};
  } else if (!request.names_table) {
    request.table = word;
    request.names_table = true;
  } else if (has_dash(word)) {
    shell.print_error(
        "unknown option: " + word +
        "\noptions:\n  --noquote\n  --quote\n  --wordwrap on/off\n  --wrap N\n  --ww\n");
    return false;
  } else {
    shell.print_error("extra argument: \"" + word + "\"\n");
    return false;
  }
  return true;
}

void print_mode(Shell& shell) {
  const OutputSettings& settings = shell.settings;
  std::string line = "current output mode: " + std::string(mode_name(settings.mode));
  if (is_columnar(settings.mode)) {
    line += " --wrap " + std::to_string(settings.wrap) + " --wordwrap " +
            (settings.wraps_words ? "on" : "off") + (settings.quotes ? " --quote" : " --noquote");
  }
  shell.print(line + "\n");
}

}  // namespace

Outcome run_mode(Shell& shell, const Words& words) {
  ModeRequest request;
  for (size_t i = 1; i < words.size(); ++i)
    if (!take_word(shell, words, i, request)) return Outcome::Failed;
  OutputSettings& settings = shell.settings;
  if (request.name.empty()) {
    print_mode(shell);
    request.name = mode_name(settings.mode);  // asking sets it anew, with its separators
  }
  if (!set_mode(settings, request.name)) {
    std::string text = "mode should be one of:";
    for (const std::string& name : mode_names()) text += " " + name;
    return shell.report(text);
  }
  if (settings.mode == OutputMode::Insert) settings.insert_table = request.table;
  if (is_columnar(settings.mode)) {
    settings.wrap = request.wrap;
    settings.wraps_words = request.wraps_words;
    settings.quotes = request.quotes;
  }
  return Outcome::Done;
}

}  // namespace tern::shell
