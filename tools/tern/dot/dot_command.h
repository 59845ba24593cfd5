#pragma once

#include <span>
#include <string_view>

#include "tools/tern/shell.h"

namespace tern::shell {

/// A dot-command. The one that a word stands for is the first of the table that the word begins and
/// that has no more `letters_min` than the word has letters.
struct DotCommand {
  std::string_view name;
  size_t letters_min;
  Outcome (*run)(Shell& shell, const Words& words);  ///< words[0] is the command as it was written
  std::string_view usage;                            ///< "" for names that .help does not list
  std::string_view about;
  std::string_view options = {};    ///< further lines of .help, with their line ends
  bool is_refused_if_safe = false;  ///< reaches beyond the database
};

/// All of them, in the order in which they are looked for.
std::span<const DotCommand> dot_commands();
/// Null: there is none.
const DotCommand* find_dot_command(std::string_view word);

/// Runs the command that `words` say.
Outcome run_command(Shell& shell, const Words& words);
/// What .help has on `command`.
std::string help_text(const DotCommand& command);
/// Prints what .help has on `command`.
void print_help(Shell& shell, const DotCommand& command);
/// Complains that `words` are not what the command takes.
Outcome fail_with_usage(Shell& shell, std::string_view usage);
/// The same as part of the output, with all of the command's help behind it.
Outcome fail_with_help(Shell& shell, const Words& words, std::string_view complaint);

// The commands, by family. Where words are wrong they complain and fail.

// settings.cc
Outcome run_bail(Shell& shell, const Words& words);
Outcome run_binary(Shell& shell, const Words& words);
Outcome run_colors(Shell& shell, const Words& words);
Outcome run_changes(Shell& shell, const Words& words);
Outcome run_echo(Shell& shell, const Words& words);
Outcome run_eqp(Shell& shell, const Words& words);
Outcome run_explain(Shell& shell, const Words& words);
Outcome run_headers(Shell& shell, const Words& words);
Outcome run_nullvalue(Shell& shell, const Words& words);
Outcome run_prompt(Shell& shell, const Words& words);
Outcome run_separator(Shell& shell, const Words& words);
Outcome run_show(Shell& shell, const Words& words);
Outcome run_timer(Shell& shell, const Words& words);
Outcome run_width(Shell& shell, const Words& words);
// mode.cc
Outcome run_mode(Shell& shell, const Words& words);
// output.cc
Outcome run_output(Shell& shell, const Words& words);
Outcome run_once(Shell& shell, const Words& words);
Outcome run_excel(Shell& shell, const Words& words);
Outcome run_print(Shell& shell, const Words& words);
// names.cc
Outcome run_databases(Shell& shell, const Words& words);
Outcome run_indexes(Shell& shell, const Words& words);
Outcome run_tables(Shell& shell, const Words& words);
// schema.cc
Outcome run_fullschema(Shell& shell, const Words& words);
Outcome run_schema(Shell& shell, const Words& words);
// dump.cc, import.cc, recover.cc
Outcome run_dump(Shell& shell, const Words& words);
Outcome run_import(Shell& shell, const Words& words);
Outcome run_recover(Shell& shell, const Words& words);
// copies.cc, clone.cc
Outcome run_backup(Shell& shell, const Words& words);
Outcome run_restore(Shell& shell, const Words& words);
Outcome run_clone(Shell& shell, const Words& words);
// connections.cc
Outcome run_connection(Shell& shell, const Words& words);
Outcome run_open(Shell& shell, const Words& words);
Outcome run_timeout(Shell& shell, const Words& words);
// extensions.cc
Outcome run_load(Shell& shell, const Words& words);
// sessions.cc
Outcome run_session(Shell& shell, const Words& words);
// selftest.cc
Outcome run_selftest(Shell& shell, const Words& words);
// testcase.cc
Outcome run_check(Shell& shell, const Words& words);
Outcome run_testcase(Shell& shell, const Words& words);
// test_control.cc
Outcome run_testctrl(Shell& shell, const Words& words);
// database_facts.cc
Outcome run_dbinfo(Shell& shell, const Words& words);
Outcome run_filectrl(Shell& shell, const Words& words);
Outcome run_vfsinfo(Shell& shell, const Words& words);
Outcome run_vfslist(Shell& shell, const Words& words);
Outcome run_vfsname(Shell& shell, const Words& words);
// limits.cc
Outcome run_dbconfig(Shell& shell, const Words& words);
Outcome run_limit(Shell& shell, const Words& words);
// parameters.cc
Outcome run_parameter(Shell& shell, const Words& words);
// watching.cc
Outcome run_auth(Shell& shell, const Words& words);
Outcome run_log(Shell& shell, const Words& words);
Outcome run_progress(Shell& shell, const Words& words);
Outcome run_scanstats(Shell& shell, const Words& words);
Outcome run_stats(Shell& shell, const Words& words);
Outcome run_trace(Shell& shell, const Words& words);
// archive/archive.cc, expert/expert.cc
Outcome run_archive(Shell& shell, const Words& words);
Outcome run_expert(Shell& shell, const Words& words);
// lint.cc, sha3sum.cc
Outcome run_lint(Shell& shell, const Words& words);
Outcome run_sha3sum(Shell& shell, const Words& words);
// program.cc
Outcome run_cd(Shell& shell, const Words& words);
Outcome run_exit(Shell& shell, const Words& words);
Outcome run_help(Shell& shell, const Words& words);
Outcome run_nonce(Shell& shell, const Words& words);
Outcome run_quit(Shell& shell, const Words& words);
Outcome run_read(Shell& shell, const Words& words);
Outcome run_system(Shell& shell, const Words& words);
Outcome run_version(Shell& shell, const Words& words);

}  // namespace tern::shell
