// .recover: what is left of a damaged database, as SQL that makes a new one of it.
//
// The schema is read from its tree, each CREATE TABLE is tried in a scratch database, which tells
// how the table's records are laid out, and the records of its tree become INSERTs. What no tree of
// the schema has used, pages whose tables are not known any more, goes into a table lost_and_found.

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "engine/api/connection_state.h"
#include "engine/base/utf16.h"
#include "engine/record/record.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/dot/salvage.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

struct RecoverRequest {
  bool ignores_free_pages = false;
  bool keeps_rowids = true;
  std::string lost_and_found = "lost_and_found";
};

struct SchemaRow {
  std::string type, name, table, sql;
  PageNo root;

  bool is_virtual_table() const { return sql.starts_with("CREATE VIRTUAL TABLE"); }
  bool is_own_table() const { return type == "table" && !name.starts_with("sqlite_"); }
};

/// What a value of a table's record is for.
struct StoredColumn {
  std::string name;
  bool is_rowid = false;      // stored as NULL: the rowid is its value
  bool is_generated = false;  // cannot be inserted
};

struct TableLayout {
  std::vector<StoredColumn> columns;  // as the record has them
  std::string rowid;                  // a name for it, where it is none of the columns
};

/// How records of `table`, which the scratch database has, are laid out.
Result<TableLayout> layout_of(Connection& scratch, const std::string& table) {
  constexpr int64_t kVirtual = 2, kStored = 3;
  TableLayout out;
  Statement columns =
      TRY(scratch.prepare("SELECT name, type, hidden, pk FROM pragma_table_xinfo(?1)"));
  TRY(columns.bind(1, std::string_view(table)));
  int key_columns = 0;
  std::optional<size_t> integer_key;
  std::vector<StoredColumn> all;
  while (TRY(columns.step())) {
    const int64_t hidden = columns.column(2).as_integer();
    const bool is_key = columns.column(3).as_integer() > 0;
    const std::string name = shown_text(columns.column(0));
    if (is_key && ++key_columns == 1 && is_same_word(shown_text(columns.column(1)), "INTEGER"))
      integer_key = all.size();
    if (hidden != kVirtual) all.push_back({name, false, hidden == kStored});
  }
  const Words key_index =
      TRY(texts_of(scratch, "SELECT name FROM pragma_index_list(?1) WHERE origin='pk'", table));
  const Words without_rowid = TRY(
      texts_of(scratch, "SELECT wr FROM pragma_table_list WHERE name=?1 AND schema='main'", table));
  if (!without_rowid.empty() && without_rowid.front() == "1" && !key_index.empty()) {
    // The record is that of the key's index: its columns come first.
    const Words order = TRY(texts_of(
        scratch, "SELECT name FROM pragma_index_xinfo(?1) ORDER BY seqno", key_index.front()));
    for (const std::string& name : order) {
      const auto found = std::ranges::find(all, name, &StoredColumn::name);
      if (found != all.end()) out.columns.push_back(*found);
    }
    return out;
  }
  out.columns = std::move(all);
  if (integer_key && key_columns == 1 && key_index.empty()) {
    out.columns[*integer_key].is_rowid = true;
    return out;
  }
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    const auto is_it = [name](const StoredColumn& c) { return is_same_word(c.name, name); };
    if (std::ranges::any_of(out.columns, is_it)) continue;
    out.rowid = name;
    break;
  }
  return out;
}

/// The values of records as SQL.
class ValueText {
 public:
  explicit ValueText(TextEncoding encoding) : encoding_(encoding) {}

  std::string text_of(Bytes stored) const {
    if (encoding_ == TextEncoding::Utf8) return std::string(as_text(stored));
    std::string out;
    append_from_utf16(out, as_text(stored), encoding_);
    return out;
  }

  void append_literal(std::string& out, ValueView value) const {
    switch (value.type()) {
      case ValueType::Null:
        out += "NULL";
        break;
      case ValueType::Integer:
        out += shown_text(value);
        break;
      case ValueType::Real:
        append_real_literal(out, value.as_real(), &exact_real);
        break;
      case ValueType::Text:
        append_text(out, text_of(as_bytes(value.as_text())));
        break;
      case ValueType::Blob:
        append_blob_literal(out, value.as_bytes());
        break;
    }
  }

 private:
  /// No literal of a text can have a NUL.
  static void append_text(std::string& out, const std::string& text) {
    if (text.find('\0') == std::string::npos) return append_quoted_one_line(out, text);
    out += "CAST(";
    append_blob_literal(out, as_bytes(text));
    out += " AS TEXT)";
  }

  TextEncoding encoding_;
};

class Recovery {
 public:
  Recovery(Shell& shell, storage::Pager& pager, Connection& scratch, TextEncoding encoding,
           RecoverRequest request)
      : shell_(shell),
        pager_(pager),
        scratch_(scratch),
        values_(encoding),
        encoding_(encoding),
        request_(std::move(request)),
        salvage_(pager) {}

  void run() {
    print_head();
    if (request_.ignores_free_pages) salvage_.use_free_pages();
    salvage_.visit_tree(PageNo{1}, [this](const FoundRecord& record) { take_schema_row(record); });
    for (const SchemaRow& row : schema_) {
      if (row.type == "index") salvage_.visit_tree(row.root, [](const FoundRecord&) {});
      if (!row.is_own_table()) continue;
      if (row.is_virtual_table()) {
        print_schema_row(row);
      } else {
        recover_table(row);
      }
    }
    recover_sequences();
    recover_lost();
    for (const SchemaRow& row : schema_)
      if (row.type != "table" && !row.sql.empty()) shell_.print(row.sql + ";\n");
    shell_.print("PRAGMA writable_schema = off;\nCOMMIT;\n");
  }

 private:
  uint32_t field(storage::HeaderField which) const {
    const auto value = pager_.header_field(which);
    return value ? *value : 0;
  }

  void print_head() {
    using storage::HeaderField;
    const std::string_view encoding = encoding_ == TextEncoding::Utf8      ? "UTF-8"
                                      : encoding_ == TextEncoding::Utf16le ? "UTF-16le"
                                                                           : "UTF-16be";
    const int autovacuum = field(HeaderField::LargestRoot) == 0         ? 0
                           : field(HeaderField::IncrementalVacuum) != 0 ? 2
                                                                        : 1;
    const auto number = [](uint32_t value) { return std::to_string(static_cast<int32_t>(value)); };
    shell_.print("BEGIN;\nPRAGMA writable_schema = on;\nPRAGMA encoding = '" +
                 std::string(encoding) + "';\nPRAGMA page_size = '" +
                 std::to_string(pager_.page_size()) + "';\nPRAGMA auto_vacuum = '" +
                 std::to_string(autovacuum) + "';\nPRAGMA user_version = '" +
                 number(field(HeaderField::UserVersion)) + "';\nPRAGMA application_id = '" +
                 number(field(HeaderField::ApplicationId)) + "';\n");
  }

  /// The values that the record has, as far as they can be read.
  const std::vector<ValueView>& decode(const FoundRecord& record) {
    decoded_.clear();
    reader_.reset(record.payload);
    const auto count = reader_.column_count();
    for (uint32_t i = 0; count && i < *count; ++i) {
      const auto value = reader_.column(i);
      decoded_.push_back(value ? *value : ValueView::null());
    }
    return decoded_;
  }

  void take_schema_row(const FoundRecord& record) {
    constexpr size_t kColumns = 5;
    const std::vector<ValueView>& columns = decode(record);
    if (columns.size() < kColumns) return;
    const auto text = [&](size_t i) {
      return columns[i].is_text() ? values_.text_of(as_bytes(columns[i].as_text())) : std::string();
    };
    SchemaRow row{text(0), text(1), text(2), text(4), {}};
    const ValueView root = columns[3];
    if (root.is_integer() && root.as_integer() > 0 && root.as_integer() <= pager_.page_count())
      row.root = PageNo{static_cast<uint32_t>(root.as_integer())};
    schema_.push_back(std::move(row));
  }

  void print_schema_row(const SchemaRow& row) {
    std::string sql = "INSERT INTO sqlite_schema VALUES(";
    append_quoted(sql, row.type);
    sql += ", ";
    append_quoted(sql, row.name);
    sql += ", ";
    append_quoted(sql, row.table);
    sql += ", 0, ";
    append_quoted(sql, row.sql);
    shell_.print(sql + ");\n");
  }

  void recover_table(const SchemaRow& row) {
    // A definition that does not work leaves the records to those that are lost.
    if (!scratch_.execute(row.sql)) return;
    const auto layout = layout_of(scratch_, row.name);
    if (!layout) return;
    shell_.print(row.sql + ";\n");
    salvage_.visit_tree(row.root,
                        [&](const FoundRecord& record) { print_row(row.name, *layout, record); });
  }

  void print_row(const std::string& table, const TableLayout& layout, const FoundRecord& record) {
    const std::vector<ValueView>& values = decode(record);
    std::string names, literals;
    const auto add = [&](const std::string& name, ValueView value) {
      if (!names.empty()) {
        names += ", ";
        literals += ", ";
      }
      names += quoted_name(name);
      values_.append_literal(literals, value);
    };
    const ValueView rowid = ValueView::integer(record.rowid.raw);
    if (!layout.rowid.empty() && request_.keeps_rowids) add(layout.rowid, rowid);
    // Columns that were added later and are not in the record have their defaults.
    const size_t count = std::min(values.size(), layout.columns.size());
    for (size_t i = 0; i < count; ++i) {
      const StoredColumn& column = layout.columns[i];
      if (column.is_generated) continue;
      add(column.name, column.is_rowid && values[i].is_null() ? rowid : values[i]);
    }
    if (names.empty()) return;
    shell_.print("INSERT OR IGNORE INTO " + quoted_name(table) + "(" + names + ") VALUES(" +
                 literals + ");\n");
  }

  /// What AUTOINCREMENT has counted.
  void recover_sequences() {
    for (const SchemaRow& row : schema_) {
      if (row.name != "sqlite_sequence") continue;
      shell_.print("DELETE FROM sqlite_sequence;\n");
      const TableLayout layout{{{"name"}, {"seq"}}, ""};
      salvage_.visit_tree(row.root,
                          [&](const FoundRecord& record) { print_row(row.name, layout, record); });
    }
  }

  std::string free_name() const {
    const auto is_taken = [this](const std::string& name) {
      return std::ranges::any_of(
          schema_, [&](const SchemaRow& row) { return is_same_word(row.name, name); });
    };
    std::string name = request_.lost_and_found;
    for (int i = 0; is_taken(name); ++i) name = request_.lost_and_found + "_" + std::to_string(i);
    return name;
  }

  void recover_lost() {
    std::optional<size_t> widest;
    salvage_.visit_unused([&](PageNo, const FoundRecord& record) {
      widest = std::max(widest.value_or(0), decode(record).size());
    });
    if (!widest) return;
    const std::string table = quoted_name(free_name());
    std::string sql =
        "CREATE TABLE " + table + "(rootpgno INTEGER, pgno INTEGER, nfield INTEGER, id INTEGER";
    for (size_t i = 0; i < *widest; ++i) sql += ", c" + std::to_string(i);
    shell_.print(sql + ");\n");
    salvage_.visit_unused([&](PageNo root, const FoundRecord& record) {
      const std::vector<ValueView>& values = decode(record);
      std::string row = "INSERT INTO " + table + " VALUES(" + std::to_string(root.raw) + ", " +
                        std::to_string(record.page.raw) + ", " + std::to_string(values.size()) +
                        ", " + (record.has_rowid ? std::to_string(record.rowid.raw) : "NULL");
      for (size_t i = 0; i < *widest; ++i) {
        row += ", ";
        values_.append_literal(row, i < values.size() ? values[i] : ValueView::null());
      }
      shell_.print(row + ");\n");
    });
  }

  Shell& shell_;
  storage::Pager& pager_;
  Connection& scratch_;
  ValueText values_;
  TextEncoding encoding_;
  RecoverRequest request_;
  Salvage salvage_;
  std::vector<SchemaRow> schema_;
  record::RecordReader reader_;
  std::vector<ValueView> decoded_;
};

Status recover(Shell& shell, RecoverRequest request) {
  Connection* db = TRY(shell.connection());
  storage::Pager& pager = db->state().pager();
  const bool was_reading = pager.is_reading();
  TRY(pager.begin_read());
  Connection scratch = TRY(Connection::open(":memory:"));
  if (pager.page_count() > 0) {
    const uint32_t encoding = TRY(pager.header_field(storage::HeaderField::TextEncoding));
    Recovery(shell, pager, scratch,
             encoding == 2   ? TextEncoding::Utf16le
             : encoding == 3 ? TextEncoding::Utf16be
                             : TextEncoding::Utf8,
             std::move(request))
        .run();
  }
  if (!was_reading) pager.rollback();
  return ok();
}

}  // namespace

Outcome run_recover(Shell& shell, const Words& words) {
  RecoverRequest request;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "ignore-freelist")) {
      request.ignores_free_pages = true;
    } else if (is_option(word, "no-rowids")) {
      request.keeps_rowids = false;
    } else if (is_option(word, "lost-and-found") && i + 1 < words.size()) {
      request.lost_and_found = words[++i];
    } else {
      shell.print_error("unexpected option: " + word + "\n");
      return fail_with_help(shell, words, "");
    }
  }
  const Status recovered = recover(shell, std::move(request));
  return recovered ? Outcome::Done : shell.report(recovered.error());
}

}  // namespace tern::shell
