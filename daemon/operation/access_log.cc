#include "daemon/operation/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace tern::daemon {
namespace {

/// 2026-01-31T23:59:59.123Z
std::string time_text(std::chrono::system_clock::time_point at) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
  const auto seconds = static_cast<time_t>(ms / 1000);
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(ms % 1000));
  return text;
}

std::string ms_text(std::chrono::microseconds took) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(took.count()) / 1000);
  return text;
}

/// A number where the format has numbers.
void append_number(std::string& line, LogFormat format, std::string_view key,
                   const std::string& number) {
  line += format == LogFormat::Json ? ",\"" : " ";
  line += key;
  line += format == LogFormat::Json ? "\":" : "=";
  line += number;
}

}  // namespace

Result<std::unique_ptr<AccessLog>> AccessLog::open(std::string path, LogFormat format) {
  std::unique_ptr<AccessLog> log(new AccessLog(std::move(path), format));
  TRY(log->reopen());
  return log;
}

AccessLog::~AccessLog() {
  if (file_ >= 0) ::close(file_);
}

Status AccessLog::reopen() {
  const int fresh = path_ == "-"
                        ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                        : ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fresh < 0)
    return fail(ErrorCode::CantOpen,
                "cannot open the access log " + path_ + ": " + std::strerror(errno));
  const std::scoped_lock lock(mutex_);
  if (file_ >= 0) ::close(file_);
  file_ = fresh;
  return ok();
}

std::string AccessLog::line_of(const AccessEntry& entry) const {
  const std::string time = time_text(std::chrono::system_clock::now());
  std::string line = format_ == LogFormat::Json ? "{\"time\":\"" + time + "\"" : "time=" + time;
  append_log_field(line, format_, "method", entry.method);
  append_log_field(line, format_, "path", entry.path.substr(0, entry.path.find('?')));
  append_number(line, format_, "status", std::to_string(entry.status));
  append_number(line, format_, "in", std::to_string(entry.bytes_in));
  append_number(line, format_, "out", std::to_string(entry.bytes_out));
  append_number(line, format_, "ms", ms_text(entry.took));
  append_log_field(line, format_, "token", entry.token);
  append_log_field(line, format_, "peer", entry.peer);
  append_log_field(line, format_, "database", entry.database);
  line += format_ == LogFormat::Json ? "}\n" : "\n";
  return line;
}

void AccessLog::write(const AccessEntry& entry) {
  const std::string line = line_of(entry);
  const std::scoped_lock lock(mutex_);
  const ssize_t written = ::write(file_, line.data(), line.size());
  const bool failed = written != static_cast<ssize_t>(line.size());
  if (failed && !failing_)
    log_event(LogLevel::Error, "access_log_failed",
              {{"why", written < 0 ? std::strerror(errno) : "written in part"}});
  failing_ = failed;
}

}  // namespace tern::daemon
