// An extension whose second function cannot be added: its name is too long.
#include <tern/extension.h>

TERN_EXTENSION(extension) {
  extension.add_function("first", [] { return 1; });
  extension.add_function(std::string(300, 'x'), [] { return 2; });
  extension.add_function("third", [] { return 3; });
}
