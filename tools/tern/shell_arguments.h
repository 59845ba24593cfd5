#pragma once

namespace tern::shell {

/// The shell's command line: tern [OPTIONS] [FILE [SQL...]]. The result is an exit status.
int run_shell(int argc, char** argv);

}  // namespace tern::shell
