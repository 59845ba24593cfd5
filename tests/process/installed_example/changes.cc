#include <tern/session.h>
#include <tern/tern.h>

#include <iostream>

tern::Status run() {
  tern::Connection here = TRY(tern::Connection::open(":memory:"));
  tern::Connection there = TRY(tern::Connection::open(":memory:"));
  for (tern::Connection* each : {&here, &there}) {
    TRY(each->execute("CREATE TABLE product(sku TEXT PRIMARY KEY, stock INT)"));
  }
  tern::session::Session session(here);
  session.attach_all();
  TRY(here.execute("INSERT INTO product VALUES('A-1', 12)"));
  const tern::ByteVector changes = TRY(session.changeset());
  TRY(tern::session::apply(there, changes, {}));
  tern::Statement query = TRY(there.prepare("SELECT sku, stock FROM product"));
  while (TRY(query.step()))
    std::cout << query.column(0).as_text() << ": " << query.column(1).as_integer() << "\n";
  return {};
}

int main() {
  const tern::Status status = run();
  if (!status) std::cerr << status.error().message() << "\n";
  return status ? 0 : 1;
}
