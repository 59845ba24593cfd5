#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tools/bench/engine.h"

namespace tern::bench {

/// Inserts rows into one table:
///   TableFill region(engine, "region", 3);
///   region.row(0, "AFRICA", nullptr);
class TableFill {
 public:
  TableFill(Engine& engine, const std::string& table, int columns) {
    std::string sql = "INSERT INTO " + table + " VALUES(?";
    for (int i = 1; i < columns; ++i) sql += ",?";
    insert_ = engine.prepare(sql + ")");
  }

  template <class... Values>
  void row(const Values&... values) {
    int parameter = 0;
    (put(++parameter, values), ...);
    insert_->step();
  }

 private:
  void put(int parameter, std::integral auto value) {
    insert_->bind(parameter, static_cast<int64_t>(value));
  }
  void put(int parameter, double value) { insert_->bind_real(parameter, value); }
  void put(int parameter, std::string_view value) { insert_->bind(parameter, value); }
  void put(int parameter, std::nullptr_t) { insert_->bind_null(parameter); }

  std::unique_ptr<Query> insert_;
};

}  // namespace tern::bench
