#pragma once

#include "tools/tern/shell.h"

namespace tern::shell {

/// Makes `db` ask about what statements do, where .auth or safe mode want to know.
void set_authorizer_of(Shell& shell, Connection& db);
/// Makes statements of `database` look for a Ctrl-C that came before they ran, as long as there is
/// an InterruptGuard. The handler that .progress sets looks for it, too.
void set_interrupt_check_of(ShellDatabase& database);
/// What .stats prints, of `statement`, too, which has just run; null: of none.
void print_stats(Shell& shell, Connection& db, const Statement* statement);

}  // namespace tern::shell
