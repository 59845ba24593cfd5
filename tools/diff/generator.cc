#include "tools/diff/generator.h"

#include "tools/diff/query_generator.h"
#include "tools/diff/write_generator.h"

namespace tern::diff {

// Text that was made and not used may have left parameters behind.
void Generator::emit(std::string sql, bool in_order) {
  while (!parameters_.empty() &&
         sql.find("?" + std::to_string(parameters_.size())) == std::string::npos) {
    parameters_.pop_back();
  }
  script_.push_back({std::move(sql), std::move(parameters_), in_order, false});
  parameters_.clear();
}

// Files as others make them.
void Generator::choose_format() {
  emit("PRAGMA page_size = " + random_.pick({"512", "1024", "4096", "8192", "65536"}));
  if (random_.chance(30)) emit("PRAGMA journal_mode = WAL");
}

Script Generator::script() {
  const bool by_reference = random_.chance(25);
  if (by_reference) choose_format();
  foreign_keys_ = random_.chance(40);
  if (foreign_keys_) emit("PRAGMA foreign_keys = ON");
  create_tables();
  const bool triggers_first = random_.chance(50);
  if (triggers_first) create_triggers();
  for (const Table& table : tables_) {
    for (size_t i = 1 + random_.below(6); i > 0; --i) {
      insert_rows(table, 1 + random_.below(6),
                  random_.chance(70) ? "INSERT OR IGNORE INTO " : "INSERT INTO ");
    }
  }
  if (by_reference) {
    for (Step& step : script_) step.by_reference = true;
    if (foreign_keys_) emit("PRAGMA foreign_keys = ON");
  }
  if (!triggers_first) create_triggers();
  analyze();
  for (size_t i = 10 + random_.below(30); i > 0; --i) {
    if (!view_.name.empty() && random_.chance(15)) change_view();
    const size_t what = random_.below(100);
    if (what < 50) {
      select();
    } else if (what < 65) {
      insert();
    } else if (what < 78) {
      update();
    } else if (what < 86) {
      remove();
    } else if (what < 94) {
      transaction();
    } else if (what < 95) {
      if (!in_transaction_) analyze();
    } else if (!triggers_.empty() && random_.chance(40)) {
      random_.chance(50) ? create_trigger() : drop_trigger();
    } else {
      change_schema();
    }
  }
  return std::move(script_);
}

Script generate(const CaseSource& source, uint64_t number) {
  if (source.profile == Profile::Queries) {
    QueryGenerator generator(source.seed, number / kCasesPerDatabase);
    Script out = generator.database();
    out.push_back(generator.query(number));
    return out;
  }
  if (source.profile == Profile::Writes) {
    return WriteGenerator(mixed(source.seed, number)).script();
  }
  const bool has_generated_columns = source.profile == Profile::Generated;
  return Generator(mixed(source.seed, number), has_generated_columns).script();
}

}  // namespace tern::diff
