#include "engine/sql/ast.h"

namespace tern::sql {

void SelectDeleter::operator()(Select* select) const { delete select; }

}  // namespace tern::sql
