// @tursodatabase/serverless and its /compat entry.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { connect } from '@tursodatabase/serverless';
import { createClient } from '@tursodatabase/serverless/compat';
import { makeDatabase, readToken, token, urlOf } from './server.mjs';

function serverless(name, body) {
  test(`serverless: ${name}`, async () => {
    const database = await makeDatabase();
    const open = (more = {}) => connect({ url: urlOf(database), authToken: token, ...more });
    const connection = open();
    try {
      await body(connection, open);
    } finally {
      await connection.close();
    }
  });
}

serverless('prepare, run, get, all, iterate', async (db) => {
  await db.exec('CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)');
  const insert = await db.prepare('INSERT INTO t(b) VALUES(?)');
  const info = await insert.run(['one']);
  assert.equal(info.changes, 1);
  assert.equal(Number(info.lastInsertRowid), 1);
  await insert.run(['two']);
  const select = await db.prepare('SELECT a, b FROM t WHERE a >= ? ORDER BY a');
  assert.equal((await select.get([2])).b, 'two');
  assert.deepEqual((await select.all([1])).map((row) => row.b), ['one', 'two']);
  const seen = [];
  for await (const row of select.iterate([1])) seen.push(row.a);
  assert.deepEqual(seen, [1, 2]);
  assert.equal(await select.get([99]), undefined);
});

serverless('raw, pluck, columns, reader', async (db) => {
  await db.exec("CREATE TABLE t(a INTEGER, b TEXT); INSERT INTO t VALUES(1, 'x')");
  const select = await db.prepare('SELECT a, b FROM t');
  assert.equal(select.reader, true);
  assert.deepEqual(select.columns().map((column) => column.name), ['a', 'b']);
  assert.deepEqual(await select.raw().all(), [[1, 'x']]);
  assert.deepEqual(await (await db.prepare('SELECT a FROM t')).pluck().all(), [1]);
  assert.equal((await db.prepare('INSERT INTO t VALUES(2, 3)')).reader, false);
  assert.equal((await db.prepare('INSERT INTO t VALUES(2, 3) RETURNING a')).reader, true);
});

serverless('values', async (db) => {
  const select = await db.prepare('SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, typeof(?1) AS f, typeof(?2) AS g');
  const row = await select.get([1, 1.5, 'a\u0000b', Buffer.from([0, 255]), null]);
  assert.equal(row.a, 1);
  assert.equal(row.b, 1.5);
  assert.equal(row.c, 'a\u0000b');
  assert.deepEqual(Buffer.from(row.d), Buffer.from([0, 255]));
  assert.equal(row.e, null);
  assert.equal(row.f, 'integer');
  assert.equal(row.g, 'real');
  const big = await (await db.prepare('SELECT 9223372036854775807 AS v')).safeIntegers().get();
  assert.equal(big.v, 9223372036854775807n);
});

serverless('named arguments', async (db) => {
  const row = await (await db.prepare('SELECT :a AS a, $b AS b')).get({ a: 'x', b: 'y' });
  assert.deepEqual([row.a, row.b], ['x', 'y']);
});

serverless('errors leave the stream usable', async (db) => {
  await db.exec('CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)');
  await assert.rejects((await db.prepare('INSERT INTO t VALUES(1)')).run(), /UNIQUE constraint failed: t\.a/);
  await assert.rejects(db.prepare('SELECT * FROM nowhere'), /no such table/);
  await assert.rejects(db.exec('SELEC'), /syntax error/);
  assert.equal((await (await db.prepare('SELECT count(*) AS n FROM t')).get()).n, 1);
});

serverless('a transaction on one stream', async (db, open) => {
  await db.exec('CREATE TABLE t(a)');
  await db.exec('BEGIN');
  assert.equal(db.inTransaction, true);
  await db.exec('INSERT INTO t VALUES(1)');
  assert.equal((await (await db.prepare('SELECT count(*) AS n FROM t')).get()).n, 1);
  const other = open();
  assert.equal((await (await other.prepare('SELECT count(*) AS n FROM t')).get()).n, 0);
  await db.exec('COMMIT');
  assert.equal(db.inTransaction, false);
  assert.equal((await (await other.prepare('SELECT count(*) AS n FROM t')).get()).n, 1);
  await other.close();
});

serverless('transaction functions', async (db) => {
  await db.exec('CREATE TABLE t(a)');
  const add = db.transaction(async (values) => {
    for (const value of values) await (await db.prepare('INSERT INTO t VALUES(?)')).run([value]);
  });
  await add([1, 2, 3]);
  const fail = db.transaction(async () => {
    await (await db.prepare('DELETE FROM t')).run();
    throw new Error('no');
  });
  await assert.rejects(fail(), /no/);
  assert.equal((await (await db.prepare('SELECT count(*) AS n FROM t')).get()).n, 3);
});

serverless('batches', async (db) => {
  await db.exec('CREATE TABLE t(a UNIQUE)');
  await db.batch(['INSERT INTO t VALUES(1)', { sql: 'INSERT INTO t VALUES(?)', args: [2] }], 'immediate');
  await assert.rejects(db.batch(['INSERT INTO t VALUES(3)', 'INSERT INTO t VALUES(1)'], 'immediate'), /UNIQUE/);
  assert.equal((await (await db.prepare('SELECT count(*) AS n FROM t')).get()).n, 2);
});

serverless('a cursor of many rows', async (db) => {
  const select = await db.prepare('WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n');
  let sum = 0;
  for await (const row of select.iterate()) sum += row.i;
  assert.equal(sum, 50000 * 50001 / 2);
});

serverless('a cursor that is left early', async (db) => {
  const select = await db.prepare('WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000000) SELECT i FROM n');
  for await (const row of select.iterate()) if (row.i === 10) break;
});

serverless('a token that only reads', async (db, open) => {
  await db.exec('CREATE TABLE t(a)');
  const reader = open({ authToken: readToken });
  assert.equal((await (await reader.prepare('SELECT count(*) AS n FROM t')).get()).n, 0);
  await assert.rejects(async () => (await reader.prepare('INSERT INTO t VALUES(1)')).run(), /read-only/);
  await reader.close();
});

serverless('without a valid token', async (db, open) => {
  await assert.rejects(open({ authToken: 'a.b.c' }).exec('SELECT 1'), /401/);
});

function compat(name, body) {
  test(`compat: ${name}`, async () => {
    const client = createClient({ url: urlOf(await makeDatabase()), authToken: token });
    try {
      await body(client);
    } finally {
      client.close();
    }
  });
}

compat('execute, with positional and named arguments', async (client) => {
  await client.execute('CREATE TABLE t(a INTEGER PRIMARY KEY, b)');
  const inserted = await client.execute({ sql: 'INSERT INTO t(b) VALUES(:b)', args: { b: 'x' } });
  assert.equal(inserted.rowsAffected, 1);
  const { rows, columns } = await client.execute({ sql: 'SELECT a, b FROM t WHERE a = ?', args: [1] });
  assert.deepEqual(columns, ['a', 'b']);
  assert.equal(rows[0].b, 'x');
});

compat('a batch, and one that fails', async (client) => {
  await client.batch(['CREATE TABLE t(a UNIQUE)', { sql: 'INSERT INTO t VALUES(?)', args: [1] }], 'write');
  await assert.rejects(client.batch(['INSERT INTO t VALUES(2)', 'INSERT INTO t VALUES(1)'], 'write'), /UNIQUE/);
  assert.equal((await client.execute('SELECT count(*) AS n FROM t')).rows[0].n, 1);
});

compat('a transaction', async (client) => {
  await client.executeMultiple('CREATE TABLE t(a); INSERT INTO t VALUES(1)');
  const transaction = await client.transaction('write');
  await transaction.execute('INSERT INTO t VALUES(2)');
  await transaction.rollback();
  assert.equal((await client.execute('SELECT count(*) AS n FROM t')).rows[0].n, 1);
});
