#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/result.h"

namespace tern::daemon {

enum class LogLevel { Debug, Info, Warn, Error };
/// Text: key=value pairs, values quoted where they need it. Json: an object a line, of strings.
enum class LogFormat { Text, Json };

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// One line to standard error: time, level, event, then the fields. Never pass a token, a key or a
/// row. Threads: any.
void log_event(LogLevel level, std::string_view event, LogFields fields = {});

/// "debug", "info", "warn" or "error". Errors: Misuse.
Status set_log_level(std::string_view level);
/// "text" or "json". Errors: Misuse. Threads: before there are several.
Status set_log_format(std::string_view format);
Result<LogFormat> parse_log_format(std::string_view format);

/// Appends " key=value", or ",\"key\":\"value\"" as JSON has it.
void append_log_field(std::string& line, LogFormat format, std::string_view key,
                      std::string_view value);

}  // namespace tern::daemon
