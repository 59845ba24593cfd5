#pragma once

#include <sqlite3.h>

#include <string>

namespace tern::bench {

// The functions of the C API that are called here, without their prefix.
#define TERN_BENCH_ABI_FUNCTIONS(F) \
  F(bind_blob)                      \
  F(bind_double)                    \
  F(bind_int64)                     \
  F(bind_null)                      \
  F(bind_text)                      \
  F(close)                          \
  F(column_bytes)                   \
  F(column_double)                  \
  F(column_int64)                   \
  F(column_text)                    \
  F(create_function_v2)             \
  F(errmsg)                         \
  F(exec)                           \
  F(extended_errcode)               \
  F(finalize)                       \
  F(libversion)                     \
  F(open)                           \
  F(prepare_v2)                     \
  F(reset)                          \
  F(result_int64)                   \
  F(step)                           \
  F(value_int64)

/// The C API of one library. Two that export the same names are in this process: whoever calls has
/// to say whose function.
struct AbiFunctions {
#define TERN_BENCH_ABI_MEMBER(name) decltype(&sqlite3_##name) name = nullptr;
  TERN_BENCH_ABI_FUNCTIONS(TERN_BENCH_ABI_MEMBER)
#undef TERN_BENCH_ABI_MEMBER
};

struct AbiLibrary {
  AbiFunctions functions;
  std::string file;  // where the loader found it
};

/// The one that this program is linked with: the system's.
inline constexpr const char* kReferenceLibrary = "libsqlite3.so.0";

/// Loads a library, which stays. Requires: the reference is loaded first, since the loader also
/// takes a library that is already there for the one of that name. A library that does not load or
/// lacks a function ends the program.
AbiLibrary load_abi_library(const std::string& name);

}  // namespace tern::bench
