// column, table, box and markdown: widths depend on all rows, so rows are kept until the end.

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "tools/tern/row_writer.h"
#include "tools/tern/words.h"

namespace tern::shell {
namespace {

using Line = std::vector<std::string>;

/// Bytes of the character at `at`: continuation bytes go with their lead.
size_t character_bytes(std::string_view text, size_t at) {
  size_t size = 1;
  if (static_cast<unsigned char>(text[at]) < 0xc0) return size;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xc0) == 0x80)
    ++size;
  return size;
}

size_t characters(std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); at += character_bytes(text, at)) ++count;
  return count;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' '; }
bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// How much of `text` a line of `width` characters takes: bytes, and whether it is full then.
struct Filled {
  size_t bytes = 0;
  bool is_full = false;
};

Filled fill(std::string_view text, size_t width) {
  size_t at = 0, column = 0;
  while (column < width && at < text.size()) {
    if (text[at] == '\t') {
      do {
        ++column;
      } while (column % 8 != 0 && column < width);
      ++at;
    } else if (is_control(text[at])) {
      break;
    } else {
      at += character_bytes(text, at);
      ++column;
    }
  }
  return {at, column >= width};
}

/// Where a full line of `bytes` is better cut: behind a blank, or else beside something that is no
/// letter or digit; not in its first half.
std::optional<size_t> cut_at_word(std::string_view text, size_t bytes) {
  for (size_t at = bytes; at > bytes / 2; --at)
    if (is_blank(text[at - 1])) return at;
  for (size_t at = bytes; at > bytes / 2; --at) {
    const char next = at < text.size() ? text[at] : '\0';
    if (is_alphanumeric(text[at - 1]) != is_alphanumeric(next) && !is_inside_character(next))
      return at;
  }
  return std::nullopt;
}

/// `text` with tabs as blanks, in at most `width` characters.
std::string without_tabs(std::string_view text, size_t width) {
  std::string out;
  size_t column = 0;
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '\t') {
      do {
        out += ' ';
        ++column;
      } while (column % 8 != 0 && column < width);
      ++at;
    } else {
      const size_t size = character_bytes(text, at);
      out += text.substr(at, size);
      at += size;
      ++column;
    }
  }
  return out;
}

/// Cuts `text` into lines as wide as `wrap` at most (0: any); tabs become blanks. A control
/// character ends a line as a line end does.
Line cut_into_lines(std::string_view text, size_t wrap, bool wraps_words) {
  constexpr size_t kWidthMax = 1'000'000;
  const size_t width = wrap == 0 ? kWidthMax : wrap;
  Line lines;
  while (true) {
    const Filled filled = fill(text, width);
    size_t end = filled.bytes;
    size_t next = end;
    if (filled.is_full && wraps_words) {
      if (const auto cut = cut_at_word(text, filled.bytes)) {
        end = next = *cut;
        while (next < text.size() && text[next] == ' ') ++next;
      }
    }
    lines.push_back(without_tabs(text.substr(0, end), width));
    if (next >= text.size()) return lines;
    if (!filled.is_full || is_control(text[next])) {
      next += text[next] == '\r' && next + 1 < text.size() && text[next + 1] == '\n' ? 2 : 1;
      if (next >= text.size()) return lines;
    }
    text.remove_prefix(next);
  }
}

/// The strings that a grid is drawn with.
struct Frame {
  std::string_view left, between, right;          // of a row
  std::string_view rule;                          // repeated
  std::string_view top[3], middle[3], bottom[3];  // left, crossing, right; empty: no such line
};

constexpr Frame kTable = {
    "| ", " | ", " |\n", "-", {"+", "+", "+\n"}, {"+", "+", "+\n"}, {"+", "+", "+\n"}};
constexpr Frame kMarkdown = {"| ", " | ", " |\n", "-", {}, {"|", "|", "|\n"}, {}};
constexpr Frame kBox = {
    "│ ", " │ ", " │\n", "─", {"┌", "┬", "┐\n"}, {"├", "┼", "┤\n"}, {"└", "┴", "┘\n"}};

class GridWriter final : public RowWriter {
 public:
  explicit GridWriter(WriterContext context) : context_(std::move(context)) {
    for (size_t i = 0; i < context_.columns.size(); ++i)
      widths_.push_back(static_cast<size_t>(std::abs(wanted_width(i))));
    header_ = cells_of(context_.columns, 1);
  }

  void row(const std::vector<record::ValueView>& values) override {
    std::vector<std::string> texts;
    for (const record::ValueView value : values) texts.push_back(text_of(value));
    rows_.push_back(cells_of(texts, SIZE_MAX));
    for (const Line& cell : rows_.back()) multi_line_ = multi_line_ || cell.size() > 1;
  }

  void end() override {
    if (rows_.empty()) return;
    if (context_.settings.mode == OutputMode::Column) {
      print_columns();
    } else if (context_.settings.mode == OutputMode::Table) {
      print_framed(kTable);
    } else if (context_.settings.mode == OutputMode::Markdown) {
      print_framed(kMarkdown);
    } else {
      print_framed(kBox);
    }
  }

 private:
  using Cells = std::vector<Line>;

  int wanted_width(size_t column) const {
    const auto& widths = context_.settings.widths;
    return column < widths.size() ? widths[column] : 0;
  }

  std::string text_of(record::ValueView value) const {
    if (context_.settings.quotes) return quoted_value(value);
    return value.is_null() ? context_.settings.null_text : shown_text(value);
  }

  /// Columns get as wide as the first `lines_max` lines of each text.
  Cells cells_of(const std::vector<std::string>& texts, size_t lines_max) {
    Cells cells;
    for (size_t i = 0; i < texts.size(); ++i) {
      const int wanted = std::abs(wanted_width(i));
      const int wrap = wanted > 0 ? wanted : context_.settings.wrap;
      cells.push_back(cut_into_lines(texts[i], static_cast<size_t>(std::abs(wrap)),
                                     context_.settings.wraps_words));
      if (cells.back().size() > lines_max) cells.back().resize(lines_max);
      for (const std::string& line : cells.back())
        widths_[i] = std::max(widths_[i], characters(line));
    }
    return cells;
  }

  std::string padded(const std::string& text, size_t column) const {
    const std::string blanks(widths_[column] - std::min(widths_[column], characters(text)), ' ');
    return wanted_width(column) < 0 ? blanks + text : text + blanks;
  }

  std::string centred(const std::string& text, size_t column) const {
    const size_t blanks = widths_[column] - std::min(widths_[column], characters(text));
    return std::string(blanks / 2, ' ') + text + std::string(blanks - blanks / 2, ' ');
  }

  void print_cells(const Cells& cells, const Frame& frame, bool is_header) const {
    size_t height = 1;
    for (const Line& cell : cells) height = std::max(height, cell.size());
    for (size_t i = 0; i < height; ++i) {
      std::string line(frame.left);
      for (size_t column = 0; column < cells.size(); ++column) {
        if (column > 0) line += frame.between;
        const std::string text = i < cells[column].size() ? cells[column][i] : "";
        line += is_header ? centred(text, column) : padded(text, column);
      }
      context_.print(line + std::string(frame.right));
    }
  }

  void print_rule(const Frame& frame, const std::string_view (&ends)[3]) const {
    if (ends[0].empty()) return;
    std::string line(ends[0]);
    for (size_t column = 0; column < widths_.size(); ++column) {
      if (column > 0) line += ends[1];
      for (size_t i = 0; i < widths_[column] + 2; ++i) line += frame.rule;
    }
    context_.print(line + std::string(ends[2]));
  }

  void print_framed(const Frame& frame) const {
    print_rule(frame, frame.top);
    print_cells(header_, frame, true);
    print_rule(frame, frame.middle);
    for (size_t i = 0; i < rows_.size(); ++i) {
      const bool separates = multi_line_ && i > 0 && context_.settings.mode != OutputMode::Markdown;
      if (separates) print_rule(frame, frame.middle);
      print_cells(rows_[i], frame, false);
    }
    print_rule(frame, frame.bottom);
  }

  void print_columns() const {
    static constexpr Frame kColumns = {"", "  ", "\n", "", {}, {}, {}};
    if (context_.settings.headers) {
      print_cells(header_, kColumns, false);
      std::string rule;
      for (size_t column = 0; column < widths_.size(); ++column)
        rule += (column > 0 ? "  " : "") + std::string(widths_[column], '-');
      context_.print(rule + "\n");
    }
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (multi_line_ && i > 0) context_.print("\n");
      print_cells(rows_[i], kColumns, false);
    }
  }

  WriterContext context_;
  std::vector<size_t> widths_;
  Cells header_;
  std::vector<Cells> rows_;
  bool multi_line_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> make_grid_writer(WriterContext context) {
  return std::make_unique<GridWriter>(std::move(context));
}

}  // namespace tern::shell
