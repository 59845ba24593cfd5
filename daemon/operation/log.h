#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/result.h"

namespace tern::daemon {

enum class LogLevel { Debug, Info, Warn, Error };

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// One line to standard error: time, level, event, then key=value pairs, values quoted where they
/// need it. Never pass a token, a key or a row.
/// Threads: any.
void log_event(LogLevel level, std::string_view event, LogFields fields = {});

/// "debug", "info", "warn" or "error". Errors: Misuse.
Status set_log_level(std::string_view level);

}  // namespace tern::daemon
