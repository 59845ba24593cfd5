#include "tools/tern/output_target.h"

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

void OutputTarget::reset() {
  std::FILE* stream = std::exchange(stream_, stdout);
  if (std::exchange(is_pipe_, false)) {
    pclose(stream);
  } else if (stream != stdout && stream != stderr) {
    std::fclose(stream);
  }
  name_ = "stdout";
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
