#include "engine/catalog/plain_texts.h"

#include "engine/catalog/names.h"
#include "engine/sql/lexer.h"

namespace tern::catalog {
namespace {

using K = sql::TokenKind;

constexpr size_t kColumnsMax = 64;

/// The tokens of one text. Where a function returns false or nothing the text is not plain.
class PlainText {
 public:
  explicit PlainText(std::string_view sql) : sql_(sql), lexer_(sql) { advance(); }

  K kind() const { return token_.kind; }
  size_t size() const { return token_.end - token_.begin; }
  std::string_view text() const { return sql_.substr(token_.begin, size()); }
  void advance() { token_ = lexer_.next(); }
  bool accept(K kind) {
    if (token_.kind != kind) return false;
    advance();
    return true;
  }

  /// Bare or in double quotes, brackets or backticks, none of them inside; "" if there is none
  /// such.
  std::string_view name() {
    if (token_.kind != K::Identifier) return {};
    std::string_view out = text();
    if (!sql::Lexer::starts_word(out.front())) {
      const char quote = out.front();
      out = out.substr(1, out.size() - 2);
      if (quote != '[' && out.find(quote) != std::string_view::npos) return {};
    }
    advance();
    return out;
  }

  /// A built-in one.
  bool collation() {
    if (token_.kind != K::Identifier) return false;
    const std::string_view name = text();
    if (!same_name(name, "NOCASE") && !same_name(name, "BINARY") && !same_name(name, "RTRIM")) {
      return false;
    }
    advance();
    return true;
  }

 private:
  std::string_view sql_;
  sql::Lexer lexer_;
  sql::Token token_;
};

class PlainTableReader {
 public:
  explicit PlainTableReader(std::string_view sql) : text_(sql) {}

  bool read(PlainTable& out) {
    if (!text_.accept(K::Create) || !text_.accept(K::Table)) return false;
    out.name = text_.name();
    if (out.name.empty() || !text_.accept(K::LeftParen)) return false;
    do {
      if (!column(out.columns)) return false;
    } while (text_.accept(K::Comma));
    return text_.accept(K::RightParen) && text_.kind() == K::End;
  }

 private:
  static constexpr size_t kDigitsMax = 18;  // a number of so many, also a hexadecimal one, is fine

  bool column(PlainNames& columns) {
    const std::string_view name = text_.name();
    if (name.empty() || !is_new(columns, name)) return false;
    columns.push_back(name);
    bool is_integer = false;
    if (!type(is_integer)) return false;
    while (text_.kind() != K::Comma && text_.kind() != K::RightParen) {
      if (!constraint(is_integer)) return false;
    }
    return true;
  }

  /// Has no other column that name?
  bool is_new(const PlainNames& columns, std::string_view name) {
    if (columns.size() == kColumnsMax) return false;
    // Names that are the same have the same bit: of the length, and the last letter in any case.
    const auto last = static_cast<unsigned char>(name.back() | 0x20);
    const uint64_t bit = uint64_t{1} << ((name.size() * 7 + last) % 64);
    if ((seen_ & bit) != 0) {
      for (const std::string_view other : columns) {
        if (same_name(other, name)) return false;
      }
    }
    seen_ |= bit;
    return true;
  }

  /// Bare words, then perhaps (n) or (n, m).
  bool type(bool& is_integer) {
    size_t words = 0;
    while (text_.kind() == K::Identifier) {
      const std::string_view word = text_.text();
      if (!sql::Lexer::starts_word(word.front())) return false;
      is_integer = words++ == 0 && same_name(word, "INTEGER");
      text_.advance();
    }
    if (!text_.accept(K::LeftParen)) return true;
    is_integer = false;
    if (words == 0 || !text_.accept(K::Integer)) return false;
    if (text_.accept(K::Comma) && !text_.accept(K::Integer)) return false;
    return text_.accept(K::RightParen);
  }

  bool constraint(bool is_integer) {
    if (text_.accept(K::Not)) return text_.accept(K::Null) && has_no_conflict();
    if (text_.accept(K::Null)) return has_no_conflict();
    if (text_.accept(K::Default)) return literal();
    if (text_.accept(K::Collate)) return text_.collation();
    return text_.accept(K::Primary) && text_.accept(K::Key) && is_integer && rowid_key();
  }

  bool has_no_conflict() const { return text_.kind() != K::On; }

  bool literal() {
    const bool has_sign = text_.accept(K::MinusSign) || text_.accept(K::PlusSign);
    switch (text_.kind()) {
      case K::Integer:
        if (text_.size() > kDigitsMax) return false;
        break;
      case K::Float:
        break;
      case K::String:
      case K::Null:
      case K::CurrentDate:
      case K::CurrentTime:
      case K::CurrentTimestamp:
        if (has_sign) return false;
        break;
      default:
        return false;
    }
    text_.advance();
    return true;
  }

  /// Behind PRIMARY KEY of an INTEGER column. A descending one is a key with an index.
  bool rowid_key() {
    if (has_key_) return false;
    has_key_ = true;
    text_.accept(K::Asc);
    text_.accept(K::Autoincrement);
    return text_.kind() != K::Desc && has_no_conflict();
  }

  PlainText text_;
  uint64_t seen_ = 0;  // bits of the columns' names
  bool has_key_ = false;
};

bool read_index(PlainText text, PlainIndex& out) {
  if (!text.accept(K::Create)) return false;
  text.accept(K::Unique);
  if (!text.accept(K::Index)) return false;
  out.name = text.name();
  if (out.name.empty() || !text.accept(K::On)) return false;
  out.table = text.name();
  if (out.table.empty() || !text.accept(K::LeftParen)) return false;
  do {
    const std::string_view column = text.name();
    if (column.empty() || out.columns.size() == kColumnsMax) return false;
    out.columns.push_back(column);
    if (text.accept(K::Collate) && !text.collation()) return false;
    if (!text.accept(K::Asc)) text.accept(K::Desc);
  } while (text.accept(K::Comma));
  return text.accept(K::RightParen) && text.kind() == K::End;
}

}  // namespace

std::optional<PlainTable> plain_table(std::string_view sql) {
  std::optional<PlainTable> out(std::in_place);
  if (!PlainTableReader(sql).read(*out)) out.reset();
  return out;
}

std::optional<PlainIndex> plain_index(std::string_view sql) {
  std::optional<PlainIndex> out(std::in_place);
  if (!read_index(PlainText(sql), *out)) out.reset();
  return out;
}

}  // namespace tern::catalog
