PRAGMA foreign_keys = ON;
.echo on
-- Rows that the laptop does not touch.
UPDATE products SET price = 1234.5 WHERE sku = 'SKU-0002';
INSERT INTO tags VALUES('vip');
INSERT INTO customer_tags VALUES(3, 'vip');
-- The row that the laptop changes too, in another column.
UPDATE customers SET name = 'Customer Ten' WHERE id = 10;
-- The same row and column.
UPDATE customers SET credit = 250 WHERE id = 20;
-- The laptop deletes this row, we change it.
UPDATE notes SET body = 'the phone was here' WHERE id = 30;
-- The laptop makes a row with the same key.
INSERT INTO customers(id, name, email, city) VALUES(5000, 'Grace', 'grace@example.org', 'New York');
-- The laptop deletes this order's customer.
INSERT INTO orders(customer_id, placed, status) VALUES(1990, '2024-06-05', 'phone');
