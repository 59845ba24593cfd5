// Shapes for the MATCH of R-trees. There are no such tables here: what is registered is there and
// can be called, but nothing asks the callback.

#include <memory>

#include "engine/sqlite3/callbacks/callbacks.h"

namespace tern::abi {
namespace {

/// The shape travels as a pointer, which to SQL is NULL.
void give_shape(sqlite3_context* context, int, sqlite3_value**) { sqlite3_result_null(context); }

void drop_shape(void* data) { delete static_cast<OwnedData*>(data); }

int register_shape(sqlite3* db, const char* name, void* data, void (*destructor)(void*)) {
  auto* const owner = new (std::nothrow) OwnedData(data, destructor);
  if (!owner) {
    if (destructor) destructor(data);
    return SQLITE_NOMEM;
  }
  return sqlite3_create_function_v2(db, name, -1, SQLITE_ANY, owner, give_shape, nullptr, nullptr,
                                    drop_shape);
}

}  // namespace
}  // namespace tern::abi

extern "C" {

int sqlite3_rtree_geometry_callback(sqlite3* db, const char* name,
                                    int (*)(sqlite3_rtree_geometry*, int, sqlite3_rtree_dbl*, int*),
                                    void* data) {
  return tern::abi::register_shape(db, name, data, nullptr);
}

int sqlite3_rtree_query_callback(sqlite3* db, const char* name, int (*)(sqlite3_rtree_query_info*),
                                 void* data, void (*destructor)(void*)) {
  return tern::abi::register_shape(db, name, data, destructor);
}

}  // extern "C"
