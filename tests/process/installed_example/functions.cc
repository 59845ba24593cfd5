#include <tern/functions.h>
#include <tern/tern.h>

#include <algorithm>
#include <iostream>
#include <string>

tern::Status run() {
  tern::Connection db = TRY(tern::Connection::open(":memory:"));
  TRY(tern::add_function(db, "reversed", [](std::string_view text) {
    return std::string(text.rbegin(), text.rend());
  }));
  TRY(tern::add_collation(db, "by_length", [](std::string_view a, std::string_view b) {
    return static_cast<int>(a.size()) - static_cast<int>(b.size());
  }));
  tern::Statement query =
      TRY(db.prepare("SELECT reversed(column1) FROM (VALUES('melon'), ('fig')) ORDER BY column1 "
                     "COLLATE by_length"));
  while (TRY(query.step())) std::cout << query.column(0).as_text() << " ";
  return {};
}

int main() {
  const tern::Status status = run();
  if (!status) std::cerr << status.error().message() << "\n";
  return status ? 0 : 1;
}
