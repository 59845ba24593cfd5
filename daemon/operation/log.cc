#include "daemon/operation/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "daemon/operation/json_string.h"
#include "daemon/operation/metrics.h"

namespace tern::daemon {
namespace {

constexpr const char* kTextPattern = "time=%Y-%m-%dT%H:%M:%S.%e%z level=%l%v";
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l"%v})";

Counter errors_logged("ternd_log_errors_total", "Errors in the log, shown or not");
Counter warnings_logged("ternd_log_warnings_total", "Warnings in the log, shown or not");

std::atomic<LogFormat> log_format = LogFormat::Text;

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> kLogger = [] {
    auto made = std::make_shared<spdlog::logger>("ternd",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(kTextPattern);
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *kLogger;
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warn:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void append_value(std::string& line, std::string_view value) {
  const auto is_plain = [](unsigned char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
  };
  if (!value.empty() && std::ranges::all_of(value, is_plain)) {
    line += value;
    return;
  }
  constexpr char kHex[] = "0123456789abcdef";
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < ' ' || byte == 0x7f) {
      // A peer must not be able to write lines of its own into the log.
      line += "\\x";
      line += kHex[byte >> 4];
      line += kHex[byte & 15];
    } else {
      line += c;
    }
  }
  line += '"';
}

}  // namespace

void append_log_field(std::string& line, LogFormat format, std::string_view key,
                      std::string_view value) {
  if (format == LogFormat::Json) {
    line += ',';
    line += json_string(key);
    line += ':';
    line += json_string(value);
    return;
  }
  line += ' ';
  line += key;
  line += '=';
  append_value(line, value);
}

void log_event(LogLevel level, std::string_view event, LogFields fields) {
  if (level == LogLevel::Error) errors_logged.add();
  if (level == LogLevel::Warn) warnings_logged.add();
  if (!logger().should_log(spdlog_level(level))) return;
  const LogFormat format = log_format.load(std::memory_order_relaxed);
  std::string line;
  append_log_field(line, format, "event", event);
  for (const auto& [key, value] : fields) append_log_field(line, format, key, value);
  logger().log(spdlog_level(level), spdlog::string_view_t(line));
}

Result<LogFormat> parse_log_format(std::string_view format) {
  if (format == "text") return LogFormat::Text;
  if (format == "json") return LogFormat::Json;
  return fail(ErrorCode::Misuse, "log format is text or json, not '" + std::string(format) + "'");
}

Status set_log_format(std::string_view format) {
  const LogFormat chosen = TRY(parse_log_format(format));
  log_format.store(chosen, std::memory_order_relaxed);
  logger().set_pattern(chosen == LogFormat::Json ? kJsonPattern : kTextPattern);
  return ok();
}

Status set_log_level(std::string_view level) {
  if (level == "debug") {
    logger().set_level(spdlog::level::debug);
  } else if (level == "info") {
    logger().set_level(spdlog::level::info);
  } else if (level == "warn") {
    logger().set_level(spdlog::level::warn);
  } else if (level == "error") {
    logger().set_level(spdlog::level::err);
  } else {
    return fail(ErrorCode::Misuse,
                "log level is debug, info, warn or error, not '" + std::string(level) + "'");
  }
  return ok();
}

}  // namespace tern::daemon
