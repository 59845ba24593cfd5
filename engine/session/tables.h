#pragma once

#include <list>
#include <string>
#include <unordered_map>

#include "engine/catalog/schema.h"
#include "engine/session/change.h"

namespace tern::session {

/// What is known of rows by their keys (key_of), in the order in which they came.
template <class Row>
class KeyedRows {
 public:
  struct Entry {
    std::string key;
    Row row;
  };

  Row* find(std::string_view key) {
    const auto at = places_.find(key);
    return at == places_.end() ? nullptr : &at->second->row;
  }
  /// Requires: there is none of that key.
  Row& add(std::string key, Row row) {
    entries_.push_back({std::move(key), std::move(row)});
    places_.emplace(entries_.back().key, std::prev(entries_.end()));
    return entries_.back().row;
  }
  /// Requires: there is one of that key.
  void erase(std::string_view key) {
    const auto at = places_.find(key);
    const auto entry = at->second;
    places_.erase(at);
    entries_.erase(entry);
  }
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::list<Entry> entries_;
  // By the keys in entries_.
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;
};

/// Tables and what is known of their rows, in the order in which they came.
template <class Row>
class Tables {
 public:
  struct Entry {
    Table table;
    KeyedRows<Row> rows;
  };

  /// Null: none of that name. Lifetime: as this.
  Entry* find(std::string_view name) {
    for (Entry& entry : entries_) {
      if (catalog::same_name(entry.table.name, name)) return &entry;
    }
    return nullptr;
  }
  Entry& add(Table table) {
    entries_.push_back({std::move(table), {}});
    return entries_.back();
  }
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::list<Entry> entries_;
};

}  // namespace tern::session
