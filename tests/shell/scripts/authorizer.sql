.auth on
SELECT * FROM a WHERE k = 'q';
INSERT INTO g(a) VALUES(5);
CREATE TABLE n(a);
.auth off
SELECT 1;
