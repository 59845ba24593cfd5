#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace tern::shell {

/// Where the shell prints: standard output, a file, or a command's input.
class OutputTarget {
 public:
  OutputTarget() = default;
  ~OutputTarget() { reset(); }
  OutputTarget(const OutputTarget&) = delete;
  OutputTarget& operator=(const OutputTarget&) = delete;

  void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream_); }
  void flush() { std::fflush(stream_); }
  /// "stdout", a file, or a command behind "|". False: it is "off", or cannot be opened, which has
  /// been complained about; output then goes to standard output.
  bool redirect(const std::string& name);
  /// Back to standard output; waits for a command to end.
  void reset();
  /// What it was redirected to, or "stdout".
  const std::string& name() const { return name_; }
  bool is_standard() const { return stream_ == stdout; }

 private:
  std::FILE* stream_ = stdout;
  bool is_pipe_ = false;
  std::string name_ = "stdout";
};

/// A file that commands write to beside the output: a name, "stdout", "stderr", "off".
class SideFile {
 public:
  SideFile() = default;
  ~SideFile() { open("off"); }
  SideFile(const SideFile&) = delete;
  SideFile& operator=(const SideFile&) = delete;

  void open(const std::string& name);
  bool is_open() const { return stream_ != nullptr; }
  void print(std::string_view text);

 private:
  std::FILE* stream_ = nullptr;
};

}  // namespace tern::shell
