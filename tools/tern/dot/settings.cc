// Commands that set one thing, and .show.

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

/// Sets a switch from the only word behind the command.
Outcome set_switch(Shell& shell, const Words& words, bool& on, std::string_view name) {
  if (words.size() != 2) return fail_with_usage(shell, "." + std::string(name) + " on|off");
  on = boolean_value(words[1]);
  return Outcome::Done;
}

std::string_view plan_name(AutoPlan plan) {
  switch (plan) {
    case AutoPlan::Off:
      return "off";
    case AutoPlan::On:
      return "on";
    case AutoPlan::Trigger:
      return "trigger";
    case AutoPlan::Full:
      return "full";
  }
  return "";
}

std::string_view stats_name(StatsMode mode) {
  switch (mode) {
    case StatsMode::Off:
      return "off";
    case StatsMode::On:
      return "on";
    case StatsMode::Statement:
      return "stmt";
  }
  return "";
}

}  // namespace

Outcome run_bail(Shell& shell, const Words& words) {
  return set_switch(shell, words, shell.bail, "bail");
}

Outcome run_binary(Shell& shell, const Words& words) {
  bool unused = false;
  return set_switch(shell, words, unused, "binary");
}

Outcome run_changes(Shell& shell, const Words& words) {
  return set_switch(shell, words, shell.shows_changes, "changes");
}

Outcome run_colors(Shell& shell, const Words& words) {
  return set_switch(shell, words, shell.terminal.colors, "colors");
}

Outcome run_echo(Shell& shell, const Words& words) {
  return set_switch(shell, words, shell.echo, "echo");
}

Outcome run_timer(Shell& shell, const Words& words) {
  return set_switch(shell, words, shell.timer, "timer");
}

Outcome run_headers(Shell& shell, const Words& words) {
  const Outcome outcome = set_switch(shell, words, shell.settings.headers, "headers");
  if (outcome == Outcome::Done) shell.settings.headers_set = true;
  return outcome;
}

Outcome run_eqp(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".eqp off|on|trace|trigger|full");
  if (words[1] == "full") {
    shell.auto_plan = AutoPlan::Full;
  } else if (words[1] == "trigger") {
    shell.auto_plan = AutoPlan::Trigger;
  } else {
    shell.auto_plan = boolean_value(words[1]) ? AutoPlan::On : AutoPlan::Off;
  }
  return Outcome::Done;
}

Outcome run_explain(Shell& shell, const Words& words) {
  const bool is_auto = words.size() > 1 && words[1] == "auto";
  const bool on = words.size() < 2 || (!is_auto && boolean_value(words[1]));
  shell.draws_plans = on || is_auto;
  shell.explain_is_on = on;
  return Outcome::Done;
}

Outcome run_nullvalue(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".nullvalue STRING");
  shell.settings.null_text = words[1];
  return Outcome::Done;
}

Outcome run_prompt(Shell& shell, const Words& words) {
  if (words.size() > 1) shell.prompts.first = words[1];
  if (words.size() > 2) shell.prompts.further = words[2];
  return Outcome::Done;
}

Outcome run_separator(Shell& shell, const Words& words) {
  if (words.size() < 2 || words.size() > 3) return fail_with_usage(shell, ".separator COL ?ROW?");
  shell.settings.column_separator = words[1];
  if (words.size() > 2) shell.settings.row_separator = words[2];
  return Outcome::Done;
}

Outcome run_width(Shell& shell, const Words& words) {
  shell.settings.widths.clear();
  for (size_t i = 1; i < words.size(); ++i)
    shell.settings.widths.push_back(static_cast<int>(integer_value(words[i])));
  return Outcome::Done;
}

Outcome run_show(Shell& shell, const Words& words) {
  if (words.size() != 1) return fail_with_usage(shell, ".show");
  const OutputSettings& settings = shell.settings;
  const auto on_off = [](bool on) { return on ? "on" : "off"; };
  std::string widths;
  for (const int width : settings.widths) widths += std::to_string(width) + " ";
  std::string mode(mode_name(settings.mode));
  if (is_columnar(settings.mode)) {
    mode += " --wrap " + std::to_string(settings.wrap) + " --wordwrap " +
            on_off(settings.wraps_words) + (settings.quotes ? " --quote" : " --noquote");
  }
  const std::string_view explain = shell.explain_is_on ? "on" : shell.draws_plans ? "auto" : "off";
  const auto line = [&shell](std::string_view name, std::string_view value) {
    constexpr size_t kNameWidth = 12;
    shell.print(std::string(kNameWidth - name.size(), ' ') + std::string(name) + ": " +
                std::string(value) + "\n");
  };
  line("echo", on_off(shell.echo));
  line("eqp", plan_name(shell.auto_plan));
  line("explain", explain);
  line("headers", on_off(settings.headers));
  line("mode", mode);
  line("nullvalue", escaped_text(settings.null_text));
  line("output", shell.output.name());
  line("colseparator", escaped_text(settings.column_separator));
  line("rowseparator", escaped_text(settings.row_separator));
  line("stats", stats_name(shell.stats));
  line("width", widths);
  line("filename", shell.path());
  return Outcome::Done;
}

}  // namespace tern::shell
