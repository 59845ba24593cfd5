.databases
ATTACH 'other.db' AS other;
ATTACH '' AS nameless;
ATTACH ':memory:' AS mem;
CREATE TEMP TABLE t(a);
.databases
BEGIN IMMEDIATE;
.databases
COMMIT;
