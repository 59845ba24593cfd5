#pragma once

namespace tern::functions {

/// For tests of programs: date functions fail that need to know the local time, as if the system
/// could not tell it. Threads: any.
void set_local_time_fails(bool fails);

}  // namespace tern::functions
