# What DBI tells about tables, columns, keys and statements of a database. Argument: a scratch folder.
use strict;
use warnings;
use DBI;
use FindBin;
use lib $FindBin::Bin;
use Steps;

my $db = open_file('a.db');
$db->do($_) for (
    'CREATE TABLE owner(id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(30) NOT NULL, born DATE DEFAULT CURRENT_DATE, UNIQUE(name, born))',
    "CREATE TABLE pet(owner INTEGER REFERENCES owner(id) ON DELETE CASCADE, number INT, kind TEXT DEFAULT 'dog', weight DECIMAL(5,2), PRIMARY KEY(owner, number)) WITHOUT ROWID",
    'CREATE TABLE visit(a INT, b INT, at TEXT, cost AS (a * b) STORED, FOREIGN KEY(a, b) REFERENCES pet(owner, number) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED)',
    'CREATE TABLE "odd name"("a column" "odd type", "b""c" INTEGER CHECK("b""c" > 0)) STRICT' =~ s/"odd type"/TEXT/r,
    'CREATE VIEW dogs AS SELECT name, number FROM owner JOIN pet ON pet.owner = owner.id WHERE kind = \'dog\'',
    'CREATE INDEX pet_kind ON pet(kind, weight)',
    'CREATE UNIQUE INDEX visit_at ON visit(at) WHERE at IS NOT NULL',
    'CREATE TEMP TABLE scratch(x)',
    "ATTACH ':memory:' AS side",
    'CREATE TABLE side.far(y INTEGER PRIMARY KEY, z)',
    'CREATE TRIGGER owner_in AFTER INSERT ON owner BEGIN UPDATE owner SET name = upper(name) WHERE id = NEW.id; END',
);

print "-- tables\n";
row_lines('tables', $db->table_info(undef, '%', '%', "TABLE,VIEW,'LOCAL TEMPORARY'"));
row_lines('catalogs', $db->table_info('%', '', ''));
row_lines('schemas', $db->table_info('', '%', ''));
row_lines('types', $db->table_info('', '', '', '%'));
row_lines('one', $db->table_info(undef, undef, 'pet', 'TABLE'));
row_lines('escaped', $db->table_info(undef, 'main', 'odd\\_%', 'TABLE', {Escape => '\\'}));
say_('names', $db->tables(undef, 'main', '%', 'TABLE'));

print "-- columns\n";
for my $table ('owner', 'pet', 'visit', 'odd name', 'dogs', 'scratch', 'far', 'none') {
    row_lines("columns of $table", $db->column_info(undef, undef, $table, '%'));
}
row_lines('one column', $db->column_info(undef, 'main', 'owner', 'n%'));

print "-- keys\n";
for my $table ('owner', 'pet', 'visit', 'far') {
    say_("key of $table", $db->primary_key(undef, undef, $table));
    row_lines("key rows of $table", $db->primary_key_info(undef, undef, $table));
}
row_lines('foreign keys to owner', $db->foreign_key_info(undef, undef, 'owner', undef, undef, undef));
row_lines('foreign keys of visit', $db->foreign_key_info(undef, undef, undef, undef, undef, 'visit'));
row_lines('foreign keys of far', $db->foreign_key_info(undef, undef, undef, undef, undef, 'far'));
row_lines("indexes of $_", $db->statistics_info(undef, undef, $_, 0, 1)) for ('owner', 'pet', 'visit');
row_lines('unique indexes of pet', $db->statistics_info(undef, undef, 'pet', 1, 1));

print "-- pragmas\n";
for my $pragma ('table_xinfo(visit)', 'index_list(owner)', 'index_xinfo(pet_kind)', 'foreign_key_list(visit)', 'table_list',
    'foreign_key_check', 'integrity_check', 'user_version', 'encoding') {
    my $sql = $pragma eq 'table_list' ? "SELECT * FROM pragma_table_list ORDER BY schema, name" : "PRAGMA $pragma";
    attempt($pragma, sub { rows($sql) });
}

print "-- statements\n";
for my $sql ('SELECT owner.*, kind AS k, weight FROM owner JOIN pet ON 1', 'SELECT rowid, "a column" FROM "odd name"',
    'SELECT 1 AS one, (SELECT name FROM owner)', 'SELECT * FROM dogs', 'INSERT INTO owner(name) VALUES(?)', 'DELETE FROM pet RETURNING number') {
    my $statement = $db->prepare($sql);
    say_('statement', $sql, @$statement{qw(NUM_OF_PARAMS NUM_OF_FIELDS)});
    say_('columns', @$statement{qw(NAME TYPE)}) if $statement->{NUM_OF_FIELDS};
    say_('lower', $statement->{NAME_lc}) if $statement->{NUM_OF_FIELDS};
}
say_('nullable', $db->prepare('SELECT id, name, born FROM owner')->{NULLABLE});
for my $column (['main', 'owner', 'id'], ['main', 'owner', 'name'], [undef, 'pet', 'kind'], ['side', 'far', 'y'],
    ['temp', 'scratch', 'x']) {
    attempt("metadata of $column->[1].$column->[2]", sub { $db->sqlite_table_column_metadata(@$column) });
}
attempt('types', sub { map { $_->{TYPE_NAME} } $db->type_info('SQL_ALL_TYPES') });
attempt('quoting', sub { $db->quote("it's"), $db->quote(undef), $db->quote_identifier('a"b'),
    $db->quote_identifier(undef, 'main', 'odd name') });
attempt('last id', sub { $db->do("INSERT INTO owner(name) VALUES('ann'), ('bob')"), $db->last_insert_id('', '', '', '') });
attempt('dogs', sub { $db->do('INSERT INTO pet(owner, number) VALUES(1, 1), (2, 7)'),
    rows('SELECT * FROM dogs ORDER BY name') });
attempt('like', sub { map { $_ ? 1 : 0 } DBD::SQLite::strlike('a%', 'ABC'), DBD::SQLite::strglob('a*', 'ABC') });
attempt('offset', sub { eval { $db->prepare('SELECT id, nope FROM owner') }; $db->sqlite_error_offset });
my $counted = $db->prepare('SELECT name FROM owner ORDER BY name');
$counted->execute;
$counted->fetchall_arrayref;
attempt('statement status', sub { my $status = $counted->sqlite_st_status; map { "$_ " . ($status->{$_} > 0 ? 'some' : 'none') } qw(fullscan_step sort autoindex) });
attempt('status', sub { sort keys %{$db->sqlite_db_status} });
attempt('file', sub { clean($db->sqlite_db_filename) });
$db->disconnect;
