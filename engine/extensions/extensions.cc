#include "engine/extensions/extensions.h"

#include <vector>

#include "engine/extensions/extension.h"

namespace tern::extensions {

// extension_list.inc has a line TERN_EXTENSION(name) for every extension in this build; the build
// makes it.
#define TERN_EXTENSION(name) const Extension& name##_extension();
#include <extension_list.inc>
#undef TERN_EXTENSION

namespace {

const std::vector<const Extension*>& list() {
  static const std::vector<const Extension*> kList = {
#define TERN_EXTENSION(name) &name##_extension(),
#include <extension_list.inc>
#undef TERN_EXTENSION
  };
  return kList;
}

}  // namespace

const functions::FunctionTable& shared_functions() {
  static const struct Shared : functions::FunctionTable {
    Shared() {
      functions::add_builtins(*this);
      for (const Extension* extension : list()) {
        add(extension->scalars);
        add(extension->aggregates);
      }
    }
  } kShared;
  return kShared;
}

void add_tables(vtab::Registry& registry) {
  for (const Extension* extension : list()) {
    if (extension->add_tables) extension->add_tables(registry);
  }
}

}  // namespace tern::extensions
