#pragma once

#include <string_view>

namespace tern {

/// Gets lines that people may want to see and no program acts on: what fell back to what, and why.
/// Threads: called from any.
using LogSink = void (*)(std::string_view line);

/// nullptr, as at the start: nobody wants to see them.
void set_log_sink(LogSink sink);
void log_line(std::string_view line);

}  // namespace tern
