-- A shop: ten tables with primary keys of every kind, foreign keys, unique and plain indexes, about
-- 22,000 rows, some of them larger than a page. Made with the sqlite3 shell.
PRAGMA journal_mode = DELETE;
BEGIN;
CREATE TABLE customers(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  city TEXT,
  credit REAL DEFAULT 0
);
CREATE TABLE products(sku TEXT PRIMARY KEY, name TEXT NOT NULL, price REAL, stock INTEGER);
CREATE TABLE orders(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  placed TEXT,
  status TEXT DEFAULT 'new'
);
CREATE TABLE order_lines(
  order_id INTEGER REFERENCES orders(id),
  line_no INTEGER,
  sku TEXT REFERENCES products(sku),
  quantity INTEGER,
  PRIMARY KEY(order_id, line_no)
) WITHOUT ROWID;
CREATE TABLE suppliers(code TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE supplies(
  supplier TEXT REFERENCES suppliers(code),
  sku TEXT REFERENCES products(sku),
  days INTEGER,
  PRIMARY KEY(supplier, sku)
);
CREATE TABLE notes(id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), body TEXT);
CREATE TABLE tags(name TEXT PRIMARY KEY);
CREATE TABLE customer_tags(
  customer_id INTEGER REFERENCES customers(id),
  tag TEXT REFERENCES tags(name),
  PRIMARY KEY(customer_id, tag)
) WITHOUT ROWID;
CREATE TABLE settings(key TEXT PRIMARY KEY, value BLOB);

CREATE INDEX customers_by_city ON customers(city);
CREATE INDEX orders_by_customer ON orders(customer_id, placed);
CREATE INDEX lines_by_sku ON order_lines(sku);
CREATE UNIQUE INDEX products_by_name ON products(name);
CREATE INDEX notes_by_customer ON notes(customer_id);

WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO customers SELECT i, 'Customer ' || i, 'customer' || i || '@example.org',
  CASE i % 5 WHEN 0 THEN 'Porto' WHEN 1 THEN 'Oslo' WHEN 2 THEN 'Kyoto' WHEN 3 THEN 'Zürich' ELSE 'Accra' END,
  i % 97 * 1.25 FROM n;
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO products SELECT 'SKU-' || substr('0000' || i, -4), 'Product ' || i, i * 0.75, i % 60 FROM n;
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
INSERT INTO orders(customer_id, placed, status) SELECT 1 + i * 7 % 1800, '2024-' || substr('0' || (1 + i % 12), -2)
  || '-' || substr('0' || (1 + i % 28), -2), CASE i % 3 WHEN 0 THEN 'paid' WHEN 1 THEN 'sent' ELSE 'new' END FROM n;
WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
INSERT INTO order_lines SELECT 1 + i % 4000, 1 + i / 4000, 'SKU-' || substr('0000' || (1 + i * 13 % 500), -4),
  1 + i % 9 FROM n;
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO suppliers SELECT 'S' || i, 'Supplier ' || i FROM n;
WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 799)
INSERT INTO supplies SELECT 'S' || (1 + i % 40), 'SKU-' || substr('0000' || (1 + i * 11 % 500), -4), i % 30 FROM n;
-- Every fiftieth note is longer than a page and needs overflow pages.
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
INSERT INTO notes SELECT i, 1 + i % 1500, 'Note ' || i || ': ' ||
  CASE WHEN i % 50 = 0 THEN replace(hex(zeroblob(4500)), '00', 'word ') ELSE 'called, will call again' END FROM n;
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)
INSERT INTO tags SELECT 'tag' || i FROM n;
WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
INSERT INTO customer_tags SELECT 1 + i % 1500, 'tag' || (1 + (i / 1500 * 7 + i) % 20) FROM n;
INSERT INTO settings VALUES('logo', zeroblob(20000)), ('currency', 'EUR'), ('vat', 0.21), ('open', 1), ('motto', NULL);
COMMIT;
