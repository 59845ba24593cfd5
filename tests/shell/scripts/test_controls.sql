.testctrl
.testctrl bad
.testctrl always
.testctrl always 1
.testctrl always 0
.testctrl assert
.testctrl assert 0
.testctrl assert 1
.testctrl byteorder
.testctrl byteorder 1
.testctrl --byteorder
.testctrl -byteorder
.testctrl by
.testctrl extra_schema_checks
.testctrl extra_schema_checks 0
.testctrl internal_functions
.testctrl localtime_fault
.testctrl localtime_fault 1
SELECT datetime(0,'unixepoch','localtime');
.testctrl localtime_fault 0
SELECT datetime(0,'unixepoch','localtime');
.testctrl never_corrupt
.testctrl never_corrupt 0
.testctrl optimizations
.testctrl optimizations 0
.testctrl pending_byte
.testctrl pending_byte 1073741824
.testctrl prng_save 1
.testctrl prng_seed
CREATE TEMP TABLE r AS SELECT 0 AS x WHERE 0;
.testctrl prng_seed 5
INSERT INTO r SELECT random();
.testctrl prng_seed 5
INSERT INTO r SELECT random();
SELECT count(DISTINCT x) FROM r;
.testctrl prng_save
INSERT INTO r SELECT random();
.testctrl prng_restore
INSERT INTO r SELECT random();
SELECT count(DISTINCT x) FROM r;
INSERT INTO r SELECT random();
SELECT count(DISTINCT x) FROM r;
.testctrl seek_count
.testctrl sorter_mmap
.testctrl sorter_mmap 5
.testctrl tune
.testctrl tune 1 5
.testctrl p
.testctrl prng
.testctrl -help
.testctrl --help
.testctrl help
