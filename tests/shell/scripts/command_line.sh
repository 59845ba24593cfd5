shell :memory: 'SELECT 1' 'SELECT 2'
shell -json :memory: 'SELECT 1 AS a'
shell -csv -header :memory: "SELECT 1 AS a, 'x y' AS b"
shell --csv --header :memory: "SELECT 1 AS a, 'x y' AS b"
shell -cmd '.mode quote' :memory: "SELECT 'a'"
shell -cmd '.print one' -cmd '.print two' :memory: '.print three'
shell -separator / -nullvalue - :memory: 'SELECT 1, NULL'
shell -newline X :memory: 'SELECT 1; SELECT 2'
shell :memory: 'SELECT zz'; echo $?
shell :memory: 'CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1),(1)'; echo $?
shell :memory: '.mode json' 'SELECT 3 AS x'
shell -line :memory: 'SELECT 1 AS abc, 2 AS d'
shell -bail :memory: 'SELECT x' 'SELECT 2'; echo $?
shell :memory: 'SELECT x' 'SELECT 2'; echo $?
shell /nonexistent/x.db 'SELECT 1'; echo $?
for mode in ascii box column csv html json line list markdown quote table tabs; do
  echo "== $mode"
  shell -$mode t.db "SELECT * FROM b WHERE id < 7"
  shell -header -$mode t.db "SELECT * FROM b WHERE id < 7"
done
for mode in insert tcl qbox; do shell -$mode t.db 'SELECT 1'; echo $?; done
shell -nosuch t.db; echo $?
shell -separator; echo $?
shell -cmd; echo $?
shell -readonly t.db 'CREATE TABLE x(a)'; echo $?
shell -readonly nosuch.db 'SELECT 1'; echo $?
shell -nofollow t.db 'SELECT 1'; echo $?
shell -deserialize t.db 'SELECT count(*) FROM a'; echo $?
shell -echo :memory: 'SELECT 1' '.print x'
shell -echo :memory: <<<'SELECT 1;'
shell -batch :memory: <<<'SELECT 1;'
shell -noheader -column :memory: 'SELECT 1 AS a'
shell -header -noheader :memory: 'SELECT 1 AS a'
shell :memory: '.nosuch'; echo $?
shell :memory: '.nosuch' 'SELECT 1'; echo $?
shell :memory: '.exit 4' 'SELECT 1'; echo $?
shell :memory: '.quit' 'SELECT 1'; echo $?
shell :memory: 'SELECT 1; SELECT nope; SELECT 2'; echo $?
shell :memory: ''; echo $?
shell :memory: '-- only a comment'; echo $?
shell :memory: 'SELECT 1' <<<'SELECT 2;'
shell -cmd 'SELECT nope' :memory: 'SELECT 1'; echo $?
shell -bail -cmd 'SELECT nope' :memory: 'SELECT 1'; echo $?
shell -cmd '.nosuch' :memory: 'SELECT 1'; echo $?
shell -bail -cmd '.nosuch' :memory: 'SELECT 1'; echo $?
shell -cmd 'SELECT 1' -cmd '.mode csv' :memory: <<<"SELECT 'a b';"
shell t.db .tables
shell -init script.sql :memory: 'SELECT 5'; echo $?
shell -init nosuch.sql :memory: 'SELECT 5'; echo $?
shell -bail -init script.sql :memory: 'SELECT 5'; echo $?
shell -vfs unix :memory: 'SELECT 1'; echo $?
shell -vfs nosuch :memory: 'SELECT 1'; echo $?
shell -mmap 1000 :memory: 'SELECT 1'; echo $?
shell -lookaside 100 10 :memory: 'SELECT 1'; echo $?
shell -pagecache 100 10 :memory: 'SELECT 1'; echo $?
shell -- :memory: 'SELECT 1'; echo $?
shell - 'SELECT 1'; echo $?
shell :memory: -json 'SELECT 1 AS a'; echo $?
shell :memory: 'SELECT 1 AS a' -json; echo $?
shell -nonce abc :memory: 'SELECT 1'; echo $?
shell -safe :memory: 'SELECT 1' '.shell echo unsafe'; echo $?
shell -safe :memory: '.open x.db'; echo $?
shell -safe :memory: '.import data.csv x'; echo $?
shell -safe :memory: "ATTACH 'x.db' AS x"; echo $?
shell -safe -nonce abc :memory: '.nonce abc' '.shell echo safe'; echo $?
shell -safe -nonce abc :memory: <<<$'.nonce abc\n.shell echo safe\n.shell echo unsafe'; echo $?
shell -safe -nonce abc :memory: '.nonce bad'; echo $?
ls
