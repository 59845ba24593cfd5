<?php
// Walks through PHP's SQLite3 class and prints what each step gives. Argument: a scratch folder.
require __DIR__ . '/steps.php';

echo "-- connect\n";
$db = new SQLite3("$folder/a.db");
attempt('missing folder', fn() => new SQLite3("$folder/none/a.db"));
attempt('not created', fn() => new SQLite3("$folder/z.db", SQLITE3_OPEN_READWRITE));
attempt('exceptions off', fn() => @$db->exec('SELEC 1'));
attempt('warned', fn() => $db->exec('SELEC 1'));
say('last error', $db->lastErrorCode(), $db->lastErrorMsg(), $db->lastExtendedErrorCode());
attempt('exceptions on', fn() => $db->enableExceptions(true));
attempt('create', fn() => $db->exec('CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL, data BLOB); CREATE TABLE u(x)'));
attempt('read only', function () use ($folder) {
    $reader = new SQLite3("$folder/a.db", SQLITE3_OPEN_READONLY);
    $reader->enableExceptions(true);
    return $reader->exec('DELETE FROM t');
});
attempt('open twice', fn() => $db->open(':memory:'));

echo "-- statements\n";
$insert = $db->prepare('INSERT INTO t(name, size, data) VALUES(:name, :size, ?3)');
say('parameters', $insert->paramCount(), $insert->readOnly());
attempt('bind', fn() => [$insert->bindValue(':name', 'one', SQLITE3_TEXT), $insert->bindValue('size', '1.5', SQLITE3_FLOAT),
    $insert->bindValue(3, "\0\xff", SQLITE3_BLOB)]);
attempt('execute', fn() => $insert->execute()->numColumns());
say('changed', $db->changes(), $db->lastInsertRowID());
say('sql', $insert->getSQL(), $insert->getSQL(true));
$insert->reset();
$insert->clear();
$name = 'first';
$insert->bindParam(':name', $name);
$name = "d\u{e9}j\u{e0}";
attempt('by reference', fn() => [$insert->execute() !== false, $db->changes()]);
attempt('again', fn() => $insert->execute());
attempt('bad parameter', fn() => $insert->bindValue(':none', 1));
attempt('types', function () use ($db) {
    $statement = $db->prepare('SELECT typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), typeof(?)');
    foreach ([5, 2.5, 'x', null, true, '7', '8'] as $index => $value) {
        $index == 6 ? $statement->bindValue(7, $value, SQLITE3_INTEGER) : $statement->bindValue($index + 1, $value);
    }
    return $statement->execute();
});
attempt('array', fn() => $db->prepare('SELECT ?')->bindValue(1, [1]));
$db->exec("INSERT INTO t VALUES(10, 'ten', 1e10, zeroblob(4)), (11, 'eleven', NULL, 'text')");
attempt('numbers', fn() => all($db->query('SELECT id, name, size FROM t ORDER BY id')));
attempt('names', fn() => all($db->query('SELECT id, name AS n, id AS n FROM t ORDER BY id LIMIT 1'), SQLITE3_ASSOC));
attempt('both', fn() => all($db->query("SELECT id, 'x' FROM t ORDER BY id LIMIT 1"), SQLITE3_BOTH));
attempt('bytes', fn() => $db->querySingle('SELECT data FROM t ORDER BY id LIMIT 1'));
attempt('single', fn() => [$db->querySingle('SELECT name FROM t WHERE id = 10'),
    $db->querySingle('SELECT id, name FROM t WHERE id = 10', true), $db->querySingle('SELECT 1 WHERE 0'), $db->querySingle('SELECT 1, 2 WHERE 0', true)]);
attempt('big', fn() => $db->query('SELECT 9223372036854775807, -9223372036854775808, 1e300, 0.1, 1.0'));
$result = $db->query('SELECT id, size, name, data, NULL FROM t ORDER BY id');
$result->fetchArray();
say('columns', array_map(fn($i) => [$result->columnName($i), $result->columnType($i)], range(0, 4)), $result->columnName(9));
attempt('reset', fn() => [$result->reset(), $result->fetchArray(SQLITE3_NUM)[0], $result->finalize()]);
attempt('escape', fn() => [SQLite3::escapeString("it's \"x\" ''"), SQLite3::escapeString('')]);
attempt('multiple', fn() => $db->exec("INSERT INTO u VALUES(1); INSERT INTO u VALUES(2); DELETE FROM u WHERE x = 1"));
attempt('first only', fn() => $db->query('SELECT x FROM u; DELETE FROM u'));
attempt('returning', fn() => $db->query('UPDATE u SET x = x + 1 RETURNING x'));

echo "-- errors\n";
attempt('syntax', fn() => $db->query('SELEC 1'));
attempt('prepare', fn() => $db->prepare('SELECT nope FROM t'));
attempt('unique', fn() => $db->exec("INSERT INTO t(name) VALUES('ten')"));
say('codes', $db->lastErrorCode(), $db->lastExtendedErrorCode());
attempt('extended', fn() => [$db->enableExtendedResultCodes(true), $db->exec("INSERT INTO t(name) VALUES('ten')")]);
say('codes', $db->lastErrorCode(), $db->lastExtendedErrorCode(), $db->lastErrorMsg());
attempt('in a statement', function () use ($db) {
    $statement = $db->prepare('INSERT INTO t(name) VALUES(?)');
    $statement->bindValue(1, 'ten');
    return $statement->execute();
});
attempt('rollback', fn() => [$db->exec('BEGIN; DELETE FROM t; ROLLBACK'), $db->querySingle('SELECT count(*) FROM t')]);
attempt('savepoint', fn() => [$db->exec("SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; RELEASE s"),
    $db->querySingle('SELECT count(*) FROM t')]);
$other = new SQLite3("$folder/a.db");
$other->exec('BEGIN EXCLUSIVE');
attempt('busy', fn() => [$db->busyTimeout(5), $db->exec('DELETE FROM t')]);
$other->exec('ROLLBACK');

echo "-- functions\n";
attempt('function', fn() => [$db->createFunction('twice', fn($x) => is_string($x) ? $x . $x : $x * 2, 1, SQLITE3_DETERMINISTIC),
    $db->createFunction('count_of', fn(...$all) => count($all))]);
attempt('calls', fn() => $db->query("SELECT twice(3), twice(1.5), twice('ab'), count_of(), count_of(1, NULL, x'00')"));
$db->createFunction('types_of', fn(...$all) => implode(',', array_map('gettype', $all)));
attempt('arguments', fn() => $db->query("SELECT types_of(1, 1.5, 'x', x'00', NULL)"));
$db->createFunction('gives', fn($what) => ['null' => null, 'true' => true, 'real' => 2.0, 'text' => 'x'][$what], 1);
attempt('results', fn() => $db->query("SELECT gives('null'), typeof(gives('true')), typeof(gives('real')), gives('text')"));
$db->createFunction('fails', function () { throw new RuntimeException('it failed'); });
attempt('fails', fn() => $db->query('SELECT fails()'));
attempt('wrong count', fn() => $db->query('SELECT twice()'));
attempt('index', fn() => $db->exec('CREATE INDEX t_twice ON t(twice(id)); DROP INDEX t_twice'));
$db->createAggregate('joined', fn($context, $row, $value, $with) => [...($context ?? []), $value],
    fn($context, $count) => $count . ':' . implode('+', $context ?? []), 2);
attempt('aggregate', fn() => $db->query("SELECT joined(id, '') FROM (SELECT id FROM t ORDER BY id)"));
attempt('no rows', fn() => $db->query("SELECT joined(id, '') FROM t WHERE 0"));
attempt('groups', fn() => $db->query("SELECT id > 5, joined(id, '') FROM (SELECT id FROM t ORDER BY id) GROUP BY 1 ORDER BY 1"));
$db->createCollation('by_length', fn($a, $b) => strlen($a) <=> strlen($b));
attempt('collation', fn() => $db->query('SELECT name FROM t ORDER BY name COLLATE by_length, id'));
attempt('unknown collation', fn() => $db->query('SELECT name FROM t ORDER BY name COLLATE never'));
$asked = [];
$db->setAuthorizer(function (...$arguments) use (&$asked) {
    $asked[] = $arguments;
    return $arguments[0] === SQLite3::DELETE ? SQLite3::DENY : ($arguments[2] === 'size' ? SQLite3::IGNORE : SQLite3::OK);
});
attempt('authorized', fn() => $db->query('SELECT name, size FROM t WHERE id = 1'));
attempt('denied', fn() => $db->exec('DELETE FROM t'));
$db->setAuthorizer(null);
say('asked', ...$asked);

echo "-- copies\n";
$blob = $db->openBlob('t', 'data', 10, 'main', SQLITE3_OPEN_READWRITE);
attempt('write', fn() => [fwrite($blob, 'ab'), fseek($blob, -1, SEEK_END), fwrite($blob, 'z'), rewind($blob),
    bin2hex(stream_get_contents($blob)), fstat($blob)['size'], feof($blob)]);
fclose($blob);
attempt('written', fn() => $db->querySingle('SELECT hex(data) FROM t WHERE id = 10'));
attempt('read only', fn() => fwrite($db->openBlob('t', 'data', 10), 'x'));
attempt('no row', fn() => $db->openBlob('t', 'data', 99));
attempt('no column', fn() => $db->openBlob('t', 'none', 10));
$copy = new SQLite3("$folder/b.db");
attempt('backup', fn() => [$db->backup($copy), $copy->querySingle('SELECT count(*) FROM t')]);
$copy->close();
attempt('from file', function () use ($folder) {
    $memory = new SQLite3(':memory:');
    $file = new SQLite3("$folder/b.db");
    return [$file->backup($memory), $memory->querySingle('SELECT group_concat(id) FROM (SELECT id FROM t ORDER BY id)')];
});
attempt('unknown name', fn() => $db->backup(new SQLite3(':memory:'), 'none'));
attempt('load extension', fn() => $db->loadExtension('none.so'));
attempt('sql extension', fn() => $db->query("SELECT load_extension('none')"));
say('close', $db->close());
attempt('closed', fn() => $db->exec('SELECT 1'));
