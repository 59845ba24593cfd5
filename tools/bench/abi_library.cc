#include "tools/bench/abi_library.h"

#include <dlfcn.h>

#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* const address = ::dlsym(library, name);
  if (!address) give_up(name, "the library lacks it");
  function = reinterpret_cast<Function>(address);
}

std::string file_of(const AbiFunctions& functions) {
  Dl_info about{};
  const bool is_known = ::dladdr(reinterpret_cast<void*>(functions.libversion), &about) != 0;
  return is_known ? about.dli_fname : "unknown";
}

}  // namespace

AbiLibrary load_abi_library(const std::string& name) {
  // Bound to itself first: it must not call the functions of the same name that came before it.
  void* const library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!library) give_up(name, ::dlerror());
  AbiLibrary out;
#define TERN_BENCH_ABI_FIND(name) find(library, "sqlite3_" #name, out.functions.name);
  TERN_BENCH_ABI_FUNCTIONS(TERN_BENCH_ABI_FIND)
#undef TERN_BENCH_ABI_FIND
  out.file = file_of(out.functions);
  return out;
}

}  // namespace tern::bench
