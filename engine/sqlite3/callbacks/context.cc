// What the program's functions may ask of the call that they are in.

#include "engine/sqlite3/callbacks/context.h"

#include "engine/sqlite3/callbacks/call_site.h"
#include "engine/sqlite3/connections/connection.h"

namespace abi = tern::abi;

/// The text is whatever the result says, also if that was set afterwards.
tern::Error sqlite3_context::error() {
  const auto* const text = reinterpret_cast<const char*>(result.text());
  const auto failure = static_cast<tern::ErrorCode>(code);
  if (!text) return tern::Error(failure);
  return tern::Error(failure, std::string(text, static_cast<size_t>(result.bytes())));
}

tern::record::ValueView sqlite3_context::passed_value() { return db->pointers.pass(result.passed); }

void* sqlite3_user_data(sqlite3_context* context) {
  return context->function ? context->function->user_data : nullptr;
}

sqlite3* sqlite3_context_db_handle(sqlite3_context* context) { return context->db; }

void* sqlite3_aggregate_context(sqlite3_context* context, int size) {
  if (!context->memory) return nullptr;
  try {
    return context->memory->get(size);
  } catch (...) {
    sqlite3_result_error_nomem(context);
    return nullptr;
  }
}

int sqlite3_aggregate_count(sqlite3_context* context) {
  return context->memory ? context->memory->row_count : 0;
}

void* sqlite3_get_auxdata(sqlite3_context* context, int argument) {
  return context->site ? context->site->auxiliary(argument) : nullptr;
}

void sqlite3_set_auxdata(sqlite3_context* context, int argument, void* data,
                         void (*destructor)(void*)) {
  if (!context->site) {
    if (destructor) destructor(data);
    return;
  }
  try {
    context->site->keep_auxiliary(argument, data, destructor);
  } catch (...) {
    // What cannot be kept is given back: keep_auxiliary() has seen to it.
  }
}
