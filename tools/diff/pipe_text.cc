#include "tools/diff/pipe_text.h"

#include <unistd.h>

#include <cstring>

namespace tern::diff {

void send_text(int pipe, const std::string& text) {
  const size_t size = text.size();
  const auto put = [pipe](const void* data, size_t bytes) {
    const char* at = static_cast<const char*>(data);
    while (bytes > 0) {
      const ssize_t written = write(pipe, at, bytes);
      if (written <= 0) _exit(2);
      at += written;
      bytes -= static_cast<size_t>(written);
    }
  };
  put(&size, sizeof size);
  put(text.data(), size);
}

std::string read_all(int pipe) {
  std::string out;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(pipe, buffer, sizeof buffer)) > 0;) {
    out.append(buffer, static_cast<size_t>(size));
  }
  return out;
}

bool take_text(std::string_view& in, std::string& out) {
  size_t size = 0;
  if (in.size() < sizeof size) return false;
  std::memcpy(&size, in.data(), sizeof size);
  in.remove_prefix(sizeof size);
  if (in.size() < size) return false;
  out = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

}  // namespace tern::diff
