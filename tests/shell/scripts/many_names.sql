WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM c WHERE i < 3) SELECT 'CREATE TABLE t' || i || '(a);' FROM c;
.output made.sql
WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM c WHERE i < 43) SELECT 'CREATE TABLE table_' || i * i || '(a UNIQUE);' FROM c;
.output
.read made.sql
.tables
.indexes
.tables %1_
CREATE TABLE a_table_with_a_name_that_is_longer_than_all_the_eighty_columns_of_a_terminal_are_wide_by_far(a);
.tables
