#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tern::shell {

/// Where the shell prints: standard output, a file, or a command's input.
class OutputTarget {
 public:
  OutputTarget() = default;
  ~OutputTarget();
  OutputTarget(const OutputTarget&) = delete;
  OutputTarget& operator=(const OutputTarget&) = delete;

  void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream_); }
  void flush() { std::fflush(stream_); }
  /// "stdout", a file, or a command behind "|". False: it is "off", or cannot be opened, which has
  /// been complained about; output then goes to standard output.
  bool redirect(const std::string& name);
  /// A file that the desktop's program for its kind is to open when output is standard output
  /// again: a text, or a table as CSV. Then `ended` is called.
  enum class Viewed : uint8_t { Text, Csv };
  bool redirect_to_viewer(Viewed kind, std::function<void()> ended);
  /// Back to standard output; waits for a command to end.
  void reset();
  /// What it was redirected to, or "stdout".
  const std::string& name() const { return name_; }
  bool is_standard() const { return stream_ == stdout; }

 private:
  void show_viewed();

  std::FILE* stream_ = stdout;
  bool is_pipe_ = false;
  std::string name_ = "stdout";
  std::string viewed_;  // the file that is opened at the end; empty: none
  std::function<void()> ended_;
  std::vector<std::string> temporary_files_;
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
