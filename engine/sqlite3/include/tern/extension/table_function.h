#pragma once

// Table functions: eponymous virtual tables whose hidden columns are the arguments.

#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <tuple>

#include "tern/extension/call.h"

namespace tern::extension::details {

constexpr size_t kTableArgumentsMax = 31;

/// A Result's value; any other type is its own.
template <class T>
struct ValueOf {
  using Type = T;
};
template <class T>
struct ValueOf<Result<T>> {
  using Type = T;
};
template <class T>
Result<typename ValueOf<T>::Type> as_result(T value) {
  return value;
}

/// A table function: F(arguments...) gives Rows, and Rows() the next row, or nothing at the end.
template <class F>
struct TableFunction {
  using A = Arguments<F, 0>;
  using Rows = typename ValueOf<std::remove_cvref_t<typename Signature<F>::Returned>>::Type;
  using Row = typename ValueOf<std::invoke_result_t<Rows&>>::Type::value_type;
  static constexpr bool kIsTuple = requires { std::tuple_size<Row>::value; };
  static constexpr size_t column_count() {
    if constexpr (kIsTuple) {
      return std::tuple_size_v<Row>;
    } else {
      return 1;
    }
  }
  static_assert(!A::kAll, "table functions have a fixed number of arguments");
  static_assert(A::kCount <= kTableArgumentsMax, "too many arguments of a table function");

  F open;
  std::string declaration;
  std::string failure;

  struct Table {
    sqlite3_vtab base{};  // first: what C sees
    TableFunction* function = nullptr;
  };
  struct FreeValue {
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
  };
  struct Cursor {
    sqlite3_vtab_cursor base{};  // first: what C sees
    // What the rows may view: after `rows`, so it has to be declared before.
    std::array<std::unique_ptr<sqlite3_value, FreeValue>, A::kCount> arguments;
    std::optional<Rows> rows;
    std::optional<Row> row;
    int64_t number = 0;
  };

  static Table& table_of(sqlite3_vtab* table) { return *reinterpret_cast<Table*>(table); }
  static Cursor& cursor_of(sqlite3_vtab_cursor* cursor) {
    return *reinterpret_cast<Cursor*>(cursor);
  }

  static int connect(sqlite3* db, void* self, int, const char* const*, sqlite3_vtab** out,
                     char**) noexcept {
    auto* const function = static_cast<TableFunction*>(self);
    const int code = sqlite3_declare_vtab(db, function->declaration.c_str());
    if (code != SQLITE_OK) return code;
    auto* const made = new (std::nothrow) Table;
    if (!made) return SQLITE_NOMEM;
    made->function = function;
    *out = &made->base;
    return SQLITE_OK;
  }
  static int disconnect(sqlite3_vtab* table) noexcept {
    delete &table_of(table);
    return SQLITE_OK;
  }

  static int best_index(sqlite3_vtab*, sqlite3_index_info* info) noexcept {
    uint32_t waiting = 0;  // arguments that are known later, in another order of the tables
    std::array<int, kTableArgumentsMax> place;
    place.fill(-1);
    for (int i = 0; i < info->nConstraint; ++i) {
      const auto& constraint = info->aConstraint[i];
      const int argument = constraint.iColumn - static_cast<int>(column_count());
      const bool is_argument = argument >= 0 && argument < static_cast<int>(A::kCount) &&
                               constraint.op == SQLITE_INDEX_CONSTRAINT_EQ;
      if (!is_argument) continue;
      if (!constraint.usable) waiting |= 1U << argument;
      if (constraint.usable) place[static_cast<size_t>(argument)] = i;
    }
    int given = 0;
    for (size_t i = 0; i < A::kCount; ++i) {
      if (place[i] < 0) continue;
      info->aConstraintUsage[place[i]].argvIndex = ++given;
      info->aConstraintUsage[place[i]].omit = 1;
      info->idxNum |= 1 << i;
    }
    if ((waiting & ~static_cast<uint32_t>(info->idxNum)) != 0) return SQLITE_CONSTRAINT;
    info->estimatedRows = 1000;
    info->estimatedCost = 1000;
    return SQLITE_OK;
  }

  static int open_cursor(sqlite3_vtab*, sqlite3_vtab_cursor** out) noexcept {
    auto* const made = new (std::nothrow) Cursor;
    if (!made) return SQLITE_NOMEM;
    *out = &made->base;
    return SQLITE_OK;
  }
  static int close_cursor(sqlite3_vtab_cursor* cursor) noexcept {
    delete &cursor_of(cursor);
    return SQLITE_OK;
  }

  static int failed(sqlite3_vtab* table, int code, const std::string& message) noexcept {
    if (message.empty()) return code;
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", message.c_str());
    return code;
  }
  template <class Body>
  static int run(sqlite3_vtab* table, Body&& body) noexcept {
    try {
      const Status done = body();
      return done ? SQLITE_OK : failed(table, done.error().code, done.error().message);
    } catch (const std::bad_alloc&) {
      return SQLITE_NOMEM;
    } catch (...) {
      return failed(table, SQLITE_ERROR, table_of(table).function->failure);
    }
  }

  static int filter(sqlite3_vtab_cursor* base, int given, const char*, int,
                    sqlite3_value** values) noexcept {
    return run(base->pVtab, [&]() -> Status {
      Cursor& cursor = cursor_of(base);
      cursor.row.reset();
      cursor.rows.reset();
      cursor.number = 0;
      std::array<ValueView, A::kCount> arguments;
      for (size_t i = 0; i < A::kCount; ++i) {
        const bool is_given = (static_cast<uint32_t>(given) >> i & 1) != 0;
        cursor.arguments[i].reset(is_given ? sqlite3_value_dup(*values++) : nullptr);
        if (is_given && !cursor.arguments[i]) throw std::bad_alloc();
        arguments[i] = ValueView(cursor.arguments[i].get());
      }
      if (A::has_null(arguments)) return {};
      auto opened = as_result(A::call(table_of(base->pVtab).function->open, arguments));
      if (!opened) return std::unexpected(std::move(opened).error());
      cursor.rows.emplace(*std::move(opened));
      return move(cursor);
    });
  }
  static Status move(Cursor& cursor) {
    auto row = as_result((*cursor.rows)());
    if (!row) return std::unexpected(std::move(row).error());
    cursor.row.reset();
    if (*row) cursor.row.emplace(**std::move(row));
    ++cursor.number;
    return {};
  }
  static int next(sqlite3_vtab_cursor* base) noexcept {
    return run(base->pVtab, [&] { return move(cursor_of(base)); });
  }
  static int at_end(sqlite3_vtab_cursor* base) noexcept { return cursor_of(base).row ? 0 : 1; }
  static int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* out) noexcept {
    *out = cursor_of(base).number;
    return SQLITE_OK;
  }

  static int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int number) noexcept {
    Cursor& cursor = cursor_of(base);
    const auto at = static_cast<size_t>(number);
    if (at >= column_count()) {
      give(context, ValueView(cursor.arguments[at - column_count()].get()));
      return SQLITE_OK;
    }
    guarded(context, table_of(base->pVtab).function->failure,
            [&] { give_column(context, *cursor.row, at); });
    return SQLITE_OK;
  }
  static void give_column(sqlite3_context* context, const Row& row, size_t at) {
    if constexpr (kIsTuple) {
      [&]<size_t... I>(std::index_sequence<I...>) {
        ((I == at ? give(context, std::get<I>(row)) : void()), ...);
      }(std::make_index_sequence<column_count()>());
    } else {
      give(context, row);
    }
  }

  static const sqlite3_module* module() {
    static const sqlite3_module methods = [] {
      sqlite3_module out{};
      out.xConnect = connect;
      out.xBestIndex = best_index;
      out.xDisconnect = disconnect;
      out.xOpen = open_cursor;
      out.xClose = close_cursor;
      out.xFilter = filter;
      out.xNext = next;
      out.xEof = at_end;
      out.xColumn = column;
      out.xRowid = rowid;
      return out;
    }();
    return &methods;
  }
  static void destroy(void* self) { delete static_cast<TableFunction*>(self); }
};

}  // namespace tern::extension::details
