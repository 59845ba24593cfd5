# Walks through DBI with DBD::SQLite and prints what each step gives. Argument: a scratch folder.
use strict;
use warnings;
use utf8;
use DBI qw(:sql_types);
use DBD::SQLite;
use DBD::SQLite::Constants qw(:all);
use FindBin;
use lib $FindBin::Bin;
use Steps;

my $folder = $Steps::folder;
my $db;

print "-- connect\n";
$db = open_file('a.db');
say_('attributes', @$db{qw(AutoCommit sqlite_string_mode sqlite_use_immediate_transaction)}, $db->get_info(17), $db->ping);
attempt('missing folder', sub { open_file('none/b.db') });
attempt('read only', sub {
    my $reader = open_file('a.db', sqlite_open_flags => SQLITE_OPEN_READONLY);
    my $done = eval { $reader->do('CREATE TABLE x(a)') };
    clean($@);
});
$Steps::db = $db;
attempt('uri', sub { DBI->connect("dbi:SQLite:uri=file:$folder/a.db?mode=rw", '', '',
    {RaiseError => 1})->selectrow_array('SELECT 1') });
$db->{sqlite_string_mode} = DBD_SQLITE_STRING_MODE_UNICODE_STRICT;

print "-- statements\n";
attempt('create', sub { $db->do('CREATE TABLE t(id INTEGER PRIMARY KEY, name VARCHAR(20) UNIQUE NOT NULL, size REAL DEFAULT 1.5, data BLOB)') });
attempt('insert', sub { $db->do('INSERT INTO t(name, data) VALUES(?, ?)', undef, 'one', 'x') });
my $insert = $db->prepare('INSERT INTO t(name, size, data) VALUES(?, ?, ?)');
$insert->bind_param(1, 'two', SQL_VARCHAR);
$insert->bind_param(2, '2.50', SQL_DOUBLE);
$insert->bind_param(3, "\x00\xff", SQL_BLOB);
attempt('bound', sub { $insert->execute, $db->last_insert_id(undef, undef, 't', undef), $db->sqlite_last_insert_rowid });
attempt('executed', sub { $insert->execute('Ünder', undef, undef), $insert->rows });
attempt('tuples', sub { my @status; $insert->execute_array({ArrayTupleStatus => \@status}, ['a', 'b'], [1, 2], [undef, 'y']),
    \@status });
attempt('all', sub { rows('SELECT id, name, size, typeof(size), hex(data), typeof(data) FROM t ORDER BY id') });
attempt('hashes', sub { $db->selectall_hashref('SELECT id, name FROM t WHERE id < 3', 'id') });
attempt('column', sub { $db->selectcol_arrayref('SELECT name FROM t ORDER BY name DESC') });
attempt('numbered', sub { rows('SELECT ?2, ?1, typeof(?1)', 1, 'b') });
my $named = $db->prepare('SELECT :a, $b, @c, :a');
$named->bind_param(':a', 1, SQL_INTEGER);
$named->bind_param('$b', '2');
$named->bind_param('@c', 3.5);
attempt('named', sub { $named->execute; $named->fetchall_arrayref });
my $facts = $db->prepare('SELECT id, name AS n, size + 1 AS more FROM t ORDER BY id');
$facts->execute;
say_('facts', @$facts{qw(NUM_OF_FIELDS NUM_OF_PARAMS NAME TYPE)});
say_('nullable', $db->prepare('SELECT id, name, size FROM t')->{NULLABLE});
$facts->bind_columns(\my ($id, $name, $more));
$facts->fetch;
say_('bound columns', $id, $name, $more);
$facts->finish;
attempt('types seen', sub {
    local $db->{sqlite_see_if_its_a_number} = 1;
    rows('SELECT typeof(?), typeof(?), typeof(?)', '12', '1.5', 'x');
});
attempt('types unseen', sub { rows('SELECT typeof(?), typeof(?), typeof(?)', '12', 1.5, 7) });
attempt('big', sub { rows('SELECT 9223372036854775807, -9223372036854775808, 1e300, 0.1, 1.0') });
attempt('several', sub {
    local $db->{sqlite_allow_multiple_statements} = 1;
    $db->do('CREATE TABLE u(x); INSERT INTO u VALUES(1); INSERT INTO u VALUES(2)');
    rows('SELECT x FROM u ORDER BY x');
});
attempt('unprepared', sub { my $s = $db->prepare('SELECT 1; SELECT 2'); $s->{sqlite_unprepared_statements} });

print "-- unicode\n";
for my $mode (DBD_SQLITE_STRING_MODE_BYTES, DBD_SQLITE_STRING_MODE_UNICODE_NAIVE, DBD_SQLITE_STRING_MODE_UNICODE_FALLBACK,
    DBD_SQLITE_STRING_MODE_UNICODE_STRICT) {
    $db->{sqlite_string_mode} = $mode;
    attempt("mode $mode", sub { map { length, $_ } $db->selectrow_array("SELECT char(233, 8364), ?", undef, 'é') });
    attempt('bad', sub { length $db->selectrow_array("SELECT CAST(x'61ff' AS TEXT)") });
}
$db->{sqlite_string_mode} = DBD_SQLITE_STRING_MODE_UNICODE_STRICT;

print "-- errors\n";
attempt('syntax', sub { $db->do('SELEC 1') });
attempt('column', sub { $db->prepare('SELECT nope FROM t') });
attempt('unique', sub { $db->do("INSERT INTO t(name) VALUES('one')") });
attempt('not null', sub { $db->do('INSERT INTO t(name) VALUES(NULL)') });
$db->{sqlite_extended_result_codes} = 1;
attempt('extended', sub { $db->do("INSERT INTO t(name) VALUES('one')") });
$db->{sqlite_extended_result_codes} = 0;
attempt('parameters', sub { rows('SELECT ?, ?', 1) });
{
    local $db->{RaiseError} = 0;
    say_('quiet', $db->do('SELECT * FROM none'), $db->err, $db->errstr, $db->state);
    local $db->{PrintError} = 1;
    $db->do('SELECT * FROM none');
}

print "-- transactions\n";
attempt('begin', sub { $db->begin_work, $db->{AutoCommit}, $db->sqlite_get_autocommit, $db->sqlite_txn_state });
attempt('rollback', sub { $db->do('DELETE FROM t'); $db->rollback, scalar @{rows('SELECT * FROM t')} });
$db->{AutoCommit} = 0;
$db->do("UPDATE t SET size = 7 WHERE name = 'one'");
say_('inside', $db->sqlite_get_autocommit, $db->sqlite_txn_state);
$db->commit;
$db->{AutoCommit} = 1;
attempt('kept', sub { rows("SELECT size FROM t WHERE name = 'one'") });
my $other = open_file('a.db');
$Steps::db = $db;
$other->do('BEGIN EXCLUSIVE');
$db->sqlite_busy_timeout(5);
attempt('locked', sub { $db->do('DELETE FROM t') });
$other->rollback;
$db->sqlite_busy_timeout(1000);

print "-- functions\n";
$db->sqlite_create_function('twice', 1, sub { $_[0] * 2 }, SQLITE_DETERMINISTIC);
$db->sqlite_create_function('count_of', -1, sub { scalar @_ });
$db->sqlite_create_function('fails', 0, sub { die "it failed\n" });
attempt('function', sub { rows('SELECT twice(4), twice(1.25), count_of(), count_of(1, NULL, x\'00\')') });
attempt('fails', sub { rows('SELECT fails()') });
attempt('arguments', sub { rows('SELECT twice()') });
{
    package Spread;
    sub new { bless [], shift }
    sub step { my $self = shift; push @$self, @_ }
    sub finalize { my @all = sort { $a <=> $b } grep { defined } @{$_[0]}; return @all ? $all[-1] - $all[0] : undef }
}
$db->sqlite_create_aggregate('spread', 1, 'Spread');
attempt('aggregate', sub { rows('SELECT spread(id), spread(size) FROM t') });
attempt('no rows', sub { rows('SELECT spread(id) FROM t WHERE 0') });
attempt('grouped', sub { rows('SELECT id % 2, spread(id) FROM t GROUP BY 1 ORDER BY 1') });
$db->sqlite_create_collation('by_length', sub { length $_[0] <=> length $_[1] });
attempt('collation', sub { rows('SELECT name FROM t ORDER BY name COLLATE by_length, id') });
attempt('perl collations', sub { rows('SELECT name FROM t ORDER BY name COLLATE perl') });
attempt('regexp', sub { rows("SELECT name FROM t WHERE name REGEXP '^[a-o]' ORDER BY name") });
$db->sqlite_collation_needed(sub {
    my ($handle, $wanted) = @_;
    say_('needed', $wanted);
    $handle->sqlite_create_collation($wanted, sub { $_[1] cmp $_[0] }) if $wanted eq 'late';
});
attempt('late', sub { rows('SELECT name FROM t ORDER BY name COLLATE late') });
attempt('never', sub { rows('SELECT name FROM t ORDER BY name COLLATE never') });

print "-- hooks\n";
my $ticks = 0;
$db->sqlite_progress_handler(100, sub { $ticks++; 0 });
attempt('progress', sub { rows('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT sum(i) FROM n') });
$db->sqlite_progress_handler(100, sub { 1 });
attempt('stopped', sub { rows('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n') });
$db->sqlite_progress_handler(0, undef);
say_('ticks', $ticks > 3);
$db->sqlite_commit_hook(sub { say_('commit'); 0 });
$db->sqlite_rollback_hook(sub { say_('rollback') });
$db->sqlite_update_hook(sub { say_('update', @_) });
attempt('hooked', sub { $db->do("INSERT INTO t(id, name) VALUES(50, 'fifty')"), $db->do('DELETE FROM t WHERE id = 50') });
$db->sqlite_commit_hook(sub { 1 });
attempt('refused', sub { $db->do('DELETE FROM u') });
$db->sqlite_commit_hook(undef); $db->sqlite_rollback_hook(undef); $db->sqlite_update_hook(undef);
$db->sqlite_trace(sub { say_('trace', @_) });
rows('SELECT ?', 'x');
$db->sqlite_trace(undef);
$db->sqlite_profile(sub { my ($sql, $time) = @_; say_('profile', $sql, $time =~ /^\d+$/ ? 1 : 0) });
rows('SELECT ?', 'x');
$db->sqlite_profile(undef);
$db->sqlite_set_authorizer(sub { my @a = @_; say_('asked', @a); return $a[0] == SQLITE_DELETE ? SQLITE_DENY : SQLITE_OK });
attempt('allowed', sub { rows('SELECT name FROM t WHERE id = 1') });
attempt('denied', sub { $db->do('DELETE FROM u') });
$db->sqlite_set_authorizer(undef);

print "-- copies\n";
attempt('backup', sub { $db->sqlite_backup_to_file("$folder/b.db") });
attempt('copied', sub { open_file('b.db')->selectrow_array('SELECT count(*), max(id) FROM t') });
$Steps::db = $db;
$db->do('DELETE FROM t');
attempt('restored', sub { $db->sqlite_backup_from_file("$folder/b.db"), rows('SELECT count(*) FROM t') });
attempt('from a handle', sub {
    my $memory = DBI->connect('dbi:SQLite::memory:', '', '', {RaiseError => 1});
    $memory->sqlite_backup_from_dbh($db), $memory->selectrow_array('SELECT count(*) FROM t');
});
attempt('limit', sub { $db->sqlite_limit(SQLITE_LIMIT_COLUMN, -1), $db->sqlite_limit(SQLITE_LIMIT_VARIABLE_NUMBER, 1),
    eval { rows('SELECT ?, ?', 1, 2) } || clean($@) });
attempt('config', sub { map { $db->sqlite_db_config($_, -1) } SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_ENABLE_TRIGGER,
    SQLITE_DBCONFIG_DEFENSIVE });
attempt('load extension', sub { rows("SELECT load_extension('none')") });
attempt('extension on', sub { $db->sqlite_enable_load_extension(1); $db->sqlite_load_extension('/nowhere/none.so') });
$other->disconnect;
say_('disconnect', $db->disconnect, $db->ping);
