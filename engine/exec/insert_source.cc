#include "engine/exec/insert_source.h"

#include <algorithm>

#include "engine/exec/description.h"
#include "engine/sql/walk.h"

namespace tern::exec {

namespace {

/// Looks for tables that a SELECT reads. A view counts as if it read everything.
class TableSearch final : public sql::Walker {
 public:
  TableSearch(const catalog::Lookup& lookup, std::string_view table)
      : lookup_(lookup), table_(table) {}
  bool found() const { return found_; }

 protected:
  void visit(const sql::TableSource& source) override {
    using sql::TableSourceKind;
    if (source.kind == TableSourceKind::Table || source.kind == TableSourceKind::Function) {
      look_at(source.name);
    }
  }
  void visit(const sql::Expr& expr) override {
    if (const auto* in = expr.as_if<sql::InTable>()) look_at(in->table);
  }

 private:
  void look_at(const sql::QualifiedName& name) {
    found_ = found_ || catalog::same_name(name.name.text, table_) || lookup_.relation(name).view;
  }
  catalog::Lookup lookup_;
  std::string_view table_;
  bool found_ = false;
};

Status bind_row(const sql::ExprList& row, bind::Binder& binder, std::vector<expr::ExprPtr>& out) {
  for (const sql::ExprPtr& value : row) out.push_back(TRY(binder.bind(*value)));
  return ok();
}

bool is_plain_values(const sql::Select& select) {
  return select.cores.size() == 1 && select.cores[0].is_values() && select.with.tables.empty() &&
         select.order_by.empty() && !select.limit;
}

}  // namespace

Result<std::unique_ptr<InsertSource>> InsertSource::bind(CompileUnit& unit,
                                                         const sql::InsertStatement& statement,
                                                         std::string_view table,
                                                         bool has_triggers) {
  auto out = std::make_unique<InsertSource>();
  const sql::Select& select = *statement.source;
  bind::Binder binder(unit.bind_context(), {}, &statement.with);
  TableSearch search(unit.context().lookup().unnoted(), table);
  search.walk(&select);
  for (const sql::CommonTable& common : statement.with.tables) search.walk(common.select.get());
  if (!is_plain_values(select)) {
    auto query = TRY(binder.bind_select(select));
    out->width_ = query->width();
    out->stream_ = TRY(unit.stream(std::move(query)));
    out->copies_first_ = search.found() || has_triggers;
    return out;
  }
  out->width_ = select.cores[0].values[0].size();
  Status first_seen;
  for (const sql::ExprList& row : select.cores[0].values) {
    if (row.size() != out->width_) {
      return fail(ErrorCode::Error, "all VALUES must have the same number of terms");
    }
    bind::keep_last(first_seen, bind_row(row, binder, out->rows_.emplace_back()));
  }
  TRY(std::move(first_seen));
  // Several rows are a SELECT in the user's eyes.
  if (out->rows_.size() > 1 && unit.context().access) {
    const Permission answer = TRY(unit.context().access.ask(Action::Select));
    if (answer == Permission::Ignore) out->rows_.clear();
  }
  out->cells_.reserve(out->rows_.size() * out->width_);
  for (const auto& row : out->rows_) {
    for (const expr::ExprPtr& value : row) out->cells_.emplace_back(*value);
  }
  out->copies_first_ = (search.found() || has_triggers) && out->rows_.size() > 1;
  out->values_.resize(out->width_);
  return out;
}

Status InsertSource::open(expr::Frame& frame) {
  next_row_ = 0;
  copied_.clear();
  next_copied_ = 0;
  if (stream_) TRY(stream_->open(frame));
  return copies_first_ ? copy_all(frame) : ok();
}

Result<bool> InsertSource::produce(expr::Frame& frame) {
  if (stream_) {
    if (!TRY(stream_->next(frame))) return false;
    row_ = stream_->row();
    return true;
  }
  if (next_row_ == rows_.size()) return false;
  const RowValue* cell = cells_.data() + next_row_++ * width_;
  for (record::ValueView& value : values_) TRY(cell++->read(frame, value));
  row_ = values_;
  return true;
}

Status InsertSource::copy_all(expr::Frame& frame) {
  while (TRY(produce(frame))) {
    for (const record::ValueView value : row_) copied_.emplace_back(value);
  }
  if (stream_) stream_->close();
  values_.resize(width_);
  return ok();
}

Result<bool> InsertSource::next(expr::Frame& frame) {
  if (!copies_first_) return produce(frame);
  if (next_copied_ == copied_.size()) return false;
  for (record::ValueView& value : values_) value = copied_[next_copied_++].view();
  row_ = values_;
  return true;
}

void InsertSource::close() {
  if (stream_) stream_->close();
  copied_.clear();
  next_copied_ = 0;
  row_ = {};
}

void InsertSource::describe(Description& out) const {
  if (stream_) return out.add_input(stream_);
  out.append(rows_.size() == 1 ? "1 row" : std::to_string(rows_.size()) + " rows", ", ");
  for (const auto& row : rows_) {
    for (const expr::ExprPtr& value : row) out.expressions.push_back(value.get());
  }
}

}  // namespace tern::exec
