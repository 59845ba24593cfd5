#include "engine/base/log.h"

#include <atomic>

namespace tern {
namespace {

std::atomic<LogSink> the_sink{nullptr};

}  // namespace

void set_log_sink(LogSink sink) { the_sink = sink; }

void log_line(std::string_view line) {
  if (const LogSink sink = the_sink) sink(line);
}

}  // namespace tern
