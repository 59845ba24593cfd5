#include "engine/record/collation.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/bytes.h"
#include "engine/record/sort_key.h"

namespace tern::record {
namespace {

int order_of_sizes(size_t a, size_t b) { return a < b ? -1 : static_cast<int>(a > b); }

constexpr unsigned char lower(char c) {
  return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

int compare_bytes(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  const int order = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
  return order != 0 ? order : order_of_sizes(a.size(), b.size());
}

class BinaryCollation final : public Collation {
 public:
  BinaryCollation() : Collation(true) {}
  std::string_view name() const override { return "BINARY"; }
  int compare(std::string_view a, std::string_view b) const override { return compare_bytes(a, b); }
  void append_key(std::string& out, std::string_view text) const override {
    append_escaped(out, text);
  }
};

class Utf16Collation final : public Collation {
 public:
  explicit Utf16Collation(TextEncoding encoding) : encoding_(encoding) {}
  std::string_view name() const override { return "BINARY"; }
  int compare(std::string_view a, std::string_view b) const override {
    return compare_as_utf16(a, b, encoding_);
  }
  void append_key(std::string& out, std::string_view text) const override {
    std::string bytes;
    append_utf16(bytes, text, encoding_);
    append_escaped(out, bytes);
  }

 private:
  TextEncoding encoding_;
};

/// Folds the 26 letters of ASCII and nothing else. As in SQLite, texts that are equal up to a NUL
/// in both compare by length from there on.
class NocaseCollation final : public Collation {
 public:
  std::string_view name() const override { return "NOCASE"; }
  int compare(std::string_view a, std::string_view b) const override {
    const size_t common = std::min(a.size(), b.size());
    for (size_t i = 0; i < common; ++i) {
      const int difference = int{lower(a[i])} - int{lower(b[i])};
      if (difference != 0) return difference;
      if (a[i] == '\0') break;
    }
    return order_of_sizes(a.size(), b.size());
  }
  // Letters folded; from a NUL on, the length of the text says it all.
  void append_key(std::string& out, std::string_view text) const override {
    const size_t zero = text.find('\0');
    const size_t start = out.size();
    out.append(text.substr(0, zero));
    for (size_t i = start; i < out.size(); ++i) out[i] = static_cast<char>(lower(out[i]));
    if (zero != std::string_view::npos) {
      std::array<std::byte, 8> length;
      store_be(length.data(), static_cast<uint64_t>(text.size()));
      out.append("\0\xff", 2);
      out.append(as_text(length));
    }
    out.append("\0\0", 2);
  }
};

class RtrimCollation final : public Collation {
 public:
  std::string_view name() const override { return "RTRIM"; }
  int compare(std::string_view a, std::string_view b) const override {
    return compare_bytes(trimmed(a), trimmed(b));
  }
  void append_key(std::string& out, std::string_view text) const override {
    append_escaped(out, trimmed(text));
  }

 private:
  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
  }
};

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

const Collation& binary_collation(TextEncoding encoding) {
  static const BinaryCollation utf8;
  static const Utf16Collation utf16le(TextEncoding::Utf16le);
  static const Utf16Collation utf16be(TextEncoding::Utf16be);
  switch (encoding) {
    case TextEncoding::Utf8:
      return utf8;
    case TextEncoding::Utf16le:
      return utf16le;
    case TextEncoding::Utf16be:
      return utf16be;
  }
  return utf8;
}
const Collation& nocase_collation() {
  static const NocaseCollation collation;
  return collation;
}
const Collation& rtrim_collation() {
  static const RtrimCollation collation;
  return collation;
}

const Collation* find_collation(std::string_view name, TextEncoding encoding) {
  for (const Collation* each :
       {&binary_collation(encoding), &nocase_collation(), &rtrim_collation()}) {
    if (same_name(each->name(), name)) return each;
  }
  return nullptr;
}

}  // namespace tern::record
