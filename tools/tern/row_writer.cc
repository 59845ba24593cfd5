#include "tools/tern/row_writer.h"

#include <algorithm>
#include <utility>

#include "engine/base/numeric_text.h"

namespace tern::shell {
namespace {

using record::ValueType;
using record::ValueView;
using Values = std::vector<ValueView>;

std::string text_or_null(ValueView value, const OutputSettings& settings) {
  return value.is_null() ? settings.null_text : shown_text(value);
}

/// list, ascii: texts with separators.
class ListWriter final : public RowWriter {
 public:
  explicit ListWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const Values& values) override {
    const OutputSettings& settings = context_.settings;
    line_.clear();
    if (std::exchange(first_, false) && settings.headers) {
      for (size_t i = 0; i < context_.columns.size(); ++i) {
        if (i > 0) line_ += settings.column_separator;
        line_ += context_.columns[i];
      }
      line_ += settings.row_separator;
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line_ += settings.column_separator;
      append_shown(line_, values[i], settings);
    }
    line_ += settings.row_separator;
    context_.print(line_);
  }

 private:
  static void append_shown(std::string& line, ValueView value, const OutputSettings& settings) {
    if (value.is_null()) {
      line += settings.null_text;
    } else if (value.is_text() || value.is_blob()) {
      const std::string_view text = as_text(value.as_bytes());
      line += text.substr(0, text.find('\0'));
    } else if (value.is_integer()) {
      append_integer(line, value.as_integer());
    } else {
      append_real(line, value.as_real());
    }
  }

  WriterContext context_;
  std::string line_;  // of one row after the other
  bool first_ = true;
};

/// html: table rows without the table around them.
class HtmlWriter final : public RowWriter {
 public:
  explicit HtmlWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const Values& values) override {
    if (std::exchange(first_, false) && context_.settings.headers) {
      std::string line = "<TR>";
      for (const std::string& column : context_.columns) append_cell(line, "TH", column);
      context_.print(line + "</TR>\n");
    }
    std::string line = "<TR>";
    for (const ValueView value : values)
      append_cell(line, "TD", text_or_null(value, context_.settings));
    context_.print(line + "</TR>\n");
  }

 private:
  static void append_cell(std::string& line, std::string_view tag, std::string_view text) {
    line.append("<").append(tag).append(">");
    for (const char c : text) {
      switch (c) {
        case '<':
          line += "&lt;";
          break;
        case '>':
          line += "&gt;";
          break;
        case '&':
          line += "&amp;";
          break;
        case '"':
          line += "&quot;";
          break;
        case '\'':
          line += "&#39;";
          break;
        default:
          line += c;
      }
    }
    line.append("</").append(tag).append(">\n");
  }

  WriterContext context_;
  bool first_ = true;
};

/// tcl: every value in double quotes, with escapes.
class TclWriter final : public RowWriter {
 public:
  explicit TclWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const Values& values) override {
    const OutputSettings& settings = context_.settings;
    if (std::exchange(first_, false) && settings.headers) print_words(context_.columns);
    std::vector<std::string> texts;
    for (const ValueView value : values) texts.push_back(text_or_null(value, settings));
    print_words(texts);
  }

 private:
  void print_words(const std::vector<std::string>& texts) const {
    std::string line;
    for (size_t i = 0; i < texts.size(); ++i) {
      if (i > 0) line += context_.settings.column_separator;
      line += escaped_text(texts[i]);
    }
    context_.print(line + context_.settings.row_separator);
  }

  WriterContext context_;
  bool first_ = true;
};

class CsvWriter final : public RowWriter {
 public:
  explicit CsvWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const Values& values) override {
    const OutputSettings& settings = context_.settings;
    std::string line;
    if (std::exchange(first_, false) && settings.headers) {
      for (size_t i = 0; i < context_.columns.size(); ++i) {
        if (i > 0) line += settings.column_separator;
        append_field(line, context_.columns[i]);
      }
      line += settings.row_separator;
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line += settings.column_separator;
      if (values[i].is_null()) {
        line += settings.null_text;
      } else {
        append_field(line, shown_text(values[i]));
      }
    }
    context_.print(line + settings.row_separator);
  }

 private:
  void append_field(std::string& line, std::string_view text) const {
    const auto is_plain = [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte > ' ' && byte < 0x7f && c != '"' && c != '\'';
    };
    const std::string& separator = context_.settings.column_separator;
    const bool has_separator = !separator.empty() && text.find(separator) != text.npos;
    if (!text.empty() && !has_separator && std::ranges::all_of(text, is_plain)) {
      line += text;
      return;
    }
    line += '"';
    for (const char c : text) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }

  WriterContext context_;
  bool first_ = true;
};

class LineWriter final : public RowWriter {
 public:
  explicit LineWriter(WriterContext context) : context_(std::move(context)) {
    for (const std::string& column : context_.columns) width_ = std::max(width_, column.size());
  }

  void row(const Values& values) override {
    std::string text;
    if (!std::exchange(first_, false)) text += context_.settings.row_separator;
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string& column = context_.columns[i];
      text.append(width_ - column.size(), ' ');
      text += column + " = " + text_or_null(values[i], context_.settings) +
              context_.settings.row_separator;
    }
    context_.print(text);
  }

 private:
  WriterContext context_;
  size_t width_ = 5;
  bool first_ = true;
};

class JsonWriter final : public RowWriter {
 public:
  explicit JsonWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const Values& values) override {
    std::string text = std::exchange(first_, false) ? "[{" : ",\n{";
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += ',';
      append_json_string(text, context_.columns[i]);
      text += ':';
      append_value(text, values[i]);
    }
    context_.print(text + "}");
  }

  void end() override {
    if (!first_) context_.print("]\n");
  }

 private:
  void append_value(std::string& text, ValueView value) const {
    switch (value.type()) {
      case ValueType::Null:
        text += "null";
        break;
      case ValueType::Integer:
        append_integer(text, value.as_integer());
        break;
      case ValueType::Real:
        append_real_literal(text, value.as_real(), context_.real_text);
        break;
      case ValueType::Text:
        append_json_string(text, shown_text(value));
        break;
      case ValueType::Blob:
        append_json_string(text, as_text(value.as_bytes()));
        break;
    }
  }

  WriterContext context_;
  bool first_ = true;
};

class QuoteWriter final : public RowWriter {
 public:
  explicit QuoteWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const Values& values) override {
    const OutputSettings& settings = context_.settings;
    std::string line;
    if (std::exchange(first_, false) && settings.headers) {
      for (size_t i = 0; i < context_.columns.size(); ++i) {
        if (i > 0) line += settings.column_separator;
        append_quoted(line, context_.columns[i]);
      }
      line += settings.row_separator;
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line += settings.column_separator;
      append_value(line, values[i]);
    }
    context_.print(line + settings.row_separator);
  }

 private:
  void append_value(std::string& line, ValueView value) const {
    switch (value.type()) {
      case ValueType::Null:
        line += "NULL";
        break;
      case ValueType::Integer:
        append_integer(line, value.as_integer());
        break;
      case ValueType::Real:
        line += context_.real_text(value.as_real());
        break;
      case ValueType::Text:
        append_quoted(line, shown_text(value));
        break;
      case ValueType::Blob:
        append_blob_literal(line, value.as_bytes());
        break;
    }
  }

  WriterContext context_;
  bool first_ = true;
};

class InsertWriter final : public RowWriter {
 public:
  explicit InsertWriter(WriterContext context) : context_(std::move(context)) {
    const OutputSettings& settings = context_.settings;
    head_ = "INSERT INTO ";
    append_name(head_, settings.insert_table);
    if (settings.headers) {
      for (size_t i = 0; i < context_.columns.size(); ++i) {
        head_ += i == 0 ? "(" : ",";
        append_name(head_, context_.columns[i]);
      }
      head_ += ")";
    }
    head_ += " VALUES(";
  }

  void row(const Values& values) override {
    std::string line = head_;
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line += ',';
      append_value(line, values[i]);
    }
    context_.print(line + ");\n");
  }

 private:
  void append_value(std::string& line, ValueView value) const {
    switch (value.type()) {
      case ValueType::Null:
        line += "NULL";
        break;
      case ValueType::Integer:
        append_integer(line, value.as_integer());
        break;
      case ValueType::Real:
        append_real_literal(line, value.as_real(), context_.real_text);
        break;
      case ValueType::Text:
        if (context_.settings.keeps_newlines) {
          append_quoted(line, shown_text(value));
        } else {
          append_quoted_one_line(line, shown_text(value));
        }
        break;
      case ValueType::Blob:
        append_blob_literal(line, value.as_bytes());
        break;
    }
  }

  WriterContext context_;
  std::string head_;
};

}  // namespace

std::unique_ptr<RowWriter> make_row_writer(WriterContext context) {
  switch (context.settings.mode) {
    case OutputMode::Ascii:
    case OutputMode::List:
      return std::make_unique<ListWriter>(std::move(context));
    case OutputMode::Html:
      return std::make_unique<HtmlWriter>(std::move(context));
    case OutputMode::Tcl:
      return std::make_unique<TclWriter>(std::move(context));
    case OutputMode::Csv:
      return std::make_unique<CsvWriter>(std::move(context));
    case OutputMode::Line:
      return std::make_unique<LineWriter>(std::move(context));
    case OutputMode::Json:
      return std::make_unique<JsonWriter>(std::move(context));
    case OutputMode::Quote:
      return std::make_unique<QuoteWriter>(std::move(context));
    case OutputMode::Insert:
      return std::make_unique<InsertWriter>(std::move(context));
    case OutputMode::Box:
    case OutputMode::Column:
    case OutputMode::Markdown:
    case OutputMode::Table:
      break;
  }
  return make_grid_writer(std::move(context));
}

}  // namespace tern::shell
