#include "tools/diff/read_database.h"

#include "tools/diff/difference.h"

namespace tern::diff {

namespace {

/// What an index is good for, the answers do not show.
void drop_indexes(Side& side) {
  const Outcome indexes =
      side.run({"SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
                {},
                false,
                false});
  for (const RowValues& row : indexes.rows) {
    const std::string name(row[0].view().as_text());
    side.run({"DROP INDEX \"" + name + "\"", {}, false, false});
  }
}

}  // namespace

ReadDatabase::ReadDatabase(const Script& script, Divergence& failure) {
  std::string why;
  sides_.reference = open_reference(":memory:", why);
  while (steps_ < script.size() && script[steps_].by_reference) {
    sides_.reference->run(script[steps_++]);
  }
  const std::vector<std::byte> image = sides_.reference->image();
  sides_.tern = open_tern(image, why);
  sides_.bare = open_tern(image, why);
  if (!sides_.tern || !sides_.bare) {
    failure = not_opened(why);
    return;
  }
  drop_indexes(*sides_.bare);
}

}  // namespace tern::diff
