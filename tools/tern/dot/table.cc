// The table of dot-commands.

#include <algorithm>

#include "tools/tern/commands/shell_commands.h"
#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

/// A command that the sqlite3 shell has and this one has not.
Outcome refuse(Shell& shell, const Words& words) {
  const DotCommand* command = find_dot_command(words[0]);
  return shell.report("." + std::string(command ? command->name : words[0]) +
                      " is not supported by this shell");
}

constexpr bool kRefusedIfSafe = true;

// A word finds the first that fits, so the order tells what an abbreviation means.
constexpr DotCommand kCommands[] = {
    {"archive", 2, &run_archive, ".archive COMMAND ?OPTIONS? ?NAME...?",
     "Files in the table sqlar of a database",
     "   -c, --create          A new archive of files\n"
     "   -u, --update          Add files, or put those in again that have changed\n"
     "   -i, --insert          Add files, or put them in again\n"
     "   -r, --remove          Take members out\n"
     "   -t, --list            List members\n"
     "   -x, --extract         Write members into files\n"
     "   -v, --verbose         Tell the names, or more of a list\n"
     "   -f, --file FILE       The archive is FILE, not the open database\n"
     "   -C, --directory DIR   Names of files are seen from there\n"
     "   -g, --glob            Names of members are patterns\n"
     "   -n, --dryrun          Show the SQL instead of running it\n"},
    {"auth", 1, &run_auth, ".auth on|off", "Show what statements ask to be allowed"},
    {"backup", 3, &run_backup, ".backup ?DB? FILE", "Copy a database (\"main\") into FILE",
     "   --async     Write FILE without waiting for the disk\n", kRefusedIfSafe},
    {"bail", 3, &run_bail, ".bail on|off", "Stop after the first error"},
    {"binary", 3, &run_binary, ".binary on|off", "No effect: output is always as it is"},
    {"cd", 2, &run_cd, ".cd DIRECTORY", "Change the working directory", {}, kRefusedIfSafe},
    {"changes", 3, &run_changes, ".changes on|off", "Show how many rows each line of SQL changed"},
    {"check", 3, &run_check, ".check PATTERN", "Compare what was printed since .testcase",
     "   * any text, ? and [...] a character, # a number; blanks stand for any blanks\n"},
    {"clone",
     1,
     &run_clone,
     ".clone FILE",
     "Copy tables and rows into the new database FILE",
     {},
     kRefusedIfSafe},
    {"colors", 6, &run_colors, ".colors on|off",
     "Colour statements, headers and NULLs on a terminal"},
    {"conflicts", 9, &run_conflicts, ".conflicts ?DECISION?",
     "List conflicts of syncs, or decide one",
     "   retry ID                Try the parked transaction again\n"
     "   discard ID              Give it up\n"
     "   resolve ID ours|theirs  Choose the value of one side\n"},
    {"connection", 1, &run_connection, ".connection ?close? ?N?",
     "List connections, go to one (0 to 4), or close it"},
    {"databases", 2, &run_databases, ".databases", "List the attached databases and their files"},
    {"dbconfig", 3, &run_dbconfig, ".dbconfig ?NAME? ?ON?",
     "Show or set switches of the connection"},
    {"dbinfo", 3, &run_dbinfo, ".dbinfo ?DB?", "Show what the database header says"},
    {"dump", 1, &run_dump, ".dump ?OPTIONS? ?PATTERN...?", "Print the database as SQL",
     "   --data-only        Only the INSERT statements\n"
     "   --newlines         Keep line ends in texts as they are\n"
     "   --nosys            Leave out the tables of ANALYZE and AUTOINCREMENT\n"
     "   --preserve-rowids  Rows keep their rowids\n"
     "   PATTERN            Only tables, indexes, triggers and views LIKE this\n"},
    {"echo", 1, &run_echo, ".echo on|off", "Print statements and commands before they run"},
    {"eqp", 1, &run_eqp, ".eqp off|on|trigger|full",
     "Show the plan of each statement before it runs"},
    {"exit", 1, &run_exit, ".exit ?CODE?", "End the program, with CODE as its status"},
    {"explain", 1, &run_explain, ".explain off|on|auto", "Print plans as trees, or as any rows"},
    {"expert", 1, &run_expert, ".expert ?OPTIONS?",
     "Suggest indexes for the next line of SQL, which does not run",
     "   --verbose    Show the candidates, too\n"
     "   --sample N   Look at N percent of the rows (0 to 100; 0 if it is not given)\n"},
    {"excel", 5, &run_excel, ".excel ?--bom?", "As .once -x", {}, kRefusedIfSafe},
    {"filectrl", 1, &run_filectrl, ".filectrl ?NAME? ?VALUE?", "Show or set facts of the file"},
    {"fullschema", 1, &run_fullschema, ".fullschema ?--indent?",
     "Show the schema and what ANALYZE has found"},
    {"headers", 1, &run_headers, ".headers on|off", "Show column names, or not"},
    {"help", 1, &run_help, ".help ?-all? ?NAME?",
     "Show this list, with all options or of one command"},
    {"import", 1, &run_import, ".import ?OPTIONS? FILE TABLE", "Add the rows of FILE to TABLE",
     "   --ascii            Columns end with byte 31, rows with byte 30\n"
     "   --csv              Columns end with a comma, rows with a line end\n"
     "   --schema S         TABLE is in database S\n"
     "   --skip N           Leave out the first N rows\n"
     "   -v                 Tell what is done\n"
     "   FILE may be \"|COMMAND\": what it prints. A table that does not exist is made, with "
     "columns\n"
     "   named by the first row. Without --csv or --ascii, .mode and .separator say how to read.\n",
     kRefusedIfSafe},
    {"imposter", 1, &refuse, "", ""},
    {"indexes", 1, &run_indexes, ".indexes ?PATTERN?", "List indexes, of tables LIKE the pattern"},
    {"indices", 1, &run_indexes, "", ""},
    {"limits", 5, &run_limit, ".limit ?NAME? ?VALUE?", "Show or set limits of the connection"},
    {"lint", 3, &run_lint, ".lint fkey-indexes ?OPTIONS?",
     "Suggest indexes that foreign keys would need",
     "   -verbose        Tell also of those that need none\n"
     "   -groupbyparent  Sort by the table that is referred to\n"},
    {"load",
     1,
     &run_load,
     ".load FILE ?ENTRY?",
     "Load an extension: a library of functions, tables and the like",
     {},
     kRefusedIfSafe},
    {"log",
     1,
     &run_log,
     ".log FILE|stdout|stderr|off",
     "Write errors to FILE, too",
     {},
     kRefusedIfSafe},
    {"mode", 1, &run_mode, ".mode MODE ?OPTIONS?", "Set how rows are printed",
     "   ascii box column csv html insert json line list markdown quote table tabs tcl\n"
     "   qbox            box --wrap 60 --quote\n"
     "   insert TABLE    INSERT statements for TABLE\n"
     "   --wrap N        Of column, box, table and markdown: lines of at most N characters\n"
     "   --wordwrap on   ... cut between words; --ww is short for it\n"
     "   --quote         ... with values as SQL literals; --noquote: as they are\n"},
    {"nonce", 5, &run_nonce, ".nonce TEXT", "Lift safe mode for one command, if TEXT is the nonce"},
    {"nullvalue", 1, &run_nullvalue, ".nullvalue TEXT", "Print TEXT in place of NULL"},
    {"open", 1, &run_open, ".open ?OPTIONS? ?FILE?", "Close the database and open FILE",
     "   --deserialize   Work on a copy in memory\n"
     "   --hexdb         Work on a copy of what FILE, or the input, says in hexadecimal\n"
     "   --maxsize N     Let such a copy grow to N bytes\n"
     "   --new           Begin with an empty FILE\n"
     "   --nofollow      Refuse symbolic links\n"
     "   --readonly      Only read\n"},
    {"output", 1, &run_output, ".output ?OPTIONS? ?FILE?",
     "Print to FILE from now on, or to the terminal again",
     "   FILE may be \"|COMMAND\": its input. --bom puts a byte order mark first.\n"
     "   -e   To a text that xdg-open opens at the end\n"
     "   -x   To a table as CSV, the same\n",
     kRefusedIfSafe},
    {"once", 1, &run_once, ".once ?OPTIONS? ?FILE?", "Print to FILE what the next command prints",
     "   FILE may be \"|COMMAND\": its input. --bom puts a byte order mark first.\n"
     "   -e   To a text that xdg-open then opens\n"
     "   -x   To a table as CSV, the same\n",
     kRefusedIfSafe},
    {"parameter", 3, &run_parameter, ".parameter COMMAND ...", "Values of parameters in SQL",
     "   clear              Forget all\n"
     "   init               Make the table temp.sqlite_parameters, which holds them\n"
     "   list               Show all\n"
     "   set NAME VALUE     VALUE is an SQL expression, or else a text; NAME as in :a, @a, $a, ?1\n"
     "   unset NAME         Forget one\n"},
    {"print", 3, &run_print, ".print TEXT...", "Print TEXT"},
    {"progress", 3, &run_progress, ".progress N ?OPTIONS?",
     "Tell after every N rows that are visited",
     "   --limit M   Interrupt the statement the M-th time\n"
     "   --once      ... and be silent from then on\n"
     "   --quiet     Only tell of interrupts\n"
     "   --reset     Count anew for each line of SQL\n"},
    {"prompt", 1, &run_prompt, ".prompt MAIN ?CONTINUE?", "Set the prompts"},
    {"quit", 1, &run_quit, ".quit", "End this input: the program, or the file that .read reads"},
    {"read",
     3,
     &run_read,
     ".read FILE",
     "Run what FILE says; it may be \"|COMMAND\"",
     {},
     kRefusedIfSafe},
    {"recover", 1, &run_recover, ".recover ?OPTIONS?",
     "Print what is left of a damaged database as SQL",
     "   --ignore-freelist       Leave out pages that are said to be free\n"
     "   --lost-and-found TABLE  Name of the table for rows of unknown tables\n"
     "   --no-rowids             Rowids need not stay what they were\n"},
    {"replica", 7, &run_replica, ".replica", "Show where the replica stands"},
    {"restore",
     3,
     &run_restore,
     ".restore ?DB? FILE",
     "Make FILE's content that of DB (\"main\")",
     {},
     kRefusedIfSafe},
    {"save", 3, &run_backup, ".save ?DB? FILE", "As .backup", {}, kRefusedIfSafe},
    {"scanstats", 1, &run_scanstats, ".scanstats on|off",
     "No effect: EXPLAIN ANALYZE has such figures"},
    {"schema", 1, &run_schema, ".schema ?OPTIONS? ?PATTERN?", "Print CREATE statements",
     "   --indent   Lay them out\n"
     "   --nosys    Leave out what begins with sqlite_\n"},
    {"selftest", 4, &run_selftest, ".selftest ?OPTIONS?", "Run what the table selftest says",
     "   --init   Make the table, or add to it, with hashes of what there is now\n"
     "   -v       Tell what is run\n"},
    {"separator", 2, &run_separator, ".separator COLUMN ?ROW?",
     "Set what is between columns and rows"},
    {"session", 3, &run_session, ".session ?NAME? COMMAND ...", "Record changes as changesets",
     "   attach TABLE       Record what changes in TABLE\n"
     "   changeset FILE     Write a changeset to FILE\n"
     "   close              End the session\n"
     "   enable ?ON?        Go on recording, or pause; without ON: tell which\n"
     "   filter GLOB...     Leave out tables that are like one of these\n"
     "   indirect ?ON?      Mark changes as indirect, or not\n"
     "   isempty            Tell whether nothing has changed\n"
     "   list               List the sessions\n"
     "   open DB NAME       Begin a session on DB\n"
     "   patchset FILE      Write a patchset to FILE\n"
     "   Without NAME it is about the first session.\n"},
    {"sha3sum", 4, &run_sha3sum, ".sha3sum ?OPTIONS? ?PATTERN?", "Print a hash of the content",
     "   --schema     Hash the schema, too\n"
     "   --sha3-224   The kind of hash: 224 (if none is named), 256, 384 or 512 bits\n"
     "   PATTERN      One hash for each table LIKE this\n"},
    {"shell",
     2,
     &run_system,
     ".shell COMMAND...",
     "Run a command of the system",
     {},
     kRefusedIfSafe},
    {"show", 3, &run_show, ".show", "Show the settings"},
    {"stats", 2, &run_stats, ".stats ?on|off|stmt?", "Show figures now, or after each statement",
     "   stmt   ... and its columns\n"},
    {"sync", 4, &run_sync, ".sync ?OPTIONS?", "Push and pull until nothing moves",
     "   --push             Push only\n"
     "   --pull             Pull only\n"
     "   --cacert FILE      Trust the authority in this PEM file\n"
     "   --token-file FILE  Read the token from there\n",
     kRefusedIfSafe},
    {"system", 2, &run_system, ".system COMMAND...", "As .shell", {}, kRefusedIfSafe},
    {"tables", 2, &run_tables, ".tables ?PATTERN?", "List tables and views"},
    {"testcase", 8, &run_testcase, ".testcase ?NAME?", "Print to testcase-out.txt, up to .check"},
    {"testctrl", 8, &run_testctrl, ".testctrl ?CONTROL? ...", "Controls for tests"},
    {"timeout", 5, &run_timeout, ".timeout MS", "Wait so long for locks of others"},
    {"timer", 5, &run_timer, ".timer on|off", "Show how long each line of SQL took"},
    {"trace", 1, &run_trace, ".trace ?OPTIONS? FILE|stdout|stderr|off",
     "Show statements as they run",
     "   --stmt      When they begin (if no option says otherwise)\n"
     "   --close     When the connection is closed\n"
     "   --expanded  With values in place of parameters\n"
     "   --row       With each row\n"
     "   --profile   When they end, and how long they took\n"
     "   --plain     The SQL as it is written\n",
     kRefusedIfSafe},
    {"version", 1, &run_version, ".version", "Show the versions"},
    {"vfsinfo", 1, &run_vfsinfo, ".vfsinfo ?DB?", "Show what the database is stored with"},
    {"vfslist", 1, &run_vfslist, ".vfslist", "List what URIs may name as vfs"},
    {"vfsname", 1, &run_vfsname, ".vfsname ?DB?",
     "Show the name of what the database is stored with"},
    {"width", 1, &run_width, ".width N...",
     "Set the widths of columns; negative: text on the right"},
};

}  // namespace

std::span<const DotCommand> dot_commands() { return kCommands; }

const DotCommand* find_dot_command(std::string_view word) {
  const auto fits = [word](const DotCommand& command) {
    return word.size() >= command.letters_min && command.name.starts_with(word);
  };
  const auto* const found = std::ranges::find_if(kCommands, fits);
  return found == std::end(kCommands) ? nullptr : found;
}

Outcome run_command(Shell& shell, const Words& words) {
  const DotCommand* const command = find_dot_command(words[0]);
  if (!command) {
    return shell.report("unknown command or invalid arguments:  \"" + words[0] +
                        "\". Enter \".help\" for help");
  }
  if (command->is_refused_if_safe && shell.is_safe) {
    shell.print_error("line " + std::to_string(shell.line_number()) + ": cannot run ." + words[0] +
                      " in safe mode\n");
    return shell.exit(1);
  }
  return command->run(shell, words);
}

std::string help_text(const DotCommand& command) {
  constexpr size_t kAboutAt = 40;
  std::string line(command.usage);
  line.resize(std::max(line.size() + 2, kAboutAt), ' ');
  return line + std::string(command.about) + "\n" + std::string(command.options);
}

void print_help(Shell& shell, const DotCommand& command) { shell.print(help_text(command)); }

Outcome fail_with_usage(Shell& shell, std::string_view usage) {
  shell.print_error("Usage: " + std::string(usage) + "\n");
  return Outcome::Failed;
}

Outcome fail_with_help(Shell& shell, const Words& words, std::string_view complaint) {
  if (!complaint.empty()) shell.print(std::string(complaint) + "\n");
  if (const DotCommand* command = find_dot_command(words[0])) print_help(shell, *command);
  return Outcome::Failed;
}

}  // namespace tern::shell
