#include "tools/tern/dot/queries.h"

#include "tools/tern/literals.h"

namespace tern::shell {

Result<Words> texts_of_bound(Connection& db, std::string_view sql,
                             const std::vector<std::string_view>& parameters) {
  Statement statement = TRY(db.prepare(sql));
  int number = 0;
  for (const std::string_view parameter : parameters) TRY(statement.bind(++number, parameter));
  Words texts;
  while (TRY(statement.step())) texts.push_back(shown_text(statement.column(0)));
  return texts;
}

Result<Words> database_names(Connection& db) {
  return texts_of(db, "SELECT name FROM pragma_database_list ORDER BY seq");
}

}  // namespace tern::shell
