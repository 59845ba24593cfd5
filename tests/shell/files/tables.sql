-- What is in t.db when a script begins.
CREATE TABLE b(id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT UNIQUE, y REAL, z BLOB);
CREATE TABLE a(k TEXT, l INT, v, PRIMARY KEY(k,l)) WITHOUT ROWID;
CREATE TABLE "we ird"("a b" INT, "select" TEXT, "q""q" REAL);
CREATE TABLE g(a INT, b INT AS (a+1) STORED, c AS (a*2));
INSERT INTO b VALUES(5,'o''x',1.5,x'00ff'),(6,'line1'||char(10)||'line2',0.1,NULL),
  (7,'r'||char(13)||'n',9e999,''),(8,'both'||char(13,10)||'\n',-9e999,'z'),(9,'tab'||char(9)||'<a> & "b"',1e100,x'41'),
  (10,'äöü € 𝄞',-0.0,x''),(11,NULL,3,'\"{}[$'),(12,'',123456789.125,' ');
INSERT INTO a VALUES('q',1,2.0),('p',1,NULL),('the quick brown fox jumps over the lazy dog',9223372036854775807,'x');
INSERT INTO "we ird" VALUES(1,'x',2.5);
INSERT INTO g(a) VALUES(1),(2);
CREATE INDEX bi ON b(y);
CREATE INDEX "i x" ON "we ird"("a b") WHERE "a b" > 3;
CREATE VIEW v1 AS SELECT * FROM a;
CREATE VIEW v2(p,"q q") AS SELECT id, x FROM b;
CREATE TRIGGER tr AFTER INSERT ON g BEGIN UPDATE g SET a=a WHERE a=new.a; SELECT 1; END;
CREATE TABLE parent(p INTEGER PRIMARY KEY, q UNIQUE);
CREATE TABLE child(c INTEGER PRIMARY KEY, p REFERENCES parent(p), q REFERENCES parent(q) ON DELETE CASCADE);
CREATE INDEX child_q ON child(q);
