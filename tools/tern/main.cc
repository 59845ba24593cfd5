// tern: `tern COMMAND ...` where the first word is a command, else the SQL shell.

#include "tools/tern/commands/command_line.h"
#include "tools/tern/shell_arguments.h"

int main(int argc, char** argv) {
  if (argc > 1 && tern::shell::is_command(argv[1])) return tern::shell::run_command(argc, argv);
  return tern::shell::run_shell(argc, argv);
}
