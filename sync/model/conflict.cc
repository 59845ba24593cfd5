#include "sync/model/conflict.h"

#include <charconv>

namespace tern::sync::model {

std::string_view name_of(ConflictClass kind) {
  switch (kind) {
    case ConflictClass::Cell:
      return "cell";
    case ConflictClass::UpdateDelete:
      return "update_delete";
    case ConflictClass::DeleteUpdate:
      return "delete_update";
    case ConflictClass::InsertInsert:
      return "insert_insert";
    case ConflictClass::Unique:
      return "unique";
    case ConflictClass::Check:
      return "check";
    case ConflictClass::NotNull:
      return "notnull";
    case ConflictClass::ForeignKey:
      return "foreign_key";
    case ConflictClass::Schema:
      return "schema";
    case ConflictClass::Invariant:
      return "invariant";
    case ConflictClass::StaleHorizon:
      return "stale_horizon";
    case ConflictClass::Forbidden:
      return "forbidden";
    case ConflictClass::Dependent:
      return "dependent";
  }
  return "";
}

std::string_view name_of(ConflictState state) {
  switch (state) {
    case ConflictState::Auto:
      return "auto";
    case ConflictState::Open:
      return "open";
    case ConflictState::Resolved:
      return "resolved";
    case ConflictState::Discarded:
      return "discarded";
  }
  return "";
}

std::string literal_of(record::ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      return "NULL";
    case record::ValueType::Integer:
      return std::to_string(value.as_integer());
    case record::ValueType::Real: {
      char buffer[40];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.as_real());
      return std::string(buffer, end.ptr);
    }
    case record::ValueType::Text: {
      std::string out = "'";
      for (const char c : value.as_text()) {
        if (c == '\'') out.push_back('\'');
        out.push_back(c);
      }
      return out + "'";
    }
    case record::ValueType::Blob:
      return "x'" + to_hex(value.as_bytes()) + "'";
  }
  return "";
}

std::string row_text(const std::vector<std::string>& columns,
                     const std::vector<record::Value>& values) {
  std::string out = "(";
  for (size_t i = 0; i < columns.size() && i < values.size(); ++i) {
    if (i != 0) out += ", ";
    out += columns[i] + "=" + literal_of(values[i]);
  }
  return out + ")";
}

}  // namespace tern::sync::model
