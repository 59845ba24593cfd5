#include <tern/tern.h>

#include <iostream>

tern::Status run() {
  tern::Connection db = TRY(tern::Connection::open("shop.db"));
  TRY(db.execute("CREATE TABLE IF NOT EXISTS product(sku TEXT PRIMARY KEY, name TEXT, stock INT)"));
  {
    auto transaction = TRY(db.begin());
    TRY(db.execute("INSERT OR REPLACE INTO product VALUES(?, ?, ?)", "A-1", "apple", 12));
    TRY(db.execute("INSERT OR REPLACE INTO product VALUES(?, ?, ?)", "P-7", "pear", 3));
    TRY(std::move(transaction).commit());
  }
  tern::Statement query = TRY(db.prepare("SELECT name, stock FROM product WHERE stock > ?1"));
  TRY(query.bind(1, 5));
  while (TRY(query.step()))
    std::cout << query.column(0).as_text() << ": " << query.column(1).as_integer() << "\n";
  return {};
}

int main() {
  const tern::Status status = run();
  if (!status) std::cerr << status.error().message() << "\n";
  return status ? 0 : 1;
}
