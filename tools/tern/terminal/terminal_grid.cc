#include "tools/tern/terminal/terminal_grid.h"

#include <algorithm>
#include <utility>

#include "tools/tern/terminal/text_width.h"

namespace tern::shell {
namespace {

using record::ValueType;
using record::ValueView;

constexpr size_t kRowsAtATime = 1000;
constexpr size_t kColumnMin = 5;
constexpr size_t kLinesPerCellMax = 20;

struct Cell {
  std::string text;
  bool is_null = false;
  bool is_number = false;
};

/// The strings that a table is drawn with.
struct GridFrame {
  std::string_view left, between, right, rule;
  std::string_view top[3], middle[3], bottom[3];  // left, crossing, right
};
constexpr GridFrame kBoxFrame = {
    "│ ", " │ ", " │\n", "─", {"┌", "┬", "┐\n"}, {"├", "┼", "┤\n"}, {"└", "┴", "┘\n"}};
constexpr GridFrame kAsciiFrame = {
    "| ", " | ", " |\n", "-", {"+", "+", "+\n"}, {"+", "+", "+\n"}, {"+", "+", "+\n"}};

/// Text that is safe to show: line ends stay, tabs are blanks, other control characters are ^X.
std::string printable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '\t') {
      out += "    ";
    } else if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      continue;
    } else if ((byte < 0x20 && text[i] != '\n') || byte == 0x7f) {
      out += '^';
      out += static_cast<char>(byte ^ 0x40);
    } else if (byte == 0xc2 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      out += "^?";  // U+0080 to U+009F, which some terminals obey
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Cuts into lines of at most `width` columns.
std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> lines(1);
  size_t column = 0;
  while (!text.empty()) {
    const ShownCharacter character = first_character(text);
    const auto columns = static_cast<size_t>(std::max(character.columns, 0));
    const bool is_end = text.front() == '\n';
    if (is_end || (column > 0 && column + columns > width)) {
      if (lines.size() == kLinesPerCellMax) {
        lines.back() += "...";
        return lines;
      }
      lines.emplace_back();
      column = 0;
    }
    if (!is_end) {
      lines.back() += text.substr(0, character.bytes);
      column += columns;
    }
    text.remove_prefix(character.bytes);
  }
  return lines;
}

size_t widest_line(std::string_view text) {
  size_t widest = 0;
  for (const std::string& line : wrapped(text, text.size() + 1))
    widest = std::max(widest, text_columns(line));
  return widest;
}

/// The widest columns give way first, until all of them fit into `room`.
std::vector<size_t> fitted(std::vector<size_t> widths, size_t room) {
  const auto sum_at_most = [&](size_t most) {
    size_t sum = 0;
    for (const size_t width : widths) sum += std::min(width, most);
    return sum;
  };
  size_t most = *std::ranges::max_element(widths);
  while (most > kColumnMin && sum_at_most(most) > room) --most;
  size_t left = room - std::min(room, sum_at_most(most));
  for (size_t& width : widths) {
    if (width <= most) continue;
    width = most + (left > 0 ? 1 : 0);
    left -= std::min<size_t>(left, 1);
  }
  return widths;
}

class TerminalGrid final : public RowWriter {
 public:
  TerminalGrid(WriterContext context, const Terminal& terminal, int columns_of_window)
      : context_(std::move(context)),
        colors_(terminal.colors),
        frame_(terminal.utf8 ? kBoxFrame : kAsciiFrame),
        window_(static_cast<size_t>(columns_of_window)) {
    for (const std::string& column : context_.columns) header_.push_back({printable(column)});
  }

  void row(const std::vector<ValueView>& values) override {
    rows_.emplace_back();
    for (const ValueView value : values) rows_.back().push_back(cell_of(value));
    if (rows_.size() == kRowsAtATime) print_rows();
  }

  void end() override {
    if (!rows_.empty()) print_rows();
    if (!is_first_ && !by_lines_) print_rule(frame_.bottom);
  }

 private:
  Cell cell_of(ValueView value) const {
    if (value.is_null()) {
      const std::string& text = context_.settings.null_text;
      return {text.empty() ? "NULL" : printable(text), true};
    }
    const bool is_number = value.type() == ValueType::Integer || value.type() == ValueType::Real;
    return {printable(shown_text(value)), false, is_number};
  }

  bool shows_headers() const { return context_.settings.headers || !context_.settings.headers_set; }

  void print_rows() {
    const std::vector<size_t> before = widths_;
    if (is_first_ || !by_lines_) lay_out();
    if (std::exchange(is_first_, false)) {
      print_head();
    } else if (widths_ != before) {
      print_rule(frame_.middle);
    }
    for (const std::vector<Cell>& cells : std::exchange(rows_, {})) print_row(cells);
  }

  void lay_out() {
    const size_t count = header_.size();
    if (is_first_) {
      widths_.assign(count, 1);
      is_number_.assign(count, true);
      for (size_t i = 0; i < count && shows_headers(); ++i)
        widths_[i] = widest_line(header_[i].text);
    }
    for (const std::vector<Cell>& cells : rows_) {
      for (size_t i = 0; i < count; ++i) {
        widths_[i] = std::max(widths_[i], widest_line(cells[i].text));
        is_number_[i] = is_number_[i] && (cells[i].is_number || cells[i].is_null);
      }
    }
    const size_t frame = 3 * count + 1;
    const size_t room = window_ - std::min(window_, frame);
    widths_ = fitted(std::move(widths_), room);
    size_t total = 0;
    for (const size_t width : widths_) total += width;
    if (is_first_) by_lines_ = total > room;
  }

  void print_head() const {
    if (by_lines_) return;
    print_rule(frame_.top);
    if (!shows_headers()) return;
    print_cells(header_, true);
    print_rule(frame_.middle);
  }

  void print_row(const std::vector<Cell>& cells) {
    if (!by_lines_) return print_cells(cells, false);
    size_t width = 0;
    for (const Cell& name : header_) width = std::max(width, text_columns(name.text));
    std::string text = std::exchange(is_first_line_, false) ? "" : "\n";
    for (size_t i = 0; i < cells.size(); ++i) {
      text.append(width - text_columns(header_[i].text), ' ');
      append_styled(text, header_[i].text, colors_ ? style::kBold : std::string_view());
      text += " = ";
      append_styled(text, cells[i].text, style_of(cells[i]));
      text += '\n';
    }
    context_.print(text);
  }

  std::string_view style_of(const Cell& cell) const {
    return colors_ && cell.is_null ? style::kDim : std::string_view();
  }

  static void append_styled(std::string& out, std::string_view text, std::string_view style) {
    out += style;
    out += text;
    if (!style.empty()) out += style::kReset;
  }

  void print_cells(const std::vector<Cell>& cells, bool is_header) const {
    std::vector<std::vector<std::string>> lines;
    size_t height = 1;
    for (size_t i = 0; i < cells.size(); ++i) {
      lines.push_back(wrapped(cells[i].text, widths_[i]));
      height = std::max(height, lines.back().size());
    }
    std::string text;
    for (size_t line = 0; line < height; ++line) {
      text += frame_.left;
      for (size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text += frame_.between;
        const std::string_view part = line < lines[i].size() ? lines[i][line] : std::string_view();
        const std::string blanks(widths_[i] - std::min(widths_[i], text_columns(part)), ' ');
        const bool to_the_right = is_number_[i];
        if (to_the_right) text += blanks;
        append_styled(text, part, is_header && colors_ ? style::kBold : style_of(cells[i]));
        if (!to_the_right) text += blanks;
      }
      text += frame_.right;
    }
    context_.print(text);
  }

  void print_rule(const std::string_view (&ends)[3]) const {
    std::string line(ends[0]);
    for (size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) line += ends[1];
      for (size_t column = 0; column < widths_[i] + 2; ++column) line += frame_.rule;
    }
    context_.print(line + std::string(ends[2]));
  }

  WriterContext context_;
  bool colors_;
  const GridFrame& frame_;
  size_t window_;
  std::vector<Cell> header_;
  std::vector<std::vector<Cell>> rows_;  // to be printed together
  std::vector<size_t> widths_;
  std::vector<bool> is_number_;
  bool is_first_ = true;  // nothing is printed yet
  bool by_lines_ = false;
  bool is_first_line_ = true;
};

}  // namespace

std::unique_ptr<RowWriter> make_terminal_grid(WriterContext context, const Terminal& terminal,
                                              int columns_of_window) {
  return std::make_unique<TerminalGrid>(std::move(context), terminal, columns_of_window);
}

}  // namespace tern::shell
