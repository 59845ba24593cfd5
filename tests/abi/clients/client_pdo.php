<?php
// Walks through PDO's sqlite driver and prints what each step gives. Argument: a scratch folder.
require __DIR__ . '/steps.php';

echo "-- connect\n";
$db = new PDO("sqlite:$folder/a.db");
attempt('missing folder', fn() => new PDO("sqlite:$folder/none/a.db"));
attempt('read only', function () use ($folder) {
    $reader = new PDO("sqlite:$folder/a.db", null, null, [PDO::SQLITE_ATTR_OPEN_FLAGS => PDO::SQLITE_OPEN_READONLY]);
    return $reader->exec('CREATE TABLE x(a)');
});
say('attributes', $db->getAttribute(PDO::ATTR_DRIVER_NAME), $db->getAttribute(PDO::ATTR_ERRMODE),
    $db->getAttribute(PDO::ATTR_PERSISTENT), $db->getAttribute(PDO::ATTR_STRINGIFY_FETCHES));
attempt('no attribute', fn() => $db->getAttribute(PDO::ATTR_AUTOCOMMIT));
attempt('timeout', fn() => $db->setAttribute(PDO::ATTR_TIMEOUT, 1));
attempt('drivers', fn() => in_array('sqlite', PDO::getAvailableDrivers()));

echo "-- statements\n";
attempt('create', fn() => $db->exec('CREATE TABLE t(id INTEGER PRIMARY KEY, name VARCHAR(20) UNIQUE NOT NULL, size REAL, data BLOB, flag BOOLEAN)'));
$insert = $db->prepare('INSERT INTO t(name, size, data, flag) VALUES(:name, :size, :data, :flag)');
$insert->bindValue(':name', 'one');
$insert->bindValue('size', 1.5);
$insert->bindValue(':data', "\0\xff", PDO::PARAM_LOB);
$insert->bindValue(':flag', true, PDO::PARAM_BOOL);
attempt('insert', fn() => [$insert->execute(), $insert->rowCount(), $db->lastInsertId()]);
attempt('array', fn() => [$insert->execute(['name' => "d\u{e9}", ':size' => null, 'data' => 'text', 'flag' => 0]),
    $db->lastInsertId()]);
$stream = fopen('php://memory', 'w+');
fwrite($stream, "str\0eam");
rewind($stream);
$insert->bindValue(':name', 'three');
$insert->bindParam(':data', $stream, PDO::PARAM_LOB);
$insert->bindValue(':flag', null, PDO::PARAM_NULL);
attempt('stream', fn() => $insert->execute());
attempt('types', fn() => $db->query('SELECT typeof(name), typeof(size), typeof(data), hex(data), typeof(flag) FROM t ORDER BY id')->fetchAll(PDO::FETCH_NUM));
attempt('parameters', function () use ($db) {
    $statement = $db->prepare('SELECT typeof(?), typeof(?), ?, ?');
    $statement->bindValue(1, 5, PDO::PARAM_INT);
    $statement->bindValue(2, '5', PDO::PARAM_STR);
    $statement->bindValue(3, '12', PDO::PARAM_INT);
    $statement->bindValue(4, 2 ** 40, PDO::PARAM_INT);
    $statement->execute();
    return $statement->fetch(PDO::FETCH_NUM);
});
attempt('few', fn() => $db->prepare('SELECT ?, ?')->execute([1]));
attempt('many', fn() => $db->prepare('SELECT ?')->execute([1, 2]));
attempt('no such name', fn() => $db->prepare('SELECT :a')->execute(['b' => 1]));
attempt('quote', fn() => [$db->quote("it's"), $db->quote(''), $db->quote("a\0b")]);
foreach (['ASSOC' => PDO::FETCH_ASSOC, 'NUM' => PDO::FETCH_NUM, 'BOTH' => PDO::FETCH_BOTH, 'OBJ' => PDO::FETCH_OBJ,
    'KEY_PAIR' => PDO::FETCH_KEY_PAIR, 'UNIQUE' => PDO::FETCH_UNIQUE | PDO::FETCH_ASSOC, 'NAMED' => PDO::FETCH_NAMED] as $mode => $value) {
    attempt("fetch $mode", fn() => $db->query('SELECT id, name FROM t ORDER BY id')->fetchAll($value));
}
attempt('same names', fn() => $db->query('SELECT 1 AS a, 2 AS a')->fetchAll(PDO::FETCH_NAMED));
attempt('column', fn() => [$db->query('SELECT id, name FROM t ORDER BY id')->fetchAll(PDO::FETCH_COLUMN, 1),
    $db->query('SELECT id, name FROM t ORDER BY id DESC')->fetchColumn(1)]);
attempt('class', fn() => $db->query('SELECT id, name FROM t ORDER BY id')->fetchAll(PDO::FETCH_CLASS, 'Table', ['yes']));
attempt('function', fn() => $db->query('SELECT id, name FROM t ORDER BY id')->fetchAll(PDO::FETCH_FUNC,
    fn($id, $name) => "$id=$name"));
attempt('group', fn() => $db->query('SELECT id % 2, name FROM t ORDER BY id')->fetchAll(PDO::FETCH_GROUP | PDO::FETCH_COLUMN));
$bound = $db->query('SELECT id, name, data FROM t ORDER BY id');
$bound->bindColumn(1, $id, PDO::PARAM_INT);
$bound->bindColumn('name', $name);
$bound->bindColumn(3, $data, PDO::PARAM_LOB);
say('bound', $bound->fetch(PDO::FETCH_BOUND), $id, $name, is_resource($data) ? bin2hex(stream_get_contents($data)) : $data);
$bound->closeCursor();
$meta = $db->query('SELECT id, name AS n, size + 1, flag, NULL FROM t ORDER BY id');
$meta->fetch();
say('columns', $meta->columnCount());
foreach (range(0, 4) as $column) {
    say('meta', $meta->getColumnMeta($column));
}
attempt('no such column', fn() => $meta->getColumnMeta(7));
attempt('read only statement', fn() => [$meta->getAttribute(PDO::SQLITE_ATTR_READONLY_STATEMENT),
    $insert->getAttribute(PDO::SQLITE_ATTR_READONLY_STATEMENT)]);
$meta->closeCursor();
attempt('strings', function () use ($db) {
    $db->setAttribute(PDO::ATTR_STRINGIFY_FETCHES, true);
    $row = $db->query('SELECT 1, 2.5, NULL')->fetch(PDO::FETCH_NUM);
    $db->setAttribute(PDO::ATTR_STRINGIFY_FETCHES, false);
    return $row;
});
attempt('case', function () use ($db) {
    $db->setAttribute(PDO::ATTR_CASE, PDO::CASE_UPPER);
    $row = $db->query('SELECT 1 AS one')->fetch(PDO::FETCH_ASSOC);
    $db->setAttribute(PDO::ATTR_CASE, PDO::CASE_NATURAL);
    return $row;
});
attempt('iterate', function () use ($db) {
    $seen = [];
    foreach ($db->query('SELECT name FROM t ORDER BY id') as $row) {
        $seen[] = $row['name'];
    }
    return $seen;
});
attempt('scroll', fn() => $db->prepare('SELECT 1', [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL]));
attempt('exec counts', fn() => [$db->exec('UPDATE t SET size = 2'), $db->exec('SELECT 1'),
    $db->exec("INSERT INTO t(name) VALUES('x'); DELETE FROM t WHERE name = 'x'")]);

echo "-- errors\n";
attempt('syntax', fn() => $db->query('SELEC 1'));
attempt('unique', fn() => $db->exec("INSERT INTO t(name) VALUES('one')"));
say('error', $db->errorCode(), $db->errorInfo());
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_SILENT);
say('silent', $db->exec('DELETE FROM none'), $db->errorCode(), $db->errorInfo());
$statement = $db->prepare('INSERT INTO t(name) VALUES(?)');
say('statement', $statement->execute(['one']), $statement->errorCode(), $statement->errorInfo());
say('prepare', $db->prepare('SELECT nope'), $db->errorInfo());
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_WARNING);
say('warning', $db->exec('DELETE FROM none'));
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
attempt('extended', fn() => [$db->setAttribute(PDO::SQLITE_ATTR_EXTENDED_RESULT_CODES, 1),
    $db->exec("INSERT INTO t(name) VALUES('one')")]);
$db->setAttribute(PDO::SQLITE_ATTR_EXTENDED_RESULT_CODES, 0);

echo "-- transactions\n";
attempt('begin', fn() => [$db->beginTransaction(), $db->inTransaction(), $db->exec('DELETE FROM t'), $db->rollBack(),
    $db->inTransaction(), $db->query('SELECT count(*) FROM t')->fetchColumn()]);
attempt('commit', fn() => [$db->beginTransaction(), $db->exec("INSERT INTO t(name) VALUES('four')"), $db->commit()]);
attempt('twice', fn() => [$db->beginTransaction(), $db->beginTransaction()]);
attempt('end', fn() => $db->rollBack());
attempt('none', fn() => $db->commit());
attempt('by hand', fn() => [$db->exec('BEGIN'), $db->inTransaction(), $db->exec('COMMIT'), $db->inTransaction()]);
$other = new PDO("sqlite:$folder/a.db", null, null, [PDO::ATTR_TIMEOUT => 0]);
$other->exec('BEGIN EXCLUSIVE');
attempt('locked', fn() => [$db->setAttribute(PDO::ATTR_TIMEOUT, 0), $db->exec('DELETE FROM t')]);
$other->exec('ROLLBACK');

echo "-- functions\n";
attempt('function', fn() => [$db->sqliteCreateFunction('twice', fn($x) => $x * 2, 1, PDO::SQLITE_DETERMINISTIC),
    $db->sqliteCreateFunction('kinds', fn(...$all) => implode(',', array_map('gettype', $all)))]);
attempt('calls', fn() => $db->query("SELECT twice(4), twice('2.5'), kinds(1, 1.5, 'x', x'00', NULL), kinds()")->fetch(PDO::FETCH_NUM));
$db->sqliteCreateFunction('fails', function () { throw new LogicException('it failed'); });
attempt('fails', fn() => $db->query('SELECT fails()')->fetchAll());
attempt('wrong count', fn() => $db->query('SELECT twice()'));
$db->sqliteCreateAggregate('total_length', function ($context, $row, $text) { return ($context ?? 0) + strlen($text); },
    fn($context, $rows) => "$rows rows, " . json_encode($context), 1);
attempt('aggregate', fn() => $db->query('SELECT total_length(name) FROM t UNION ALL SELECT total_length(name) FROM t WHERE 0')->fetchAll(PDO::FETCH_COLUMN));
$db->sqliteCreateCollation('backward', fn($a, $b) => strcmp($b, $a));
attempt('collation', fn() => $db->query('SELECT name FROM t ORDER BY name COLLATE backward')->fetchAll(PDO::FETCH_COLUMN));
attempt('no collation', fn() => $db->query('SELECT name FROM t ORDER BY name COLLATE never'));
attempt('several results', function () use ($db) {
    $statement = $db->query('SELECT 1; SELECT 2');
    return [$statement->fetchAll(PDO::FETCH_NUM), $statement->nextRowset()];
});
