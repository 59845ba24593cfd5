// @libsql/hrana-client: every version and encoding of the protocol. It finds protobuf by itself where the version is 3.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as hrana from '@libsql/hrana-client';
import { makeDatabase, token, urlOf, wsUrlOf } from './server.mjs';

const faces = {
  'http 2': (name) => hrana.openHttp(urlOf(name), token, undefined, undefined, 2),
  'http 3 protobuf': (name) => hrana.openHttp(urlOf(name), token, undefined, undefined, 3),
  'ws 1': (name) => hrana.openWs(wsUrlOf(name), token, 1),
  'ws 2': (name) => hrana.openWs(wsUrlOf(name), token, 2),
  'ws 3 protobuf': (name) => hrana.openWs(wsUrlOf(name), token, 3),
};

function onFaces(name, wanted, body) {
  for (const [face, open] of Object.entries(faces)) {
    if (!wanted(face)) continue;
    test(`${face}: ${name}`, async () => {
      const client = open(await makeDatabase());
      client.intMode = 'bigint';
      try {
        await client.getVersion(); // what newer versions have is refused before it is known
        await body(client.openStream(), client);
      } finally {
        client.close();
      }
    });
  }
}
const all = () => true;
const from2 = (face) => !face.includes('1');
const from3 = (face) => face.includes('3');

onFaces('values', all, async (stream) => {
  const blob = new Uint8Array([1, 0, 255]);
  const { row } = await stream.queryRow(['SELECT ?, ?, ?, ?, ?, ?', [null, -7n, 2.5, '', blob, 0n]]);
  assert.deepEqual([row[0], row[1], row[2], row[3], new Uint8Array(row[4]), row[5]], [null, -7n, 2.5, '', blob, 0n]);
  const { row: borders } = await stream.queryRow('SELECT 9223372036854775807, -9223372036854775808, 0.0');
  assert.deepEqual([borders[0], borders[1], borders[2]], [9223372036854775807n, -9223372036854775808n, 0]);
});

onFaces('named arguments', all, async (stream) => {
  const { value } = await stream.queryValue(['SELECT :a || $b || @c', { a: 'x', $b: 'y', '@c': 'z' }]);
  assert.equal(value, 'xyz');
});

onFaces('counts', all, async (stream) => {
  await stream.run('CREATE TABLE t(a INTEGER PRIMARY KEY, b)');
  const inserted = await stream.run("INSERT INTO t VALUES(5, 'x'), (6, 'y')");
  assert.equal(inserted.affectedRowCount, 2);
  assert.ok(inserted.lastInsertRowid !== undefined);
  const updated = await stream.run("UPDATE t SET b = 'z' WHERE a = 5");
  assert.equal(updated.affectedRowCount, 1);
});

onFaces('errors', all, async (stream) => {
  await assert.rejects(stream.query('SELECT * FROM nowhere'), /no such table: nowhere/);
  await assert.rejects(stream.query('SELEC'), (error) => error instanceof hrana.ResponseError && error.code === 'SQL_PARSE_ERROR');
  assert.equal((await stream.queryValue('SELECT 1')).value, 1n);
});

onFaces('a batch with conditions', all, async (stream) => {
  const batch = stream.batch();
  const good = batch.step();
  const goodValue = good.queryValue('SELECT 1');
  const bad = batch.step().condition(hrana.BatchCond.ok(good));
  const badValue = bad.queryValue('SELEC 2').catch((error) => error);
  const onError = batch.step().condition(hrana.BatchCond.error(bad));
  const onErrorValue = onError.queryValue("SELECT 'after an error'");
  const skipped = batch.step().condition(hrana.BatchCond.ok(bad));
  const skippedValue = skipped.queryValue('SELECT 3');
  const complex = batch.step().condition(hrana.BatchCond.and(batch, [
    hrana.BatchCond.ok(good), hrana.BatchCond.not(hrana.BatchCond.ok(skipped)),
    hrana.BatchCond.or(batch, [hrana.BatchCond.ok(bad), hrana.BatchCond.ok(onError)])]));
  const complexValue = complex.queryValue('SELECT 4');
  const never = batch.step().condition(hrana.BatchCond.or(batch, []));
  const neverValue = never.queryValue('SELECT 5');
  await batch.execute();
  assert.equal((await goodValue).value, 1n);
  assert.ok((await badValue) instanceof hrana.ResponseError);
  assert.equal((await onErrorValue).value, 'after an error');
  assert.equal(await skippedValue, undefined);
  assert.equal((await complexValue).value, 4n);
  assert.equal(await neverValue, undefined);
});

onFaces('sequence', from2, async (stream) => {
  await stream.sequence('CREATE TABLE t(a); INSERT INTO t VALUES(1); SELECT * FROM t; INSERT INTO t VALUES(2)');
  assert.equal((await stream.queryValue('SELECT count(*) FROM t')).value, 2n);
});

onFaces('describe', from2, async (stream) => {
  await stream.run('CREATE TABLE t(a INTEGER, b TEXT)');
  const result = await stream.describe('SELECT a, b, a + 1 FROM t WHERE a = ? AND b = :name');
  assert.deepEqual(result.paramNames, [undefined, ':name']);
  assert.deepEqual(result.columns.map((column) => [column.name, column.decltype]),
    [['a', 'INTEGER'], ['b', 'TEXT'], ['a + 1', undefined]]);
  assert.equal(result.isReadonly, true);
  assert.equal(result.isExplain, false);
  assert.equal((await stream.describe('INSERT INTO t VALUES(1, 2)')).isReadonly, false);
  assert.equal((await stream.describe('EXPLAIN QUERY PLAN SELECT 1')).isExplain, true);
  await assert.rejects(stream.describe('SELECT * FROM nowhere'), /no such table/);
});

onFaces('stored SQL', from2, async (stream, client) => {
  const owner = client.storeSql ? client : stream;
  const sql = owner.storeSql('SELECT ? + 1');
  assert.equal((await stream.queryValue([sql, [41n]])).value, 42n);
  assert.equal((await stream.queryValue([sql, [1n]])).value, 2n);
  sql.close();
});

onFaces('streams are apart from each other', all, async (stream, client) => {
  await stream.run('CREATE TABLE t(a)');
  await stream.run('BEGIN');
  await stream.run('INSERT INTO t VALUES(1)');
  const other = client.openStream();
  assert.equal((await other.queryValue('SELECT count(*) FROM t')).value, 0n);
  await stream.run('COMMIT');
  assert.equal((await other.queryValue('SELECT count(*) FROM t')).value, 1n);
  other.close();
});

onFaces('autocommit can be asked for', from3, async (stream) => {
  assert.equal(await stream.getAutocommit(), true);
  await stream.run('BEGIN');
  assert.equal(await stream.getAutocommit(), false);
  const batch = stream.batch();
  const skipped = batch.step().condition(hrana.BatchCond.isAutocommit(batch)).queryValue('SELECT 1');
  await batch.execute();
  assert.equal(await skipped, undefined);
  await stream.run('ROLLBACK');
  assert.equal(await stream.getAutocommit(), true);
});

onFaces('a cursor', from3, async (stream) => {
  const batch = stream.batch(true);
  const rows = batch.step().query(
    "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 25000) SELECT i, 'text ' || i FROM n");
  const failed = batch.step().query('SELECT * FROM nowhere').catch((error) => error);
  const last = batch.step().queryValue('SELECT 9');
  await batch.execute();
  const result = await rows;
  assert.equal(result.rows.length, 25000);
  assert.equal(result.rows[24999][1], 'text 25000');
  assert.match(String(await failed), /no such table/);
  assert.equal((await last).value, 9n);
});

onFaces('requests in flight keep their order', all, async (stream) => {
  await stream.run('CREATE TABLE t(a INTEGER PRIMARY KEY)');
  await Promise.all([...Array(50).keys()].map((i) => stream.run(['INSERT INTO t SELECT coalesce(max(a), -1) + 1 FROM t WHERE ? >= 0', [BigInt(i)]])));
  assert.equal((await stream.queryValue('SELECT max(a) FROM t')).value, 49n);
});
