#include "tools/tern/output_target.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

namespace tern::shell {
namespace {

std::FILE* open_for_writing(const std::string& name) {
  if (name == "stdout") return stdout;
  if (name == "stderr") return stderr;
  if (name == "off") return nullptr;
  std::FILE* stream = std::fopen(name.c_str(), "wb");
  if (!stream) std::fprintf(stderr, "Error: cannot open \"%s\"\n", name.c_str());
  return stream;
}

}  // namespace

bool OutputTarget::redirect(const std::string& name) {
  reset();
  if (name == "stdout") return true;
  if (name.starts_with("|")) {
    std::fflush(stdout);  // what is there comes before what the command prints
    std::FILE* pipe = popen(name.c_str() + 1, "w");
    if (!pipe) {
      std::fprintf(stderr, "Error: cannot open pipe \"%s\"\n", name.c_str() + 1);
      return false;
    }
    stream_ = pipe;
    is_pipe_ = true;
  } else {
    std::FILE* const file = open_for_writing(name);
    if (!file) {
      if (name != "off") std::fprintf(stderr, "Error: cannot write to \"%s\"\n", name.c_str());
      return false;
    }
    stream_ = file;
  }
  name_ = name;
  return true;
}

OutputTarget::~OutputTarget() {
  reset();
  for (const std::string& file : temporary_files_) unlink(file.c_str());
}

bool OutputTarget::redirect_to_viewer(Viewed kind, std::function<void()> ended) {
  reset();
  const char* const folder = std::getenv("TMPDIR");
  const std::string_view ending = kind == Viewed::Csv ? ".csv" : ".txt";
  std::string path = std::string(folder ? folder : "/tmp") + "/tern-XXXXXX" + std::string(ending);
  const int file = mkstemps(path.data(), static_cast<int>(ending.size()));
  std::FILE* const stream = file >= 0 ? fdopen(file, "wb") : nullptr;
  if (!stream) {
    if (file >= 0) close(file);
    std::fprintf(stderr, "Error: cannot write to \"%s\"\n", path.c_str());
    return false;
  }
  temporary_files_.push_back(path);
  stream_ = stream;
  name_ = viewed_ = path;
  ended_ = std::move(ended);
  return true;
}

/// The program that is started finds the file a little later, and may do so behind our back.
void OutputTarget::show_viewed() {
  constexpr std::chrono::seconds kTimeToOpen(2);
  const std::string command = "xdg-open " + std::exchange(viewed_, {});
  if (std::system(command.c_str()) != 0) {
    std::fprintf(stderr, "Failed: [%s]\n", command.c_str());
  } else {
    std::this_thread::sleep_for(kTimeToOpen);
  }
  if (const auto ended = std::exchange(ended_, nullptr)) ended();
}

void OutputTarget::reset() {
  std::FILE* stream = std::exchange(stream_, stdout);
  if (std::exchange(is_pipe_, false)) {
    pclose(stream);
  } else if (stream != stdout && stream != stderr) {
    std::fclose(stream);
  }
  name_ = "stdout";
  if (!viewed_.empty()) show_viewed();
}

void SideFile::open(const std::string& name) {
  if (stream_ && stream_ != stdout && stream_ != stderr) std::fclose(stream_);
  stream_ = open_for_writing(name);
}

void SideFile::print(std::string_view text) {
  if (!stream_) return;
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
}

}  // namespace tern::shell
