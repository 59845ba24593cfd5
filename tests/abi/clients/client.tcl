# Walks through the Tcl interface of SQLite and prints what each step gives. Argument: a scratch folder.
package require sqlite3
set folder [lindex $argv 0]
fconfigure stdout -encoding utf-8

proc say {label args} { puts "$label: [join $args { | }]" }

# Says what a script gives or how it fails; [db errorcode] tells the result code of the last call.
proc attempt {label script} {
    if {[catch {uplevel 1 $script} result]} {
        puts "$label! $result ([db errorcode])"
    } else {
        puts "$label: $result"
    }
}

puts "-- connect"
sqlite3 db $folder/a.db
attempt "missing folder" { sqlite3 none $folder/none/b.db }
attempt "not created" { sqlite3 none $folder/z.db -create 0 }
attempt "bad vfs" { sqlite3 none $folder/z.db -vfs nope }
attempt "uri" { sqlite3 reader file:$folder/a.db?mode=ro -uri 1; reader eval {CREATE TABLE t(a)} }
reader close
attempt "unknown method" { catch {db nonsense} message; string range $message 0 24 }

puts "-- eval"
attempt "create" { db eval {
    CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL, data BLOB);
    INSERT INTO t VALUES(1, 'one', 1.5, x'00ff');
    INSERT INTO t VALUES(2, 'two', NULL, NULL), (3, 'tree', 3e10, 'x');
    SELECT count(*) FROM t;
} }
say "changes" [db changes] [db total_changes] [db last_insert_rowid]
db eval {SELECT id, name, size FROM t ORDER BY id} row {
    say "row" $row(*) $row(id) $row(name) $row(size)
}
db eval {SELECT id, name FROM t ORDER BY id} { say "variables" $id $name }
unset -nocomplain row
db eval -withoutnulls {SELECT * FROM t WHERE id = 2} row { say "without nulls" [lsort [array names row]] }
attempt "break" { db eval {SELECT id FROM t ORDER BY id} { if {$id == 2} break }; set id }
attempt "error in the body" { db eval {SELECT id FROM t} { error "stop at $id" } }
set number 2; set text "o'clock"; set bytes [binary format H* 00c3ff]; set real 2.0; set list(key) element
attempt "variables bound" { db eval {SELECT $number, typeof($number), :text, typeof(@text), hex($bytes), typeof(@bytes), $real, $list(key), $unset IS NULL} }
set int [expr {2**40}]; set shimmer [expr {int(5)}]
attempt "types" { db eval {SELECT typeof($int), typeof($shimmer), $int} }
attempt "unicode" { db eval "SELECT '\u00e9\u4e2d', length('\u00e9\u4e2d'), unicode('\u4e2d'), char(233)" }
attempt "onecolumn" { list [db onecolumn {SELECT name FROM t ORDER BY id DESC}] [db onecolumn {SELECT 1 WHERE 0}] }
attempt "exists" { list [db exists {SELECT 1 FROM t}] [db exists {SELECT 1 FROM t WHERE 0}] }
db nullvalue NIL
attempt "nullvalue" { list [db nullvalue] [db eval {SELECT NULL, size FROM t ORDER BY id}] }
db nullvalue ""
attempt "complete" { list [db complete {SELECT 1;}] [db complete {SELECT 1}] [db complete "SELECT 'a;"] }
proc fallback {name} { return "<$name>" }
db bind_fallback fallback
attempt "bind fallback" { db eval {SELECT $nowhere, :other} }
db bind_fallback {}
attempt "syntax" { db eval {SELEC 1} }
attempt "offset" { catch {db eval {SELECT nope FROM t}} message; list $message [db erroroffset] }
attempt "constraint" { db eval {INSERT INTO t(name) VALUES('one')} }
attempt "conversion" { db eval {SELECT CAST('12abc' AS INTEGER), 7 / 2, 7 / 2.0, 1e100, -0.0, 9223372036854775807 + 0} }
attempt "cache" { db cache size 3; db eval {SELECT 1}; db cache flush; db cache size 10 }
attempt "bad cache" { db cache size many }
attempt "config" { list [db config enable_fkey] [db config enable_fkey 1] [db eval {PRAGMA foreign_keys}] [db config enable_fkey 0] }

puts "-- transaction"
attempt "commits" { db transaction { db eval {INSERT INTO t VALUES(4, 'four', 4, NULL)} }; db onecolumn {SELECT count(*) FROM t} }
attempt "fails" { db transaction { db eval {DELETE FROM t}; error "no" } }
attempt "restored" { db onecolumn {SELECT count(*) FROM t} }
attempt "nested" {
    db transaction immediate {
        db eval {UPDATE t SET size = 9}
        catch { db transaction { db eval {DELETE FROM t}; error inner } } message
    }
    list $message [db eval {SELECT count(*), sum(size) FROM t}]
}
attempt "return" { apply {{} { db transaction { db eval {DELETE FROM t WHERE id = 4}; return left } }} }
attempt "bad kind" { db transaction soon {} }
sqlite3 other $folder/a.db
other eval {BEGIN EXCLUSIVE}
attempt "locked" { db eval {SELECT * FROM t} }
set tries {}
db busy { apply {{count} { lappend ::tries $count; expr {$count >= 3} }} }
attempt "busy" { db eval {SELECT * FROM t} }
say "tries" $tries
db busy {}
db timeout 5
attempt "timeout" { db eval {SELECT * FROM t} }
other eval {ROLLBACK}

puts "-- functions"
db function twice {apply {{value} { expr {$value * 2} }}}
db function joined -argcount 2 -deterministic {apply {{a b} { return "$a-$b" }}}
db function number -returntype integer {apply {{} { return 12 }}}
db function real -returntype real {apply {{} { return 12 }}}
db function bytes -returntype blob {apply {{} { binary format H* 00ff }}}
db function failing {apply {{} { error "it failed" }}}
db function hidden -directonly {apply {{} { return 1 }}}
db function harmless -innocuous {apply {{} { return 1 }}}
attempt "functions" { db eval {SELECT twice(21), joined('a', 2), typeof(number()), typeof(real()), hex(bytes()), typeof(bytes())} }
attempt "fails" { db eval {SELECT failing()} }
attempt "arguments" { db eval {SELECT joined(1)} }
db eval {CREATE TEMP VIEW direct AS SELECT hidden() AS h; CREATE TEMP VIEW open AS SELECT harmless() AS h}
attempt "direct only" { db eval {SELECT h FROM direct} }
attempt "innocuous" { db eval {SELECT h FROM open} }
attempt "in an index" { db eval {CREATE INDEX t_joined ON t(joined(id, name))} }
attempt "uses it" { db eval {SELECT id FROM t WHERE joined(id, name) = '2-two'} }
db eval {DROP INDEX t_joined}
db collate length {apply {{a b} { expr {[string length $a] - [string length $b]} }}}
attempt "collation" { db eval {SELECT name FROM t ORDER BY name COLLATE length, name} }
db collation_needed {apply {{name} { say "needed" $name; if {$name eq "late"} { db collate late {string compare} } }}}
attempt "late" { db eval {SELECT name FROM t ORDER BY name COLLATE late DESC} }
attempt "never" { db eval {SELECT name FROM t ORDER BY name COLLATE never} }

puts "-- callbacks"
proc allow {args} { lappend ::asked [lrange $args 0 4]; return SQLITE_OK }
set asked {}
db authorizer allow
attempt "asks" { db eval {SELECT name FROM t WHERE id = 1; UPDATE t SET size = 1 WHERE id = 1} }
db authorizer {}
foreach call $asked { say "asked" $call }
db authorizer {apply {{action args} { expr {$action eq "SQLITE_UPDATE" ? "SQLITE_DENY" : "SQLITE_OK"} }}}
attempt "denied" { db eval {UPDATE t SET size = 2} }
db authorizer {}
set ticks 0
db progress 50 { incr ticks; expr 0 }
attempt "progress" { db eval {WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT sum(i) FROM n} }
db progress 50 { expr 1 }
attempt "stopped" { db eval {WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n} }
db progress 0 {}
say "ticks" [expr {$ticks > 3}]
db trace { say "trace" }
db eval {SELECT $number; UPDATE t SET size = $real WHERE id = 1}
db trace {}
db profile {apply {{sql time} { say "profile" $sql [string is wideinteger $time] }}}
db eval {SELECT $number; UPDATE t SET size = $real WHERE id = 1}
db profile {}
db trace_v2 {apply {{statement sql} { say "trace_v2" $sql [string is wideinteger $statement] }}} statement
db eval {SELECT id FROM t WHERE name = $text}
db trace_v2 {apply {{statement args} { say "row" [string is wideinteger $statement] [llength $args] }}} row
db eval {SELECT id FROM t}
db trace_v2 {}
db update_hook {say "update hook"}
db commit_hook {say "commit hook"; expr 0}
db rollback_hook {say "rollback hook"}
attempt "hooks" { db eval {INSERT INTO t VALUES(8, 'eight', 8, NULL); UPDATE t SET id = 9 WHERE id = 8; DELETE FROM t WHERE id = 9; BEGIN; ROLLBACK} }
db commit_hook {expr 1}
attempt "refused" { db eval {INSERT INTO t VALUES(8, 'eight', 8, NULL)} }
db commit_hook {}; db rollback_hook {}; db update_hook {}
say "hooks" [db commit_hook] [db update_hook]
attempt "preupdate" {
    db preupdate hook {apply {{args} { say "preupdate" $args [db preupdate count] [db preupdate depth]
        if {[lindex $args 0] ne "INSERT"} { say "old" [db preupdate old 1] }
        if {[lindex $args 0] ne "DELETE"} { say "new" [db preupdate new 1] } }}}
    db eval {INSERT INTO t(id, name) VALUES(8, 'eight'); UPDATE t SET name = 'VIII' WHERE id = 8; DELETE FROM t WHERE id = 8}
}
catch { db preupdate hook {} }
attempt "unlock notify" { db unlock_notify {say "unlocked"} }
db eval {PRAGMA journal_mode = WAL}
db wal_hook {apply {{name pages} { say "wal hook" $name [expr {$pages > 0}]; return 0 }}}
attempt "wal" { db eval {UPDATE t SET size = 3} }
db wal_hook {}
other close
attempt "back" { db eval {PRAGMA journal_mode = DELETE} }
db function stop {apply {{i} { if {$i == 50} { db interrupt }; return $i }}}
attempt "interrupt" { db eval {WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT stop(i) FROM n} }
attempt "status" { list [expr {[db status step] >= 0}] [db status sort] }

puts "-- copies"
db eval {INSERT INTO t VALUES(20, 'blob', NULL, zeroblob(8))}
set channel [db incrblob t data 20]
fconfigure $channel -translation binary
puts -nonewline $channel "abc"
seek $channel -2 end
puts -nonewline $channel "yz"
seek $channel 0
say "blob" [string map [list \0 .] [read $channel]] [tell $channel]
close $channel
attempt "read only" { set c [db incrblob -readonly t data 20]; puts $c "x" }
close $c
attempt "no row" { db incrblob t data 77 }
attempt "no column" { db incrblob t none 20 }
attempt "real" { db incrblob t size 1 }
attempt "backup" { db backup $folder/copy.db; sqlite3 copy $folder/copy.db; copy eval {SELECT id, name, hex(data) FROM t ORDER BY id} }
attempt "restore" { copy eval {DELETE FROM t}; copy backup $folder/empty.db; db restore $folder/empty.db; db onecolumn {SELECT count(*) FROM t} }
attempt "restore of none" { db restore $folder/none.db }
attempt "serialize" { set image [copy serialize]; list [string length $image] [string range $image 0 14] }
attempt "deserialize" { sqlite3 image :memory:; image deserialize $image; image eval {INSERT INTO t(name) VALUES('x'); SELECT * FROM t} }
attempt "read-only image" { image deserialize -readonly 1 $image; image eval {INSERT INTO t(name) VALUES('x')} }
set file [open $folder/in.txt w]
puts $file "30\tthirty\t1.5\tx\n31\tone more\t\\N\t\\N"
close $file
attempt "copy" { db copy abort t $folder/in.txt "\t" {\N}; db eval {SELECT * FROM t ORDER BY id} }
attempt "copy again" { db copy ignore t $folder/in.txt "\t" {\N} }
attempt "copy aborts" { db copy abort t $folder/in.txt "\t" {\N} }
attempt "load extension" { db eval {SELECT load_extension('none')} }
db enable_load_extension 1
attempt "load missing" { db eval {SELECT load_extension('/nowhere/none.so')} }
copy close; image close; db close
say "closed" [info commands db]
