SELECT zz FROM a;

SELECT k,
 nope
 FROM a;
INSERT INTO b(x) VALUES('o''x');
SELECT 5; SELECT * FROM nope; SELECT 6;
SELCT 1;
SELECT 1 +;
SELECT 7;
SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', nope, 'cccccccccccccccccccccccccccccccccccccccccccccccccc';
SELECT 'äöäöäöäöäöäöäöäöäöäöäöäöäöäöäöäöäöäöäö', 'äöäöäöäöäöäöäöäöäöäöäöäöäöäöä', nope, 'äöäöäöäöäöäöäöäöäöäöäöäöäöäöäöäö';
SELECT abs(-9223372036854775808);
SELECT json('{');
INSERT INTO a VALUES('q',1,1);
INSERT INTO nosuch VALUES(1);
CREATE TABLE a(x);
DROP TABLE nosuch;
PRAGMA nosuch;
PRAGMA foreign_keys=1; INSERT INTO child(p) VALUES(77);
COMMIT;
SELECT 1;;; SELECT 2;
;
SELECT 'open
