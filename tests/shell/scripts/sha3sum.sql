.sha3sum
.sha3sum --schema
.sha3sum b
.sha3sum a%
.sha3sum --sha3-224
.sha3sum --sha3-256
.sha3sum --sha3-384
.sha3sum --sha3-512
.sha3sum a b
.sha3sum nosuch
.sha3sum --schema sqlite%
ANALYZE;
.sha3sum
.sha3sum sqlite%
SELECT hex(sha3('abc')), hex(sha3('abc',512)), hex(sha3(NULL)), hex(sha3(x'00'));
SELECT hex(sha3_query('SELECT 1, 2.5, ''x'', NULL, x''01'''));
