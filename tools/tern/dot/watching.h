#pragma once

#include "tools/tern/shell.h"

namespace tern::shell {

/// Makes `db` ask about what statements do, where .auth or safe mode want to know.
void set_authorizer_of(Shell& shell, Connection& db);
/// Makes `db` tell of statements, where .trace wants it.
void set_trace_of(Shell& shell, Connection& db);
/// What .stats prints.
void print_stats(Shell& shell, Connection& db);

}  // namespace tern::shell
