#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tern::session::test {

/// A schema and statements that change its rows, the same for the same seed. Some statements fail.
class RandomSql {
 public:
  /// Keys that are equal and yet not the same (2 and 2.0, 'a' and 'A' in NOCASE) or not.
  enum class Keys : uint8_t { Any, Distinct };
  explicit RandomSql(uint64_t seed, Keys keys = Keys::Any);

  /// CREATE TABLEs, triggers and the first rows.
  const std::vector<std::string>& schema() const { return schema_; }
  const std::vector<std::string>& tables() const { return names_; }
  /// SELECTs of the rows that a session records.
  std::vector<std::string> recorded_rows() const;
  /// True: nothing but primary keys restricts rows, or changes others with them.
  bool is_unconstrained() const { return is_unconstrained_; }
  /// True: a table has no columns but its key's.
  bool has_keys_alone() const;
  /// INSERT, UPDATE or DELETE.
  std::string change();
  /// The same, or a step of a transaction or savepoint.
  std::string statement();
  size_t pick(size_t count) { return random_() % count; }
  bool one_in(size_t count) { return pick(count) == 0; }

 private:
  struct Table {
    std::string name;
    std::vector<std::string> columns;
    size_t key_columns = 0;  // the first ones
    bool is_key_rowid = false;
    std::string_view key_type;  // of a key of one column
    bool has_trigger = false;
  };

  void add_table(size_t number);
  bool may_refer_to_t0(std::string_view type) const;
  std::string columns_of(Table& table, bool has_key);
  void add_trigger();
  std::string value();
  std::string key_value();
  std::string number() { return std::to_string(1 + pick(8)); }
  std::string condition(const Table& table);
  std::string condition_of_one(const Table& table);
  std::string insert(const Table& table, bool in_trigger = false);
  std::string update(const Table& table, bool in_trigger = false);

  std::mt19937_64 random_;
  Keys keys_;
  std::vector<Table> tables_;
  std::vector<std::string> names_;
  std::vector<std::string> schema_;
  // All foreign keys or none: the reference does not take back what a row that an immediate one
  // refused counted for deferred ones.
  bool defers_ = false;
  bool has_references_ = false;
  bool in_transaction_ = false;
  int savepoints_ = 0;
  bool is_unconstrained_ = true;
};

}  // namespace tern::session::test
