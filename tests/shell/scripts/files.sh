# The functions for files, and those for the content of archives.
say() { echo "--- $*"; "$@"; echo "status $?"; }
umask 022
mkdir -p d/sub
echo hello > d/one
echo sub > d/sub/f
ln -s one d/link
chmod 640 d/one
touch -h -d '2020-01-02 03:04:05 UTC' d/one d/sub/f d/link
touch -d '2020-01-02 03:04:05 UTC' d/sub d
say shell :memory: "SELECT lsmode(33188), lsmode('x'), lsmode(NULL), lsmode(16877), lsmode(41471), lsmode(4095)"
say shell :memory: "SELECT name, lsmode(mode), mtime, data, path, dir FROM fsdir('d') ORDER BY name"
say shell :memory: "SELECT name, typeof(data) FROM fsdir('sub', 'd') ORDER BY name"
say shell :memory: "SELECT rowid, name, data FROM fsdir('d/link')"
say shell :memory: "SELECT count(*) FROM fsdir('d', NULL)"
say shell :memory: "SELECT * FROM fsdir"
say shell :memory: "SELECT * FROM fsdir(NULL)"
say shell :memory: "SELECT * FROM fsdir('nosuch')"
say shell :memory: "SELECT name FROM fsdir('..', 'd/sub') ORDER BY name"
say shell :memory: "SELECT b.name FROM fsdir('d') a, fsdir(a.name) b ORDER BY 1"
say shell :memory: "EXPLAIN QUERY PLAN SELECT * FROM fsdir('d')" "EXPLAIN QUERY PLAN SELECT * FROM fsdir('d', 'e')"
say shell v.db "CREATE VIEW v AS SELECT * FROM fsdir('d')" "SELECT * FROM v"
say shell :memory: "SELECT writefile('w1','abc',33188,0), writefile('w/q/2','abc'), quote(writefile('w4',NULL,16877,5))"
say shell :memory: "SELECT name, lsmode(mode), mtime, data FROM fsdir('w4')" "SELECT lsmode(mode), mtime FROM fsdir('w1')"
say shell :memory: "SELECT quote(writefile('link','d/one',41471))" "SELECT name, lsmode(mode), data FROM fsdir('link')"
say shell :memory: "SELECT quote(writefile('w9', 12)), quote(readfile('w9')), quote(writefile('w9',NULL)), quote(readfile('w9'))"
say shell :memory: "SELECT quote(readfile('nosuch')), quote(writefile('d','x')), quote(writefile(NULL,1))"
say shell :memory: "SELECT quote(readfile('/dev/null'))"
say shell :memory: "SELECT readfile('d')"
say shell :memory: "SELECT quote(writefile('w9', 'a', NULL, NULL))" "SELECT lsmode(mode), mtime FROM fsdir('w9')"
say shell :memory: "SELECT writefile('d','x',1)"
say shell :memory: "SELECT writefile('w9','x',16877)"
say shell :memory: "SELECT writefile('d','x',41471)"
say shell :memory: "SELECT writefile('w9/x','x',33188)"
say shell :memory: "SELECT writefile('x')"
say shell :memory: "SELECT writefile(1,2,3,4,5)"
say shell :memory: "SELECT quote(sqlar_compress('abc')), quote(sqlar_compress(x'00')), quote(sqlar_compress(zeroblob(100)))"
say shell :memory: "SELECT quote(sqlar_compress(NULL)), quote(sqlar_compress(5)), quote(sqlar_uncompress(5,1)), quote(sqlar_uncompress(NULL,0))"
say shell :memory: "SELECT quote(sqlar_uncompress('abc',0)), quote(sqlar_uncompress('abc',3))"
say shell :memory: "SELECT quote(sqlar_uncompress(sqlar_compress(zeroblob(30)),30)), quote(sqlar_uncompress(sqlar_compress(zeroblob(30)),60))"
say shell :memory: "SELECT sqlar_uncompress(sqlar_compress(zeroblob(30)),10)"
say shell :memory: "SELECT sqlar_uncompress('abc',4)"
say shell :memory: "SELECT sqlar_uncompress(NULL,4)"
