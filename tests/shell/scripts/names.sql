.tables
.tables b
.tables %ei%
.tables a b
.tables nosuch
.tables A
.indexes
.indexes b
.indexes %
.indexes nosuch
.indices b
.indexes a b
ATTACH ':memory:' AS x;
CREATE TABLE x.t1(a UNIQUE);
CREATE TABLE x.long_name_of_a_table(a UNIQUE);
CREATE TEMP TABLE tt(a PRIMARY KEY);
CREATE TABLE x.b(a);
.tables
.tables t%
.indexes
.indexes t%
.databases
.schema
.schema t%
.schema x.t1
.schema x.%
.schema main.b
.schema temp.%
.schema nosuch.b
.fullschema
