// @libsql/client over HTTP and over WebSocket: each test runs on both.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createClient, LibsqlBatchError, LibsqlError } from '@libsql/client';
import { makeDatabase, readToken, token, urlOf, wsUrlOf } from './server.mjs';

const faces = { http: urlOf, ws: wsUrlOf };

/// `body(client, open)` on a new database; `open(config)` makes further clients of it.
function onEachFace(name, body, config = {}) {
  for (const [face, url] of Object.entries(faces)) {
    test(`${face}: ${name}`, async () => {
      const database = await makeDatabase();
      const clients = [];
      const open = (more = {}) => {
        const client = createClient({ url: url(database), authToken: token, ...config, ...more });
        clients.push(client);
        return client;
      };
      try {
        await body(open(), open, database);
      } finally {
        for (const client of clients) client.close();
      }
    });
  }
}

const rejects = (promise, code, message) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof LibsqlError, String(error));
    if (code) assert.equal(error.code, code, error.message);
    if (message) assert.match(error.message, message);
    return true;
  });

onEachFace('values go there and back', async (client) => {
  const blob = new Uint8Array([0, 255, 1, 2]);
  const result = await client.execute({
    sql: 'SELECT ?, ?, ?, ?, ?, ?, typeof(?1), typeof(?2)',
    args: [1, 2n, 'a\u0000b \u{1F600}', blob, null, true],
  });
  const row = result.rows[0];
  assert.equal(row[0], 1);
  assert.equal(row[1], 2);
  assert.equal(row[2], 'a\u0000b \u{1F600}');
  assert.deepEqual(new Uint8Array(row[3]), blob);
  assert.equal(row[4], null);
  assert.equal(row[5], 1);
  assert.equal(row[6], 'real');
  assert.equal(row[7], 'integer');
});

onEachFace('numbers at the borders', async (client) => {
  const { rows } = await client.execute(
    'SELECT 9223372036854775807, -9223372036854775808, 1e308, 5e-324, -0.5, 0.1, 1e16');
  assert.deepEqual([...Array(7).keys()].map((i) => rows[0][i]),
    [9223372036854775807n, -9223372036854775808n, 1e308, 5e-324, -0.5, 0.1, 1e16]);
}, { intMode: 'bigint' });

onEachFace('infinity arrives as infinity', async (client) => {
  const { rows } = await client.execute('SELECT 9e999, -9e999');
  assert.equal(rows[0][0], Infinity);
  assert.equal(rows[0][1], -Infinity);
});

onEachFace('integers as text', async (client) => {
  const { rows } = await client.execute('SELECT 9007199254740993');
  assert.equal(rows[0][0], '9007199254740993');
}, { intMode: 'string' });

onEachFace('an integer too large for a number is refused by the client, not cut', async (client) => {
  await assert.rejects(client.execute('SELECT 9007199254740993'), RangeError);
  assert.equal((await client.execute('SELECT 1')).rows[0][0], 1);
});

onEachFace('columns have names and declared types', async (client) => {
  await client.execute('CREATE TABLE t(a INTEGER, b VARCHAR(10), c)');
  const result = await client.execute('SELECT a, b, c, a + 1, a AS x, a FROM t');
  assert.deepEqual(result.columns, ['a', 'b', 'c', 'a + 1', 'x', 'a']);
  assert.deepEqual(result.columnTypes, ['INTEGER', 'VARCHAR(10)', '', '', 'INTEGER', 'INTEGER']);
});

onEachFace('counts of changed rows and the last rowid', async (client) => {
  await client.execute('CREATE TABLE t(a INTEGER PRIMARY KEY, b)');
  let result = await client.execute("INSERT INTO t(b) VALUES('x'), ('y'), ('z')");
  assert.equal(result.rowsAffected, 3);
  assert.equal(result.lastInsertRowid, 3n);
  result = await client.execute('SELECT * FROM t');
  assert.equal(result.rowsAffected, 0);
  assert.equal(result.lastInsertRowid, undefined);
  result = await client.execute("UPDATE t SET b = 'w' WHERE a > 1");
  assert.equal(result.rowsAffected, 2);
  result = await client.execute('DELETE FROM t WHERE a = 1 RETURNING b');
  assert.equal(result.rowsAffected, 1);
  assert.equal(result.rows[0].b, 'x');
  result = await client.execute("WITH n(v) AS (VALUES('p'),('q')) INSERT INTO t(b) SELECT v FROM n");
  assert.equal(result.rowsAffected, 2);
  result = await client.execute("INSERT INTO t VALUES(9223372036854775807, 'last')");
  assert.equal(result.lastInsertRowid, 9223372036854775807n);
});

onEachFace('named arguments with every prefix', async (client) => {
  for (const prefix of [':', '@', '$']) {
    const { rows } = await client.execute({
      sql: `SELECT ${prefix}a, ${prefix}b, ${prefix}a`, args: { a: 'one', [prefix + 'b']: 'two' },
    });
    assert.deepEqual([rows[0][0], rows[0][1], rows[0][2]], ['one', 'two', 'one']);
  }
});

onEachFace('numbered arguments', async (client) => {
  const { rows } = await client.execute({ sql: 'SELECT ?2, ?1', args: ['one', 'two'] });
  assert.deepEqual([rows[0][0], rows[0][1]], ['two', 'one']);
});

onEachFace('a wrong number of arguments is an error', async (client) => {
  await rejects(client.execute({ sql: 'SELECT ?, ?', args: ['one'] }), 'ARGS_INVALID');
  await rejects(client.execute({ sql: 'SELECT ?', args: ['one', 'two'] }), 'ARGS_INVALID');
  await rejects(client.execute({ sql: 'SELECT :a', args: { b: 1 } }), 'ARGS_INVALID');
});

onEachFace('errors carry SQLite\'s codes and texts', async (client) => {
  await client.execute('CREATE TABLE t(a UNIQUE, b NOT NULL, c CHECK(c > 0), d REFERENCES t(a))');
  await client.execute("INSERT INTO t VALUES(1, 'x', 1, NULL)");
  await rejects(client.execute("INSERT INTO t VALUES(1, 'x', 1, NULL)"), 'SQLITE_CONSTRAINT', /UNIQUE constraint failed: t\.a/);
  await rejects(client.execute('INSERT INTO t VALUES(2, NULL, 1, NULL)'), 'SQLITE_CONSTRAINT', /NOT NULL constraint failed: t\.b/);
  await rejects(client.execute("INSERT INTO t VALUES(2, 'x', 0, NULL)"), 'SQLITE_CONSTRAINT', /CHECK constraint failed/);
  await rejects(client.execute("INSERT INTO t VALUES(2, 'x', 1, 77)"), 'SQLITE_CONSTRAINT', /FOREIGN KEY constraint failed/);
  await rejects(client.execute('SELECT * FROM nowhere'), null, /no such table: nowhere/);
  await rejects(client.execute('SELEC 1'), 'SQL_PARSE_ERROR', /syntax error/);
  await rejects(client.execute('SELECT nowhere FROM t'), null, /no such column: nowhere/);
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 1);
});

onEachFace('one statement, not more', async (client) => {
  await rejects(client.execute('SELECT 1; SELECT 2'), 'SQL_MANY_STATEMENTS');
  await rejects(client.execute('-- nothing'), 'SQL_NO_STATEMENT');
  assert.equal((await client.execute('SELECT 1; -- a comment')).rows[0][0], 1);
});

onEachFace('a batch is one transaction', async (client) => {
  const results = await client.batch([
    'CREATE TABLE t(a UNIQUE)',
    { sql: 'INSERT INTO t VALUES(?)', args: [7n] },
    ['INSERT INTO t VALUES(?)', [8n]],
    'SELECT a FROM t ORDER BY a',
  ], 'write');
  assert.equal(results.length, 4);
  assert.deepEqual(results[3].rows.map((row) => row.a), [7, 8]);
  await assert.rejects(
    client.batch(['INSERT INTO t VALUES(9)', 'INSERT INTO t VALUES(7)', 'INSERT INTO t VALUES(10)'], 'write'),
    (error) => {
      assert.ok(error instanceof LibsqlBatchError, String(error));
      assert.equal(error.statementIndex, 1);
      assert.equal(error.code, 'SQLITE_CONSTRAINT');
      return true;
    });
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 2);
});

onEachFace('a batch of syntax errors says which statement', async (client) => {
  await assert.rejects(client.batch(['SELECT 1', 'SELEC 2'], 'read'), (error) => {
    assert.equal(error.statementIndex, 1);
    assert.equal(error.code, 'SQL_PARSE_ERROR');
    return true;
  });
});

onEachFace('a batch that reads refuses to write', async (client) => {
  await client.execute('CREATE TABLE t(a)');
  await rejects(client.batch(['INSERT INTO t VALUES(1)'], 'read'), 'SQLITE_READONLY');
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 0);
});

onEachFace('a large batch', async (client) => {
  await client.execute('CREATE TABLE t(a INTEGER PRIMARY KEY, b)');
  const inserts = [...Array(1000).keys()].map((i) => ({ sql: 'INSERT INTO t(b) VALUES(?)', args: ['row ' + i] }));
  await client.batch(inserts, 'write');
  assert.equal((await client.execute('SELECT count(*), max(a) FROM t')).rows[0][1], 1000);
});

onEachFace('an interactive transaction commits and rolls back', async (client) => {
  await client.execute('CREATE TABLE t(a)');
  let transaction = await client.transaction('write');
  await transaction.execute('INSERT INTO t VALUES(1)');
  assert.equal((await transaction.execute('SELECT count(*) FROM t')).rows[0][0], 1);
  await transaction.batch(['INSERT INTO t VALUES(2)', 'INSERT INTO t VALUES(3)']);
  await transaction.commit();
  assert.ok(transaction.closed);
  transaction = await client.transaction('write');
  await transaction.execute('DELETE FROM t');
  await transaction.rollback();
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 3);
  transaction = await client.transaction('write');
  await transaction.execute('DELETE FROM t');
  transaction.close();
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 3);
});

onEachFace('an error within a transaction leaves it open', async (client) => {
  await client.execute('CREATE TABLE t(a UNIQUE)');
  const transaction = await client.transaction('write');
  await transaction.execute('INSERT INTO t VALUES(1)');
  await rejects(transaction.execute('INSERT INTO t VALUES(1)'), 'SQLITE_CONSTRAINT');
  await transaction.execute('INSERT INTO t VALUES(2)');
  await transaction.commit();
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 2);
});

onEachFace('a transaction that reads has one snapshot, and refuses to write', async (client, open) => {
  await client.execute('CREATE TABLE t(a)');
  const reading = await client.transaction('read');
  assert.equal((await reading.execute('SELECT count(*) FROM t')).rows[0][0], 0);
  await open().execute('INSERT INTO t VALUES(1)');
  assert.equal((await reading.execute('SELECT count(*) FROM t')).rows[0][0], 0);
  await rejects(reading.execute('INSERT INTO t VALUES(2)'), 'SQLITE_READONLY');
  await reading.commit();
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 1);
});

onEachFace('a deferred transaction', async (client) => {
  await client.execute('CREATE TABLE t(a)');
  const transaction = await client.transaction('deferred');
  await transaction.execute('SELECT * FROM t');
  await transaction.execute('INSERT INTO t VALUES(1)');
  await transaction.commit();
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 1);
});

onEachFace('writers wait for each other in turn', async (client, open) => {
  await client.execute('CREATE TABLE counter(n)');
  await client.execute('INSERT INTO counter VALUES(0)');
  const add = async () => {
    const transaction = await open().transaction('write');
    const { rows } = await transaction.execute('SELECT n FROM counter');
    await transaction.execute({ sql: 'UPDATE counter SET n = ?', args: [BigInt(rows[0].n) + 1n] });
    await transaction.commit();
  };
  await Promise.all([...Array(12)].map(add));
  assert.equal((await client.execute('SELECT n FROM counter')).rows[0][0], 12);
});

onEachFace('executeMultiple runs a script', async (client) => {
  await client.executeMultiple(`
    CREATE TABLE t(a); CREATE TABLE log(a);
    CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES(new.a); INSERT INTO log VALUES(new.a + 1); END;
    INSERT INTO t VALUES(1); -- and a comment
  `);
  assert.equal((await client.execute('SELECT count(*) FROM log')).rows[0][0], 2);
  await client.executeMultiple('');
  await rejects(client.executeMultiple('INSERT INTO t VALUES(5); INSERT INTO nowhere VALUES(1); INSERT INTO t VALUES(6)'),
    null, /no such table: nowhere/);
  assert.equal((await client.execute('SELECT count(*) FROM t')).rows[0][0], 2);
});

onEachFace('a script in a transaction', async (client) => {
  const transaction = await client.transaction('write');
  await transaction.executeMultiple('CREATE TABLE t(a); INSERT INTO t VALUES(1);');
  await transaction.rollback();
  await rejects(client.execute('SELECT * FROM t'), null, /no such table/);
});

onEachFace('migrate runs with foreign keys off', async (client) => {
  await client.executeMultiple('CREATE TABLE p(a PRIMARY KEY); CREATE TABLE c(a REFERENCES p); INSERT INTO p VALUES(1); INSERT INTO c VALUES(1)');
  await client.migrate(['DROP TABLE p', 'CREATE TABLE p(a PRIMARY KEY, b)', 'INSERT INTO p VALUES(1, 2)', 'ALTER TABLE c ADD COLUMN b']);
  assert.deepEqual((await client.execute('SELECT * FROM c')).columns, ['a', 'b']);
  await rejects(client.execute('INSERT INTO c(a) VALUES(99)'), 'SQLITE_CONSTRAINT', /FOREIGN KEY/);
});

onEachFace('a large result', async (client) => {
  const { rows } = await client.execute(
    "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, printf('%050d', i) AS t FROM n");
  assert.equal(rows.length, 20000);
  assert.equal(rows[19999].t.length, 50);
});

onEachFace('a large text and a large blob', async (client) => {
  await client.execute('CREATE TABLE t(a, b)');
  const text = 'é'.repeat(1_000_000);
  const blob = new Uint8Array(2_000_000).map((_, i) => i & 255);
  await client.execute({ sql: 'INSERT INTO t VALUES(?, ?)', args: [text, blob] });
  const { rows } = await client.execute('SELECT a, b, length(a), length(b) FROM t');
  assert.equal(rows[0].a, text);
  assert.deepEqual(new Uint8Array(rows[0].b), blob);
  assert.equal(rows[0][2], 1_000_000);
});

onEachFace('many statements at once', async (client) => {
  const results = await Promise.all([...Array(100).keys()].map((i) => client.execute({ sql: 'SELECT ?', args: [BigInt(i)] })));
  results.forEach((result, i) => assert.equal(result.rows[0][0], i));
});

onEachFace('a token that only reads', async (client, open) => {
  await client.execute('CREATE TABLE t(a)');
  const reader = open({ authToken: readToken });
  assert.equal((await reader.execute('SELECT count(*) FROM t')).rows[0][0], 0);
  await rejects(reader.execute('INSERT INTO t VALUES(1)'), 'SQLITE_AUTH');
  await rejects(reader.execute('WITH x AS (SELECT 1) DELETE FROM t'), 'SQLITE_AUTH');
  await rejects(reader.execute('PRAGMA user_version = 1'), 'SQLITE_AUTH');
  assert.equal((await reader.batch(['SELECT count(*) FROM t'], 'write'))[0].rows[0][0], 0);
});

onEachFace('without a valid token nothing is answered', async (client, open) => {
  await assert.rejects(open({ authToken: undefined }).execute('SELECT 1'));
  await assert.rejects(open({ authToken: 'a.b.c' }).execute('SELECT 1'));
  const altered = token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1);
  await assert.rejects(open({ authToken: altered }).execute('SELECT 1'));
});

onEachFace('a database that is not there', async (client, open, database) => {
  for (const url of [urlOf('nowhere'), wsUrlOf('nowhere')]) await assert.rejects(open({ url }).execute('SELECT 1'));
});

test('http: the code of a refused token reaches the program', async () => {
  const client = createClient({ url: urlOf(await makeDatabase()), authToken: 'a.b.c' });
  await rejects(client.execute('SELECT 1'), 'AUTH_JWT_INVALID');
  client.close();
});
