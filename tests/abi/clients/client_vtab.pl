# Virtual tables written in Perl: two of DBD::SQLite's own and one of this file. Argument: a scratch folder.
# None of their methods dies: DBD::SQLite lets that jump out of the library, whose statement stays half done.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Steps;

our $people = [[1, 'ann', 30], [2, 'bob', undef], [3, 'eve', 4.5], ['x', "o'neil", '']];

{
    # A table of words that can be changed; it asks the library to check every constraint again.
    package Words;
    use base 'DBD::SQLite::VirtualTable';
    our @calls;

    sub NEW {
        my $class = shift;
        my $self = $class->_PREPARE_SELF(@_);
        $self->{words} = {1 => 'one', 2 => 'two', 5 => 'five'};
        return bless $self, $class;
    }
    sub INSERT {
        my ($self, $id, @values) = @_;
        $id = 1 + (sort { $b <=> $a } keys %{$self->{words}})[0] unless defined $id;
        push @calls, "insert $id";
        $self->{words}{$id} = $values[0];
        return $id;
    }
    sub DELETE { my ($self, $id) = @_; push @calls, "delete $id"; delete $self->{words}{$id} }
    sub UPDATE { my ($self, $old, $new, @values) = @_; push @calls,
        "update $old $new"; delete $self->{words}{$old}; $self->{words}{$new} = $values[0] }
    sub BEGIN_TRANSACTION { push @calls, 'begin'; 0 }
    sub COMMIT_TRANSACTION { push @calls, 'commit'; 0 }
    sub ROLLBACK_TRANSACTION { push @calls, 'rollback'; 0 }
    sub DROP { push @calls, 'drop' }
    sub FIND_FUNCTION { my ($self, $count, $name) = @_; return $name eq 'match' ? sub { $_[1] =~ /$_[0]/ ? 1 : 0 } : 0 }
    sub RENAME { my ($self, $name) = @_; push @calls, "rename $name"; 0 }

    package Words::Cursor;
    use parent -norequire, 'DBD::SQLite::VirtualTable::Cursor';
    sub FILTER { my $self = shift; $self->{ids} = [sort { $a <=> $b } keys %{$self->{vtable}{words}}]; return }
    sub EOF { my $self = shift; return !@{$self->{ids}} }
    sub NEXT { my $self = shift; shift @{$self->{ids}}; return }
    sub COLUMN { my ($self, $column) = @_; my $word = $self->{vtable}{words}{$self->{ids}[0]}; return $column == 0 ? $word : length $word }
    sub ROWID { my $self = shift; return $self->{ids}[0] }
}

my $db = open_file(':memory:');
print "-- an array\n";
attempt('module', sub { $db->sqlite_create_module(perl => 'DBD::SQLite::VirtualTable::PerlData') });
attempt('create', sub { $db->do('CREATE VIRTUAL TABLE p USING perl(id INT, name TEXT, age REAL, arrayrefs="main::people")') });
attempt('all', sub { rows('SELECT rowid, * FROM p ORDER BY rowid') });
attempt('constraint', sub { rows("SELECT name FROM p WHERE id > 1 AND age IS NOT NULL ORDER BY name") });
attempt('equal', sub { rows('SELECT id FROM p WHERE name = ?', "o'neil") });
attempt('like', sub { rows("SELECT id FROM p WHERE name LIKE '%E%' ORDER BY id") });
attempt('join', sub { rows('SELECT a.name, b.name FROM p AS a JOIN p AS b ON a.name < b.name ORDER BY 1, 2') });
attempt('in', sub { rows('SELECT name FROM p WHERE id IN (1, 3, 9) ORDER BY 1') });
attempt('copy', sub { $db->do('CREATE TABLE c AS SELECT * FROM p'), rows('SELECT count(*) FROM c') });
attempt('read only', sub { $db->do("INSERT INTO p VALUES(9, 'z', 1)") });
attempt('info', sub { rows('PRAGMA table_info(p)') });
attempt('schema', sub { rows("SELECT type, name, rootpage, sql FROM sqlite_schema WHERE name = 'p'") });
attempt('hashes', sub {
    our $hashes = [{a => 1, b => 'x'}, {a => 2}];
    $db->do('CREATE VIRTUAL TABLE h USING perl(a INT, b TEXT, hashrefs="main::hashes")');
    rows('SELECT b, a FROM h ORDER BY a DESC');
});
attempt('column', sub {
    our $column = [qw(c a b)];
    $db->do('CREATE VIRTUAL TABLE v USING perl(value TEXT, colref="main::column")');
    rows('SELECT group_concat(value) FROM (SELECT value FROM v ORDER BY value)');
});
attempt('no module', sub { $db->do('CREATE VIRTUAL TABLE n USING missing(a)') });

print "-- files\n";
for my $name ('a', 'b') {
    open my $file, '>', "$Steps::folder/$name.txt" or die;
    print $file "text of $name\n";
    close $file;
}
$db->sqlite_create_module(content => 'DBD::SQLite::VirtualTable::FileContent');
$db->do('CREATE TABLE f(id INTEGER PRIMARY KEY, path TEXT)');
$db->do("INSERT INTO f(path) VALUES('a.txt'), ('b.txt'), ('none.txt')");
attempt('create', sub { $db->do(qq{CREATE VIRTUAL TABLE fc USING content(source = f, content_col = content, path_col = path,
    expose = "path, id", root = "$Steps::folder")}) });
attempt('contents', sub { rows('SELECT id, path, content FROM fc ORDER BY id') });
attempt('one', sub { rows("SELECT content FROM fc WHERE path = 'b.txt'") });

print "-- words\n";
$db->sqlite_create_module(words => 'Words');
attempt('create', sub { $db->do('CREATE VIRTUAL TABLE w USING words(word TEXT, size INT HIDDEN)') });
attempt('all', sub { rows('SELECT rowid, *, size FROM w ORDER BY rowid') });
attempt('insert', sub { $db->do("INSERT INTO w(word) VALUES('six'), ('eleven')"), $db->last_insert_id('', '', '', '') });
say_('inside a transaction', splice @Words::calls);
attempt('with rowid', sub { $db->do("INSERT INTO w(rowid, word) VALUES(40, 'forty')"), $db->last_insert_id('', '', '', '') });
attempt('update', sub { $db->do("UPDATE w SET word = word || '!' WHERE size = 3") });
attempt('new rowid', sub { $db->do('UPDATE w SET rowid = 50 WHERE rowid = 40') });
attempt('delete', sub { $db->do('DELETE FROM w WHERE rowid > 6') });
attempt('now', sub { rows('SELECT rowid, word FROM w ORDER BY rowid') });
attempt('match', sub { rows("SELECT word FROM w WHERE word MATCH '^t' ORDER BY 1") });
attempt('rollback', sub { $db->begin_work; $db->do("INSERT INTO w(word) VALUES('lost')"); $db->rollback; 'done' });
attempt('rename', sub { $db->do('ALTER TABLE w RENAME TO words'),
    rows("SELECT name, sql FROM sqlite_schema WHERE name LIKE 'w%'") });
attempt('index', sub { $db->do('CREATE INDEX wi ON words(word)') });
attempt('trigger', sub { $db->do('CREATE TRIGGER wt AFTER INSERT ON words BEGIN SELECT 1; END') });
attempt('add column', sub { $db->do('ALTER TABLE words ADD COLUMN z') });
attempt('drop', sub { $db->do('DROP TABLE words') });
say_('calls', grep { !/^(begin|commit)$/ } @Words::calls);
$db->do('DROP TABLE p');
attempt('dropped', sub { rows('SELECT * FROM p') });
$db->disconnect;
