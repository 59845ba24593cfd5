// @tursodatabase/sync: replicas of Turso's making, on one database with each other and with SQL at the primary.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@tursodatabase/sync';
import { createClient } from '@libsql/client';
import { makeDatabase, token, urlOf } from './server.mjs';

function sync(name, body) {
  test(`sync: ${name}`, async () => {
    const database = await makeDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'tern-interop-'));
    const server = createClient({ url: urlOf(database), authToken: token });
    const open = [];
    let count = 0;
    const replica = async (more = {}) => {
      const db = await connect({
        path: join(folder, `r${count++}.db`), url: urlOf(database), authToken: token, clientName: 'interop', ...more,
      });
      open.push(db);
      return db;
    };
    try {
      await body({ replica, server, database });
    } finally {
      for (const db of open) await db.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

const all = async (db, sql) => (await db.prepare(sql)).all();
const column = async (db, sql) => (await all(db, sql)).map((row) => Object.values(row)[0]);

sync('a bootstrap, and pulls of what others write', async ({ replica, server }) => {
  await server.executeMultiple("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES(1, 'x')");
  const db = await replica();
  assert.deepEqual(await column(db, 'SELECT b FROM t'), ['x']);
  await server.execute("INSERT INTO t VALUES(2, 'y')");
  assert.equal(await db.pull(), true);
  assert.deepEqual(await column(db, 'SELECT b FROM t ORDER BY a'), ['x', 'y']);
  assert.equal(await db.pull(), false);
});

sync('an empty database', async ({ replica, server }) => {
  const db = await replica();
  await db.exec('CREATE TABLE t(a INTEGER PRIMARY KEY)');
  await db.exec('INSERT INTO t VALUES(1), (2)');
  await db.push();
  assert.equal((await server.execute('SELECT count(*) FROM t')).rows[0][0], 2);
});

sync('pushes reach the others', async ({ replica, server }) => {
  await server.execute('CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c TEXT)');
  const one = await replica();
  const two = await replica();
  await one.exec("INSERT INTO t VALUES(1, 'one', 'one')");
  await one.push();
  await two.pull();
  await two.exec("UPDATE t SET b = 'two'");
  await one.exec("UPDATE t SET c = 'three'");
  await one.push();
  await two.push();
  await one.pull();
  await two.pull();
  const expected = [{ a: 1, b: 'two', c: 'three' }];
  assert.deepEqual(await all(one, 'SELECT * FROM t'), expected);
  assert.deepEqual(await all(two, 'SELECT * FROM t'), expected);
  assert.deepEqual((await server.execute('SELECT b, c FROM t')).rows.map((row) => [row[0], row[1]]), [['two', 'three']]);
});

sync('a push that changes nothing', async ({ replica, server }) => {
  await server.execute('CREATE TABLE t(a)');
  const db = await replica();
  await db.push();
  await db.push();
});

sync('deletes and values of each type', async ({ replica, server }) => {
  await server.execute('CREATE TABLE t(a INTEGER PRIMARY KEY, b)');
  const db = await replica();
  const insert = await db.prepare('INSERT INTO t(b) VALUES(?)');
  for (const value of [1, 2.5, 'text \u0001 é', Buffer.from([0, 1, 255]), null]) await insert.run([value]);
  await db.exec('INSERT INTO t VALUES(100, 9)');
  await db.exec('DELETE FROM t WHERE a = 100');
  await db.push();
  const { rows } = await server.execute('SELECT typeof(b) FROM t ORDER BY a');
  assert.deepEqual(rows.map((row) => row[0]), ['integer', 'real', 'text', 'blob', 'null']);
});

// What the client's own server loses: the refused row and the ones behind it stay in the client, and are told.
sync('a refused row refuses the whole push, again and again, and is recorded', async ({ replica, server }) => {
  await server.executeMultiple("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT UNIQUE)");
  const one = await replica();
  const two = await replica();
  await one.exec("INSERT INTO t VALUES(1, 'x')");
  await one.push();
  await two.exec("INSERT INTO t VALUES(2, 'x')");
  await two.exec("INSERT INTO t VALUES(3, 'z')");
  await assert.rejects(two.push(), /UNIQUE/);
  assert.deepEqual((await server.execute('SELECT a FROM t')).rows.map((row) => row[0]), [1]);
  await assert.rejects(two.push(), /UNIQUE/);
  assert.deepEqual(await column(two, 'SELECT a FROM t ORDER BY a'), [2, 3]);
  const conflicts = await server.execute("SELECT count(*) FROM sync_conflicts WHERE state = 'open'");
  assert.equal(conflicts.rows[0][0], 1);
  await two.exec("UPDATE t SET b = 'y' WHERE a = 2");
  await assert.rejects(two.push(), /UNIQUE/); // the refused insert is still the first in its queue
});

sync('a row that another one stands in the way of is refused until it has pulled', async ({ replica, server }) => {
  await server.execute('CREATE TABLE t(k TEXT PRIMARY KEY, v TEXT)');
  const one = await replica();
  const two = await replica();
  await one.exec("INSERT INTO t VALUES('x', 'one')");
  await two.exec("INSERT INTO t VALUES('x', 'two'), ('y', 'two')");
  await one.push();
  await assert.rejects(two.push(), /insert_insert in t, key 'x'/);
  await assert.rejects(two.push(), /insert_insert in t, key 'x'/);
  assert.deepEqual((await server.execute('SELECT v FROM t')).rows.map((row) => row[0]), ['one']);
  const { rows } = await server.execute("SELECT ours, theirs FROM sync_conflicts WHERE state = 'open'");
  assert.deepEqual(rows.map((row) => [row[0], row[1]]), [["(k='x', v='two')", "(k='x', v='one')"]]);
  await two.pull();
  await two.push();
  await one.pull();
  assert.deepEqual(await all(one, 'SELECT * FROM t ORDER BY k'), [{ k: 'x', v: 'two' }, { k: 'y', v: 'two' }]);
});

sync('what a client has not seen since its last push is a conflict', async ({ replica, server }) => {
  await server.executeMultiple("CREATE TABLE t(k TEXT PRIMARY KEY, v TEXT, w TEXT); INSERT INTO t VALUES('x', 'a', 'a'), ('y', 'a', 'a')");
  const db = await replica();
  await db.exec("UPDATE t SET w = 'client' WHERE k = 'x'");
  await db.push();
  await server.execute("UPDATE t SET v = 'server'");
  await db.exec("UPDATE t SET v = 'client' WHERE k = 'x'");
  await db.push();
  await db.pull();
  await db.exec("UPDATE t SET v = 'client' WHERE k = 'y'");
  await db.push(); // which it had seen
  const { rows } = await server.execute('SELECT class, key, "column", ours, theirs, chosen, state FROM sync_conflicts');
  assert.deepEqual(rows.map((row) => Array.from(row)), [['cell', 'x', 'v', 'client', 'server', 'client', 'auto']]);
});

sync('a push in several batches', async ({ replica, server }) => {
  await server.execute('CREATE TABLE t(a INTEGER PRIMARY KEY)');
  const db = await replica({ pushOperationsThreshold: 10 });
  for (let i = 1; i <= 35; i++) await db.exec(`INSERT INTO t VALUES(${i})`);
  await db.push();
  assert.equal((await server.execute('SELECT count(*) FROM t')).rows[0][0], 35);
});

sync('a bootstrap in chunks', async ({ replica, server }) => {
  await server.executeMultiple(`CREATE TABLE t(a INTEGER PRIMARY KEY, b);
    INSERT INTO t(b) WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT randomblob(500) FROM n`);
  const db = await replica({ pullBytesThreshold: 65536 });
  assert.deepEqual(await column(db, 'SELECT count(*) FROM t'), [2000]);
  assert.deepEqual(await column(db, 'PRAGMA integrity_check'), ['ok']);
});

sync('a database that shrinks', async ({ replica, server }) => {
  await server.executeMultiple('CREATE TABLE t(a); INSERT INTO t SELECT randomblob(200000); CREATE TABLE u(a)');
  const db = await replica();
  await server.executeMultiple('DROP TABLE t');
  await db.pull();
  assert.deepEqual(await column(db, "SELECT name FROM sqlite_schema WHERE name IN ('t', 'u')"), ['u']);
});

sync('a long poll is woken by a commit', async ({ replica, server }) => {
  await server.executeMultiple('CREATE TABLE t(a); INSERT INTO t VALUES(1)');
  const db = await replica({ longPollTimeoutMs: 8000 });
  const start = Date.now();
  const pulled = db.pull();
  await new Promise((wake) => setTimeout(wake, 300));
  await server.execute('INSERT INTO t VALUES(2)');
  assert.equal(await pulled, true);
  assert.ok(Date.now() - start < 6000);
  assert.deepEqual(await column(db, 'SELECT count(*) FROM t'), [2]);
});

sync('a replica of a part', async ({ replica, server }) => {
  await server.executeMultiple(`CREATE TABLE t(a INTEGER PRIMARY KEY, b);
    INSERT INTO t(b) WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT hex(randomblob(500)) FROM n`);
  const db = await replica({ partialSyncExperimental: { bootstrapStrategy: { kind: 'prefix', length: 128 * 1024 } } });
  assert.deepEqual(await column(db, 'SELECT length(b) FROM t WHERE a = 900'), [1000]);
});

sync('a replica of the pages that a query touches', async ({ replica, server }) => {
  await server.executeMultiple(`CREATE TABLE t(a INTEGER PRIMARY KEY, b); CREATE TABLE u(a INTEGER PRIMARY KEY, b);
    INSERT INTO t(b) WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT hex(randomblob(500)) FROM n;
    INSERT INTO u SELECT a, b FROM t`);
  const asked = [];
  const counting = async (url, options) => {
    const answer = await fetch(url, options);
    const body = await answer.arrayBuffer();
    if (String(url).endsWith('/pull-updates')) asked.push(body.byteLength);
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
  const by = (query) => replica({ fetch: counting, partialSyncExperimental: { bootstrapStrategy: { kind: 'query', query } } });
  const db = await by('SELECT length(b) FROM t WHERE a = 900');
  assert.ok(asked.length === 1 && asked[0] < 20 * 4096, `bootstrap of ${asked} bytes`);
  assert.deepEqual(await column(db, 'SELECT length(b) FROM t WHERE a = 900'), [1000]);
  const before = asked.length;
  assert.deepEqual(await column(db, 'SELECT count(*), min(length(b)) FROM u'), [1000]); // loaded when it is read
  assert.ok(asked.length > before);
  await db.exec("UPDATE t SET b = 'here' WHERE a = 900");
  await db.push();
  assert.equal((await server.execute('SELECT b FROM t WHERE a = 900')).rows[0][0], 'here');
  await assert.rejects(by('DELETE FROM t'), /query of the pages/);
});

sync('encrypted remotes are refused with a clear error', async ({ replica }) => {
  await assert.rejects(replica({ remoteEncryption: { key: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', cipher: 'aes256gcm' } }), /encrypt/i);
});

sync('two replicas of Turso and SQL at the primary agree in the end', async ({ replica, server }) => {
  await server.execute('CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)');
  const dbs = [await replica(), await replica()];
  for (let round = 0; round < 10; round++) {
    for (const [i, db] of dbs.entries()) {
      await db.exec(`INSERT INTO t VALUES(${round * 10 + i}, 'replica ${i}')`);
      await db.push();
      await db.pull();
    }
    await server.execute(`INSERT INTO t VALUES(${round * 10 + 9}, 'server')`);
  }
  for (const db of dbs) await db.pull();
  const wanted = (await server.execute('SELECT a, b FROM t ORDER BY a')).rows.map((row) => `${row[0]} ${row[1]}`);
  assert.equal(wanted.length, 30);
  for (const db of dbs) assert.deepEqual((await all(db, 'SELECT a, b FROM t ORDER BY a')).map((row) => `${row.a} ${row.b}`), wanted);
});
