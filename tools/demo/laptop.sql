PRAGMA foreign_keys = ON;
.echo on
-- Rows that the phone does not touch.
UPDATE products SET stock = 999 WHERE sku = 'SKU-0001';
DELETE FROM order_lines WHERE order_id = 77;
-- The row that the phone changes too, in another column.
UPDATE customers SET city = 'Lisbon' WHERE id = 10;
-- The same row and column.
UPDATE customers SET credit = 100 WHERE id = 20;
-- The phone changes this row, we delete it.
DELETE FROM notes WHERE id = 30;
-- The phone makes a row with the same key.
INSERT INTO customers(id, name, email, city) VALUES(5000, 'Ada', 'ada@example.org', 'London');
-- The phone makes an order for this customer.
DELETE FROM customers WHERE id = 1990;
-- A new table and a new index, on this side only.
CREATE TABLE visits(id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), day TEXT);
CREATE INDEX orders_by_status ON orders(status);
INSERT INTO visits(customer_id, day) VALUES(10, '2024-06-01'), (11, '2024-06-02'), (12, '2024-06-03');
