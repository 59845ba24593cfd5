# .expert: its words, what ends it, and where errors show.
say() { echo "--- $*"; "$@"; echo "status $?"; }
say shell t.db '.expert --sample' 'SELECT 1'
say shell t.db '.expert --sample 101'
say shell t.db '.expert --sample -1'
say shell t.db '.expert -sam 1k' 'SELECT 1'
say shell t.db '.expert -x'
say shell t.db '.expert word'
say shell t.db '.expert -v' '.print over' 'SELECT 1'
say shell t.db .expert 'SELECT * FROM nosuch'
say shell t.db .expert 'SELECT nosuch(1)'
say shell t.db .expert 'SELECT x FROM b WHERE y=1' 'SELECT 5'
say shell t.db .expert 'SELECT x FROM b WHERE y=1; SELECT k FROM a WHERE v=2'
say shell -safe t.db .expert
say shell -safe t.db '.expert -x' 'SELECT 1'
printf '.expert --nosuch\n.expert -samp\n' | say shell
printf '.expert\n;\n.expert\n-- a comment\nSELECT 1;\nSELECT 2;\n' | say shell
printf '.expert -v\nSELECT\n 1\n;\n.expert -v\nSELECT 1; -- behind\nSELECT 2;\n' | say shell
printf 'CREATE TABLE t(a COLLATE nosuch, b);\nCREATE VIEW v AS SELECT nosuch(a) FROM t;\n.expert\nSELECT * FROM v;\n' | say shell
printf '.timer off\n.echo on\n.expert\nSELECT 1;\n.expert\nSELECT nosuch;\n' | say shell
