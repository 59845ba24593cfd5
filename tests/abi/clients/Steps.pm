# What the Perl clients print, one line a step.
package Steps;
use strict;
use warnings;
use DBI;
use Exporter 'import';
our @EXPORT = qw(attempt clean open_file row_lines rows say_);

our ($db, $folder);
$folder = shift @ARGV;
binmode STDOUT, ':utf8';
$| = 1;
$SIG{__WARN__} = sub { print 'warning: ', clean($_[0]), "\n" };

# Where a client or a module failed says nothing about the library.
sub clean {
    my $text = shift;
    $text =~ s/\Q$folder\E//g;
    $text =~ s/ at \S+ line \d+\.?//g;
    $text =~ s/0x[0-9a-f]{6,}/0x/g;
    $text =~ s/\s+$//;
    return $text;
}

sub show {
    my $value = shift;
    return 'undef' unless defined $value;
    return '[' . join(', ', map { show($_) } @$value) . ']' if ref $value eq 'ARRAY';
    return '{' . join(', ', map { "$_=" . show($value->{$_}) } sort keys %$value) . '}' if ref $value eq 'HASH';
    (my $text = "$value") =~ s/([\x00-\x1f\x7f-\xff])/sprintf '\\x%02x', ord $1/ge;
    return $text;
}

sub say_ { my $label = shift; print "$label: ", join(' ', map { show($_) } @_), "\n" }

# Says what a step gives or how it fails, with what DBI keeps of the failure.
sub attempt {
    my ($label, $step) = @_;
    no warnings 'once';
    my @result = eval { $step->() };
    if (my $failure = $@) { print "$label! ", clean($failure), ' (', show($DBI::err), ', ', show($DBI::state), ")\n" }
    else { say_($label, @result) }
}

sub open_file {
    my ($name, %options) = @_;
    return $db = DBI->connect("dbi:SQLite:dbname=" . ($name eq ':memory:' ? $name : "$folder/$name"), '', '',
        {RaiseError => 1, PrintError => 0, %options});
}

sub rows { my $sql = shift; return $db->selectall_arrayref($sql, undef, @_) }

# A catalogue's rows, a line each.
sub row_lines {
    my ($label, $statement) = @_;
    return say_($label) unless $statement;
    my $count = 0;
    while (my $row = $statement->fetchrow_arrayref) { say_($label, @$row); $count++ }
    say_("$label, rows", $count);
}

1;
