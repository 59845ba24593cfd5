// sqlite_temp_schema: there are no temporary objects yet, and so it has no rows.

#include "engine/vtab/virtual_table.h"

namespace tern::vtab {
namespace {

class NoRows final : public Cursor {
 public:
  Status filter(const IndexPlan&, std::span<const record::ValueView>) override { return ok(); }
  bool at_end() const override { return true; }
  Status next() override { return ok(); }
  Result<record::ValueView> column(uint32_t) override { return record::ValueView::null(); }
  int64_t rowid() const override { return 0; }
};

class TempSchema final : public VirtualTable {
 public:
  explicit TempSchema(std::string name)
      : VirtualTable(std::move(name), {"type", "name", "tbl_name", "rootpage", "sql"}, {}) {}
  Result<IndexPlan> best_index(std::span<const Constraint> constraints) const override {
    IndexPlan out;
    out.uses.resize(constraints.size());
    out.cost = out.rows = 1;
    return out;
  }
  std::unique_ptr<Cursor> open() const override { return std::make_unique<NoRows>(); }
};

}  // namespace

std::unique_ptr<VirtualTable> make_temp_schema(std::string name) {
  return std::make_unique<TempSchema>(std::move(name));
}

}  // namespace tern::vtab
