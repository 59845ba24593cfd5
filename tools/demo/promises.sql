-- One row a promise: what it is, and 1 where it holds. Run with the sqlite3 shell on each file.
.mode list
.separator "|"
SELECT 'different rows: the laptop''s change is there', count(*) FROM products WHERE sku = 'SKU-0001' AND stock = 999;
SELECT 'different rows: the laptop''s delete is there', NOT count(*) FROM order_lines WHERE order_id = 77;
SELECT 'different rows: the phone''s change is there', count(*) FROM products WHERE sku = 'SKU-0002' AND price = 1234.5;
SELECT 'different rows: the phone''s new rows are there', count(*) FROM customer_tags JOIN tags ON tag = name WHERE tag = 'vip';
SELECT 'one row, two columns: both changes are there', count(*) FROM customers WHERE id = 10 AND city = 'Lisbon' AND name = 'Customer Ten';
SELECT 'one cell: one of the two values won', count(*) FROM customers WHERE id = 20 AND credit IN (100, 250);
SELECT 'delete against update: the update won', count(*) FROM notes WHERE id = 30 AND body = 'the phone was here';
SELECT 'one new key, two rows: one of them is there', count(*) FROM customers WHERE id = 5000 AND name IN ('Ada', 'Grace');
SELECT 'parent deleted: no order without its customer', NOT count(*) FROM orders WHERE customer_id NOT IN (SELECT id FROM customers);
SELECT 'new table: its rows are there', count(*) = 3 FROM visits;
SELECT 'new index: it is there', count(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_by_status';
SELECT 'untouched rows: all there', (SELECT count(*) FROM orders WHERE id <= 4000) = 4000 AND (SELECT count(*) FROM notes) = 1500;
SELECT 'foreign keys hold', NOT count(*) FROM pragma_foreign_key_check;
