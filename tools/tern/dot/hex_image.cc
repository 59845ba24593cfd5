#include "tools/tern/dot/hex_image.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>

namespace tern::shell {
namespace {

constexpr size_t kBytesOfLine = 16;

/// The bytes of an image as its lines say them.
class HexImage {
 public:
  /// "| size N pagesize P ...". False: it is something else.
  bool begin(const std::string& line) {
    constexpr int kPageMin = 512;
    constexpr int kPageMax = 65536;
    int size = 0;
    int page = 0;
    if (std::sscanf(line.c_str(), "| size %d pagesize %d", &size, &page) != 2) return false;
    const bool is_page = page >= kPageMin && page <= kPageMax && (page & (page - 1)) == 0;
    if (size < 0 || !is_page) return false;
    const auto page_size = static_cast<size_t>(page);
    bytes_.resize((static_cast<size_t>(size) + page_size - 1) / page_size * page_size);
    return true;
  }

  /// A line behind that; one that is neither a page's nor of bytes says nothing.
  void add(const std::string& line) {
    int page = 0;
    int offset = 0;
    if (std::sscanf(line.c_str(), "| page %d offset %d", &page, &offset) == 2) {
      page_at_ = offset;
      return;
    }
    int used = 0;
    if (std::sscanf(line.c_str(), "| %d:%n", &offset, &used) != 1 || used == 0) return;
    std::byte values[kBytesOfLine];
    const char* at = line.c_str() + used;
    for (std::byte& value : values) {
      unsigned number = 0;
      int size = 0;
      if (std::sscanf(at, " %x%n", &number, &size) != 1) return;
      value = static_cast<std::byte>(number);
      at += size;
    }
    const int64_t place = int64_t{page_at_} + offset;
    if (place < 0 || static_cast<uint64_t>(place) + kBytesOfLine > bytes_.size()) return;
    std::copy_n(values, kBytesOfLine, bytes_.begin() + place);
  }

  ByteVector take() && { return std::move(bytes_); }

 private:
  ByteVector bytes_;
  int page_at_ = 0;
};

bool is_hex_end(const std::string& line) { return line.starts_with("| end "); }

using NextLine = std::function<std::optional<std::string>()>;

/// Nothing: the first line is not that of an image.
std::optional<ByteVector> read_hex_lines(const NextLine& next) {
  HexImage image;
  const auto first = next();
  if (!first || !image.begin(*first)) return std::nullopt;
  for (auto line = next(); line && !is_hex_end(*line); line = next()) image.add(*line);
  return std::move(image).take();
}

void complain_of_hex(Shell& shell, int line) {
  shell.print_error("Error on line " + std::to_string(line) + " of --hexdb input\n");
}

}  // namespace

std::optional<ByteVector> read_hex_image(Shell& shell, const std::string& path) {
  if (path.empty()) {
    auto image = read_hex_lines([&shell] { return shell.take_line(); });
    if (image) return image;
    for (auto rest = shell.take_line(); rest && !is_hex_end(*rest);) rest = shell.take_line();
    complain_of_hex(shell, shell.line_number());
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    shell.print_error("cannot open \"" + path + "\" for reading\n");
    return std::nullopt;
  }
  StreamInput lines(file);
  auto image = read_hex_lines([&lines] { return lines.next(true); });
  if (!image) complain_of_hex(shell, 1);
  return image;
}

}  // namespace tern::shell
