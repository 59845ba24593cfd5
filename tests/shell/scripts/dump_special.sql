ANALYZE b;
.dump sqlite_%
.dump
.dump --nosys
CREATE TABLE norowid(rowid, oid, _rowid_);
INSERT INTO norowid VALUES(1,2,3);
CREATE TABLE norowid2(rowid, a);
INSERT INTO norowid2 VALUES(1,2);
CREATE TABLE alias(a INTEGER PRIMARY KEY, b);
INSERT INTO alias VALUES(1,2);
CREATE TABLE textkey(a TEXT PRIMARY KEY, b);
INSERT INTO textkey VALUES(1,2);
CREATE TABLE wr(a PRIMARY KEY, b) WITHOUT ROWID;
INSERT INTO wr VALUES(1,2);
CREATE TABLE "null"("group" INT);
INSERT INTO "null" VALUES(NULL);
.dump --preserve-rowids
